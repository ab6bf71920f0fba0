//! What may be done with a step, and what it takes.

use super::{Plan, maybe, said};
use crate::domain::checklist::{Applies, StepState};
use crate::domain::command::Command;
use crate::domain::event::Payload;
use crate::domain::id::StepRef;
use crate::domain::legal::Illegal;
use crate::domain::refusal::{Need, Passing, Refusal};
use crate::domain::runbook::Step;

pub fn decide(plan: &mut Plan, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::StartStep { step: at } => {
            let step = known(plan, at)?;
            // Only a pending step becomes n/a by its condition, but none is started against it.
            let excluded = plan
                .ahead
                .attachment(&at.runbook)
                .is_some_and(|attachment| attachment.applies(&step) == Applies::No);
            if excluded {
                return Err(Refusal::DoesNotApply(name(plan, at)));
            }
            plan.push_step(at, Payload::StepStarted { auto: false })?;
            plan.release_untouched(Some(at))
        }
        Command::CompleteStep {
            step: at,
            observed,
            answer,
            approved_by,
            confirm,
        } => {
            let step = known(plan, at)?;
            let (observed, answer) = (maybe(observed), maybe(answer));
            let (approved_by, confirm) = (maybe(approved_by), maybe(confirm));
            match plan.ahead.progress(at) {
                Some(progress) if progress.state == StepState::Done => {
                    let actors = progress.actors.join(", ");
                    // Two may find the same; another answer would be lost beside the first.
                    let given = progress.answer.as_ref();
                    if let Some(given) =
                        given.filter(|_| answer.is_some() && answer != progress.answer)
                    {
                        let known = step.answers.iter().find(|known| known.id == *given);
                        let words = known.map_or(given.as_str(), |known| known.words());
                        return Err(Refusal::AnsweredOtherwise {
                            step: name(plan, at),
                            answer: words.to_owned(),
                            actors,
                        });
                    }
                    if progress.actors.contains(&plan.context.actor) {
                        return Err(Refusal::AlreadyDone {
                            step: name(plan, at),
                            actors,
                        });
                    }
                }
                _ => {
                    not_passing_by(plan, at)?;
                    let name = name(plan, at);
                    wants(&name, &step, &observed, &answer, &approved_by)?;
                    confirmed(&name, &step, &confirm)?;
                }
            }
            let completed = Payload::StepCompleted {
                observed,
                answer,
                approved_by,
                confirm,
            };
            plan.push_step(at, completed)
        }
        Command::FailStep { step: at, observed } => {
            known(plan, at)?;
            not_passing_by(plan, at)?;
            let observed = said(observed, "what was observed")?;
            plan.push_step(at, Payload::StepFailed { observed })
        }
        Command::FindInconclusive { step: at, reason } => {
            known(plan, at)?;
            not_passing_by(plan, at)?;
            let reason = said(reason, "the reason")?;
            plan.push_step(at, Payload::StepInconclusive { reason })
        }
        Command::SkipStep {
            step: at,
            reason,
            r#override,
        } => {
            let step = known(plan, at)?;
            let reason = said(reason, "the reason")?;
            let typed = r#override.as_deref().map(str::trim);
            let overridden = typed == Some(step.id.as_str()) || typed == Some(&*step.number);
            if step.critical && !overridden {
                return Err(Refusal::Critical {
                    step: name(plan, at),
                    id: step.id.to_string(),
                    passing: Passing::Skip,
                });
            }
            let r#override = step.critical;
            plan.push_step(at, Payload::StepSkipped { reason, r#override })
        }
        Command::MarkStepNa { step: at, reason } => {
            let step = known(plan, at)?;
            let reason = said(reason, "the reason")?;
            if step.critical {
                return Err(Refusal::Critical {
                    step: name(plan, at),
                    id: step.id.to_string(),
                    passing: Passing::NotApplicable,
                });
            }
            plan.push_step(at, Payload::StepMarkedNa { reason })
        }
        Command::BlockStep {
            step: at,
            waiting_on,
            reason,
        } => {
            known(plan, at)?;
            let waiting_on = said(waiting_on, "whom or what it waits for")?;
            let reason = maybe(reason);
            plan.push_step(at, Payload::StepBlocked { waiting_on, reason })
        }
        Command::UnblockStep { step: at } => {
            known(plan, at)?;
            plan.push_step(at, Payload::StepUnblocked {})
        }
        Command::DeferStep {
            step: at,
            owner,
            due,
            reason,
        } => {
            let step = known(plan, at)?;
            let owner = said(owner, "the owner")?;
            if step.critical {
                return Err(Refusal::Critical {
                    step: name(plan, at),
                    id: step.id.to_string(),
                    passing: Passing::Defer,
                });
            }
            let (due, reason) = (*due, maybe(reason));
            plan.push_step(at, Payload::StepDeferred { owner, due, reason })
        }
        Command::ReopenStep { step: at, reason } => {
            known(plan, at)?;
            let reason = said(reason, "the reason")?;
            plan.push_step(at, Payload::StepReopened { reason })
        }
        Command::RevertStep { step: at, note } => {
            known(plan, at)?;
            plan.push_step(at, Payload::StepReverted { note: maybe(note) })
        }
        Command::CopyRun { step: at, index } => {
            let step = known(plan, at)?;
            let count = step.run.len();
            if *index == 0 || *index as usize > count {
                return Err(Refusal::NoSuchRun {
                    step: name(plan, at),
                    index: *index,
                    count,
                });
            }
            plan.push_step(at, Payload::RunCopied { index: *index })
        }
        _ => unreachable!("only step commands come here"),
    }
}

/// The step, if there is one and it is not excluded by an answer.
fn known(plan: &Plan, at: &StepRef) -> Result<Step, Refusal> {
    let Some((attachment, step)) = plan.ahead.step(at) else {
        return Err(Illegal::NoSuchStep(at.to_string()).into());
    };
    let untouched = attachment
        .steps
        .get(&at.step)
        .is_none_or(|p| p.state == StepState::Pending);
    if untouched && attachment.applies(step) == Applies::No {
        return Err(Refusal::DoesNotApply(name(plan, at)));
    }
    Ok(step.clone())
}

/// Where planned work stopped, no other step is ended as if nothing had happened: to start one
/// by hand is the decision to go on.
fn not_passing_by(plan: &Plan, at: &StepRef) -> Result<(), Refusal> {
    match plan.ahead.passed_by(at) {
        Some(stopped) => Err(Refusal::Stopped {
            stopped: name(plan, stopped),
            step: plan.ahead.number_of(at),
        }),
        None => Ok(()),
    }
}

fn name(plan: &Plan, at: &StepRef) -> String {
    format!("{} ({})", plan.ahead.number_of(at), at.step)
}

fn wants(
    name: &str,
    step: &Step,
    observed: &Option<String>,
    answer: &Option<String>,
    approved_by: &Option<String>,
) -> Result<(), Refusal> {
    let needs = |need| Refusal::Needs {
        step: name.to_owned(),
        need,
    };
    if !step.answers.is_empty() {
        let known: Vec<String> = step.answers.iter().map(|a| a.id.clone()).collect();
        let Some(answer) = answer else {
            return Err(needs(Need::Answer(known)));
        };
        if step.answer(answer).is_none() {
            return Err(Refusal::NoSuchAnswer {
                step: name.to_owned(),
                answer: answer.clone(),
                known,
            });
        }
    }
    if let (Some(expect), None) = (&step.expect, observed) {
        return Err(needs(Need::Observed(expect.clone())));
    }
    if let (Some(approver), None) = (step.approval, approved_by) {
        return Err(needs(Need::Approval(approver.to_string())));
    }
    Ok(())
}

fn confirmed(name: &str, step: &Step, typed: &Option<String>) -> Result<(), Refusal> {
    match step.confirmation() {
        Some(wanted) if typed.as_deref() != Some(wanted) => Err(Refusal::NotConfirmed {
            step: name.to_owned(),
            wanted: wanted.to_owned(),
        }),
        _ => Ok(()),
    }
}
