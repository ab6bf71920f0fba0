//! What can lie over the main screens: a place that lists something, a page of text, or a box.

use std::fmt::Debug;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::{Action, ActionId};
use super::drills::{Drills, Talk};
use super::figures::Figures;
use super::form::Form;
use super::history::HistoryList;
use super::input::Input;
use super::logs::LogBox;
use super::model::Model;
use super::places::Places;
use super::places::attach::state::RunbookFinder;
use super::places::brief::state::Brief;
use super::places::help::state::Help;
use super::places::preview::state::Preview;
use super::places::revision::state::Revision;
use super::places::story::state::Story;
use super::places::timeline::state::Timeline;
use super::places::zoom::state::Zoom;
use super::reply::Reply;
use super::runs::{OutputPage, Sending};
use super::status::Why;
use super::text::numbered;
use super::walk::Walk;
use crate::domain::id::IncidentId;

/// A place that lists something.
pub trait Place: Debug {
    /// Which place it is, for keys, footer and help.
    fn at(&self) -> Places;

    /// Draws it. Says how many of its lines do not fit.
    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize;

    /// The selected row.
    fn selected(&self) -> usize;

    /// The selected row, to be changed.
    fn selected_mut(&mut self) -> &mut usize;

    /// How many rows there are.
    fn count(&self, walk: Option<&Walk>) -> usize;

    /// What is said above the rows where they are read out.
    fn heading(&self) -> String;

    /// What is said where there is no row, in the place of the heading.
    fn nothing(&self) -> Option<&str> {
        None
    }

    /// The rows as they are read out.
    fn rows(&self, model: &Model) -> Vec<String>;

    /// All of it as it is read out.
    fn read(&self, model: &Model) -> Vec<String> {
        let rows = self.rows(model);
        match self.nothing().filter(|_| rows.is_empty()) {
            Some(nothing) => vec![nothing.to_owned()],
            None => {
                let rows = numbered(rows.into_iter());
                std::iter::once(self.heading()).chain(rows).collect()
            }
        }
    }

    /// The selected row as it is read out.
    fn row(&self, model: &Model) -> Option<String> {
        self.rows(model).into_iter().nth(self.selected())
    }

    /// The words by which a row is found.
    fn sought(&self, model: &Model) -> Vec<String> {
        self.rows(model)
    }

    /// What tells one page of the place from another.
    fn page(&self) -> Option<String> {
        None
    }

    /// Where there is no row any more, the place is left.
    fn leaves_when_empty(&self) -> bool {
        false
    }

    /// What a row's number does where there are no keys, beyond selecting it.
    fn enter(&self) -> Option<ActionId> {
        None
    }
}

/// A page of text, which is read from its first line on.
pub trait Page: Debug {
    /// Which place it is, for keys, footer and help.
    fn at(&self) -> Places;

    /// Draws it. Says how many of its lines do not fit.
    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize;

    /// The first line shown, to be changed.
    fn scroll_mut(&mut self) -> &mut usize;
}

/// What lies over the main screen, or over another place.
#[derive(Debug)]
pub enum Overlay {
    /// A runbook before it is started.
    Preview(Preview),
    /// Questions.
    Form(Form),
    /// Actions by name.
    Palette(Finder),
    /// What the keys do.
    Help(Help),
    /// What is cut in the place below, whole.
    Zoom(Zoom),
    /// Every event.
    Timeline(Timeline),
    /// Another runbook for the incident.
    Attach(RunbookFinder),
    /// A place of its own folder.
    At(Box<dyn Place>),
    /// A log that is being added.
    Log(LogBox),
    /// What a log says.
    Reply(Reply),
    /// A command before it is sent.
    Sending(Box<Sending>),
    /// What a box said, or says just now.
    Output(Box<OutputPage>),
    /// Figures over many incidents.
    Statistics(Figures),
    /// All incidents.
    History(HistoryList),
    /// The drills that can be played.
    Drills(Drills),
    /// What was told in a drill so far.
    Story(Story),
    /// A drill is talked over.
    Debrief(Talk),
    /// What was changed in the files of the runbooks in use.
    Revision(Revision),
    /// What the next person needs to know.
    Brief(Brief),
}

impl Overlay {
    /// Which place it is.
    pub fn place(&self) -> Places {
        match self {
            Self::Form(_) => Places::FORM,
            Self::Palette(_) => Places::PALETTE,
            Self::Log(_) => Places::LOG,
            other => {
                let page = other.page().map(|page| page.at());
                let list = || other.listing().map(|list| list.at());
                page.or_else(list).unwrap_or(Places::WALK)
            }
        }
    }

    /// It as a page of text, if it is one.
    pub fn page(&self) -> Option<&dyn Page> {
        match self {
            Self::Preview(preview) => Some(preview),
            Self::Help(help) => Some(help),
            Self::Zoom(zoom) => Some(zoom),
            Self::Story(story) => Some(story),
            Self::Debrief(talk) => Some(talk),
            Self::Brief(brief) => Some(brief),
            Self::Revision(revision) => Some(revision),
            Self::Sending(sending) => Some(&**sending),
            Self::Output(output) => Some(&**output),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn page_mut(&mut self) -> Option<&mut dyn Page> {
        match self {
            Self::Preview(preview) => Some(preview),
            Self::Help(help) => Some(help),
            Self::Zoom(zoom) => Some(zoom),
            Self::Story(story) => Some(story),
            Self::Debrief(talk) => Some(talk),
            Self::Brief(brief) => Some(brief),
            Self::Revision(revision) => Some(revision),
            Self::Sending(sending) => Some(&mut **sending),
            Self::Output(output) => Some(&mut **output),
            _ => None,
        }
    }

    /// It as a place that lists something, if it is one.
    pub fn listing(&self) -> Option<&dyn Place> {
        match self {
            Self::At(place) => Some(&**place),
            Self::Statistics(figures) => Some(figures),
            Self::Drills(drills) => Some(drills),
            Self::History(list) => Some(list),
            Self::Reply(reply) => Some(reply),
            Self::Timeline(timeline) => Some(timeline),
            Self::Attach(finder) => Some(finder),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn listing_mut(&mut self) -> Option<&mut dyn Place> {
        match self {
            Self::At(place) => Some(&mut **place),
            Self::Statistics(figures) => Some(figures),
            Self::Drills(drills) => Some(drills),
            Self::History(list) => Some(list),
            Self::Reply(reply) => Some(reply),
            Self::Timeline(timeline) => Some(timeline),
            Self::Attach(finder) => Some(finder),
            _ => None,
        }
    }

    /// The selected row, if it is this place.
    pub fn selected_at(&self, place: Places) -> Option<usize> {
        let listing = self.listing().filter(|it| it.at() == place);
        listing.map(|it| it.selected())
    }
}

/// A place that was left by going back.
#[derive(Debug)]
pub enum Ahead {
    /// One that lay over a main screen.
    Place(Box<Overlay>),
    /// The walk of an incident.
    Walk(IncidentId),
}

/// Finding an action by its name.
#[derive(Debug)]
pub struct Finder {
    /// The place that it was opened from.
    pub at: Places,
    /// What is typed.
    pub input: Input,
    /// The actions that fit, best first.
    pub found: Vec<FoundAction>,
    /// The selected one.
    pub selected: usize,
}

/// An action that the palette found.
#[derive(Debug, Clone)]
pub struct FoundAction {
    /// Its row in the table, the one for this place if there is one.
    pub action: &'static Action,
    /// Why it cannot be done now.
    pub why: Option<Why>,
}
