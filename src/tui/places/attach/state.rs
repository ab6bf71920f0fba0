//! What the finder over the library holds, while another runbook is looked for in an
//! incident.

use crate::domain::id::RunbookId;
use crate::tui::input::Input;

/// Looking for another runbook for an incident.
#[derive(Debug)]
pub struct RunbookFinder {
    /// What is typed.
    pub input: Input,
    /// What fits, best first.
    pub found: Vec<Offer>,
    /// The selected one.
    pub selected: usize,
}

/// A runbook that may be attached, or set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its id.
    pub runbook: RunbookId,
    /// The rank at which what is typed found it, from 1.
    pub rank: u32,
    /// Its title.
    pub title: String,
    /// When it is the right one, or why it was found.
    pub why: String,
    /// It is attached and not set aside.
    pub is_in_use: bool,
    /// A runbook in use says when this one is right.
    pub is_referred: bool,
}
