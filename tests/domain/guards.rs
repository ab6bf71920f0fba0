//! What an act needs before it is carried out.

use crate::Then::{Events, Refused};
use crate::support::act::*;
use crate::support::*;
use crate::{PROOF, check};
use runsheet::domain::command::Command;

#[test]
fn what_steps_ask_for() {
    let done_once: &[&str] = &["step.completed"];
    check(vec![
        ("no expectation", vec![], done("plain"), Events(done_once)),
        (
            "expect without observed",
            vec![],
            done("expects"),
            Refused("needs what was observed"),
        ),
        (
            "blank is not observed",
            vec![],
            saw("expects", "  "),
            Refused("needs what was observed"),
        ),
        (
            "expect with observed",
            vec![],
            saw("expects", "green"),
            Events(done_once),
        ),
        (
            "question without answer",
            vec![],
            done("question"),
            Refused("needs an answer"),
        ),
        (
            "an answer that it has not",
            vec![],
            answer("question", "perhaps"),
            Refused("no answer \"perhaps\""),
        ),
        (
            "an answer",
            vec![],
            answer("question", "yes"),
            Events(done_once),
        ),
        (
            "approval missing",
            vec![],
            done("temp"),
            Refused("needs an approval"),
        ),
        (
            "approved",
            vec![],
            approved("temp", "sue"),
            Events(done_once),
        ),
        (
            "disrupt without the device",
            vec![],
            done("disrupt"),
            Refused("\"core-sw\" typed"),
        ),
        (
            "disrupt with another device",
            vec![],
            confirmed("disrupt", "asa"),
            Refused("\"core-sw\" typed"),
        ),
        (
            "disrupt confirmed",
            vec![],
            confirmed("disrupt", "core-sw"),
            Events(done_once),
        ),
        (
            "nothing to run wants yes",
            vec![],
            done("bare-disrupt"),
            Refused("\"yes\" typed"),
        ),
        (
            "yes",
            vec![],
            confirmed("bare-disrupt", "yes"),
            Events(done_once),
        ),
        (
            "critical na",
            vec![],
            na("critical"),
            Refused("critical: it cannot be marked"),
        ),
        (
            "critical deferred",
            vec![],
            defer("critical"),
            Refused("critical: it cannot be deferred"),
        ),
        (
            "critical skipped",
            vec![],
            skip("critical"),
            Refused("critical: it cannot be skipped"),
        ),
        (
            "critical with a wrong override",
            vec![],
            override_skip("critical", "plain"),
            Refused("critical"),
        ),
        (
            "critical overridden by id",
            vec![],
            override_skip("critical", "critical"),
            Events(&["step.skipped"]),
        ),
        (
            "critical overridden by number",
            vec![],
            override_skip("critical", "3.1"),
            Events(&["step.skipped"]),
        ),
        (
            "an unknown step",
            vec![],
            done("nowhere"),
            Refused("no attached runbook has the step proof/nowhere"),
        ),
        (
            "an unknown runbook",
            vec![],
            done("elsewhere/plain"),
            Refused("no attached runbook has the step elsewhere/plain"),
        ),
        (
            "the wrong state names it",
            vec![block("plain")],
            done("plain"),
            Refused("step proof/plain is blocked"),
        ),
        (
            "once per person",
            vec![done("plain")],
            done("plain"),
            Refused("done already, by ann"),
        ),
        (
            "nothing to copy",
            vec![],
            copy("plain", 1),
            Refused("runs nothing with the number 1"),
        ),
        (
            "copy counts from 1",
            vec![],
            copy("change", 0),
            Refused("number 0"),
        ),
        ("copy", vec![], copy("change", 2), Events(&["run.copied"])),
        (
            "copy beyond",
            vec![],
            copy("change", 3),
            Refused("number 3"),
        ),
    ]);
}

