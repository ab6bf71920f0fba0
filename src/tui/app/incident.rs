//! What is done in the incident that is walked.

use super::super::action::{ActionId as Id, Places};
use super::super::effect::{IncidentEffect, Msg, Redacted};
use super::super::keymap::Keymap;
use super::super::logs::expanded;
use super::super::places::timeline::entry::timeline;
use super::super::snapshot::Snapshot;
use super::super::text::clock;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::domain::time::Reported;
use crate::operations::export;
use crate::operations::revised::revised;
use crate::paths;
use crate::report::{ExportFormat, bearing, consequences, file_name, undone};
use crate::session::SubmitOptions;

impl App {
    /// Carries out what is about the incident. `before` is how much was seen of a drill.
    pub(super) fn incident(
        &mut self,
        effect: IncidentEffect,
        before: usize,
    ) -> Result<Option<Msg>, EffectFailure> {
        match effect {
            IncidentEffect::Attach { runbook, found, at } => {
                self.attach(&runbook, found, at).map(Some)
            }
            IncidentEffect::Differences => self.differences().map(Some),
            IncidentEffect::AskCancel => {
                let heads = self.session.heads().map_err(failure)?.into_iter();
                let known = heads.map(|head| (head.key(), head.id));
                Ok(Some(Msg::Known(known.collect())))
            }
            IncidentEffect::Submit {
                command,
                at,
                said,
                follow,
            } => self.submit((command, at), said, follow, before),
            IncidentEffect::KeepSecret { name, value } => {
                let Redacted(value) = value;
                self.session.secrets.set(name.clone(), value);
                Ok(Some(Msg::Kept(name)))
            }
            IncidentEffect::Copy { step, index } => self.copy(step, index).map(Some),
            IncidentEffect::Export {
                incident,
                path,
                format,
                over,
            } => self.export(incident, &path, format, over).map(Some),
            IncidentEffect::Learn => self.learn().map(Some),
            IncidentEffect::Timeline => {
                let id = self.walked()?;
                let lines = self.session.incident(id).map(timeline);
                Ok(Some(Msg::Timeline(lines.unwrap_or_default())))
            }
        }
    }

    fn differences(&self) -> Result<Msg, EffectFailure> {
        let incident = self.session.incident(self.walked()?);
        let (Some(books), Some(incident)) = (&self.model.books, incident) else {
            return Err(("the runbooks are still being loaded".to_owned(), None).into());
        };
        let known = |id: &str| books.library.entry(id)?.ok();
        let changed = revised(&self.session, incident.state(), known).map_err(failure)?;
        Ok(Msg::Differences(changed))
    }

    fn submit(
        &mut self,
        (command, at): (Command, Option<Reported>),
        said: String,
        follow: bool,
        before: usize,
    ) -> Result<Option<Msg>, EffectFailure> {
        let options = SubmitOptions {
            at,
            auto_start: true,
        };
        let resolves = matches!(command, Command::Resolve { .. });
        let completes = matches!(command, Command::CompleteStep { .. });
        let undoes = matches!(command, Command::Undo { .. });
        let id = self.walked()?;
        self.session.submit(id, command, options).map_err(failure)?;
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

    /// Writes the incident that is walked. A file that is there is written over only when that
    /// was asked.
    fn export(
        &mut self,
        incident: Option<IncidentId>,
        typed: &str,
        format: ExportFormat,
        over: bool,
    ) -> Result<Msg, EffectFailure> {
        let id = match incident {
            Some(id) => {
                self.session.load(id).map_err(failure)?;
                id
            }
            None => self.walked()?,
        };
        let mut path = self.tools.export_dir.join(expanded(typed, paths::home()));
        if path.is_dir() {
            path.push(file_name(&self.snapshot(id)?.state, format));
        }
        if path.is_file() && !over {
            return Ok(Msg::FileExists {
                incident,
                path,
                format,
            });
        }
        let written = (self.tools.export)(&mut self.session, id, &path, format);
        written.map_err(|failed| match failed {
            export::ExportFailure::Session(error) => failure(error),
            unwritten @ export::ExportFailure::Unwritten { .. } => {
                let hint = "check the folder and its permissions, or give another place";
                (unwritten.to_string(), Some(hint.to_owned())).into()
            }
            unnamed @ export::ExportFailure::Names(_) => {
                let hint = "export it for the team, and hand that to nobody else";
                (unnamed.to_string(), Some(hint.to_owned())).into()
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
        let Some(before) = self.model.walk.as_ref().map(|walk| &walk.snapshot.state) else {
            return (said, hint);
        };
        let moved = consequences(before, &after.state);
        let hint = (moved
            .into_iter()
            .chain(hint)
            .reduce(|all, one| format!("{all}. {one}")))
        .filter(|hint| !hint.is_empty());
        let Some(says) = bearing(before, &after.state) else {
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
    let (close, export, learn) = (key(Id::Close), key(Id::Export), key(Id::Learn));
    let hint =
        format!("{close} closes it, {export} exports its timeline, {learn} writes what it teaches");
    (said, Some(hint))
}
