//! What a report tells people of an incident: facts and tables in their order, written once
//! for every format. Absent from here: any markup, and any escaping.

mod drill;
mod figures;
mod inline;
mod timeline;
mod words;
mod work;

pub use inline::{Inline, Tone, Words, clean, text, toned};

use std::borrow::Cow;

use crate::domain::event::Mode;
use crate::domain::incident::Incident;
use crate::drill::History;

/// One incident as its report tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportModel {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What must be known before anything else is read.
    pub notice: Option<&'static str>,
    /// What stands at the top.
    pub head: Vec<Fact>,
    /// The rest, none of them empty.
    pub sections: Vec<Section>,
}

/// A part with a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading.
    pub title: Cow<'static, str>,
    /// What stands below it.
    pub parts: Vec<SectionPart>,
}

/// Something in a section.
#[derive(Debug, Clone, PartialEq)]
pub enum SectionPart {
    /// Facts, one below the other.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
}

/// Something that is known, and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it is about.
    pub name: String,
    /// What is known.
    pub words: Words,
}

/// A table; every row has a cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is about, where a section holds several.
    pub caption: Option<String>,
    /// The headings of its columns.
    pub columns: &'static [&'static str],
    /// Its rows.
    pub rows: Vec<Vec<Words>>,
}

impl Fact {
    /// Says what is known of something.
    pub fn new(name: impl Into<String>, words: Words) -> Self {
        let name = name.into();
        Self { name, words }
    }
}

impl SectionPart {
    fn is_empty(&self) -> bool {
        match self {
            SectionPart::Facts(facts) => facts.is_empty(),
            SectionPart::Table(table) => table.rows.is_empty(),
        }
    }
}

impl ReportModel {
    /// Reads an incident. `history` holds drills of its operator, for when to train again.
    pub fn of(incident: &Incident, history: &History) -> Self {
        let state = incident.state();
        let sections = [
            ("Figures", figures::figures(state)),
            ("Steps", work::steps(state)),
            ("Causes", work::causes(state)),
            ("Changes", work::changes(state)),
            ("Evidence", work::evidence(state)),
            ("Updates", words::updates(state)),
            ("Handoffs", words::handoffs(state)),
            ("Follow-ups", words::follow_ups(state)),
            ("Drill", drill::parts(incident, history)),
            ("Timeline", timeline::timeline(incident)),
        ];
        let sections = sections.into_iter().map(|(title, mut parts)| {
            parts.retain(|part| !part.is_empty());
            Section {
                title: title.into(),
                parts,
            }
        });
        Self {
            key: state.key(),
            title: state.title.clone(),
            notice: match state.mode() {
                Mode::Drill => Some("DRILL: training with a simulated outage; nothing was broken."),
                Mode::Live | Mode::Change => None,
            },
            head: figures::head(state),
            sections: sections.filter(|s| !s.parts.is_empty()).collect(),
        }
    }
}
