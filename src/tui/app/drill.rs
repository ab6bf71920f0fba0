//! What belongs to drills alone: listing and opening them, what is played in, hints, the
//! debrief. Whatever else is done in one takes the way of every incident.

use std::sync::Arc;

use super::super::drills::Playing;
use super::super::effect::{DrillEffect, Effect, Msg, Outside};
use super::super::model::Overlay;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::drill::act;
use crate::drill::{Drill, History, NOTHING, SeenAs};
use crate::library::Scenarios;
use crate::operations::drill;
use crate::session::SubmitOptions;

impl App {
    /// Begins with the list of drills.
    pub fn list_drills(&mut self) {
        self.carry_out(vec![Effect::Drill(DrillEffect::Drills)]);
    }

    /// Carries out what belongs to drills.
    pub(super) fn drill(&mut self, effect: DrillEffect) -> Result<Option<Msg>, EffectFailure> {
        match effect {
            DrillEffect::Drills => self.drills(),
            DrillEffect::History => self.history(),
            DrillEffect::Play(playing) => self.play(&playing).map(Some),
            DrillEffect::PlayIn => Ok(self.play_in()),
            DrillEffect::Hint => self.hint().map(Some),
            DrillEffect::StopDrill => {
                self.stop_drill();
                Ok(None)
            }
            DrillEffect::Debrief(answers) => self.talk_over(answers).map(Some),
        }
    }

    /// The scenarios; they are read when they are first asked for.
    fn scenarios(&mut self) -> Result<Arc<Scenarios>, EffectFailure> {
        if let Some(read) = &self.scenarios {
            return Ok(read.clone());
        }
        let Some(books) = &self.model.books else {
            return Err(("the runbooks are still being loaded".to_owned(), None).into());
        };
        let read = Arc::new((self.tools.scenarios)(&books.library));
        self.scenarios = Some(read.clone());
        Ok(read)
    }

    /// Lists the drills, as soon as the library is there.
    fn drills(&mut self) -> Result<Option<Msg>, EffectFailure> {
        if self.model.books.is_none() {
            return Ok(Some(Msg::Drills(None)));
        }
        let scenarios = self.scenarios()?;
        let all = scenarios.entries().iter().map(|s| s.scenario.clone());
        Ok(Some(Msg::Drills(Some(all.collect()))))
    }

    /// Reads what was drilled before: elsewhere if it can, since it folds every incident.
    fn history(&mut self) -> Result<Option<Msg>, EffectFailure> {
        if let Some(history) = self.tools.history.clone() {
            return self.beside("history", move |_| Msg::History(history()));
        }
        Ok(Some(Msg::History(self.read_history())))
    }

    fn read_history(&mut self) -> Result<History, String> {
        drill::read_history(&mut self.session).map_err(|error| error.to_string())
    }

    /// Opens a drill.
    fn play(&mut self, playing: &Playing) -> Result<Msg, EffectFailure> {
        let scenarios = self.scenarios()?;
        let Some(script) = scenarios.get(&playing.scenario) else {
            let text = format!("there is no scenario \"{}\"", playing.scenario);
            return Err((text, None).into());
        };
        let history = match &self.model.overlay {
            Some(Overlay::Drills(drills)) => drills.history.clone(),
            _ => None,
        };
        let variants = &script.scenario.variants;
        let number = playing.variant.and_then(|number| number.checked_sub(1));
        let variant = number.and_then(|place| variants.get(place));
        let request = drill::DrillRequest {
            script,
            variant: variant.map(|variant| variant.id.clone()),
            seed: playing.seed,
            speed: playing.speed,
            short: playing.short,
            acknowledge: true,
            history: history.as_ref(),
        };
        // Nobody plays two at once.
        self.stop_drill();
        let opened = drill::play(&mut self.session, request).map_err(|failed| match failed {
            drill::DrillFailure::Session(error) => failure(error),
            short @ drill::DrillFailure::NoShort(_) => (short.to_string(), None).into(),
        })?;
        self.release();
        self.visited.insert(opened.incident);
        Ok(Msg::Opened {
            snapshot: Box::new(self.snapshot(opened.incident)?),
            said: None,
        })
    }

    /// Plays in what is due in the drill that is walked. What stands against it is said, and
    /// tried again at the next tick.
    pub(super) fn play_in(&mut self) -> Option<Msg> {
        let id = self.walked().ok()?;
        let runs = self
            .session
            .incident(id)
            .is_some_and(|i| i.state().is_running_drill());
        if !runs || self.model.read_only {
            return None;
        }
        match act::tick(&mut self.session, id) {
            Ok(recorded) if recorded.is_empty() => None,
            Ok(_) => Some(Msg::Changed(Box::new(self.snapshot(id).ok()?))),
            Err(error) => {
                let (text, hint) = failure(error).words(&self.model.keys);
                self.note(Outside::Warned { text, hint });
                None
            }
        }
    }

    /// Shows the next hint.
    fn hint(&mut self) -> Result<Msg, EffectFailure> {
        let id = self.walked()?;
        act::hint(&mut self.session, id).map_err(failure)?;
        let snapshot = Box::new(self.snapshot(id)?);
        let level = snapshot.drill.as_ref().map_or(0, |drill| drill.play.hints);
        let points = if level == 1 { "point" } else { "points" };
        Ok(Msg::Recorded {
            snapshot,
            said: format!("hint {level} of 3, {level} {points}"),
            hint: None,
            follow: false,
        })
    }

    /// Stops the clock of the drill that is walked. It must not keep anyone from leaving: what
    /// fails here is only a clock that runs on.
    pub(super) fn stop_drill(&mut self) {
        let Ok(id) = self.walked() else {
            return;
        };
        if self
            .session
            .incident(id)
            .is_some_and(|i| i.state().is_running_drill())
        {
            let hold = Command::Hold {
                reason: None,
                waiting_on: None,
            };
            let _ = self.session.submit(id, hold, SubmitOptions::default());
        }
    }

    /// Records what was said afterwards.
    fn talk_over(&mut self, answers: Vec<String>) -> Result<Msg, EffectFailure> {
        let id = self.walked()?;
        act::debrief(&mut self.session, id, answers).map_err(failure)?;
        Ok(Msg::Debriefed(Box::new(self.snapshot(id)?)))
    }

    /// What a drill's operator sees new after an act, in a few words: what is seen at a step
    /// stands there, and what is nothing stands nowhere else.
    pub(super) fn answered(&self, id: IncidentId, before: usize) -> Option<&'static str> {
        let drill = Drill::of(self.session.incident(id)?)?;
        let mut new = drill.play.seen.iter().skip(before).peekable();
        new.peek()?;
        new.all(|seen| seen.form == SeenAs::Nothing)
            .then_some(NOTHING)
    }

    /// How much was seen in a drill.
    pub(super) fn seen(&self, id: IncidentId) -> usize {
        let drill = self.session.incident(id).and_then(Drill::of);
        drill.map_or(0, |drill| drill.play.seen.len())
    }
}
