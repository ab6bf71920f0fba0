//! Three who play a drill to its end: an expert, somebody who does nothing, and somebody who
//! does every step in its order.
//!
//! Long because the expert knows how to do every kind of act that a script can expect.

use std::sync::Arc;

use runsheet::domain::checklist::{Applies, StepState};
use runsheet::domain::command::Command;
use runsheet::domain::event::{Finding, FoundLine, Standing};
use runsheet::domain::id::{CauseRef, SignatureId, StepRef};
use runsheet::domain::runbook::{Runbook, Step};
use runsheet::domain::scenario::{ExpectedAct, Marked, Observation, Outcome, Planted, Wants};
use runsheet::drill::act;
use runsheet::signature::Matcher;

use crate::world::{SECOND, World, library};

/// How long a player waits for something to come about, in milliseconds of the drill.
const PATIENCE: i64 = 40 * 60 * SECOND;

/// What there is to conclude at a step as things stand.
fn conclusion(world: &mut World, step: &StepRef) -> (Option<Outcome>, Option<String>) {
    let drill = world.drill();
    let seen: Vec<Observation> = drill
        .script
        .seen_at(step, |after| drill.play.has_happened(after))
        .into_iter()
        .cloned()
        .collect();
    let outcome = seen.iter().find_map(|o| o.outcome);
    let answer = seen.iter().find_map(|o| o.answer.clone());
    (outcome, answer)
}

fn runbook_of(step: &StepRef) -> Arc<Runbook> {
    let entry = library().get(step.runbook.as_str()).unwrap();
    entry.book.runbook.clone()
}

/// Ends a step. Says whether that was possible.
fn end(
    world: &mut World,
    at: &StepRef,
    step: &Step,
    outcome: Outcome,
    answer: Option<String>,
) -> bool {
    let command = match outcome {
        Outcome::Done => Command::CompleteStep {
            step: at.clone(),
            observed: Some("as it should be".into()),
            answer: answer.or_else(|| step.answers.first().map(|a| a.id.clone())),
            approved_by: step.approval.map(|_| "sue".into()),
            confirm: step.confirmation().map(str::to_owned),
        },
        Outcome::Failed => Command::FailStep {
            step: at.clone(),
            observed: "not as it should be".into(),
        },
        Outcome::Inconclusive => Command::FindInconclusive {
            step: at.clone(),
            reason: "it could not be seen".into(),
        },
    };
    world.try_it(command).is_ok()
}

/// Gives every reply that is asked for.
fn reply(world: &mut World) {
    for played in world.drill().outstanding() {
        let text = "thirteen people, the next word in twenty minutes".to_owned();
        let command = match played.wants {
            Wants::Update => Command::SendUpdate {
                text,
                audience: Some(played.from.clone()),
                next_due: None,
            },
            Wants::Handoff => Command::RecordHandoff { to: None, text },
            Wants::Note => Command::AddNote { text, step: None },
            Wants::Nothing => continue,
        };
        world.ok(command);
    }
}

/// Lets time pass, and answers whoever asks meanwhile.
fn pass(world: &mut World, ms: i64) {
    world.wait(ms);
    reply(world);
}

/// Does a step as the script expects it: looks until it is as expected, then ends it.
fn expert_step(world: &mut World, at: &StepRef, outcome: Option<Outcome>, answer: Option<String>) {
    let runbook = runbook_of(at);
    let step = runbook.step(&at.step).unwrap();
    pass(world, 5 * SECOND);
    world.ok(Command::StartStep { step: at.clone() });
    for index in 1..=step.run.len() {
        let index = u32::try_from(index).unwrap();
        world.ok(Command::CopyRun {
            step: at.clone(),
            index,
        });
    }
    pass(world, 5 * SECOND);
    let wanted = outcome.or(answer.as_ref().map(|_| Outcome::Done));
    let mut waited = 0;
    let outcome = loop {
        let (seen, says) = conclusion(world, at);
        if let (Some(answer), Some(says)) = (&answer, says) {
            assert_eq!(*answer, says, "{at}: what is seen leads to another answer");
        }
        match (wanted, seen) {
            (Some(wanted), Some(seen)) if wanted == seen => break wanted,
            (Some(wanted), None) if answer.is_some() => break wanted,
            (None, seen) => break seen.unwrap_or(Outcome::Done),
            _ => {}
        }
        assert!(
            waited < PATIENCE,
            "{at}: what is seen never leads to {wanted:?}"
        );
        pass(world, 30 * SECOND);
        waited += 30 * SECOND;
    };
    assert!(
        end(world, at, step, outcome, answer),
        "{at} cannot be ended"
    );
}

/// Passes on purpose over the critical steps that the script expects to fail and that stay so:
/// a caller who is not who he says he is never becomes it.
fn pass_over_failed(world: &mut World) {
    let script = world.drill().script;
    let state = world.state();
    for expected in &script.expected {
        let ExpectedAct::Step { step, outcome, .. } = &expected.act else {
            continue;
        };
        let critical = state.step(step).is_some_and(|(_, known)| known.critical);
        let stands = state.progress(step).map(|progress| progress.state);
        if *outcome == Some(Outcome::Failed) && critical && stands == Some(StepState::Failed) {
            world.ok(Command::SkipStep {
                step: step.clone(),
                reason: "it failed, and that is the finding".into(),
                r#override: Some(step.step.to_string()),
            });
        }
    }
}

