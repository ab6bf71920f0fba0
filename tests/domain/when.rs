//! `when` has three values, folded over states and never recorded.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::checklist::Applies;
use runsheet::domain::command::Command;

fn applies(world: &mut World, name: &str) -> Applies {
    let step = world.step(name);
    let state = world.state();
    let (attachment, step) = state.step(&step).unwrap();
    attachment.applies(step)
}

#[test]
fn three_values() {
    use Applies::{No, Unknown, Yes};
    type Case = (&'static str, Vec<Command>, [(&'static str, Applies); 4]);
    let cases: Vec<Case> = vec![
        (
            "nothing answered",
            vec![],
            [
                ("chained", Unknown),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", Unknown),
            ],
        ),
        (
            "yes",
            vec![answer("question", "yes")],
            [
                ("chained", Yes),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", Unknown),
            ],
        ),
        (
            "a question that is n/a makes what waits for it n/a",
            vec![answer("question", "no")],
            [
                ("chained", No),
                ("nested", No),
                ("both", No),
                ("after", Unknown),
            ],
        ),
        (
            "a chain of answers",
            vec![answer("question", "yes"), answer("chained", "on")],
            [
                ("chained", Yes),
                ("nested", Yes),
                ("both", Unknown),
                ("after", Unknown),
            ],
        ),
        (
            "conditions are and-ed",
            vec![answer("question", "yes"), done("plain")],
            [
                ("chained", Yes),
                ("nested", Unknown),
                ("both", Yes),
                ("after", Unknown),
            ],
        ),
        (
            "another outcome is false",
            vec![answer("question", "yes"), fail("plain")],
            [
                ("chained", Yes),
                ("nested", Unknown),
                ("both", No),
                ("after", Unknown),
            ],
        ),
        (
            "skipped and deferred questions are unknown",
            vec![skip("question"), defer("plain")],
            [
                ("chained", Unknown),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", Unknown),
            ],
        ),
        (
            "a question marked n/a is false",
            vec![na("question")],
            [
                ("chained", No),
                ("nested", No),
                ("both", No),
                ("after", Unknown),
            ],
        ),
        (
            "a failed question has no answer",
            vec![fail("question")],
            [
                ("chained", Unknown),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", Unknown),
            ],
        ),
        (
            "an outcome",
            vec![fail("critical")],
            [
                ("chained", Unknown),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", Yes),
            ],
        ),
        (
            "done is not failed",
            vec![done("critical")],
            [
                ("chained", Unknown),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", No),
            ],
        ),
        (
            "reopening a question takes its answer back",
            vec![answer("question", "no"), reopen_step("question")],
            [
                ("chained", Unknown),
                ("nested", Unknown),
                ("both", Unknown),
                ("after", Unknown),
            ],
        ),
    ];
    for (name, given, expected) in cases {
        let mut world = World::new(PROOF);
        for command in given {
            world.ok(command);
        }
        for (step, value) in expected {
            assert_eq!(applies(&mut world, step), value, "{name}: {step}");
            let shown = world.step_state(step);
            assert_eq!(shown == "na", value == No, "{name}: {step} is {shown}");
        }
    }
}

#[test]
fn only_a_pending_step_becomes_not_applicable() {
    let mut world = World::new(PROOF);
    world.ok(start("chained"));
    world.ok(answer("question", "no"));
    assert_eq!(world.step_state("chained"), "active");
    world.ok(answer("chained", "on"));
    assert_eq!(world.step_state("chained"), "done");
    assert_eq!(
        world.step_state("nested"),
        "pending",
        "its question is answered"
    );
}

#[test]
fn a_step_whose_condition_became_false_is_not_started_again() {
    for ended in [defer("chained"), fail("chained"), unsure("chained")] {
        let mut world = World::new(PROOF);
        world.ok(ended);
        world.ok(answer("question", "no"));
        let said = world.no(start("chained"));
        assert!(said.contains("does not apply"), "{said}");
    }
}

#[test]
fn goto_only_moves_the_cursor() {
    let mut world = World::new(PROOF);
    world.ok(answer("question", "yes"));
    let next = world.state().next_step().unwrap();
    assert_eq!(next.step.as_str(), "far");
    assert_eq!(world.step_state("far"), "pending");
    world.ok(done("far"));
    let next = world.state().next_step().unwrap();
    assert_eq!(next.step.as_str(), "critical", "it goes on from there");
}

#[test]
fn the_next_step_follows_the_last_one_and_wraps() {
    let mut world = World::new(PROOF);
    let next = |world: &mut World| world.state().next_step().map(|s| s.step.to_string());
    assert_eq!(next(&mut world).as_deref(), Some("plain"));
    world.ok(saw("expects", "green"));
    assert_eq!(next(&mut world).as_deref(), Some("second"));
    world.ok(done("critical"));
    assert_eq!(next(&mut world).as_deref(), Some("plain"));
}
