//! What is thought of a cause, strongest first.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;
use runsheet::domain::event::{Finding, FoundLine, Standing};
use runsheet::domain::standing::causes;

fn standing(world: &mut World, id: &str) -> (Standing, Vec<String>) {
    let state = world.state();
    let views = causes(&state);
    let view = views.iter().find(|v| v.cause.id.as_str() == id).unwrap();
    (
        view.standing,
        view.because.iter().map(|(_, text)| text.clone()).collect(),
    )
}

fn evidence() -> Command {
    Command::AddEvidence {
        name: "switch.log".into(),
        sha256: "00".into(),
        bytes: 90,
        lines: 14,
        findings: vec![Finding {
            runbook: "proof".parse().unwrap(),
            signature: "link-down".parse().unwrap(),
            causes: vec!["plug".parse().unwrap()],
            count: 14,
            first: FoundLine {
                line: 1,
                text: "eth0 link down".into(),
            },
        }],
        step: None,
    }
}

#[test]
fn what_follows_from_steps() {
    use Standing::{Open, RuledOut, Suspected};
    let cases: Vec<(&str, Vec<Command>, &str, Standing)> = vec![
        ("nothing yet", vec![], "cable", Open),
        (
            "one of two that rule it out",
            vec![done("second")],
            "cable",
            Open,
        ),
        (
            "all that rule it out",
            vec![done("second"), saw("expects", "green")],
            "cable",
            RuledOut,
        ),
        ("a failed step", vec![fail("expects")], "cable", Suspected),
        (
            "suspicion is stronger than ruling out",
            vec![fail("expects"), done("second")],
            "cable",
            Suspected,
        ),
        (
            "a failed step that suspects nothing",
            vec![fail("second")],
            "cable",
            Open,
        ),
        (
            "inconclusive says nothing",
            vec![unsure("expects"), done("second")],
            "cable",
            Open,
        ),
        (
            "an n/a step need not be done",
            vec![na("expects"), done("second")],
            "cable",
            RuledOut,
        ),
        (
            "only n/a steps rule nothing out",
            vec![na("expects"), na("second")],
            "cable",
            Open,
        ),
        (
            "reopening takes the suspicion back",
            vec![fail("expects"), reopen_step("expects")],
            "cable",
            Open,
        ),
        (
            "an answer",
            vec![answer("question", "no")],
            "power",
            Suspected,
        ),
        (
            "another answer",
            vec![answer("question", "yes")],
            "power",
            Open,
        ),
        (
            "the answer reopened",
            vec![answer("question", "no"), reopen_step("question")],
            "power",
            Open,
        ),
        ("a finding", vec![evidence()], "plug", Suspected),
        (
            "undoing takes the suspicion back",
            vec![evidence(), undo()],
            "plug",
            Open,
        ),
        (
            "a person is stronger than a failed step",
            vec![fail("expects"), judge("cable", RuledOut)],
            "cable",
            RuledOut,
        ),
        (
            "a person is stronger than done steps",
            vec![
                done("second"),
                saw("expects", "green"),
                judge("cable", Suspected),
            ],
            "cable",
            Suspected,
        ),
        (
            "what comes after a judgement does not move it",
            vec![judge("cable", Open), fail("expects")],
            "cable",
            Open,
        ),
    ];
    for (name, given, cause, expected) in cases {
        let mut world = World::new(PROOF);
        for command in given {
            world.ok(command);
        }
        assert_eq!(standing(&mut world, cause).0, expected, "{name}");
    }
}

#[test]
fn reasons_are_named() {
    let mut world = World::new(PROOF);
    world.ok(evidence());
    world.ok(fail("expects"));
    assert_eq!(standing(&mut world, "plug").1, ["14 lines in switch.log"]);
    assert_eq!(standing(&mut world, "cable").1, ["1.2 failed: it is not"]);
    world.ok(answer("question", "no"));
    assert_eq!(standing(&mut world, "power").1, ["1.4 answered: no"]);
}

#[test]
fn a_cause_that_no_runbook_has_is_not_judged() {
    let said = World::new(PROOF).no(judge("moon", Standing::Confirmed));
    assert_eq!(said, "no attached runbook has the cause moon");
}

fn rule_out(world: &mut World) {
    world.ok(done("second"));
    world.ok(saw("expects", "green"));
}

fn finding_of(cause: &str) -> Command {
    let Command::AddEvidence { mut findings, .. } = evidence() else {
        unreachable!()
    };
    findings[0].causes = vec![cause.parse().unwrap()];
    Command::AddEvidence {
        name: "switch.log".into(),
        sha256: "00".into(),
        bytes: 90,
        lines: 14,
        findings,
        step: None,
    }
}

/// A check tells more of a cause than a line of a log, so the newer check leads; both are
/// shown. A newer line puts the cause back into question.
#[test]
fn a_newer_check_leads_over_an_older_line() {
    let mut world = World::new(PROOF);
    world.ok(finding_of("cable"));
    world.wait(MINUTE);
    rule_out(&mut world);
    let (standing_then, reasons) = standing(&mut world, "cable");
    assert_eq!(standing_then, Standing::RuledOut);
    assert!(
        reasons.iter().any(|r| r == "ruled out by 1.2"),
        "{reasons:?}"
    );
    let last = reasons.last().unwrap();
    assert_eq!(last, "14 lines in switch.log, before that");
    let state = world.state();
    let views = causes(&state);
    let cable = views.iter().find(|v| v.cause.id.as_str() == "cable");
    assert_eq!(cable.unwrap().at, Some(world.now()));
    world.wait(MINUTE);
    world.ok(finding_of("cable"));
    assert_eq!(standing(&mut world, "cable").0, Standing::Suspected);
}

/// What could have changed the device since makes a rule-out stale: shown, not counted.
#[test]
fn upheavals_make_rule_outs_stale() {
    use runsheet::domain::runbook::Risk;
    let bind = |target: &str| Command::BindTarget {
        kind: "asa".into(),
        at: None,
        target: target.into(),
        address: None,
    };
    let cases: Vec<(&str, Vec<Command>, Standing)> = vec![
        (
            "a change does not",
            vec![action("x", Risk::Change)],
            Standing::RuledOut,
        ),
        (
            "a disruptive act",
            vec![action("failover", Risk::Disrupt)],
            Standing::Open,
        ),
        (
            "a disruptive step",
            vec![confirmed("disrupt", "core-sw")],
            Standing::Open,
        ),
        (
            "impact that returned",
            vec![Command::Mitigate, Command::ReturnImpact { reason: None }],
            Standing::Open,
        ),
        // The steps that ruled it out run nothing on an asa.
        (
            "another box of a kind that was not asked",
            vec![bind("asa1"), bind("asa2")],
            Standing::RuledOut,
        ),
    ];
    for (name, then, expected) in cases {
        let mut world = World::new(PROOF);
        rule_out(&mut world);
        world.wait(MINUTE);
        for command in then {
            world.ok(command);
        }
        let (found, reasons) = standing(&mut world, "cable");
        assert_eq!(found, expected, "{name}");
        assert!(!reasons.is_empty(), "{name}: it is shown");
        if expected == Standing::Open {
            assert!(reasons[0].contains("stale since"), "{name}: {reasons:?}");
            world.wait(MINUTE);
            world.ok(reopen_step("second"));
            world.ok(done("second"));
            world.ok(reopen_step("expects"));
            world.ok(saw("expects", "green"));
            assert_eq!(
                standing(&mut world, "cable").0,
                Standing::RuledOut,
                "{name}: looked again"
            );
        }
    }
}