fn resolve(world: &mut World) -> bool {
    let script = world.drill().script;
    let (cause, owner) = match &script.cause {
        Planted::Cause(cause) => (cause.to_string(), None),
        Planted::Unknown => ("unknown".to_owned(), Some("ann".to_owned())),
    };
    let resolve = Command::Resolve {
        cause: Some(cause),
        contributing: script.also.iter().map(ToString::to_string).collect(),
        summary: None,
        owner,
    };
    world.try_it(resolve).is_ok()
}

/// Adds a log of the script in which a signature is found.
fn add_log(world: &mut World, id: &SignatureId) {
    let script = world.drill().script;
    let entry = library().get(script.scenario.runbook.as_str()).unwrap();
    let runbook = &entry.book.runbook;
    let signature = runbook.signatures.iter().find(|s| s.id == *id).unwrap();
    let matcher = Matcher::new(&signature.pattern);
    let hit = script.logs().find_map(|(step, name, text)| {
        let mut lines = text.lines().enumerate();
        let (place, line) = lines.find(|(_, line)| matcher.matches(line))?;
        Some((step.clone(), name.to_owned(), place, line.to_owned()))
    });
    let (step, name, place, line) = hit.unwrap_or_else(|| panic!("no log holds {id}"));
    world.ok(Command::StartStep { step: step.clone() });
    world.ok(Command::AddEvidence {
        name,
        sha256: "00".into(),
        bytes: 1,
        lines: 1,
        findings: vec![Finding {
            runbook: script.scenario.runbook.clone(),
            signature: id.clone(),
            causes: signature.causes.clone(),
            count: 1,
            first: FoundLine {
                line: place as u64 + 1,
                text: line,
            },
        }],
        step: Some(step.clone()),
    });
    let runbook = runbook_of(&step);
    end(
        world,
        &step,
        runbook.step(&step.step).unwrap(),
        Outcome::Done,
        None,
    );
}

fn judge(world: &mut World) {
    let script = world.drill().script;
    let main = match &script.cause {
        Planted::Cause(cause) => Some(cause),
        Planted::Unknown => None,
    };
    for cause in main.into_iter().chain(&script.also) {
        world.ok(Command::JudgeCause {
            cause: CauseRef {
                runbook: script.scenario.runbook.clone(),
                cause: cause.clone(),
            },
            standing: Standing::Confirmed,
            because: None,
        });
    }
}

/// Does all that is expected, in time.
pub fn expert(world: &mut World) {
    world.wait(10 * SECOND);
    world.find_runbook();
    let script = world.drill().script;
    for expected in &script.expected {
        pass(world, SECOND);
        match &expected.act {
            ExpectedAct::Step {
                step,
                outcome,
                answer,
            } => {
                expert_step(world, step, *outcome, answer.clone());
            }
            ExpectedAct::Reply(inject) => {
                let mut waited = 0;
                while world.drill().play.played.iter().all(|p| p.id != *inject) {
                    assert!(waited < PATIENCE, "{inject} is never played in");
                    pass(world, 30 * SECOND);
                    waited += 30 * SECOND;
                }
                reply(world);
            }
            ExpectedAct::Cause(_) => judge(world),
            ExpectedAct::Signature(id) => add_log(world, id),
            ExpectedAct::Mark(Marked::Acknowledged) => world.ok(Command::Acknowledge),
            ExpectedAct::Mark(Marked::Mitigated) => world.ok(Command::Mitigate),
            ExpectedAct::Mark(Marked::Resolved) => {
                pass_over_failed(world);
                assert!(resolve(world), "it can be resolved");
            }
            ExpectedAct::Send(kind) => {
                let text = "all is well in hand".to_owned();
                world.ok(match kind {
                    Wants::Handoff => Command::RecordHandoff { to: None, text },
                    Wants::Note => Command::AddNote { text, step: None },
                    _ => Command::SendUpdate {
                        text,
                        audience: None,
                        next_due: None,
                    },
                });
            }
        }
    }
    if script.reference.short {
        judge(world);
        act::debrief(&mut world.session, world.id, vec![]).unwrap();
    } else if world.state().status.is_some_and(|s| s.is_unfinished()) {
        assert!(resolve(world), "it can be resolved");
    }
}

/// Looks on until the time is over.
pub fn nothing(world: &mut World) {
    let minutes = i64::from(world.drill().script.scenario.minutes);
    world.wait(minutes * 60 * SECOND);
    act::debrief(&mut world.session, world.id, vec![]).unwrap();
}

/// Does every step that counts, in its order, and takes the time that each may take. Tells
/// nobody anything.
pub fn in_order(world: &mut World) {
    world.wait(30 * SECOND);
    world.find_runbook();
    for _ in 0..100 {
        let state = world.state();
        let mut steps = state.steps_in_use().filter(|(attachment, step)| {
            attachment.state_of(step) == StepState::Pending
                && attachment.applies(step) == Applies::Yes
        });
        let Some((attachment, step)) = steps.next() else {
            break;
        };
        let at = StepRef {
            runbook: attachment.id.clone(),
            step: step.id.clone(),
        };
        world.ok(Command::StartStep { step: at.clone() });
        world.wait(step.takes_ms.unwrap_or(60 * SECOND));
        let (outcome, answer) = conclusion(world, &at);
        assert!(
            end(world, &at, step, outcome.unwrap_or(Outcome::Done), answer),
            "{at}"
        );
    }
    if !resolve(world) {
        act::debrief(&mut world.session, world.id, vec![]).unwrap();
    }
}
