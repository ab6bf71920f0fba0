//! Everything that the screen shows. `update` changes it, the views only read it.
//!
//! Long because it lists everything that the screen shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::drills::PutAway;
use super::due::Watch;
use super::form::Form;
use super::input::Input;
use super::keymap::Keymap;
pub use super::logs::{Context, Followed, LogBox, Running};
pub use super::overlay::{Finder, Found, Overlay, Preview, Timeline, Why};
use super::place::Places;
pub use super::runbook_finder::{Offer, RunbookFinder};
use super::snapshot::Snapshot;
use super::theme::Theme;
use crate::domain::id::{IncidentId, ScenarioId, StepRef};
use crate::domain::state::{DrillClock, State};
use crate::domain::time::{Reported, Timestamp};
use crate::drill::Drill;
use crate::library::Library;
use crate::report::PastUse;
use crate::search::{Hit, Index};

pub use super::status::{Status, Tone};
use super::taps::Taps;

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

/// Where the focus is on the home screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// In the search box.
    Search,
    /// In the list.
    List,
}

/// An incident on the home screen.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct OpenIncident {
    pub id: IncidentId,
    pub key: String,
    pub title: String,
    pub status: &'static str,
    pub mode: &'static str,
    /// The scenario that a drill plays.
    pub scenario: Option<ScenarioId>,
    pub severity: Option<&'static str>,
    /// Where its clock starts.
    pub since: Option<Timestamp>,
    /// The clock of its own that a drill has.
    pub own_clock: Option<DrillClock>,
    /// The number of the step to go on with.
    pub step: Option<String>,
    /// On whom or what it waits.
    pub waiting_on: Option<String>,
    /// When its clock stopped.
    pub until: Option<Timestamp>,
    /// Nobody works on it any more: it is resolved, closed or cancelled.
    pub is_over: bool,
    /// The tickets that it belongs to.
    pub tickets: Vec<String>,
}

impl OpenIncident {
    /// Whether a query is the name of one of its tickets.
    pub fn has_ticket(&self, query: &str) -> bool {
        let mut tickets = self.tickets.iter();
        tickets.any(|ticket| ticket.eq_ignore_ascii_case(query.trim()))
    }

    /// How long it has been going on, by its own clock.
    pub fn elapsed_ms(&self, wall: Timestamp) -> Option<i64> {
        let now = self.own_clock.map_or(wall, |own| own.at(wall));
        let until = self.until.unwrap_or(now);
        self.since.map(|since| until.since(since).max(0))
    }
}

/// The home screen.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Home {
    pub input: Input,
    pub focus: Focus,
    /// The incidents that are not closed.
    pub listed: Vec<OpenIncident>,
    /// The incident whose key stands in the search box.
    pub named: Option<OpenIncident>,
    /// The incidents as they are shown: the named one, then those that are listed.
    pub open: Vec<OpenIncident>,
    pub hits: Vec<Hit>,
    /// The selected row: the open incidents come first, then the hits.
    pub selected: usize,
    /// A runbook was asked for before the library was loaded.
    pub is_awaited: bool,
    /// The drill that teaches the keys was asked for before.
    pub awaits_first_shift: bool,
    /// Nothing was ever recorded here: its operator may be new to it.
    pub is_new: bool,
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
    /// Where the operator was, until the next key.
    pub bookmark: Option<String>,
    /// The lines of findings with their neighbours, as far as this program looked itself.
    pub contexts: Vec<Context>,
    /// The messages of a drill that were put away.
    pub put_away: PutAway,
}

impl Walk {
    /// The step with the focus.
    pub fn step(&self) -> Option<&StepRef> {
        self.snapshot.rows.get(self.cursor)?.step.as_ref()
    }
}

/// Everything that the screen shows.
#[derive(Debug)]
pub struct Model {
    /// The main screen.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// The place that a form was opened from: it is there again when the form closes.
    pub under_form: Option<Box<Overlay>>,
    /// The home screen.
    pub home: Home,
    /// The incident being walked.
    pub walk: Option<Walk>,
    /// The runbooks; `None` while they are being loaded.
    pub books: Option<Arc<Books>>,
    /// How runbooks were used before, by their ids; `None` until it has been gathered.
    pub past_use: Option<BTreeMap<String, PastUse>>,
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
    /// A key is held that moves the focus: of the step only its heading is shown, until the
    /// focus rests. Nobody reads more meanwhile, and a slow line has not to carry it.
    pub hurried: bool,
    /// What each key means.
    pub keys: Keymap,
    /// The keys that came last, to tell one that is held from one that is pressed again.
    pub taps: Taps,
    /// The steady clock at the tick before the last key.
    pub idle_since_ms: i64,
    /// The log that is followed.
    pub following: Option<Followed>,
    /// The words that were looked for last in a list.
    pub sought: String,
    /// What was told to be due.
    pub watch: Watch,
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
            under_form: None,
            home: Home {
                input: Input::of(query),
                focus: Focus::Search,
                listed: Vec::new(),
                named: None,
                open: Vec::new(),
                hits: match query.trim().is_empty() {
                    true => super::listing::listed(),
                    false => Vec::new(),
                },
                selected: 0,
                is_awaited: false,
                awaits_first_shift: false,
                is_new: false,
            },
            walk: None,
            books: None,
            past_use: None,
            status: None,
            read_only: false,
            actor: Arc::from(""),
            now,
            steady_ms,
            size: (80, 24),
            theme,
            hurried: false,
            keys: Keymap::default(),
            taps: Taps::default(),
            idle_since_ms: steady_ms,
            following: None,
            sought: String::new(),
            watch: Watch::default(),
            over: false,
        }
    }

    /// Where the operator is, for keys, footer and help.
    pub fn place(&self) -> Places {
        match (&self.overlay, self.screen) {
            (Some(overlay), _) => overlay.place(),
            (None, Screen::Walk) => Places::WALK,
            (None, Screen::Home) => match self.home.focus {
                Focus::Search => Places::SEARCH,
                Focus::List => Places::LIST,
            },
        }
    }

    /// The present moment in the incident that is walked: a drill has a clock of its own, and
    /// every time shown of it is by that.
    pub fn own_now(&self) -> Timestamp {
        let walk = self.walk.as_ref().filter(|_| self.screen == Screen::Walk);
        walk.map_or(self.now, |walk| walk.snapshot.now(self.now))
    }

    /// How far the walked incident's own clock is ahead of the wall's, in milliseconds. The
    /// session adds it to every time that is typed, so it is taken off before.
    pub fn ahead_ms(&self) -> i64 {
        self.own_now().since(self.now)
    }

    /// The drill that is walked.
    pub fn drill(&self) -> Option<&Drill> {
        let walk = self.walk.as_ref().filter(|_| self.screen == Screen::Walk)?;
        walk.snapshot.drill.as_deref()
    }

    /// Whether a drill is walked whose clock runs.
    pub fn drill_runs(&self) -> bool {
        let state = self.walk.as_ref().map(|walk| &walk.snapshot.state);
        state.is_some_and(State::is_running_drill)
    }

    /// Asks questions over a place, which is there again afterwards.
    pub fn ask(&mut self, form: Form) {
        self.under_form = self.overlay.take().map(Box::new);
        self.overlay = Some(Overlay::Form(form));
    }

    /// Closes a form.
    pub fn leave_form(&mut self) {
        self.overlay = self.under_form.take().map(|under| *under);
    }

    /// Whether the terminal is too small to work with.
    pub fn is_cramped(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The number of rows in the list of the home screen.
    pub fn home_rows(&self) -> usize {
        self.home.open.len() + self.home.hits.len()
    }
}
