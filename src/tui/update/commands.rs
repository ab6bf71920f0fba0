//! From a form whose questions are all answered to the commands that it is for.

use super::super::effect::{DrillEffect, Effect, Hidden, IncidentEffect, LogEffect, ProgramEffect};
use super::super::form::{Form, Purpose};
use super::super::model::{Model, Overlay};
use super::super::text::local_hms;
use super::acts::{APPROVED_BY, CONFIRM, submit};
use super::observed::{AS_EXPECTED, OBSERVED};
use super::times::{ahead, past};
use super::{
    causes, copying, drill, drills, export, find, incident, plan, resolution, timeline,
    turning_back, words,
};
use crate::domain::command::Command;
use crate::domain::event::Severity;
use crate::domain::id::StepRef;

/// A command at the time given for the next act.
pub fn stamped(model: &Model, command: Command, said: String, follow: bool) -> Vec<Effect> {
    let at = model.walk.as_ref().and_then(|walk| walk.happened_at);
    vec![Effect::Incident(IncidentEffect::Submit {
        command,
        at,
        said,
        follow,
    })]
}

/// Makes the commands of a form whose questions are all answered.
pub fn finish(model: &mut Model, form: Form) -> Vec<Effect> {
    let effects = commands(model, form);
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        form.records = effects.len();
    }
    effects
}

fn commands(model: &mut Model, form: Form) -> Vec<Effect> {
    let text = |index: usize| form.answers.get(index).cloned().unwrap_or_default();
    let maybe = |index: usize| form.given(index);
    let number = |model: &Model, at: &StepRef| {
        let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
        state.map_or_else(|| at.to_string(), |state| state.number_of(at))
    };
    let (command, said, follow) = match form.purpose.clone() {
        Purpose::Complete(at) => {
            let said = format!("{} {}", number(model, &at), ended_as(model, &at));
            (complete(model, at, &form), said, true)
        }
        Purpose::Fail(step) => {
            let said = format!("{} not as expected", number(model, &step));
            let observed = text(0);
            let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
            let stops = state.is_some_and(|state| state.stops_at(&step));
            (Command::FailStep { step, observed }, said, !stops)
        }
        Purpose::Inconclusive(step) => {
            let said = format!("{} inconclusive", number(model, &step));
            let reason = text(0);
            (Command::FindInconclusive { step, reason }, said, true)
        }
        Purpose::Skip(step) => {
            let said = format!("{} skipped", number(model, &step));
            let skip = Command::SkipStep {
                step,
                reason: text(0),
                r#override: maybe(1),
            };
            (skip, said, true)
        }
        Purpose::NotApplicable(step) => {
            let said = format!("{} does not apply", number(model, &step));
            let reason = text(0);
            (Command::MarkStepNa { step, reason }, said, true)
        }
        Purpose::Block(step) => {
            let said = format!("{} is waiting on {}", number(model, &step), text(0));
            let block = Command::BlockStep {
                step,
                waiting_on: text(0),
                reason: None,
            };
            (block, said, false)
        }
        Purpose::Defer(step) => {
            let said = format!("{} deferred to {}", number(model, &step), text(0));
            let defer = Command::DeferStep {
                step,
                owner: text(0),
                due: maybe(1).and_then(|due| ahead(model, &due)),
                reason: None,
            };
            (defer, said, true)
        }
        Purpose::Reopen(step) => {
            let said = format!("{} reopened", number(model, &step));
            let reason = text(0);
            (Command::ReopenStep { step, reason }, said, false)
        }
        Purpose::CopyWhich(step) => {
            let index = text(0).parse().unwrap_or(1);
            return copying::copy(model, step, index);
        }
        Purpose::FillToCopy { .. } => return copying::commands(&form),
        Purpose::Variables(_) => return variables(model, &form),
        Purpose::Note(_)
        | Purpose::Act(_)
        | Purpose::Update
        | Purpose::FollowUp
        | Purpose::Impact
        | Purpose::Handoff(_)
        | Purpose::Accept(_) => return words::commands(model, &form),
        Purpose::Find => {
            find::go(model, &text(0));
            return Vec::new();
        }
        Purpose::Play(scenario) => return drills::commands(&scenario, &form),
        Purpose::Hint | Purpose::Debrief | Purpose::EndDrill => {
            return drill::commands(model, &form);
        }
        Purpose::Plan(..) => return plan::commands(model, &form),
        Purpose::SetAside(runbook) => {
            let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
            let named = state.and_then(|state| state.attachment(&runbook));
            let named = named.map_or_else(|| runbook.to_string(), |a| a.short_title().to_owned());
            let said = format!("runbook \"{named}\" set aside");
            let aside = Command::SetRunbookAside {
                runbook,
                reason: text(0),
            };
            (aside, said, true)
        }
        Purpose::RevertStep(step) => {
            let said = format!("{} is no longer in force", number(model, &step));
            let note = maybe(0);
            (Command::RevertStep { step, note }, said, false)
        }
        Purpose::RevertAction(event) => {
            let note = maybe(0);
            let said = "the change is no longer in force".to_owned();
            (Command::RevertAction { event, note }, said, false)
        }
        Purpose::ReturnImpact => {
            let reason = maybe(0);
            (
                Command::ReturnImpact { reason },
                "impact returned".to_owned(),
                true,
            )
        }
        Purpose::Resolve => return resolution::commands(model, &form),
        Purpose::Close => {
            let reason = maybe(0);
            (Command::Close { reason }, "closed".to_owned(), false)
        }
        Purpose::ReopenIncident => {
            let reason = text(0);
            (Command::Reopen { reason }, "open again".to_owned(), true)
        }
        Purpose::Hold => {
            let said = match maybe(0) {
                Some(on) => format!("held, waiting on {on}"),
                None => "held".to_owned(),
            };
            let hold = Command::Hold {
                reason: maybe(1),
                waiting_on: maybe(0),
            };
            (hold, said, false)
        }
        Purpose::Cancel(known) => {
            let cancel = Command::Cancel {
                reason: maybe(0),
                duplicate_of: maybe(1).and_then(|key| incident::named(&known, &key)),
            };
            (cancel, "cancelled".to_owned(), false)
        }
        Purpose::Severity => {
            let all = [
                Severity::Sev1,
                Severity::Sev2,
                Severity::Sev3,
                Severity::Sev4,
            ];
            let severity = all.into_iter().find(|s| s.word() == text(0));
            (Command::SetSeverity { severity }, text(0), false)
        }
        Purpose::Ticket => {
            let said = format!("ticket {} linked", text(0));
            (Command::link_ticket(&text(0)), said, false)
        }
        Purpose::Title => {
            let title = text(0);
            (Command::SetTitle { title }, "title set".to_owned(), false)
        }
        Purpose::Cause => match causes::judged(model, &form) {
            Some(command) => (command, "judgement recorded".to_owned(), false),
            None => return Vec::new(),
        },
        Purpose::UndoEvent(event) => return timeline::undo(event),
        Purpose::Amend(event) => return timeline::amend(model, event, &form),
        Purpose::HappenedAt => {
            let at = maybe(0).and_then(|text| past(model, &text));
            if let Some(walk) = &mut model.walk {
                walk.happened_at = at;
            }
            model.overlay = None;
            model.say(match at {
                Some(at) => format!(
                    "the next act happened at {}",
                    local_hms(at.at.plus_ms(model.ahead_ms()))
                ),
                None => "the next act happens now".to_owned(),
            });
            return Vec::new();
        }
        Purpose::ImpactStarted => {
            let walk = model.walk.as_ref();
            let given = walk.and_then(|walk| walk.happened_at);
            return vec![Effect::Incident(IncidentEffect::Submit {
                command: Command::MarkImpactStarted,
                at: maybe(0).and_then(|text| past(model, &text)).or(given),
                said: "recorded when the impact began".to_owned(),
                follow: false,
            })];
        }
        Purpose::Export | Purpose::WriteOver(..) => return export::commands(&form),
        Purpose::KeepLog(looked) => return vec![Effect::Log(LogEffect::Keep(looked))],
        Purpose::BackOut | Purpose::Stopped(..) | Purpose::Unresolved(_) => {
            return turning_back::commands(model, &form);
        }
        Purpose::Leave => {
            let held = Effect::Drill(DrillEffect::StopDrill);
            return vec![held, Effect::Program(ProgramEffect::Quit)];
        }
    };
    stamped(model, command, said, follow)
}

