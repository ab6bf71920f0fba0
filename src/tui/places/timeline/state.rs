//! What is kept of the timeline.

use super::entry::TimelineEntry;
use crate::tui::input::Input;

/// The events of an incident, with a filter.
#[derive(Debug, Default)]
pub struct Timeline {
    /// All of them, oldest first.
    pub entries: Vec<TimelineEntry>,
    /// Those that the filter lets through.
    pub shown: Vec<usize>,
    /// The selected one of those.
    pub selected: usize,
    /// Words that all have to be in an entry.
    pub filter: Input,
    /// The filter has the focus.
    pub typing: bool,
    /// The selected event is shown whole, from this line on.
    pub whole: Option<usize>,
}

impl Timeline {
    /// The selected event.
    pub fn entry(&self) -> Option<&TimelineEntry> {
        self.entries.get(*self.shown.get(self.selected)?)
    }
}
