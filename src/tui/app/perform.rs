//! What each effect does against the session. Every act takes this way: the command is
//! submitted, the incident is read again, and only then is there a message that says so.
//!
//! Long because it is the one switchboard from effects to what carries them out.

use super::super::action::{ActionId as Id, Places};
use super::super::effect::{Effect, Hidden, Msg};
use super::super::hints;
use super::super::keymap::Keymap;
use super::super::logs::expanded;
use super::super::model::Screen;
use super::super::places::timeline::entry::timeline;
use super::super::snapshot::Snapshot;
use super::super::text::clock;
use super::App;
use super::opening::open_incident;
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::operations::export;
use crate::paths;
use crate::report::{Format, Telling, bearing, file_name};
use crate::session::{self, Manner, SessionError};

/// What failed. What to do is put into words where the keys are known.
pub(super) enum Failure {
    /// The session refused, or the journal did.
    Session(SessionError),
    /// Something else, and what to do.
    Told(String, Option<String>),
}

impl Failure {
    /// What to say, and what to do, in the keys that are bound.
    pub(super) fn words(self, keys: &Keymap) -> (String, Option<String>) {
        match self {
            Failure::Session(error) => (error.to_string(), hints::session(&error, keys)),
            Failure::Told(text, hint) => (text, hint),
        }
    }
}

impl From<(String, Option<String>)> for Failure {
    fn from((text, hint): (String, Option<String>)) -> Self {
        Failure::Told(text, hint)
    }
}

pub(super) fn failure(error: SessionError) -> Failure {
    Failure::Session(error)
}

