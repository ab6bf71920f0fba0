//! Facts about devices: runs, outputs, and what the order of a merged log cannot take away.

use std::collections::BTreeMap;

use crate::support::act::*;
use crate::support::*;
use crate::{PLANNED, PROOF};
use runsheet::domain::command::{Command, RunEnd, RunStart, Text};
use runsheet::domain::digest::sha256_hex;
use runsheet::domain::event::{Finding, FoundLine, Newer, Payload, Recorded, Standing};
use runsheet::domain::id::{EventId, StepRef};
use runsheet::domain::incident::Incident;
use runsheet::domain::run::{Output, RunOutcome, RunWhat};
use runsheet::domain::runbook::Risk;
use runsheet::domain::standing::causes;

fn at(step: &str) -> StepRef {
    StepRef {
        runbook: "proof".parse().unwrap(),
        step: step.parse().unwrap(),
    }
}

fn run(step: &str, target: &str, risk: Risk) -> Command {
    Command::StartRun(Box::new(RunStart {
        what: RunWhat::Step,
        step: Some(at(step)),
        index: Some(1),
        of: None,
        target: target.into(),
        address: some("192.0.2.7"),
        kind: some("asa"),
        via: "ssh".into(),
        text: "show version".into(),
        text_sha256: "00".repeat(32),
        risk,
        approved_by: None,
    }))
}

fn ended(run: EventId, outcome: RunOutcome) -> Command {
    Command::EndRun(Box::new(RunEnd {
        run,
        outcome,
        exit: (outcome == RunOutcome::Exited).then_some(0),
        duration_ms: Some(41),
        output: Output {
            bytes: Some(12),
            lines: Some(1),
            head: some("link down"),
            findings: vec![Finding {
                runbook: "proof".parse().unwrap(),
                signature: "link-down".parse().unwrap(),
                causes: vec!["plug".parse().unwrap()],
                count: 1,
                first: FoundLine {
                    line: 1,
                    text: "link down".into(),
                },
            }],
            captured: BTreeMap::from([("host".to_owned(), "h1".to_owned())]),
            ..Output::default()
        },
        polls: None,
    }))
}

#[test]
fn a_run_is_an_act_and_its_findings_are_the_evidence() {
    let mut world = World::new(PROOF);
    world.wait(MINUTE);
    let begun = world.event(run("plain", "asa1", Risk::Read));
    assert_eq!(
        world.state().milestones.first_action.unwrap().at,
        world.now()
    );
    assert_eq!(world.state().running().count(), 1);
    world.wait(41);
    world.ok(ended(begun, RunOutcome::Exited));
    let state = world.state();
    let known = &state.runs[0];
    assert_eq!(
        (known.outcome, known.exit),
        (Some(RunOutcome::Exited), Some(0))
    );
    assert_eq!(known.output.captured["host"], "h1");
    let plug = causes(&state)
        .into_iter()
        .find(|v| v.cause.id.as_str() == "plug");
    let plug = plug.unwrap();
    assert_eq!(plug.standing, Standing::Suspected);
    assert_eq!(plug.because[0].1, "1 line in asa1");
    assert_eq!(plug.target.as_deref(), Some("asa1"));
    assert_eq!(state.changes.len(), 0, "it only read");
}

#[test]
fn a_change_is_in_force_from_the_moment_it_is_sent() {
    let mut world = World::new(PROOF);
    let begun = world.event(run("change", "asa1", Risk::Change));
    assert_eq!(
        world.state().changes_in_force().count(),
        1,
        "before it ended"
    );
    world.ok(ended(begun, RunOutcome::Lost));
    world.ok(done("change"));
    let state = world.state();
    let in_force: Vec<_> = state.changes_in_force().collect();
    assert_eq!(in_force.len(), 1, "the completed step adds no second");
    assert_eq!(
        (in_force[0].event, in_force[0].device.as_deref()),
        (begun, Some("asa1"))
    );
    world.ok(revert("change"));
    assert_eq!(world.state().changes_in_force().count(), 0);
}

#[test]
fn what_was_not_sent_changed_nothing() {
    let mut world = World::new(PROOF);
    let begun = world.event(run("change", "asa1", Risk::Change));
    world.ok(ended(begun, RunOutcome::NotSent));
    assert_eq!(world.state().changes.len(), 0);
}

