//! The states of an incident and what leads from one to another.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;
use runsheet::domain::event::Severity;

const ACTS: [&str; 8] = [
    "mitigate", "return", "hold", "resume", "resolve", "close", "reopen", "cancel",
];

/// Rows: where the incident stands; a cell: where the act leads to, `-` for a refusal.
const TABLE: &str = "
                mitigate  return hold resume    resolve  close  reopen cancel
open            mitigated -      held -         resolved -      -      cancelled
mitigated       -         open   held -         resolved -      -      cancelled
held            -         -      -    open      -        -      -      cancelled
held-mitigated  -         -      -    mitigated -        -      -      cancelled
resolved        -         -      -    -         -        closed open   -
closed          -         -      -    -         -        -      open   -
cancelled       -         -      -    -         -        -      -      -
";

fn command(name: &str) -> Command {
    match name {
        "mitigate" => Command::Mitigate,
        "return" => impact_back(),
        "hold" => hold(),
        "resume" => Command::Resume,
        "resolve" => resolve("power"),
        "close" => close(),
        "reopen" => reopen(),
        "cancel" => cancel(),
        other => panic!("{other}"),
    }
}

fn world_in(state: &str) -> World {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    let path = match state {
        "open" => vec![],
        "mitigated" => vec![Command::Mitigate],
        "held" => vec![hold()],
        "held-mitigated" => vec![Command::Mitigate, hold()],
        "resolved" => vec![resolve("power")],
        "closed" => vec![resolve("power"), close()],
        "cancelled" => vec![cancel()],
        other => panic!("{other}"),
    };
    for command in path {
        world.wait(1_000);
        world.ok(command);
    }
    world
}

#[test]
fn every_state_against_every_act() {
    let mut rows = TABLE.lines().filter(|line| !line.is_empty());
    let header: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
    assert_eq!(header, ACTS);
    for row in rows {
        let mut cells = row.split_whitespace();
        let state = cells.next().unwrap();
        for (act, expected) in ACTS.iter().zip(cells) {
            let mut world = world_in(state);
            let before = world.state();
            let result = world.submit(command(act), NOW);
            let stands = world.state();
            match (expected, result) {
                ("-", Ok(events)) => panic!("{state} + {act}: {:?}", kinds(&events)),
                ("-", Err(_)) => assert_eq!(stands, before, "{state} + {act}"),
                (_, Ok(_)) => {
                    assert_eq!(stands.status.unwrap().word(), expected, "{state} + {act}");
                }
                (_, Err(refusal)) => panic!("{state} + {act}: {refusal}"),
            }
        }
    }
}

#[test]
fn what_else_is_legal_in_which_state() {
    let all = "open mitigated held resolved closed cancelled";
    let not_cancelled = "open mitigated held resolved closed";
    let not_ended = "open mitigated held resolved";
    let cases: Vec<(Command, &str)> = vec![
        (Command::MarkImpactStarted, not_cancelled),
        (detected(), not_cancelled),
        (Command::Acknowledge, not_cancelled),
        (
            Command::SetSeverity {
                severity: Some(Severity::Sev2),
            },
            not_cancelled,
        ),
        (Command::SetTitle { title: "t".into() }, not_cancelled),
        (
            Command::SetImpact {
                users: Some(4),
                scope: None,
                services: None,
            },
            not_cancelled,
        ),
        (variable("host", "h1"), not_cancelled),
        (aside("proof"), "open mitigated held"),
        (
            action("pulled", runsheet::domain::runbook::Risk::Change),
            not_ended,
        ),
        (
            Command::AddEvidence {
                name: "a.log".into(),
                sha256: "00".into(),
                bytes: 1,
                lines: 1,
                findings: vec![],
                step: None,
            },
            not_ended,
        ),
        (
            Command::SendUpdate {
                text: "t".into(),
                audience: None,
                next_due: None,
            },
            not_ended,
        ),
        (
            Command::RecordHandoff {
                to: None,
                text: "t".into(),
            },
            not_ended,
        ),
        (
            judge("power", runsheet::domain::event::Standing::Suspected),
            not_ended,
        ),
        (note("t"), all),
        (
            Command::AddFollowUp {
                text: "t".into(),
                owner: None,
                due: None,
            },
            all,
        ),
        (Command::RecordClockJump { by_ms: 9_000 }, all),
        (undo(), all),
    ];
    for state in all.split(' ') {
        for (command, legal) in &cases {
            let mut world = world_in(state);
            // Early enough for a detection, and the impact before it, to be in order.
            let early = match command {
                Command::MarkImpactStarted | Command::MarkDetected { .. } => ago(MINUTE),
                _ => NOW,
            };
            let result = world.submit(command.clone(), early);
            let expected = legal.split(' ').any(|word| word == state);
            assert_eq!(
                result.is_ok(),
                expected,
                "{state} + {command:?}: {result:?}"
            );
        }
    }
}

