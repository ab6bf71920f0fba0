//! What is about the program as a whole: what others did, figures, leaving.

use super::super::effect::{Msg, Outside, ProgramEffect};
use super::super::model::Screen;
use super::super::snapshot::Snapshot;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::operations::{history, samples};

/// So many incidents of each mode are listed at once.
const SCREENFUL: usize = 100;

impl App {
    /// Carries out what is about the program.
    pub(super) fn program(&mut self, effect: ProgramEffect) -> Result<Option<Msg>, EffectFailure> {
        match effect {
            ProgramEffect::Edit(text) => self.edit = Some(text),
            ProgramEffect::Statistics => return self.gather(),
            ProgramEffect::History => return self.list_all(),
            ProgramEffect::Refresh => return self.refresh(),
            ProgramEffect::Notify(notice) => self.tools.notifier.notify(&notice),
            ProgramEffect::Suspend => self.suspend = true,
            ProgramEffect::Quit => {
                self.end_run();
                self.release();
                self.note(Outside::Over);
            }
        }
        Ok(None)
    }

    /// Folding every incident takes longer than a frame may: it is done elsewhere if it can.
    fn gather(&mut self) -> Result<Option<Msg>, EffectFailure> {
        if let Some(gather) = self.tools.gather.clone() {
            return self.beside("statistics", move |_| Msg::Statistics(gather()));
        }
        let gathered = samples(&mut self.session).map_err(|error| error.to_string());
        Ok(Some(Msg::Statistics(gathered)))
    }

    /// The newest incidents at once, and all of them as soon as they are read.
    fn list_all(&mut self) -> Result<Option<Msg>, EffectFailure> {
        let Some(list) = self.tools.list.clone() else {
            let all = history::history(&mut self.session).map_err(|error| error.to_string());
            return Ok(Some(Msg::Incidents(all)));
        };
        let newest = history::newest(&mut self.session, SCREENFUL).map_err(failure)?;
        if !newest.is_part {
            return Ok(Some(Msg::Incidents(Ok(newest))));
        }
        self.beside("history", move |_| Msg::Incidents(list()))?;
        Ok(Some(Msg::Incidents(Ok(newest))))
    }

    fn refresh(&mut self) -> Result<Option<Msg>, EffectFailure> {
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
            if let Some(snapshot) = incident {
                self.note(Outside::Refolded(snapshot));
            }
            return Ok(Some(Msg::OpenIncidents(self.open_incidents()?)));
        }
        Ok(incident.map(Msg::Changed))
    }
}
