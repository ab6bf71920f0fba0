//! All incidents as a list that can be narrowed and sorted, and two of them side by side. The
//! command line and the screen show the same.

use std::cmp::{Ordering, Reverse};

use super::brief::clock;
use super::statistics::METRICS;
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::state::Status;
use crate::domain::summary::Summary;
use crate::domain::time::Timestamp;

/// One incident of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRow {
    /// Its id.
    pub id: IncidentId,
    /// What it is called here.
    pub key: String,
    /// The number in its key.
    pub number: u64,
    /// What is known of it.
    pub summary: Summary,
}

/// Which incidents are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistoryQuery {
    /// Each of them is the key, a ticket, or stands in the title or the cause.
    pub words: Vec<String>,
    /// Where it stands.
    pub status: Option<Status>,
    /// What it was for.
    pub mode: Option<Mode>,
    /// The id of a runbook that was walked.
    pub runbook: Option<String>,
    /// What it is called elsewhere.
    pub ticket: Option<String>,
    /// Opened since then.
    pub since: Option<Timestamp>,
    /// Opened before then.
    pub until: Option<Timestamp>,
    /// Not read from a list of past incidents.
    pub no_imported: bool,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistorySort {
    /// When it was opened, the newest first.
    #[default]
    Opened,
    /// Its key.
    Key,
    /// Where it stands.
    Status,
    /// How bad it was, the worst first.
    Severity,
    /// How long it took, the longest first.
    Resolve,
    /// Its title.
    Title,
}

impl HistorySort {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 6] = [
        Self::Opened,
        Self::Key,
        Self::Status,
        Self::Severity,
        Self::Resolve,
        Self::Title,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Key => "key",
            Self::Status => "status",
            Self::Severity => "severity",
            Self::Resolve => "resolve",
            Self::Title => "title",
        }
    }

    /// The one after it.
    pub fn next(self) -> Self {
        let place = Self::ALL.iter().position(|sort| *sort == self);
        Self::ALL[place.map_or(0, |place| (place + 1) % Self::ALL.len())]
    }

    fn order(self, a: &HistoryRow, b: &HistoryRow) -> Ordering {
        let (x, y) = (&a.summary, &b.summary);
        match self {
            Self::Opened => y.opened_at.cmp(&x.opened_at),
            Self::Key => (x.past, a.number).cmp(&(y.past, b.number)),
            Self::Status => (x.status as u8).cmp(&(y.status as u8)),
            // What nobody gave comes last.
            Self::Severity => {
                (x.severity.is_none(), x.severity).cmp(&(y.severity.is_none(), y.severity))
            }
            Self::Resolve => y.ttr().cmp(&x.ttr()),
            Self::Title => x.title.to_lowercase().cmp(&y.title.to_lowercase()),
        }
    }
}

impl HistoryQuery {
    /// Whether everything is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an incident is wanted.
    pub fn takes(&self, row: &HistoryRow) -> bool {
        let found = &row.summary;
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let ticket = |ticket: &String| found.references().any(|name| same(name, ticket));
        let runbook = |id: &String| found.books.iter().any(|book| same(&book.id, id));
        self.status.is_none_or(|status| found.status == status)
            && self.mode.is_none_or(|mode| found.mode == mode)
            && self.runbook.as_ref().is_none_or(runbook)
            && self.ticket.as_ref().is_none_or(ticket)
            && self.since.is_none_or(|since| found.opened_at >= since)
            && self.until.is_none_or(|until| found.opened_at < until)
            && !(self.no_imported && found.past)
            && self.has_words(row)
    }

    fn has_words(&self, row: &HistoryRow) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let cause = row.summary.cause.as_ref().map_or("", |cause| &cause.title);
        let text = format!("{}\n{cause}", row.summary.title).to_lowercase();
        self.words.iter().all(|word| {
            let mut names = row.summary.references().chain([&*row.key]);
            text.contains(&word.to_lowercase()) || names.any(|name| name.eq_ignore_ascii_case(word))
        })
    }
}

/// Sorts the list. What is equal stays newest first.
pub fn sort_history(rows: &mut [HistoryRow], by: HistorySort, reversed: bool) {
    rows.sort_by(|a, b| {
        let order = HistorySort::Opened.order(a, b);
        order.then_with(|| (b.number, b.id).cmp(&(a.number, a.id)))
    });
    match (by, reversed) {
        (HistorySort::Title, false) => {
            rows.sort_by_cached_key(|row| row.summary.title.to_lowercase())
        }
        (HistorySort::Title, true) => {
            rows.sort_by_cached_key(|row| Reverse(row.summary.title.to_lowercase()));
        }
        (by, false) => rows.sort_by(|a, b| by.order(a, b)),
        (by, true) => rows.sort_by(|a, b| by.order(b, a)),
    }
}

