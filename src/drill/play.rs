//! What an operator of a drill has seen and heard so far, folded from the incident's events
//! and its script. Pure: the present moment comes in as an argument.
//!
//! Long because what is seen when is one fold.

use crate::domain::event::{Event, Payload};
use crate::domain::id::{EventId, PartId, StepId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::scenario::*;
use crate::domain::state::Status;
use crate::domain::time::Timestamp;

use super::script::Script;

/// How many hints a script has.
const HINTS: u32 = 3;

/// What is said where the script says nothing.
pub const NOTHING: &str = "Nothing unusual.";

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When, by the drill's clock.
    pub at: Timestamp,
    /// The act that showed it.
    pub event: EventId,
    /// The step; `None` for an act outside the runbook.
    pub step: Option<StepRef>,
    /// In what form.
    pub form: SeenAs,
    /// Its text; a log's content.
    pub text: String,
}

/// In what form something was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenAs {
    /// Words.
    Says,
    /// What a command of the step printed; its number, from 1.
    Output(u32),
    /// A log to scan; its name.
    Log(String),
    /// Nothing unusual: the script says nothing about it.
    Nothing,
}

/// Something that was played in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// Its id.
    pub id: PartId,
    /// When, by the drill's clock.
    pub at: Timestamp,
    /// Who says it.
    pub from: String,
    /// Its words.
    pub says: String,
    /// The recorded reply that it wants.
    pub wants: Wants,
    /// Until when.
    pub due: Option<Timestamp>,
    /// When it was given.
    pub answered: Option<Timestamp>,
}

impl Played {
    /// Whether it still wants its reply.
    pub fn is_outstanding(&self) -> bool {
        self.wants != Wants::Nothing && self.answered.is_none()
    }
}

/// What happened so far, as its operator knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Play {
    /// What was seen, in order.
    pub seen: Vec<Seen>,
    /// What was played in, in order.
    pub played: Vec<Played>,
    /// The strongest hint that was shown; 0 for none.
    pub hints: u32,
    /// The answers of the debrief, once it was held.
    pub answers: Option<Vec<String>>,
    done: Vec<StepRef>,
    active: Vec<StepRef>,
    /// When each step first ended.
    ended: Vec<(StepRef, Timestamp)>,
}

/// The effective events with their amendments in.
pub fn happened(incident: &Incident) -> Vec<(EventId, Event)> {
    let ledger = incident.ledger();
    let effective = incident.log().filter(|(_, effective)| *effective);
    let view = effective.map(|(recorded, _)| {
        let amended = ledger.view(recorded).map(|(event, _)| event);
        (
            recorded.id,
            amended.unwrap_or_else(|| recorded.event.clone()),
        )
    });
    view.collect()
}

/// The step that an event is about.
pub fn step_of(event: &Event) -> Option<StepRef> {
    let step: &StepId = event.step.as_ref()?;
    let runbook = event.runbook.clone()?;
    Some(StepRef {
        runbook,
        step: step.clone(),
    })
}

/// How an event ends a step.
pub fn ends(payload: &Payload) -> Option<Outcome> {
    match payload {
        Payload::StepCompleted { .. } => Some(Outcome::Done),
        Payload::StepFailed { .. } => Some(Outcome::Failed),
        Payload::StepInconclusive { .. } => Some(Outcome::Inconclusive),
        _ => None,
    }
}

impl Play {
    /// Folds what happened.
    pub fn of(script: &Script, events: &[(EventId, Event)]) -> Self {
        let mut play = Self::default();
        for (id, event) in events {
            play.take(script, *id, event);
        }
        play
    }

    fn take(&mut self, script: &Script, id: EventId, event: &Event) {
        let at = event.occurred_at;
        let step = step_of(event);
        match (&event.payload, &step) {
            (Payload::StepStarted { auto: false }, Some(step)) => {
                self.look(script, id, at, step, |shows| {
                    !matches!(shows, ObservedAs::Output(..))
                });
                self.tell_nothing(script, id, at, step);
                self.active.push(step.clone());
            }
            (Payload::RunCopied { index }, Some(step)) => {
                self.look(script, id, at, step, |shows| {
                    !matches!(shows, ObservedAs::Output(..))
                });
                self.print(script, id, at, step, *index);
            }
            (Payload::ActionTaken { .. }, step) => {
                self.push(id, at, step.as_ref(), SeenAs::Nothing, NOTHING);
            }
            (Payload::DrillInjected { inject }, _) => {
                self.play(script, inject, at);
                self.look_again(script, id, at);
            }
            (Payload::DrillHintShown { level }, _) => {
                // There are three; another writer may have recorded anything.
                self.hints = self.hints.max((*level).min(HINTS));
            }
            (Payload::DrillDebriefed { answers }, _) => self.answers = Some(answers.clone()),
            (Payload::UpdateSent { .. }, _) => self.answer(Wants::Update, at),
            (Payload::HandoffRecorded { .. }, _) => self.answer(Wants::Handoff, at),
            (Payload::NoteAdded { .. }, _) => self.answer(Wants::Note, at),
            (
                Payload::StepReopened { .. }
                | Payload::StepSkipped { .. }
                | Payload::StepReleased {}
                | Payload::StepDeferred { .. },
                Some(step),
            ) => {
                self.done.retain(|s| s != step);
                self.active.retain(|s| s != step);
            }
            (payload, Some(step)) => {
                if let Some(outcome) = ends(payload) {
                    self.end(script, id, at, step, outcome);
                }
            }
            _ => {}
        }
    }

