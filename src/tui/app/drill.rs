//! What belongs to drills alone: listing and opening them, what is played in, hints, the
//! debrief. Whatever else is done in one takes the way of every incident.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use super::super::action::{ActionId as Id, Places};
use super::super::drills::Playing;
use super::super::effect::{Effect, Msg};
use super::super::model::Overlay;
use super::App;
use super::perform::{Failure, failure};
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::drill::act::{self, Start};
use crate::drill::{Drill, Form, History, NOTHING};
use crate::library::{Scenarios, Script};
use crate::session::Manner;

impl App {
    /// Begins with the list of drills.
    pub fn list_drills(&mut self) {
        self.carry_out(vec![Effect::Drills]);
    }

    /// The scenarios; they are read when they are first asked for.
    fn scenarios(&mut self) -> Result<Arc<Scenarios>, Failure> {
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
    pub(super) fn drills(&mut self) -> Result<Option<Msg>, Failure> {
        if self.model.books.is_none() {
            return Ok(Some(Msg::Drills(None)));
        }
        let scenarios = self.scenarios()?;
        let all = scenarios.entries().iter().map(|s| s.scenario.clone());
        Ok(Some(Msg::Drills(Some(all.collect()))))
    }

    /// Reads what was drilled before: elsewhere if it can, since it folds every incident.
    pub(super) fn history(&mut self) -> Option<Msg> {
        if let Some(history) = &self.tools.history {
            history();
            return None;
        }
        Some(Msg::History(self.read_history()))
    }

    fn read_history(&mut self) -> Result<History, String> {
        let actor = self.session.who().actor.clone();
        History::read(&mut self.session, &actor).map_err(|error| error.to_string())
    }

    /// Opens a drill.
    pub(super) fn play(&mut self, playing: &Playing) -> Result<Msg, Failure> {
        let scenarios = self.scenarios()?;
        let Some(script) = scenarios.get(&playing.scenario) else {
            let text = format!("there is no scenario \"{}\"", playing.scenario);
            return Err((text, None).into());
        };
        let start = Start {
            scenario: script.scenario.clone(),
            text: script.text.clone(),
            sha256: script.sha256.clone(),
            variant: self.variant(script, playing),
            seed: playing.seed.unwrap_or_else(any_seed),
            speed: playing.speed,
            short: playing.short,
            acknowledge: true,
        };
        // Nobody plays two at once.
        self.stop_drill();
        let opened = act::open(&mut self.session, start).map_err(failure)?;
        self.release();
        self.visited.insert(opened.incident);
        Ok(Msg::Opened {
            snapshot: Box::new(self.snapshot(opened.incident)?),
            said: None,
        })
    }

    /// The variant that is asked for, else the one that was played the longest ago. The same
    /// seed plays the same drill, whatever was played before.
    fn variant(&mut self, script: &Script, playing: &Playing) -> Option<crate::domain::id::PartId> {
        let variants = &script.scenario.variants;
        if let Some(number) = playing.variant {
            let variant = number.checked_sub(1).and_then(|place| variants.get(place));
            return variant.map(|variant| variant.id.clone());
        }
        if playing.seed.is_some() || variants.len() == 1 {
            return None;
        }
        let known = match &self.model.overlay {
            Some(Overlay::Drills(drills)) => drills.history.clone(),
            _ => None,
        };
        let history = known.or_else(|| self.read_history().ok())?;
        history.due(&script.scenario).variant
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
                self.model.complain(text, hint);
                None
            }
        }
    }

    /// Shows the next hint.
    pub(super) fn hint(&mut self) -> Result<Msg, Failure> {
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
            let _ = self.session.submit(id, hold, Manner::default());
        }
    }

    /// Records what was said afterwards.
    pub(super) fn talk_over(&mut self, answers: Vec<String>) -> Result<Msg, Failure> {
        let id = self.walked()?;
        act::debrief(&mut self.session, id, answers).map_err(failure)?;
        Ok(Msg::Debriefed(Box::new(self.snapshot(id)?)))
    }

    /// The drills that run now, with their keys.
    pub(super) fn running_drills(&mut self) -> Vec<(IncidentId, String)> {
        let heads = self.session.unfinished().unwrap_or_default();
        let states = heads.iter().filter_map(|head| {
            let state = self.session.incident(head.id)?.state();
            state.is_running_drill().then(|| (head.id, state.key()))
        });
        states.collect()
    }

    /// Says which drills a live incident has stopped.
    pub(super) fn stopped(&self, running: Vec<(IncidentId, String)>) -> Option<String> {
        let is_stopped = |id: &IncidentId| {
            let state = self.session.incident(*id).map(|incident| incident.state());
            state.is_some_and(|state| !state.is_running_drill())
        };
        let stopped = running.into_iter().filter(|(id, _)| is_stopped(id));
        let keys: Vec<String> = stopped.map(|(_, key)| key).collect();
        (!keys.is_empty()).then(|| {
            let home = self.model.keys.press(Id::Back, Places::WALK);
            let keys = keys.join(", ");
            format!("the drill {keys} is held; {home} leads home, from where it goes on later")
        })
    }

    /// What a drill's operator sees new after an act, in a few words: what is seen at a step
    /// stands there, and what is nothing stands nowhere else.
    pub(super) fn answered(&self, id: IncidentId, before: usize) -> Option<&'static str> {
        let drill = Drill::of(self.session.incident(id)?)?;
        let mut new = drill.play.seen.iter().skip(before).peekable();
        new.peek()?;
        new.all(|seen| seen.form == Form::Nothing)
            .then_some(NOTHING)
    }

    /// How much was seen in a drill.
    pub(super) fn seen(&self, id: IncidentId) -> usize {
        let drill = self.session.incident(id).and_then(Drill::of);
        drill.map_or(0, |drill| drill.play.seen.len())
    }
}

/// A short number that nobody can foresee, so that it can be told to a colleague.
fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}
