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
