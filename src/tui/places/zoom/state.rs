//! What is kept of a text that is shown whole.

use crate::tui::status::StatusLine;

/// What is cut in the place below, whole.
#[derive(Debug)]
pub struct Zoom {
    /// The message that stood there.
    pub message: Option<StatusLine>,
    /// The first line shown.
    pub scroll: usize,
}