#[test]
fn reopening_clears_the_ends_and_counts() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(Command::Mitigate);
    world.wait(1_000);
    world.ok(resolve("power"));
    world.ok(close());
    world.ok(reopen());
    let state = world.state();
    let marks = &state.milestones;
    assert_eq!(
        (marks.mitigated, marks.resolved, marks.closed),
        (None, None, None)
    );
    assert_eq!(
        (&state.resolution, &state.closing_reason, state.reopen_count),
        (&None, &None, 1)
    );
    world.wait(5_000);
    world.ok(resolve("power"));
    assert_eq!(
        world.state().milestones.resolved.unwrap().at,
        world.now(),
        "the last resolve counts"
    );
}

#[test]
fn returned_impact_clears_mitigated() {
    let mut world = world_in("mitigated");
    world.ok(impact_back());
    assert_eq!(world.state().milestones.mitigated, None);
}

#[test]
fn a_hold_keeps_whom_it_waits_for() {
    let mut world = world_in("held");
    assert_eq!(world.state().waiting_on.as_deref(), Some("the vendor"));
    world.wait(4_000);
    world.ok(Command::Resume);
    let state = world.state();
    assert_eq!(state.waiting_on, None);
    assert_eq!(state.holds[0].length_ms(), Some(4_000));
}

#[test]
fn a_cancelled_incident_may_name_the_one_it_repeats() {
    let mut world = World::new(PROOF);
    let other = runsheet::domain::id::IncidentId(uuid::Uuid::from_u128(7));
    world.ok(Command::Cancel {
        reason: None,
        duplicate_of: Some(other),
    });
    assert_eq!(world.state().duplicate_of, Some(other));
}

#[test]
fn closing_has_a_reason_of_its_own() {
    let mut world = world_in("resolved");
    world.ok(close());
    assert_eq!(
        world.state().closing_reason.as_deref(),
        Some("not needed after resolution")
    );
    let mut world = world_in("resolved");
    world.ok(Command::Close {
        reason: some("all done"),
    });
    assert_eq!(world.state().closing_reason.as_deref(), Some("all done"));
}

#[test]
fn the_first_acknowledgement_counts_and_the_last_of_the_rest() {
    let mut world = World::new(PROOF);
    world.wait(1_000);
    world.ok(Command::Acknowledge);
    let first = world.now();
    world.wait(1_000);
    world.ok(Command::Acknowledge);
    assert_eq!(world.state().milestones.acknowledged.unwrap().at, first);
    world.ok_how(detected(), ago(60_000));
    world.ok_how(detected(), ago(30_000));
    let detected_at = world.now().plus_ms(-30_000);
    assert_eq!(world.state().milestones.detected.unwrap().at, detected_at);
    assert!(!world.state().detection.unwrap().assumed);
}

#[test]
fn opening_always_records_a_detection() {
    let mut world = World::unopened(PROOF);
    let (proof, _) = book(PROOF);
    let outcome = world.open(opening(&proof)).unwrap();
    assert_eq!(
        kinds(&outcome.events),
        ["incident.opened", "incident.detected", "runbook.attached"]
    );
    let head = outcome.events[0].id;
    assert!(outcome.events[1..].iter().all(|e| e.with == Some(head)));
    assert_eq!(outcome.events[0].with, None);
    let state = world.state();
    assert!(state.detection.unwrap().assumed);
    assert_eq!(state.milestones.acknowledged, None);

    let mut world = World::opened(PROOF, |opening| opening.acknowledge = true);
    assert!(world.state().milestones.acknowledged.is_some());
}