/// Two incidents side by side: what is told, of the one, of the other.
pub fn side_by_side(one: &HistoryRow, other: &HistoryRow) -> Vec<(&'static str, String, String)> {
    let mut told = Vec::new();
    let mut tell = |what: &'static str, says: &dyn Fn(&HistoryRow) -> String| {
        told.push((what, says(one), says(other)));
    };
    let or_dash = |text: Option<String>| text.filter(|t| !t.is_empty()).unwrap_or("–".to_owned());
    tell("incident", &|row| row.key.clone());
    tell("title", &|row| row.summary.title.clone());
    tell("mode", &|row| row.summary.mode.word().to_owned());
    tell("status", &|row| row.summary.status.word().to_owned());
    tell("severity", &|row| {
        or_dash(
            row.summary
                .severity
                .map(|severity| severity.word().to_owned()),
        )
    });
    tell("opened", &|row| row.summary.opened_at.to_string());
    tell("runbooks", &|row| {
        let titles: Vec<&str> = row.summary.in_use().map(|book| &*book.title).collect();
        or_dash(Some(titles.join(", ")))
    });
    tell("cause", &|row| {
        or_dash(row.summary.cause.as_ref().map(|cause| cause.title.clone()))
    });
    tell("tickets", &|row| {
        let tickets: Vec<&str> = row.summary.references().collect();
        or_dash(Some(tickets.join(", ")))
    });
    tell("recorded", &|row| match row.summary.past {
        true => "in a list, afterwards".to_owned(),
        false => "as it went".to_owned(),
    });
    for metric in METRICS {
        tell(metric.word(), &|row| {
            or_dash(row.summary.figures[metric as usize].map(clock))
        });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Severity;
    use crate::domain::metrics::Targets;

    fn row(number: u64, title: &str, status: Status, ttr: Option<i64>) -> HistoryRow {
        let mut figures = [None; 7];
        figures[4] = ttr;
        HistoryRow {
            id: IncidentId(uuid::Uuid::from_u128(number.into())),
            key: format!("INC-{number}"),
            number,
            summary: Summary {
                title: title.to_owned(),
                mode: Mode::Live,
                status,
                severity: (number == 2).then_some(Severity::Sev1),
                opened_at: Timestamp::from_ms(i64::try_from(number).unwrap() * 1_000),
                detected_at: None,
                assumed: None,
                past: number == 3,
                joined: false,
                backed_out: false,
                clock: None,
                books: Vec::new(),
                cause: None,
                links: vec![("jira".to_owned(), format!("OPS-{number}"))],
                actors: Vec::new(),
                ranks: Vec::new(),
                figures,
                targets: Targets::default(),
            },
        }
    }

    #[test]
    fn a_list_is_narrowed_and_sorted() {
        let mut rows = vec![
            row(1, "VPN slow", Status::Closed, Some(5)),
            row(2, "Sign-in rejected", Status::Open, None),
            row(3, "vpn down", Status::Closed, Some(9)),
        ];
        let keys = |rows: &[HistoryRow]| -> Vec<u64> { rows.iter().map(|r| r.number).collect() };
        let wanted = |query: HistoryQuery| -> Vec<u64> {
            rows.iter()
                .filter(|r| query.takes(r))
                .map(|r| r.number)
                .collect()
        };
        let words = |words: &[&str]| HistoryQuery {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..HistoryQuery::default()
        };
        assert_eq!(wanted(words(&["vpn"])), [1, 3]);
        assert_eq!(wanted(words(&["vpn", "ops-3"])), [3], "every word");
        assert_eq!(wanted(words(&["inc-2"])), [2]);
        let query = HistoryQuery {
            status: Some(Status::Closed),
            since: Some(Timestamp::from_ms(2_000)),
            ..HistoryQuery::default()
        };
        assert_eq!(wanted(query), [3]);
        let query = HistoryQuery {
            until: Some(Timestamp::from_ms(3_000)),
            no_imported: true,
            ticket: Some("ops-1".to_owned()),
            ..HistoryQuery::default()
        };
        assert_eq!(wanted(query), [1]);
        for (by, expected) in [
            (HistorySort::Opened, [3, 2, 1]),
            (HistorySort::Key, [1, 2, 3]),
            (HistorySort::Status, [2, 3, 1]),
            (HistorySort::Severity, [2, 3, 1]),
            (HistorySort::Resolve, [3, 1, 2]),
            (HistorySort::Title, [2, 3, 1]),
        ] {
            sort_history(&mut rows, by, false);
            assert_eq!(keys(&rows), expected, "{by:?}");
        }
        sort_history(&mut rows, HistorySort::Opened, true);
        assert_eq!(keys(&rows), [1, 2, 3]);
    }

    #[test]
    fn two_stand_side_by_side() {
        let (one, two) = (
            row(1, "VPN slow", Status::Closed, Some(65_000)),
            row(3, "vpn down", Status::Open, None),
        );
        let told = side_by_side(&one, &two);
        assert!(
            told.contains(&("ttr", "1:05".to_owned(), "–".to_owned())),
            "{told:?}"
        );
        assert!(told.contains(&("status", "closed".to_owned(), "open".to_owned())));
    }
}
