//! From an action on the incident as a whole to a command, or to the questions before it.

use super::super::action::{Id, Places};
use super::super::effect::Effect;
use super::super::form::{Ask, Check, Form, Named, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::snapshot::Snapshot;
use super::{attach, commands, resolution, words};
use crate::domain::command::{CLOSING_REASON, Command};
use crate::domain::decide::unresolved_steps;
use crate::domain::event::{Severity, Standing};
use crate::domain::id::IncidentId;
use crate::domain::state::Status;
use crate::report::brief;

/// Carries out an action on the incident. `None` if the action is about a step.
pub fn act(model: &mut Model, id: Id) -> Option<Vec<Effect>> {
    let walk = model.walk.as_ref()?;
    let snapshot = &walk.snapshot;
    let state = &snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
    let key = state.key();
    let ask = |purpose, title: &str, question| {
        Some(Form::new(purpose, format!("{key} {title}"), vec![question]))
    };
    let form = match id {
        Id::Undo => {
            let undo = Command::Undo {
                event: None,
                reason: None,
            };
            return Some(vec![Effect::Submit {
                command: undo,
                at: None,
                said: "undone".to_owned(),
                follow: true,
            }]);
        }
        Id::Variables => variables(walk.secrets.as_slice(), snapshot),
        Id::Mitigate if status == Status::Mitigated => {
            let question = Question::or("why", "the impact is back; Enter alone: no reason", "");
            ask(Purpose::ReturnImpact, "impact returned", question)
        }
        Id::ReturnImpact => {
            let question = Question::or("why", "Enter alone: no reason", "");
            ask(Purpose::ReturnImpact, "impact returned", question)
        }
        Id::Mitigate => {
            return Some(commands::stamped(
                model,
                Command::Mitigate,
                "mitigated".to_owned(),
                false,
            ));
        }
        Id::Resolve => resolution::form(snapshot, status),
        Id::Close => close(snapshot, status),
        Id::ReopenIncident => {
            let question = Question::text("why", "why it was not over");
            ask(Purpose::ReopenIncident, "reopen", question)
        }
        Id::Hold => {
            let on = Question::or("waiting on", "whom or what; Enter alone: not said", "");
            let why = Question::or("reason", "why; Enter alone: not said", "");
            Some(Form::new(
                Purpose::Hold,
                format!("{key} hold"),
                vec![on, why],
            ))
        }
        Id::Resume => {
            let said = "work resumed".to_owned();
            return Some(commands::stamped(model, Command::Resume, said, true));
        }
        Id::Cancel if status.is_unfinished() => return Some(vec![Effect::AskCancel]),
        Id::Cancel => None,
        Id::Update => Some(words::update(state, model)),
        Id::FollowUp => Some(words::follow_up(state)),
        Id::Accept => return Some(words::accept(model)),
        Id::Attach => {
            attach::open(model);
            return Some(Vec::new());
        }
        Id::Severity => {
            let all = [
                Severity::Sev1,
                Severity::Sev2,
                Severity::Sev3,
                Severity::Sev4,
            ];
            let options = all.map(|s| (s.word().to_owned(), s.word().to_owned()));
            ask(
                Purpose::Severity,
                "severity",
                Question::choice("severity", options.to_vec()),
            )
        }
        Id::Impact => Some(words::impact(snapshot)),
        Id::Title => {
            let mut question = Question::text("title", "in one line");
            question.prefill = state.title.clone();
            ask(Purpose::Title, "title", question)
        }
        Id::Cause => judge(snapshot),
        Id::Handoff => {
            let text = brief(state, model.now);
            model.overlay = Some(Overlay::Brief { text, scroll: 0 });
            return Some(Vec::new());
        }
        Id::HappenedAt => {
            let hint = "-5m, 14:05 or a full time; Enter alone: now";
            ask(
                Purpose::HappenedAt,
                "the next act happened",
                Question::or("at", hint, "").checked(Check::Past),
            )
        }
        _ => return None,
    };
    match form {
        Some(form) => model.overlay = Some(Overlay::Form(form)),
        None => refuse(model, id, status),
    }
    Some(Vec::new())
}

fn refuse(model: &mut Model, id: Id, status: Status) {
    let word = status.word();
    match id {
        Id::Resolve => not_resolvable(model, word),
        Id::Cancel => model.complain(format!("the incident is {word}"), None),
        Id::Close => {
            let key = model.keys.press(Id::Resolve, Places::WALK);
            let hint = Some(format!("resolve it first ({key})")).filter(|_| status.is_unfinished());
            model.complain(format!("the incident is {word}"), hint);
        }
        Id::Variables => model.say("its runbooks have no variables"),
        Id::Cause => model.say("its runbooks name no causes"),
        _ => {}
    }
}

/// Says which steps stand in the way, and leads to the first of them.
fn not_resolvable(model: &mut Model, word: &str) {
    let walk = model.walk.as_ref();
    let open = walk.map(|walk| unresolved_steps(&walk.snapshot.state));
    let open = open.unwrap_or_default();
    let Some((first, _)) = open.first() else {
        model.complain(format!("the incident is {word}"), None);
        return;
    };
    let state = walk.map(|walk| &walk.snapshot.state);
    let step = state.and_then(|state| state.step(first));
    let number = step.map_or_else(|| first.to_string(), |(_, step)| step.number.clone());
    let words: Vec<&str> = open.iter().map(|(_, words)| words.as_str()).collect();
    let text = format!("it cannot be resolved yet: {}", words.join("; "));
    let first = first.clone();
    let key = |id| model.keys.press(id, Places::WALK);
    let (go, skip) = (key(Id::StartStep), key(Id::Skip));
    let hint = format!("{go} goes to {number}; a critical step is skipped with {skip}");
    model.complain(text, Some(hint));
    if let Some(status) = &mut model.status {
        status.leads_to = Some(first);
    }
}

/// Asks why an incident is cancelled, and which it repeats.
pub fn cancel(model: &mut Model, mut known: Vec<(String, IncidentId)>) {
    let Some(walk) = &model.walk else {
        return;
    };
    let state = &walk.snapshot.state;
    known.retain(|(_, id)| Some(*id) != state.id);
    let notice = vec!["It then counts in no metric.".to_owned()];
    let hint = "the key of another incident, if it repeats that; Enter alone: it does not";
    let questions = vec![
        Question::text("why", "a false alarm, or a duplicate"),
        Question::or("duplicate of", hint, "").checked(Check::Incident),
        Question::yes("Cancel the incident?", notice),
    ];
    let title = format!("{} cancel", state.key());
    let form = Form::new(Purpose::Cancel(known), title, questions);
    model.overlay = Some(Overlay::Form(form));
}

/// The incident that a key names.
pub fn named(known: &[(String, IncidentId)], key: &str) -> Option<IncidentId> {
    let key = key.trim().to_uppercase();
    let same = |known: &str| known == key || known.strip_prefix("INC-") == Some(&key);
    known
        .iter()
        .find(|(known, _)| same(known))
        .map(|(_, id)| *id)
}

fn variables(kept: &[String], snapshot: &Snapshot) -> Option<Form> {
    let state = &snapshot.state;
    let mut names: Vec<Named> = Vec::new();
    let mut questions = Vec::new();
    for variable in state
        .in_use()
        .filter_map(|a| a.runbook.as_deref())
        .flat_map(|r| &r.variables)
    {
        if names.iter().any(|named| named.name == variable.name) {
            continue;
        }
        let example = variable.example.iter().map(|e| format!("such as {e}; "));
        let example: String = example.collect();
        let mut question = match variable.secret {
            true => {
                let known = kept.contains(&variable.name);
                let hint = match known {
                    true => "kept in memory only; Enter alone: as it is",
                    false => "kept in memory only; Enter alone: leave it out",
                };
                Question::new(&variable.name, hint, Ask::Secret)
            }
            false => {
                let hint = format!("{example}Enter alone: leave it as it is");
                Question::or(&variable.name, hint, "")
            }
        };
        question.notice = vec![variable.ask.clone()];
        if let Some(value) = state.variables.get(&variable.name) {
            question.prefill = value.clone();
        }
        questions.push(question);
        names.push(Named {
            name: variable.name.clone(),
            secret: variable.secret,
        });
    }
    (!names.is_empty()).then(|| Form::new(Purpose::Variables(names), "Variables", questions))
}

fn judge(snapshot: &Snapshot) -> Option<Form> {
    let causes = snapshot.causes.iter();
    let options: Vec<_> = causes
        .map(|line| {
            (
                line.cause.to_string(),
                format!("{}, {}", line.title, line.standing.words()),
            )
        })
        .collect();
    let standings = [
        Standing::Suspected,
        Standing::RuledOut,
        Standing::Confirmed,
        Standing::Open,
    ];
    let standings = standings.map(|s| (s.words().to_owned(), s.words().to_owned()));
    let questions = vec![
        Question::choice("cause", options.clone()),
        Question::choice("standing", standings.to_vec()),
        Question::or("why", "Enter alone: not said", ""),
    ];
    (!options.is_empty()).then(|| Form::new(Purpose::Cause, "What you think of a cause", questions))
}

fn close(snapshot: &Snapshot, status: Status) -> Option<Form> {
    if status != Status::Resolved {
        return None;
    }
    let state = &snapshot.state;
    let left = snapshot.rows.iter();
    let left = left.filter(|row| row.step.is_some() && !row.aside && !row.state.is_ended());
    let count = left.count();
    let notice = match count {
        0 => Vec::new(),
        1 => vec!["1 step was not reached.".to_owned()],
        _ => vec![format!("{count} steps were not reached.")],
    };
    let mut notice = notice;
    notice.extend(resolution::still_in_force(state));
    notice.extend(words::follow_ups(state));
    let hint = "for all steps that were not reached";
    let questions = vec![
        Question::or("reason", hint, "").prefilled(CLOSING_REASON),
        Question::yes(format!("Close {}?", state.key()), notice),
    ];
    Some(Form::new(
        Purpose::Close,
        format!("Close {}", state.key()),
        questions,
    ))
}
