//! Everything that the screen shows. `update` changes it, the views only read it.

use std::sync::Arc;

use super::action::{Action, Places};
use super::event_line::EventLine;
use super::form::Form;
use super::input::Input;
use super::keymap::Keymap;
use super::snapshot::Snapshot;
use super::theme::Theme;
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::time::{Reported, Timestamp};
use crate::library::Library;
use crate::search::{Hit, Index};

/// The smallest width and height that can be worked with.
pub const SMALLEST: (u16, u16) = (60, 15);

/// Which of the two main screens is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Search, and the open incidents.
    Home,
    /// One incident.
    Walk,
}

/// What lies over the main screen. At most one thing does.
#[derive(Debug)]
pub enum Overlay {
    /// A runbook before it is started.
    Preview(Preview),
    /// Questions.
    Form(Form),
    /// Actions by name.
    Palette(Finder),
    /// What the keys do.
    Help {
        /// The place that it explains.
        at: Places,
        /// The first line shown.
        scroll: usize,
        /// What it lies over.
        under: Option<Box<Overlay>>,
    },
    /// Every event.
    Timeline {
        /// The lines.
        lines: Vec<EventLine>,
        /// The selected one.
        selected: usize,
    },
    /// The changes in force.
    Changes {
        /// The selected one.
        selected: usize,
    },
    /// What the next person needs to know.
    Brief {
        /// The brief, as it would be recorded.
        text: String,
        /// The first line shown.
        scroll: usize,
    },
}

/// A runbook that is being looked at.
#[derive(Debug)]
pub struct Preview {
    /// Its place in the library.
    pub entry: usize,
    /// The query that found it, and its rank.
    pub chosen: Option<(String, u32)>,
    /// The first line shown.
    pub scroll: usize,
}

/// Finding an action by its name.
#[derive(Debug)]
pub struct Finder {
    /// The place that it was opened from.
    pub at: Places,
    /// What is typed.
    pub input: Input,
    /// The actions that fit, best first.
    pub found: Vec<Found>,
    /// The selected one.
    pub selected: usize,
    /// What it lies over.
    pub under: Option<Box<Overlay>>,
}

/// An action that the palette found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its row in the table, the one for this place if there is one.
    pub action: &'static Action,
    /// Why it cannot be done now.
    pub why: Option<Why>,
}

/// Why something cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What stands against it.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Where the focus is on the home screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// In the search box.
    Search,
    /// In the list.
    List,
}

/// An unfinished incident on the home screen.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct OpenIncident {
    pub id: IncidentId,
    pub key: String,
    pub title: String,
    pub status: &'static str,
    pub mode: &'static str,
    pub severity: Option<&'static str>,
    /// Where its clock starts.
    pub since: Option<Timestamp>,
    /// The number of the step to go on with.
    pub step: Option<String>,
}

/// The home screen.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Home {
    pub input: Input,
    pub focus: Focus,
    pub open: Vec<OpenIncident>,
    pub hits: Vec<Hit>,
    /// The selected row: the open incidents come first, then the hits.
    pub selected: usize,
    /// A runbook was asked for before the library was loaded.
    pub is_awaited: bool,
}

/// The runbooks, once they are loaded.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Books {
    pub library: Library,
    pub index: Index,
}

/// The incident being walked.
#[derive(Debug)]
pub struct Walk {
    /// What is known of it.
    pub snapshot: Box<Snapshot>,
    /// The row of the checklist with the focus.
    pub cursor: usize,
    /// The first line of the step's text that is shown.
    pub scroll: usize,
    /// When the next act happened, if not now.
    pub happened_at: Option<Reported>,
    /// The names of secrets that have a value.
    pub secrets: Vec<String>,
}

impl Walk {
    /// The step with the focus.
    pub fn step(&self) -> Option<&StepRef> {
        self.snapshot.rows.get(self.cursor)?.step.as_ref()
    }
}

/// One line about what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// It went wrong.
    pub is_error: bool,
    /// What happened.
    pub text: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// Everything that the screen shows.
#[derive(Debug)]
pub struct Model {
    /// The main screen.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// The home screen.
    pub home: Home,
    /// The incident being walked.
    pub walk: Option<Walk>,
    /// The runbooks; `None` while they are being loaded.
    pub books: Option<Arc<Books>>,
    /// What just happened.
    pub status: Option<Status>,
    /// The journal cannot be written.
    pub read_only: bool,
    /// The name that is recorded.
    pub actor: Arc<str>,
    /// The present moment, as of the last tick.
    pub now: Timestamp,
    /// The steady clock at the last tick.
    pub steady_ms: i64,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Colours and glyphs.
    pub theme: Theme,
    /// What each key means.
    pub keys: Keymap,
    /// The program is to end.
    pub over: bool,
}

impl Model {
    /// A home screen before anything is loaded: it lists what was known when the program was
    /// built.
    pub fn new(theme: Theme, query: &str, now: Timestamp, steady_ms: i64) -> Self {
        Self {
            screen: Screen::Home,
            overlay: None,
            home: Home {
                input: Input::of(query),
                focus: Focus::Search,
                open: Vec::new(),
                hits: match query.trim().is_empty() {
                    true => super::listing::listed(),
                    false => Vec::new(),
                },
                selected: 0,
                is_awaited: false,
            },
            walk: None,
            books: None,
            status: None,
            read_only: false,
            actor: Arc::from(""),
            now,
            steady_ms,
            size: (80, 24),
            theme,
            keys: Keymap::default(),
            over: false,
        }
    }

    /// Where the operator is, for keys, footer and help.
    pub fn place(&self) -> Places {
        match (&self.overlay, self.screen) {
            (Some(Overlay::Preview(_)), _) => Places::PREVIEW,
            (Some(Overlay::Form(_)), _) => Places::FORM,
            (Some(Overlay::Palette(_)), _) => Places::PALETTE,
            (Some(Overlay::Help { .. }), _) => Places::HELP,
            (Some(Overlay::Timeline { .. }), _) => Places::TIMELINE,
            (Some(Overlay::Changes { .. }), _) => Places::CHANGES,
            (Some(Overlay::Brief { .. }), _) => Places::BRIEF,
            (None, Screen::Walk) => Places::WALK,
            (None, Screen::Home) => match self.home.focus {
                Focus::Search => Places::SEARCH,
                Focus::List => Places::LIST,
            },
        }
    }

    /// Whether the terminal is too small to work with.
    pub fn is_cramped(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The number of rows in the list of the home screen.
    pub fn home_rows(&self) -> usize {
        self.home.open.len() + self.home.hits.len()
    }

    /// Says that something was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(Status {
            is_error: false,
            text: text.into(),
            hint: None,
        });
    }

    /// Says that something could not be done, and what to do next.
    pub fn complain(&mut self, text: impl Into<String>, hint: Option<String>) {
        self.status = Some(Status {
            is_error: true,
            text: text.into(),
            hint,
        });
    }
}
