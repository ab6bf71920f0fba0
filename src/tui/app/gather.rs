//! What is gathered over many incidents for their figures.

use super::super::effect::Msg;
use super::App;
use crate::operations::samples;

impl App {
    /// Folding every incident takes longer than a frame may: it is done elsewhere if it can.
    pub(super) fn gather(&mut self) -> Option<Msg> {
        if let Some(gather) = &self.tools.gather {
            gather();
            return None;
        }
        let gathered = samples(&mut self.session).map_err(|error| error.to_string());
        Some(Msg::Statistics(gathered))
    }
}
