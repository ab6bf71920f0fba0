//! For whom a report is: what of it leaves, and under which names.

use super::model::{Fact, Inline, ReportModel, SectionPart, Words};

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Whoever works with it: everything, as it is.
    #[default]
    Team,
    /// Whoever answers for it: figures and causes, without lines of logs, hosts or names.
    Management,
    /// Somebody outside: everything, with other names for people, hosts and addresses.
    Vendor,
}

/// What leaves, and under which names.
#[derive(Clone, Copy)]
pub struct Leaving<'a> {
    /// For whom.
    pub audience: Audience,
    /// A text with its names of people, hosts and addresses as the reader may see them.
    pub disguise: &'a dyn Fn(&str, TextSource) -> String,
}

/// The sections that management gets.
const FOR_MANAGEMENT: [&str; 3] = ["Figures", "Causes", "Follow-ups"];

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextSource {
    /// Somebody's words.
    Words,
    /// A line that a machine wrote: names stand in it by its rules.
    Line,
}

impl Leaving<'static> {
    /// Everything, as it is.
    pub const WHOLE: Self = Self {
        audience: Audience::Team,
        disguise: &|text, _| text.to_owned(),
    };
}

impl Leaving<'_> {
    /// Somebody's words as they leave.
    pub fn says(&self, text: &str) -> String {
        (self.disguise)(text, TextSource::Words)
    }
}

/// A report as it leaves.
pub fn for_audience(mut report: ReportModel, leaving: &Leaving) -> ReportModel {
    if leaving.audience == Audience::Team {
        return report;
    }
    if leaving.audience == Audience::Management {
        let is_for = |title: &str| FOR_MANAGEMENT.contains(&title);
        report.sections.retain(|section| is_for(&section.title));
    }
    report.title = leaving.says(&report.title);
    report.head = facts(report.head, leaving);
    for section in &mut report.sections {
        for part in &mut section.parts {
            match part {
                SectionPart::Facts(all) => {
                    *all = facts(std::mem::take(all), leaving);
                    // Why a cause is suspected is told by lines of logs.
                    if leaving.audience == Audience::Management && section.title == "Causes" {
                        all.iter_mut().for_each(|fact| fact.words.truncate(1));
                    }
                }
                SectionPart::Table(table) => {
                    table.caption = table.caption.take().map(|caption| leaving.says(&caption));
                    let cells = table.rows.iter_mut().flatten();
                    cells.for_each(|cell| *cell = words(std::mem::take(cell), leaving));
                }
            }
        }
    }
    report
}

fn facts(all: Vec<Fact>, leaving: &Leaving) -> Vec<Fact> {
    let each = all.into_iter().map(|fact| Fact {
        name: leaving.says(&fact.name),
        words: words(fact.words, leaving),
    });
    each.collect()
}

fn words(all: Words, leaving: &Leaving) -> Words {
    let each = all.into_iter().map(|inline| match inline {
        Inline::Text(text) => Inline::Text(leaving.says(&text)),
        Inline::Code(text) => Inline::Code((leaving.disguise)(&text, TextSource::Line)),
        Inline::Toned(tone, text) => Inline::Toned(tone, leaving.says(&text)),
        Inline::Strong(tone, text) => Inline::Strong(tone, leaving.says(&text)),
        Inline::Struck(text) => Inline::Struck(leaving.says(&text)),
        Inline::At(at) => Inline::At(at),
    });
    each.collect()
}
