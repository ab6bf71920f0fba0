//! What can lie over the main screens.

use super::action::Action;
use super::drills::{Drills, Talk};
use super::entry::Entry;
use super::figures::Figures;
use super::form::Form;
use super::input::Input;
use super::logs::LogBox;
use super::place::Places;
use super::reply::Reply;
use super::runbook_finder::RunbookFinder;
use super::status::{Status, Why};

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
    /// What is cut in the place below, whole.
    Zoom {
        /// The first line shown.
        scroll: usize,
        /// The message that stood there.
        message: Option<Status>,
        /// What it lies over.
        under: Option<Box<Overlay>>,
    },
    /// Every event.
    Timeline(Timeline),
    /// Another runbook for the incident.
    Attach(RunbookFinder),
    /// The changes in force.
    Changes {
        /// The selected one.
        selected: usize,
    },
    /// The causes and what is thought of them.
    Causes {
        /// The selected one.
        selected: usize,
    },
    /// The variables and their values.
    Variables {
        /// The selected one.
        selected: usize,
    },
    /// The logs that were looked through, and what was found in them.
    Evidence {
        /// The selected row of the snapshot's evidence.
        selected: usize,
    },
    /// A log that is being added.
    Log(LogBox),
    /// What a log says.
    Reply(Reply),
    /// Figures over many incidents.
    Statistics(Figures),
    /// The drills that can be played.
    Drills(Drills),
    /// What was told in a drill so far.
    Story {
        /// The first line shown.
        scroll: usize,
    },
    /// A drill is talked over.
    Debrief(Talk),
    /// What the next person needs to know.
    Brief {
        /// The brief, as it would be recorded.
        text: String,
        /// The first line shown.
        scroll: usize,
    },
}

impl Overlay {
    /// Which place it is.
    pub fn place(&self) -> Places {
        match self {
            Self::Preview(_) => Places::PREVIEW,
            Self::Form(_) => Places::FORM,
            Self::Palette(_) => Places::PALETTE,
            // It is read as the help is.
            Self::Help { .. } | Self::Zoom { .. } => Places::HELP,
            Self::Timeline(timeline) if timeline.typing => Places::FILTER,
            Self::Timeline(timeline) if timeline.whole.is_some() => Places::EVENT,
            Self::Timeline(_) => Places::TIMELINE,
            Self::Attach(_) => Places::ATTACH,
            Self::Changes { .. } => Places::CHANGES,
            Self::Causes { .. } => Places::CAUSES,
            Self::Variables { .. } => Places::VARIABLES,
            Self::Evidence { .. } => Places::EVIDENCE,
            Self::Log(_) => Places::LOG,
            Self::Reply(_) => Places::REPLY,
            Self::Statistics(_) => Places::STATISTICS,
            Self::Drills(_) => Places::DRILLS,
            Self::Story { .. } => Places::STORY,
            Self::Debrief(_) => Places::DEBRIEF,
            Self::Brief { .. } => Places::BRIEF,
        }
    }
}

/// The events of an incident, with a filter.
#[derive(Debug, Default)]
pub struct Timeline {
    /// All of them, oldest first.
    pub entries: Vec<Entry>,
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
    pub fn entry(&self) -> Option<&Entry> {
        self.entries.get(*self.shown.get(self.selected)?)
    }
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
    /// In a drill it is looked at before it is taken: the search that it lies over.
    pub finder: Option<RunbookFinder>,
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