#[test]
fn the_same_does_not_run_twice_at_once() {
    let mut world = World::new(PROOF);
    let begun = world.event(run("plain", "asa1", Risk::Read));
    let said = world.no(run("plain", "asa1", Risk::Read));
    assert_eq!(said, "still running: \"show version\" on asa1");
    world.ok(run("plain", "asa2", Risk::Read));
    world.ok(ended(begun, RunOutcome::TimedOut));
    let said = world.no(ended(begun, RunOutcome::Exited));
    assert!(said.starts_with("no run"), "{said}");
    world.ok(run("plain", "asa1", Risk::Read));
}

#[test]
fn a_run_going_on_blocks_resolving_and_nothing_takes_it_back() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    let begun = world.event(run("plain", "asa1", Risk::Read));
    assert!(world.no(resolve("cable")).contains("still runs"));
    let said = world.no(undo_event(begun));
    assert!(said.contains("a fact about a device"), "{said}");
    let said = world.no(Command::Amend {
        event: begun,
        occurred_at: None,
        actor: some("ben"),
        text: None,
        reason: "it was me".into(),
    });
    assert!(said.contains("a fact about a device"), "{said}");
    // Undo passes over it to the act before.
    world.ok(undo());
    assert_eq!(world.step_state("critical"), "pending");
    world.ok(ended(begun, RunOutcome::Exited));
    world.ok(done("critical"));
    world.ok(resolve("cable"));
}

#[test]
fn nothing_new_is_sent_when_the_work_is_over_but_what_ended_is_told() {
    let mut world = World::new(PROOF);
    let begun = world.event(run("plain", "asa1", Risk::Read));
    world.ok(cancel());
    assert!(
        world
            .no(run("plain", "asa2", Risk::Read))
            .contains("cancelled")
    );
    world.ok(ended(begun, RunOutcome::Lost));
    assert_eq!(world.state().runs[0].outcome, Some(RunOutcome::Lost));
}

#[test]
fn a_pasted_output_counts_as_an_act_on_its_step() {
    let mut world = World::new(PROOF);
    world.wait(MINUTE);
    world.ok(Command::PasteOutput {
        step: at("plain"),
        index: Some(1),
        output: Box::new(Output {
            sha256: some(&"ab".repeat(32)),
            bytes: Some(3),
            lines: Some(1),
            head: some("up"),
            ..Output::default()
        }),
    });
    let state = world.state();
    assert_eq!(state.milestones.first_action.unwrap().at, world.now());
    assert_eq!(
        (state.runs[0].via.as_str(), state.runs[0].is_running()),
        ("paste", false)
    );
}

/// Two journals share an opening. What another one recorded there, half an hour after `first`
/// came to where it is, is folded with what stands in `first`.
fn merged(first: &mut World, shared: usize, then: Vec<Command>) -> Incident {
    let opening: Vec<Recorded> = first.log().into_iter().take(shared).collect();
    let mut other = World::on_replica(PROOF, 9);
    other.id = first.id;
    let text = Text {
        sha256: sha256_hex(PROOF.as_bytes()).into(),
        text: PROOF.into(),
    };
    let planned = Text {
        sha256: sha256_hex(PLANNED.as_bytes()).into(),
        text: PLANNED.into(),
    };
    other.ann.import(&opening, &[text, planned]).unwrap();
    other.wait(30 * MINUTE);
    for command in then {
        other.ok(command);
    }
    let mut all = first.log();
    all.extend(other.log().into_iter().skip(shared));
    Incident::fold(first.incident().books().clone(), all)
}

/// Tried on the first version: a completed failover on one journal, merged behind the
/// other's resolve, left the step pending and the list of changes empty.
#[test]
fn a_change_behind_the_others_end_stays_in_force() {
    let acts = || {
        vec![
            confirmed("disrupt", "core-sw"),
            action("moved the cable", Risk::Change),
        ]
    };
    let in_force = |incident: &Incident| -> Vec<(String, bool)> {
        let changes = incident.state().changes_in_force();
        changes.map(|c| (c.text.clone(), c.out_of_order)).collect()
    };
    let named = |out_of_order| {
        ["moved the cable", "Restart it."].map(|text| (text.to_owned(), out_of_order))
    };
    let mut first = World::new(PROOF);
    let shared = first.log().len();
    assert_eq!(in_force(&merged(&mut first, shared, acts())), named(false));

    first.ok(done("critical"));
    first.ok(resolve("cable"));
    first.ok(close());
    let incident = merged(&mut first, shared, acts());
    assert_eq!(incident.state().status.unwrap().word(), "closed");
    assert_eq!(in_force(&incident), named(true));
    let theirs = incident.log().filter(|(r, _)| r.replica == replica(9));
    let effects: Vec<(&str, bool)> = theirs.map(|(r, e)| (r.event.payload.kind(), e)).collect();
    assert_eq!(
        effects,
        [("step.completed", false), ("action.taken", false)]
    );
}

