//! Everything that the screen shows. `update` changes it, the views only read it.
//!
//! Long because it lists everything that the screen shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::drills::is_unfinished;
use super::due::DueWatch;
use super::embedded::listed;
use super::form::Form;
use super::input::Input;
use super::kept::KeptPlaces;
use super::keymap::Keymap;
pub use super::loaded_library::LoadedLibrary;
pub use super::logs::{BoxOf, FindingContext, Followed, LogBox, RunningScan};
pub use super::open_incident::OpenIncident;
pub use super::overlay::{Ahead, Finder, FoundAction, Overlay};
use super::places::Places;
pub use super::places::attach::state::{Offer, RunbookFinder};
pub use super::places::preview::state::Preview;
pub use super::places::timeline::state::Timeline;
use super::theme::Theme;
use crate::domain::state::State;
use crate::domain::time::Timestamp;
use crate::drill::Drill;
use crate::operations::remembered::OfferedValue;
use crate::report::PastUse;
use crate::search::Hit;

pub use super::status::{StatusLine, StatusTone, Why};
use super::taps::Taps;
pub use super::walk::Walk;

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

impl Home {
    /// Whether it tells a newcomer what to begin with, in the place of incidents.
    pub fn welcomes(&self) -> bool {
        self.is_new && self.open.is_empty()
    }
}

/// Everything that the screen shows.
#[derive(Debug)]
pub struct Model {
    /// The main screen.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// What lies under that, the lowest first: it is there again when the place above is left.
    pub under: Vec<Overlay>,
    /// The home screen.
    pub home: Home,
    /// The incident being walked.
    pub walk: Option<Walk>,
    /// The runbooks; `None` while they are being loaded.
    pub books: Option<Arc<LoadedLibrary>>,
    /// How runbooks were used before, by their ids; `None` until it has been gathered.
    pub past_use: Option<BTreeMap<String, PastUse>>,
    /// What just happened.
    pub status: Option<StatusLine>,
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
    /// The places that were left by going back, the last one on top.
    pub ahead: Vec<Ahead>,
    /// What is kept of the places of the incident that were left.
    pub kept: KeptPlaces,
    /// What was told to be due.
    pub watch: DueWatch,
    /// What is offered for variables without a value.
    pub offered: BTreeMap<String, OfferedValue>,
    /// Leaving asks nothing.
    pub leaves_at_once: bool,
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
            under: Vec::new(),
            home: Home {
                input: Input::of(query),
                focus: Focus::Search,
                listed: Vec::new(),
                named: None,
                open: Vec::new(),
                hits: match query.trim().is_empty() {
                    true => listed(),
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
            ahead: Vec::new(),
            kept: KeptPlaces::default(),
            watch: DueWatch::default(),
            offered: BTreeMap::new(),
            leaves_at_once: false,
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

    /// The selected row, if the operator is at this place.
    pub fn selected_at(&self, place: Places) -> Option<usize> {
        self.overlay.as_ref()?.selected_at(place)
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

    /// Whether a drill is walked whose runbook still has to be found.
    pub fn is_searching(&self) -> bool {
        let walk = self.walk.as_ref().filter(|_| self.drill().is_some());
        walk.is_some_and(|walk| {
            let state = &walk.snapshot.state;
            state.runbooks.is_empty() && is_unfinished(state)
        })
    }

    /// Whether a drill is walked whose clock runs.
    pub fn drill_runs(&self) -> bool {
        let state = self.walk.as_ref().map(|walk| &walk.snapshot.state);
        state.is_some_and(State::is_running_drill)
    }

    /// Lays a place over the one on top, which is there again afterwards.
    pub fn cover(&mut self, over: Overlay) {
        self.under.extend(self.overlay.replace(over));
    }

    /// Leaves the place on top.
    pub fn uncover(&mut self) {
        self.overlay = self.under.pop();
    }

    /// Leaves every place for the main screen.
    pub fn close(&mut self) {
        self.overlay = None;
        self.under.clear();
    }

    /// Shows a place in the stead of all that are open.
    pub fn show(&mut self, place: Overlay) {
        self.close();
        self.overlay = Some(place);
    }

    /// The places that are open, the one on top first.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut Overlay> {
        let under = self.under.iter_mut().rev();
        self.overlay.iter_mut().chain(under)
    }

    /// Asks questions over a place, which is there again afterwards.
    pub fn ask(&mut self, form: Form) {
        self.cover(Overlay::Form(form));
    }

    /// Closes a form.
    pub fn leave_form(&mut self) {
        self.uncover();
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
