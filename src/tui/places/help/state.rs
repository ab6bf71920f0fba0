//! What is kept of the help.

use crate::tui::places::Places;

/// What the keys do.
#[derive(Debug)]
pub struct Help {
    /// The place that it explains.
    pub at: Places,
    /// The first line shown.
    pub scroll: usize,
}
