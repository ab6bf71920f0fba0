//! What the incident that is walked teaches goes to a file, as patches for review.

use super::super::effect::Msg;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::operations::learn::{Desk, GoodLogs, Meant, review};
use crate::paths::{self, Paths};

impl App {
    /// Writes the patches; says how many there are, and where.
    pub(super) fn learn(&mut self) -> Result<Msg, EffectFailure> {
        let id = self.walked()?;
        let Some(books) = self.model.books.clone() else {
            return Ok(Msg::Said(
                "the runbooks are still being read: try again".to_owned(),
            ));
        };
        let folders = Paths::find().map_err(|error| (error.to_string(), None))?;
        let own = folders.runbooks();
        let good = GoodLogs::default();
        let desk = Desk {
            library: &books.library,
            own: &own,
            kept: self.tools.kept.as_deref(),
            good: &good,
            logs: &[],
        };
        let reviewed = review(&mut self.session, Meant::One(id), &desk).map_err(failure)?;
        let key = self.snapshot(id)?.state.key();
        let Some(review) = reviewed else {
            return Ok(Msg::Said("a drill teaches people, not runbooks".to_owned()));
        };
        if review.placed() == 0 {
            return Ok(Msg::Said(format!("{key} taught nothing")));
        }
        let path = self.tools.export_dir.join(format!("{key}.patch"));
        let written = paths::write_whole(&path, review.text().as_bytes());
        written.map_err(|error| (format!("{}: {error}", path.display()), None))?;
        let count = match review.placed() {
            1 => "1 patch".to_owned(),
            count => format!("{count} patches"),
        };
        Ok(Msg::Said(format!(
            "{count} for review in {}",
            path.display()
        )))
    }
}