/// A step of a runbook that one side took out again was done on a device all the same.
#[test]
fn a_change_by_a_runbook_that_was_taken_back_stays_in_force() {
    let mut first = World::new(PROOF);
    let (other, text) = book(PLANNED);
    let options = runsheet::session::SubmitOptions::default();
    first.ann.attach(first.id, other, &text, options).unwrap();
    let shared = first.log().len();
    let attached = find(&first.log(), "runbook.attached");
    first.ok(undo_event(attached));
    let incident = merged(&mut first, shared, vec![done("planned/swap")]);
    let state = incident.state();
    assert!(state.attachment(&"planned".parse().unwrap()).is_none());
    assert_eq!(state.changes_in_force().count(), 1);
}

/// What one command yielded counts together: when its first event has no effect, none has.
#[test]
fn a_group_counts_with_its_head() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(resolve("cable"));
    let mut log = world.log();
    let head = find(&log, "incident.resolved");
    let twin = |r: &Recorded, id: u128, with: Option<u128>| Recorded {
        id: EventId(uuid::Uuid::from_u128(id)),
        with: with.map(|id| EventId(uuid::Uuid::from_u128(id))),
        replica: replica(9),
        recorded_at: r.recorded_at.plus_ms(5_000),
        ..r.clone()
    };
    let resolved = log.iter().find(|r| r.id == head).unwrap().clone();
    let mut noted = twin(&resolved, 0xa2, Some(0xa1));
    noted.event.payload = Payload::FollowUpAdded {
        text: "take it back".into(),
        owner: None,
        due: None,
    };
    noted.event.runbook = None;
    noted.seq += 1;
    log.push(twin(&resolved, 0xa1, None));
    log.push(noted);
    let books = world.incident().books().clone();
    let mut live = Incident::new(books.clone());
    log.sort_by_key(Recorded::order);
    log.iter().cloned().for_each(|r| live.apply(r));
    for incident in [Incident::fold(books, log), live] {
        let last: Vec<bool> = incident
            .log()
            .rev()
            .take(2)
            .map(|(_, takes)| takes)
            .collect();
        assert_eq!(last, [false, false], "it was resolved already");
        assert_eq!(incident.state().follow_ups.len(), 0);
    }
}

#[test]
fn a_kind_from_a_newer_version_is_kept_and_has_no_effect() {
    let mut world = World::new(PROOF);
    let mut newer = world.log().pop().unwrap();
    newer.id = EventId(uuid::Uuid::from_u128(0xbeef));
    newer.seq += 1;
    newer.with = None;
    newer.prev_hash = Some(newer.hash.clone());
    newer.event.payload = Payload::Newer(Newer {
        kind: "incident.teleported".into(),
        data: serde_json::json!({"to": [1, 2.5, {"deep": null}], "with": null}),
    });
    newer.hash = runsheet::domain::chain::hash_of(&newer.hashed_json());
    let mut json = serde_json::Value::Object(newer.hashed_json());
    json["hash"] = newer.hash.to_string().into();
    assert_eq!(
        Recorded::from_json(&json).unwrap(),
        newer,
        "through an export"
    );
    let before = world.state();
    world.ann.import(&[newer.clone()], &[]).unwrap();
    assert_eq!(world.state(), before);
    let log = world.log();
    assert_eq!(log.last(), Some(&newer));
    assert_eq!(runsheet::domain::chain::first_break(&log), None);
    let (_, takes) = world.incident().log().next_back().unwrap();
    assert!(!takes);
    // Work goes on behind it, and it cannot be taken back.
    world.ok(note("on"));
    assert!(
        world
            .no(undo_event(newer.id))
            .contains("from a newer version")
    );
}
