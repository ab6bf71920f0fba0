//! The step table of the design, every state against every act.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;

const ACTS: [&str; 12] = [
    "start", "release", "done", "fail", "unsure", "skip", "na", "block", "unblock", "defer",
    "reopen", "revert",
];

/// Rows: where the step `change` stands. Columns: what is done to it. A cell: the state it
/// leads to, `-` for a refusal.
const TABLE: &str = "
              start  release done fail   unsure       skip    na block   unblock defer    reopen  revert
pending       active -       done failed inconclusive skipped na blocked -       deferred -       -
active        -      -       done failed inconclusive skipped na blocked -       deferred -       -
auto          active pending done failed inconclusive skipped na blocked -       deferred -       -
done          -      -       done -      -            -       -  -       -       -        pending done
failed        active -       -    -      -            skipped -  -       -       -        pending -
inconclusive  active -       -    -      -            skipped -  -       -       -        pending -
skipped       -      -       -    -      -            skipped -  -       -       -        pending -
na            -      -       -    -      -            -       -  -       -       -        pending -
blocked       -      -       -    failed inconclusive skipped -  -       active  deferred -       -
deferred      active -       -    -      -            skipped -  -       -       -        pending -
";

const STEP: &str = "change";

fn world_in(state: &str) -> World {
    let mut world = World::new(PROOF);
    let acts = match state {
        "pending" => vec![],
        "active" => vec![start(STEP)],
        "auto" => {
            // The screen starts the next step when one ends; all before it are out of the way.
            for step in ["plain", "expects", "second"] {
                world.ok(skip(step));
            }
            world.ok(skip("question"));
            world.ok(skip("chained"));
            world.ok(skip("nested"));
            world.ok_how(skip("both"), ON_SCREEN);
            vec![]
        }
        "done" => vec![done(STEP)],
        "failed" => vec![fail(STEP)],
        "inconclusive" => vec![unsure(STEP)],
        "skipped" => vec![skip(STEP)],
        "na" => vec![na(STEP)],
        "blocked" => vec![block(STEP)],
        "deferred" => vec![defer(STEP)],
        other => panic!("{other}"),
    };
    for command in acts {
        world.ok(command);
    }
    let stands = world.step_state(STEP);
    assert_eq!(stands, if state == "auto" { "active" } else { state });
    world
}

fn command(name: &str) -> Command {
    match name {
        "start" => start(STEP),
        "release" => Command::Release,
        "done" => done(STEP),
        "fail" => fail(STEP),
        "unsure" => unsure(STEP),
        "skip" => skip(STEP),
        "na" => na(STEP),
        "block" => block(STEP),
        "unblock" => unblock(STEP),
        "defer" => defer(STEP),
        "reopen" => reopen_step(STEP),
        "revert" => revert(STEP),
        other => panic!("{other}"),
    }
}

#[test]
fn every_state_against_every_act() {
    let mut rows = TABLE.lines().filter(|line| !line.is_empty());
    let header: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
    assert_eq!(header, ACTS);
    let mut cells = 0;
    for row in rows {
        let mut cells_of_row = row.split_whitespace();
        let state = cells_of_row.next().unwrap();
        for (act, expected) in ACTS.iter().zip(cells_of_row) {
            let mut world = world_in(state);
            let before = world.state();
            // The second person, so that a completed step may be completed once more.
            let result = world.submit(command(act), BY_BEN);
            let stands = world.step_state(STEP);
            match (expected, result) {
                ("-", Ok(events)) => panic!("{state} + {act}: not refused: {:?}", kinds(&events)),
                ("-", Err(_)) => assert_eq!(world.state(), before, "{state} + {act}"),
                (_, Ok(_)) => assert_eq!(stands, expected, "{state} + {act}"),
                (_, Err(refusal)) => panic!("{state} + {act}: {refusal}"),
            }
            cells += 1;
        }
    }
    assert_eq!(cells, 10 * 12);
}

#[test]
fn a_step_that_does_not_apply_takes_no_act() {
    for act in ACTS {
        let mut world = World::new(PROOF);
        world.ok(answer("question", "no"));
        assert_eq!(world.step_state("chained"), "na");
        let command = match act {
            "release" => continue,
            "start" => start("chained"),
            "done" => answer("chained", "on"),
            "fail" => fail("chained"),
            "unsure" => unsure("chained"),
            "skip" => skip("chained"),
            "na" => na("chained"),
            "block" => block("chained"),
            "unblock" => unblock("chained"),
            "defer" => defer("chained"),
            "reopen" => reopen_step("chained"),
            _ => revert("chained"),
        };
        let said = world.no(command);
        assert!(said.contains("does not apply"), "{act}: {said}");
    }
}

#[test]
fn steps_need_an_incident_that_is_open_or_mitigated() {
    let into: [(&str, Vec<Command>); 6] = [
        ("open", vec![]),
        ("mitigated", vec![Command::Mitigate]),
        ("held", vec![hold()]),
        ("resolved", vec![resolve("power")]),
        ("closed", vec![resolve("power"), close()]),
        ("cancelled", vec![cancel()]),
    ];
    // Where the step stands beforehand, so that only the incident's state can refuse.
    let acts: [(&str, Vec<Command>, &str); 12] = [
        ("start", vec![], "open mitigated"),
        ("done", vec![], "open mitigated"),
        ("fail", vec![], "open mitigated"),
        ("unsure", vec![], "open mitigated"),
        ("skip", vec![], "open mitigated resolved"),
        ("na", vec![], "open mitigated resolved"),
        ("block", vec![], "open mitigated"),
        ("unblock", vec![block(STEP)], "open mitigated"),
        ("defer", vec![], "open mitigated"),
        ("reopen", vec![done(STEP)], "open mitigated"),
        (
            "revert",
            vec![done(STEP)],
            "open mitigated held resolved closed cancelled",
        ),
        ("copy", vec![], "open mitigated"),
    ];
    for (state, path) in &into {
        for (act, before, legal) in &acts {
            if *act == "unblock" && matches!(*state, "resolved" | "closed") {
                continue; // Nothing blocked can be resolved.
            }
            let mut world = World::new(PROOF);
            world.ok(done("critical"));
            for command in before.iter().chain(path) {
                world.ok(command.clone());
            }
            assert_eq!(world.state().status.unwrap().word(), *state);
            let command = match *act {
                "copy" => copy(STEP, 1),
                other => command(other),
            };
            let result = world.submit(command, NOW);
            let expected = legal.split(' ').any(|word| word == *state);
            assert_eq!(result.is_ok(), expected, "{state} + {act}: {result:?}");
            if let Err(refusal) = result {
                assert!(
                    refusal.to_string().contains(state),
                    "{state} + {act}: {refusal}"
                );
            }
        }
    }
}
