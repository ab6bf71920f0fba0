//! What each effect does against the session. Every act takes this way: the command is
//! submitted, the incident is read again, and only then is there a message that says so. Each
//! area carries out its own.

use super::super::action::{ActionId as Id, Places};
use super::super::effect::{Effect, HomeEffect, IncidentEffect, Msg, Outside};
use super::super::hints;
use super::super::keymap::Keymap;
use super::super::snapshot::Snapshot;
use super::App;
use crate::debug_log;
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::operations::remembered;
use crate::session::{self, SessionError};

/// What failed. What to do is put into words where the keys are known.
pub(super) enum EffectFailure {
    /// The session refused, or the journal did.
    Session(SessionError),
    /// Something else, and what to do.
    Told(String, Option<String>),
}

impl EffectFailure {
    /// What to say, and what to do, in the keys that are bound.
    pub(super) fn words(self, keys: &Keymap) -> (String, Option<String>) {
        match self {
            EffectFailure::Session(error) => (error.to_string(), hints::session(&error, keys)),
            EffectFailure::Told(text, hint) => (text, hint),
        }
    }
}

impl From<(String, Option<String>)> for EffectFailure {
    fn from((text, hint): (String, Option<String>)) -> Self {
        EffectFailure::Told(text, hint)
    }
}

pub(super) fn failure(error: SessionError) -> EffectFailure {
    EffectFailure::Session(error)
}

impl App {
    /// Carries out one effect, and says what was masked in what it recorded. Some are answered
    /// with a message.
    pub(super) fn perform(&mut self, effect: Effect) -> Result<Option<Msg>, EffectFailure> {
        let begun = debug_log::begun();
        let named = begun.map(|_| debug_log::name(&effect));
        let offers = match &effect {
            Effect::Home(HomeEffect::Load(id)) => Some(*id),
            Effect::Incident(IncidentEffect::Submit { command, .. }) => {
                let sets = matches!(command, Command::SetVariable { .. });
                self.walked().ok().filter(|_| sets)
            }
            _ => None,
        };
        let done = self.act(effect);
        if let Some(id) = offers.filter(|_| done.is_ok()) {
            // What cannot be read of earlier incidents is offered by nobody.
            let values = remembered::offered(&mut self.session, id);
            self.note(Outside::Offered(values.unwrap_or_default()));
        }
        if let Some(named) = named {
            let ended = match &done {
                Ok(_) => "done".to_owned(),
                Err(EffectFailure::Session(error)) => error.to_string(),
                Err(EffectFailure::Told(text, _)) => text.clone(),
            };
            debug_log::note("effect", || {
                format!("{named}, {}: {ended}", debug_log::took(begun))
            });
        }
        let mut answer = done?;
        let keys = &self.model.keys;
        let timeline = keys.press(Id::Timeline, Places::WALK);
        let amend = keys.press(Id::Amend, Places::TIMELINE);
        let amend = format!("{timeline} and {amend}");
        let Some(masked) = session::said(&self.session.take_masked(), &amend) else {
            return Ok(answer);
        };
        match &mut answer {
            Some(Msg::Recorded { said, .. } | Msg::Said(said)) => {
                *said = format!("{said}; {masked}")
            }
            Some(Msg::Opened { said, .. }) => {
                *said = Some(
                    said.take()
                        .map_or(masked.clone(), |said| format!("{said}; {masked}")),
                );
            }
            Some(Msg::Followed { says, .. }) => says.push(masked),
            Some(_) => {}
            None => answer = Some(Msg::Said(masked)),
        }
        Ok(answer)
    }

    fn act(&mut self, effect: Effect) -> Result<Option<Msg>, EffectFailure> {
        let mut before = 0;
        if effect.records()
            && let Ok(id) = self.walked()
        {
            // What came due before an act stands before it.
            self.play_in();
            before = self.seen(id);
        }
        match effect {
            Effect::Home(effect) => self.home(effect),
            Effect::Incident(effect) => self.incident(effect, before),
            Effect::Log(effect) => self.log(effect),
            Effect::Run(effect) => self.run(effect),
            Effect::Drill(effect) => self.drill(effect),
            Effect::Program(effect) => self.program(effect),
        }
    }

    pub(super) fn walked(&self) -> Result<IncidentId, EffectFailure> {
        let walk = self.model.walk.as_ref();
        walk.and_then(|walk| walk.snapshot.state.id)
            .ok_or_else(|| ("no incident is open here".to_owned(), None).into())
    }

    pub(super) fn snapshot(&self, id: IncidentId) -> Result<Snapshot, EffectFailure> {
        let incident = self.session.incident(id);
        incident
            .map(Snapshot::of)
            .ok_or_else(|| (format!("there is no incident {id}"), None).into())
    }
}