impl App {
    /// Carries out one effect, and says what was masked in what it recorded. Some are answered
    /// with a message.
    pub(super) fn perform(&mut self, effect: Effect) -> Result<Option<Msg>, Failure> {
        let mut answer = self.act(effect)?;
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

    fn act(&mut self, effect: Effect) -> Result<Option<Msg>, Failure> {
        let mut before = 0;
        if effect.records()
            && let Ok(id) = self.walked()
        {
            // What came due before an act stands before it.
            self.play_in();
            before = self.seen(id);
        }
        match effect {
            Effect::PeekOpen => {
                let unfinished = self.session.peek_unfinished().map_err(failure)?;
                self.tell_damaged();
                let open = unfinished.iter().rev();
                let open: Vec<_> = open
                    .map(|(head, state)| open_incident(*head, state))
                    .collect();
                self.look_who_is_new(open.is_empty())?;
                Ok(Some(Msg::OpenIncidents(open)))
            }
            Effect::ListOpen => Ok(Some(Msg::OpenIncidents(self.open_incidents()?))),
            Effect::Open {
                entry,
                chosen,
                planned_end,
                backout_by,
            } => {
                let times = (planned_end, backout_by);
                self.open(entry, chosen, times).map(Some)
            }
            Effect::Attach { entry, found, at } => self.attach(entry, found, at).map(Some),
            Effect::Drills => self.drills(),
            Effect::History => Ok(self.history()),
            Effect::Play(playing) => self.play(&playing).map(Some),
            Effect::PlayIn => Ok(self.play_in()),
            Effect::Hint => self.hint().map(Some),
            Effect::StopDrill => {
                self.stop_drill();
                Ok(None)
            }
            Effect::Debrief(answers) => self.talk_over(answers).map(Some),
            Effect::AskCancel => {
                let heads = self.session.heads().map_err(failure)?.into_iter();
                let known = heads.map(|head| (head.key(), head.id));
                Ok(Some(Msg::Known(known.collect())))
            }
            Effect::Edit(text) => {
                self.edit = Some(text);
                Ok(None)
            }
            Effect::FindIncident(query) => self.named(query).map(Some),
            Effect::Load(id) => {
                self.session.load(id).map_err(failure)?;
                let said = self.acknowledge(id);
                let snapshot = Box::new(self.snapshot(id)?);
                self.visited.insert(id);
                Ok(Some(Msg::Walk { snapshot, said }))
            }
            Effect::Submit {
                command,
                at,
                said,
                follow,
            } => {
                let manner = Manner {
                    at,
                    auto_start: true,
                };
                let resolves = matches!(command, Command::Resolve { .. });
                let completes = matches!(command, Command::CompleteStep { .. });
                let undoes = matches!(command, Command::Undo { .. });
                let id = self.walked()?;
                self.session.submit(id, command, manner).map_err(failure)?;
                let snapshot = self.snapshot(id)?;
                let said = match self.session.incident(id).filter(|_| undoes) {
                    Some(incident) => undone(incident).unwrap_or(said),
                    None => said,
                };
                let (said, hint) = match resolves {
                    true => resolved(&snapshot, &self.model.keys),
                    false => {
                        let hint = self.answered(id, before).map(str::to_owned);
                        self.bearing(&snapshot, said, hint, (completes, undoes))
                    }
                };
                let snapshot = Box::new(snapshot);
                Ok(Some(Msg::Recorded {
                    snapshot,
                    said,
                    hint,
                    follow,
                }))
            }
            Effect::KeepSecret { name, value } => {
                let Hidden(value) = value;
                self.session.secrets.set(name.clone(), value);
                Ok(Some(Msg::Kept(name)))
            }
            Effect::Copy { step, index } => self.copy(step, index).map(Some),
            Effect::Export { path, format, over } => self.export(&path, format, over).map(Some),
            Effect::Timeline => {
                let id = self.walked()?;
                let lines = self.session.incident(id).map(timeline);
                Ok(Some(Msg::Timeline(lines.unwrap_or_default())))
            }
            Effect::Look(wanted) => self.look(wanted),
            Effect::Record(looked) => self.record(looked),
            Effect::Keep(looked) => self.keep(looked),
            Effect::Paths { typed, complete } => self.paths(typed, complete),
            Effect::Follow(wanted) => self.follow(wanted),
            Effect::TakeNews => self.take_news().map(Some),
            Effect::Unfollow => Ok(self.unfollow()),
            Effect::Statistics => Ok(self.gather()),
            Effect::Refresh => self.refresh(),
            Effect::Notify(notice) => {
                self.tools.notifier.notify(&notice);
                Ok(None)
            }
            Effect::Suspend => {
                self.suspend = true;
                Ok(None)
            }
            Effect::Quit => {
                self.release();
                self.model.over = true;
                Ok(None)
            }
        }
    }

    /// Writes the incident that is walked. A file that is there is written over only when that
    /// was asked.
    fn export(&mut self, typed: &str, format: Format, over: bool) -> Result<Msg, Failure> {
        let id = self.walked()?;
        let mut path = self.tools.export_dir.join(expanded(typed, paths::home()));
        if path.is_dir() {
            path.push(file_name(&self.snapshot(id)?.state, format));
        }
        if path.is_file() && !over {
            return Ok(Msg::FileExists { path, format });
        }
        let written = (self.tools.export)(&mut self.session, id, &path, format);
        written.map_err(|failed| match failed {
            export::Failure::Session(error) => failure(error),
            unwritten @ export::Failure::Unwritten { .. } => {
                let hint = "check the folder and its permissions, or give another place";
                (unwritten.to_string(), Some(hint.to_owned())).into()
            }
        })?;
        let said = format!("exported to {}", path.display());
        self.exported.insert(id, path);
        Ok(Msg::Said(said))
    }

    /// What an act said of the causes, behind the words for it; and how it is taken back, if
    /// the step was not as expected after all.
    fn bearing(
        &self,
        after: &Snapshot,
        said: String,
        hint: Option<String>,
        (completes, undoes): (bool, bool),
    ) -> (String, Option<String>) {
        let before = self.model.walk.as_ref().map(|walk| &walk.snapshot.state);
        let Some(says) = before.and_then(|before| bearing(before, &after.state)) else {
            return (said, hint);
        };
        let undo = self.model.keys.press(Id::Undo, Places::WALK);
        let back = completes.then(|| format!("{undo} takes it back if it was not so"));
        let hints: Vec<String> = back.into_iter().chain(hint).collect();
        (
            format!("{said}{}{says}", if undoes { "; " } else { ": " }),
            (!hints.is_empty()).then(|| hints.join(". ")),
        )
    }

    /// Whoever has no incident at all may be new here.
    pub(super) fn look_who_is_new(&mut self, none_is_open: bool) -> Result<(), Failure> {
        let is_new = none_is_open && self.session.heads().map_err(failure)?.is_empty();
        self.model.home.is_new = is_new && !self.model.read_only;
        Ok(())
    }

    pub(super) fn walked(&self) -> Result<IncidentId, Failure> {
        let walk = self.model.walk.as_ref();
        walk.and_then(|walk| walk.snapshot.state.id)
            .ok_or_else(|| ("no incident is open here".to_owned(), None).into())
    }

    pub(super) fn snapshot(&self, id: IncidentId) -> Result<Snapshot, Failure> {
        let incident = self.session.incident(id);
        incident
            .map(Snapshot::of)
            .ok_or_else(|| (format!("there is no incident {id}"), None).into())
    }

    fn refresh(&mut self) -> Result<Option<Msg>, Failure> {
        self.tell_broken_chain();
        if !self.session.refresh().map_err(failure)? {
            return Ok(None);
        }
        let walked = self.model.walk.as_ref();
        let walked = walked.and_then(|walk| Some((walk.snapshot.state.id?, walk.snapshot.events)));
        let incident = walked.and_then(|(id, events)| {
            let incident = self.session.incident(id)?;
            (incident.log().len() != events).then(|| Box::new(Snapshot::of(incident)))
        });
        if self.model.screen == Screen::Home {
            // What comes due there is still told, so it has to be known.
            if let (Some(walk), Some(snapshot)) = (&mut self.model.walk, incident) {
                walk.snapshot = snapshot;
            }
            return Ok(Some(Msg::OpenIncidents(self.open_incidents()?)));
        }
        Ok(incident.map(Msg::Changed))
    }
}

fn resolved(snapshot: &Snapshot, keys: &Keymap) -> (String, Option<String>) {
    let metrics = &snapshot.metrics;
    let against = |met: Option<bool>| match met {
        Some(true) => " (target met)",
        Some(false) => " (target missed)",
        None => "",
    };
    let mut said = "resolved".to_owned();
    if let Some(ttr) = metrics.ttr {
        said = format!(
            "resolved in {}{}",
            clock(ttr),
            against(snapshot.targets.resolve_met)
        );
    }
    if let Some(ttfa) = metrics.ttfa {
        let met = against(snapshot.targets.first_action_met);
        said.push_str(&format!(", first action {}{met}", clock(ttfa)));
    }
    let key = |id| keys.press(id, Places::WALK);
    let (close, export) = (key(Id::Close), key(Id::Export));
    let hint = format!("{close} closes it, {export} exports its timeline");
    (said, Some(hint))
}

/// What the undo that was just recorded took back.
fn undone(incident: &Incident) -> Option<String> {
    let telling = Telling::of(incident);
    let last = incident.log().last()?.0;
    let (first, more) = telling.taken_back(&last.event)?;
    Some(match more {
        0 => format!("undone: {first}"),
        _ => format!("undone: {first}, and {more} with it"),
    })
}