/// What a completed step is said to be.
fn ended_as(model: &Model, at: &StepRef) -> &'static str {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let step = state.and_then(|state| state.step(at));
    match step.is_some_and(|(_, step)| step.is_check()) {
        true => AS_EXPECTED,
        false => "done",
    }
}

fn complete(model: &Model, at: StepRef, form: &Form) -> Command {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let step = state.and_then(|state| state.step(&at));
    let asks = step.is_some_and(|(_, step)| !step.answers.is_empty());
    // The first question of a step with answers is for the answer.
    let answer = form.given(0).filter(|_| asks);
    let observed = form.given_to(OBSERVED);
    let approved_by = form.given_to(APPROVED_BY);
    let confirm = form.given_to(CONFIRM);
    Command::CompleteStep {
        step: at,
        observed,
        answer,
        approved_by,
        confirm,
    }
}

fn variables(model: &mut Model, form: &Form) -> Vec<Effect> {
    let Purpose::Variables(names) = &form.purpose else {
        return Vec::new();
    };
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let known = &walk.snapshot.state.variables;
    let mut effects = Vec::new();
    for (named, value) in names.iter().zip(&form.answers) {
        let name = named.name.clone();
        if value.is_empty() || known.get(&name) == Some(value) {
            continue;
        }
        effects.push(match named.secret {
            true => Effect::Incident(IncidentEffect::KeepSecret {
                name,
                value: Hidden(value.clone()),
            }),
            false => {
                let value = value.clone();
                let said = format!("{name} set");
                submit(Command::SetVariable { name, value }, said)
            }
        });
    }
    if effects.is_empty() {
        model.leave_form();
        model.say("it is as before");
        super::variables::next(model);
    }
    effects
}