#[test]
fn words_that_must_be_said() {
    let step = World::new(PROOF).step("plain");
    let empty = String::new;
    let cases: Vec<(Command, &str)> = vec![
        (
            Command::FailStep {
                step: step.clone(),
                observed: " ".into(),
            },
            "what was observed is empty",
        ),
        (
            Command::FindInconclusive {
                step: step.clone(),
                reason: empty(),
            },
            "the reason is empty",
        ),
        (
            Command::SkipStep {
                step: step.clone(),
                reason: empty(),
                r#override: None,
            },
            "the reason is empty",
        ),
        (
            Command::MarkStepNa {
                step: step.clone(),
                reason: empty(),
            },
            "the reason is empty",
        ),
        (
            Command::BlockStep {
                step: step.clone(),
                waiting_on: empty(),
                reason: None,
            },
            "waits for is empty",
        ),
        (
            Command::DeferStep {
                step: step.clone(),
                owner: empty(),
                due: None,
                reason: None,
            },
            "the owner is empty",
        ),
        (note("\t"), "the note is empty"),
        (
            action("", runsheet::domain::runbook::Risk::Read),
            "the action is empty",
        ),
        (Command::SetTitle { title: empty() }, "the title is empty"),
        (
            Command::SendUpdate {
                text: empty(),
                audience: None,
                next_due: None,
            },
            "the update is empty",
        ),
        (
            Command::SetRunbookAside {
                runbook: step.runbook.clone(),
                reason: empty(),
            },
            "the reason is empty",
        ),
        (
            Command::AddFollowUp {
                text: empty(),
                owner: None,
                due: None,
            },
            "the follow-up is empty",
        ),
    ];
    for (command, says) in cases {
        let said = World::new(PROOF).no(command.clone());
        assert!(said.contains(says), "{command:?}: {said}");
    }
    let mut world = World::new(PROOF);
    world.ok(done("plain"));
    let reopened = Command::ReopenStep {
        step,
        reason: empty(),
    };
    assert!(world.no(reopened).contains("the reason is empty"));
}

#[test]
fn what_stands_beside_a_step_that_is_not_there_is_refused() {
    let nowhere = World::new(PROOF).step("nowhere");
    let cases = vec![
        Command::AddNote {
            text: "t".into(),
            step: Some(nowhere.clone()),
        },
        Command::TakeAction {
            text: "t".into(),
            device: None,
            risk: runsheet::domain::runbook::Risk::Read,
            rollback: None,
            step: Some(nowhere.clone()),
        },
        Command::AddEvidence {
            name: "a.log".into(),
            sha256: "00".into(),
            bytes: 0,
            lines: 0,
            findings: vec![],
            step: Some(nowhere),
        },
    ];
    for command in cases {
        let said = World::new(PROOF).no(command);
        assert!(said.contains("no attached runbook has the step"), "{said}");
    }
}

#[test]
fn two_people_may_complete_one_step() {
    let mut world = World::new(PROOF);
    world.ok(saw("expects", "green"));
    let ended = world.now();
    world.wait(9_000);
    world.ok_how(saw("expects", "still green"), BY_BEN);
    let step = world.step("expects");
    let state = world.state();
    let progress = state.progress(&step).unwrap();
    assert_eq!(progress.actors.len(), 2);
    assert_eq!(progress.ended_at, Some(ended), "the first one ended it");
    assert_eq!(progress.observed.as_deref(), Some("green"));
    assert!(
        world
            .no_how(saw("expects", "again"), BY_BEN)
            .contains("done already, by ann, ben")
    );
}

#[test]
fn another_answer_is_not_lost_beside_the_first() {
    let mut world = World::new(PROOF);
    world.ok(answer("question", "yes"));
    let refused = world.no_how(answer("question", "no"), BY_BEN);
    assert!(refused.contains("already, by ann"), "{refused}");
    world.ok_how(answer("question", "yes"), BY_BEN);
    let step = world.step("question");
    let state = world.state();
    assert_eq!(state.progress(&step).unwrap().actors.len(), 2);
}

#[test]
fn secrets_and_unknown_names_are_no_variables() {
    let mut world = World::new(PROOF);
    assert!(world.no(variable("pin", "1234")).contains("secret"));
    assert!(
        world
            .no(variable("hots", "h1"))
            .contains("no attached runbook has the variable")
    );
    world.ok(variable("host", "h1"));
    assert_eq!(world.state().variables["host"], "h1");
}

#[test]
fn a_secret_is_masked_wherever_it_would_be_written() {
    use runsheet::domain::runbook::Risk;
    // A value that is also a word of the format must not keep the rest from being masked.
    for secret in ["tr0ub4dor", "change", "asa"] {
        let mut world = World::new(PROOF);
        world.ann.secrets.set("pin".into(), secret.into());
        let event = world.event(action(&format!("typed {secret} twice"), Risk::Change));
        let recorded = world.incident().event(event).unwrap().clone();
        let text = recorded.event.payload.main_text().unwrap();
        assert_eq!(text, "typed [secret pin] twice");
    }
}

#[test]
fn handoffs_are_accepted_once() {
    let mut world = World::new(PROOF);
    let accept = Command::AcceptHandoff { event: None };
    assert!(world.no(accept.clone()).contains("no handoff"));
    let handoff = world.event(Command::RecordHandoff {
        to: some("ben"),
        text: "all quiet".into(),
    });
    let named = Command::AcceptHandoff {
        event: Some(handoff),
    };
    world.ok_how(accept, BY_BEN);
    assert!(world.no(named).contains("no handoff"));
    assert_eq!(world.state().handoffs[0].accepted_at, Some(world.now()));
}