    fn end(
        &mut self,
        script: &Script,
        id: EventId,
        at: Timestamp,
        step: &StepRef,
        outcome: Outcome,
    ) {
        self.look(script, id, at, step, |_| true);
        self.tell_nothing(script, id, at, step);
        self.active.retain(|s| s != step);
        self.done.retain(|s| s != step);
        if self.ended.iter().all(|(known, _)| known != step) {
            self.ended.push((step.clone(), at));
        }
        if outcome == Outcome::Done {
            self.done.push(step.clone());
            self.look_again(script, id, at);
        }
    }

    fn play(&mut self, script: &Script, inject: &str, at: Timestamp) {
        let found = script.injects.iter().find(|i| i.id.as_str() == inject);
        // Two processes that look at once may both have recorded it.
        let Some(inject) = found.filter(|i| self.played.iter().all(|p| p.id != i.id)) else {
            return;
        };
        self.played.push(Played {
            id: inject.id.clone(),
            at,
            from: inject.from.clone(),
            says: inject.says.clone(),
            wants: inject.wants,
            due: inject.within_ms.map(|ms| at.plus_ms(ms)),
            answered: None,
        });
    }

    /// A reply answers everything of its kind that was asked before it.
    fn answer(&mut self, kind: Wants, at: Timestamp) {
        let asked = self.played.iter_mut();
        for played in asked.filter(|p| p.wants == kind && p.at <= at) {
            played.answered.get_or_insert(at);
        }
    }

    /// Whoever stands before a step sees what a repair or an inject changes there.
    fn look_again(&mut self, script: &Script, id: EventId, at: Timestamp) {
        for step in self.active.clone() {
            self.look(script, id, at, &step, |shows| {
                matches!(shows, ObservedAs::Says(_))
            });
        }
    }

    /// Shows what there is to see at a step and was not seen before.
    fn look(
        &mut self,
        script: &Script,
        id: EventId,
        at: Timestamp,
        step: &StepRef,
        is_shown: impl Fn(&ObservedAs) -> bool,
    ) {
        let found: Vec<(SeenAs, String)> = script
            .seen_at(step, |after| self.has_happened(after))
            .into_iter()
            .filter(|o| is_shown(&o.shows))
            .map(|o| match &o.shows {
                ObservedAs::Says(text) => (SeenAs::Says, text.clone()),
                ObservedAs::Output(run, text) => (SeenAs::Output(*run), text.clone()),
                ObservedAs::Log(name, text) => (SeenAs::Log(name.clone()), text.clone()),
            })
            .collect();
        for (form, text) in found {
            let here = self.seen.iter().filter(|s| s.step.as_ref() == Some(step));
            let is_known = here
                .rev()
                .find(|s| s.form == form)
                .is_some_and(|s| s.text == text);
            if !is_known {
                self.push(id, at, Some(step), form, &text);
            }
        }
    }

    /// What a command prints, every time that it is run.
    fn print(&mut self, script: &Script, id: EventId, at: Timestamp, step: &StepRef, index: u32) {
        let found = script.seen_at(step, |after| self.has_happened(after));
        let printed = found.into_iter().find_map(|o| match &o.shows {
            ObservedAs::Output(run, text) if *run == index => Some(text.clone()),
            _ => None,
        });
        match printed {
            Some(text) => self.push(id, at, Some(step), SeenAs::Output(index), &text),
            None => self.push(id, at, Some(step), SeenAs::Nothing, NOTHING),
        }
    }

    /// Says once that a step that is not in the script shows nothing unusual.
    fn tell_nothing(&mut self, script: &Script, id: EventId, at: Timestamp, step: &StepRef) {
        let mut here = self.seen.iter().filter(|s| s.step.as_ref() == Some(step));
        if !script.knows(step) && here.next().is_none() {
            self.push(id, at, Some(step), SeenAs::Nothing, NOTHING);
        }
    }

    fn push(
        &mut self,
        event: EventId,
        at: Timestamp,
        step: Option<&StepRef>,
        form: SeenAs,
        text: &str,
    ) {
        self.seen.push(Seen {
            at,
            event,
            step: step.cloned(),
            form,
            text: text.trim_end().to_owned(),
        });
    }

    /// Whether a step is done, or an inject was played in.
    pub fn has_happened(&self, after: &After) -> bool {
        match after {
            After::Step(step) => self.done.contains(step),
            After::Inject(id) => self.played.iter().any(|p| p.id == *id),
        }
    }

    /// When a step first ended.
    pub fn ended(&self, step: &StepRef) -> Option<Timestamp> {
        let known = self.ended.iter().find(|(s, _)| s == step);
        known.map(|(_, at)| *at)
    }
}

/// The injects that are due and were not played in yet, in the order of their times. While a
/// drill is held or over nothing is.
pub fn due(
    script: &Script,
    play: &Play,
    incident: &Incident,
    now: Timestamp,
) -> Vec<(PartId, Timestamp)> {
    let state = incident.state();
    let runs = matches!(state.status, Some(Status::Open | Status::Mitigated));
    let (true, Some(opened)) = (runs, state.opened_at) else {
        return Vec::new();
    };
    let mut due: Vec<(PartId, Timestamp)> = script
        .injects
        .iter()
        .filter(|inject| play.played.iter().all(|p| p.id != inject.id))
        .filter_map(|inject| {
            let at = match &inject.when {
                InjectTime::At(ms) => opened.plus_ms(*ms),
                InjectTime::After(step, ms) => play.ended(step)?.plus_ms(*ms),
            };
            (at <= now).then(|| (inject.id.clone(), at))
        })
        .collect();
    due.sort_by_key(|(_, at)| *at);
    due
}
