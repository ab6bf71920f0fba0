//! Which column tells what: by its name, as a known export names it, or as it was said.

use std::collections::BTreeMap;

use crate::domain::past::Moment;

/// What a column can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of the command line")]
pub enum PastField {
    Id,
    Title,
    Severity,
    At(Moment),
    Cause,
    Url,
    /// A duration as it is stated: to the repair, to the end.
    RepairTime,
    ResolveTime,
    /// Seconds from the detection to the acknowledgement.
    AckSeconds,
    /// Nothing.
    Ignore,
}

impl PastField {
    /// Each with its word in `--map`.
    pub const WORDS: [(&'static str, Self); 13] = [
        ("id", Self::Id),
        ("title", Self::Title),
        ("severity", Self::Severity),
        ("started", Self::At(Moment::Started)),
        ("detected", Self::At(Moment::Detected)),
        ("acknowledged", Self::At(Moment::Acknowledged)),
        ("repaired", Self::At(Moment::Repaired)),
        ("resolved", Self::At(Moment::Resolved)),
        ("cause", Self::Cause),
        ("url", Self::Url),
        ("repair_time", Self::RepairTime),
        ("resolve_time", Self::ResolveTime),
        ("ignore", Self::Ignore),
    ];

    /// The field that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, field)| *field)
    }
}

/// An export of a program that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "names of programs")]
pub enum Known {
    ServiceNow,
    Jira,
    PagerDuty,
}

/// The names of a known export's columns, and those of them that make it known.
type Names = (
    Known,
    &'static [&'static str],
    &'static [(&'static str, PastField)],
);

const KNOWN: [Names; 3] = [
    (
        Known::PagerDuty,
        &["incident_number", "created_on"],
        &[
            ("incident_number", PastField::Id),
            ("description", PastField::Title),
            ("title", PastField::Title),
            ("priority", PastField::Severity),
            ("created_on", PastField::At(Moment::Detected)),
            ("resolved_on", PastField::At(Moment::Resolved)),
            ("seconds_to_first_ack", PastField::AckSeconds),
            ("html_url", PastField::Url),
        ],
    ),
    (
        Known::ServiceNow,
        &["number", "short_description"],
        &[
            ("number", PastField::Id),
            ("short_description", PastField::Title),
            ("severity", PastField::Severity),
            ("priority", PastField::Severity),
            ("opened_at", PastField::At(Moment::Detected)),
            ("opened", PastField::At(Moment::Detected)),
            ("work_start", PastField::At(Moment::Acknowledged)),
            ("resolved_at", PastField::At(Moment::Resolved)),
            ("resolved", PastField::At(Moment::Resolved)),
        ],
    ),
    (
        Known::Jira,
        &["issue_key", "summary", "created"],
        &[
            ("issue_key", PastField::Id),
            ("summary", PastField::Title),
            ("priority", PastField::Severity),
            ("created", PastField::At(Moment::Detected)),
            ("resolved", PastField::At(Moment::Resolved)),
        ],
    ),
];

/// The names of a list of nobody's in particular.
const PLAIN: [(&str, PastField); 12] = [
    ("id", PastField::Id),
    ("title", PastField::Title),
    ("severity", PastField::Severity),
    ("started", PastField::At(Moment::Started)),
    ("detected", PastField::At(Moment::Detected)),
    ("acknowledged", PastField::At(Moment::Acknowledged)),
    ("repaired", PastField::At(Moment::Repaired)),
    ("resolved", PastField::At(Moment::Resolved)),
    ("cause", PastField::Cause),
    ("url", PastField::Url),
    ("repair_time", PastField::RepairTime),
    ("resolve_time", PastField::ResolveTime),
];

/// Which columns tell what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The program whose export it is.
    pub known: Option<Known>,
    /// The columns of each field, in their order: an export may double one.
    columns: BTreeMap<PastField, Vec<usize>>,
    width: usize,
}

impl Mapping {
    /// Reads a heading. `said` goes before every name; a column that is not there is given back.
    pub fn of(heading: &[String], said: &[(PastField, String)]) -> Result<Self, String> {
        let names: Vec<String> = heading.iter().map(|name| plain(name)).collect();
        let is_there = |name: &&str| names.iter().any(|own| own == name);
        let known = KNOWN.iter().find(|(_, need, _)| need.iter().all(&is_there));
        let mut columns: BTreeMap<PastField, Vec<usize>> = BTreeMap::new();
        let mut taken = vec![false; names.len()];
        for (field, column) in said {
            let mut found = false;
            for (place, name) in heading.iter().enumerate() {
                if name == column || names[place] == plain(column) {
                    found = true;
                    taken[place] = true;
                    columns.entry(*field).or_default().push(place);
                }
            }
            if !found {
                return Err(column.clone());
            }
        }
        let names_of = known.map_or(&PLAIN[..], |(_, _, names)| names);
        for (name, field) in names_of {
            // One name for a field is enough: the first of the list that is there.
            if columns.contains_key(field) {
                continue;
            }
            for (place, own) in names.iter().enumerate() {
                if own == name && !taken[place] {
                    taken[place] = true;
                    columns.entry(*field).or_default().push(place);
                }
            }
        }
        Ok(Self {
            known: known.map(|(known, ..)| *known),
            columns,
            width: names.len(),
        })
    }

    /// Whether a column tells this.
    pub fn has(&self, field: PastField) -> bool {
        self.columns.contains_key(&field)
    }

    /// What a row says of a field: the first of its columns that is not empty.
    pub fn cell<'a>(&self, cells: &'a [String], field: PastField) -> Option<&'a str> {
        let columns = self.columns.get(&field)?.iter();
        let mut cells = columns.filter_map(|place| Some(cells.get(*place)?.trim()));
        cells.find(|cell| !cell.is_empty())
    }

    /// The columns that tell nothing.
    pub fn unused(&self) -> impl Iterator<Item = usize> + '_ {
        let used = |place: &usize| self.columns.values().flatten().any(|own| own == place);
        (0..self.width).filter(move |place| !used(place))
    }

    /// What the incidents are linked to.
    pub fn system(&self) -> &'static str {
        match self.known {
            None => "history",
            Some(Known::ServiceNow) => "servicenow",
            Some(Known::Jira) => "jira",
            Some(Known::PagerDuty) => "pagerduty",
        }
    }
}

/// A name in lower case, with `_` for everything that is no letter or digit.
fn plain(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let marks = |c: char| if c.is_alphanumeric() { c } else { '_' };
    lower.chars().map(marks).collect()
}
