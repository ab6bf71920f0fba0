//! All incidents as a list, and what of them is asked for.

use crate::clock::when::{self, BadTime};
use crate::domain::event::Mode;
use crate::domain::state::Status;
use crate::domain::time::Timestamp;
use crate::journal::Pick;
use crate::report::{HistoryQuery, HistoryRow, HistorySort, sort_history};
use crate::session::{Session, SessionError};

/// What was gathered for the list.
#[derive(Debug, Clone, Default)]
pub struct GatheredHistory {
    /// The incidents, newest first.
    pub rows: Vec<HistoryRow>,
    /// The keys of those that are damaged, and so left out.
    pub damaged: Vec<String>,
    /// Older ones are still to come.
    pub is_part: bool,
}

/// What stands in a filter and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// There is no such status.
    #[error("there is no status \"{0}\"")]
    Status(String),
    /// There is no such mode.
    #[error("there is no mode \"{0}\"")]
    Mode(String),
    /// It is no time.
    #[error("{0}")]
    Time(#[from] BadTime),
}

/// Every status, as it is named in commands.
pub const STATUSES: [(&str, Status); 7] = [
    ("open", Status::Open),
    ("held", Status::Held),
    ("mitigated", Status::Mitigated),
    ("resolved", Status::Resolved),
    ("backed-out", Status::BackedOut),
    ("closed", Status::Closed),
    ("cancelled", Status::Cancelled),
];

/// All incidents, newest first.
pub fn history(session: &mut Session) -> Result<GatheredHistory, SessionError> {
    gather(session, Pick::All)
}

/// The newest of them, so many of each mode: what a screen can show before it has all.
pub fn newest(session: &mut Session, most: usize) -> Result<GatheredHistory, SessionError> {
    let mut gathered = gather(session, Pick::Newest(most))?;
    gathered.is_part = gathered.rows.len() >= most;
    Ok(gathered)
}

fn gather(session: &mut Session, pick: Pick) -> Result<GatheredHistory, SessionError> {
    let mut rows = Vec::new();
    session.each_summary(pick, |head, summary| {
        rows.push(HistoryRow {
            id: head.id,
            key: head.key(),
            number: head.number,
            summary,
        });
    })?;
    sort_history(&mut rows, HistorySort::Opened, false);
    Ok(GatheredHistory {
        rows,
        damaged: session.damaged.keys().cloned().collect(),
        is_part: false,
    })
}

/// Reads a filter as it is typed: words, and `status:closed`, `mode:drill`, `runbook:ID`,
/// `ticket:ID`, `since:DATE`, `until:DATE`.
pub fn filter(text: &str, now: Timestamp) -> Result<HistoryQuery, BadFilter> {
    let mut query = HistoryQuery::default();
    for word in text.split_whitespace() {
        match word.split_once(':') {
            Some(("status", name)) => query.status = Some(status(name)?),
            Some(("mode", name)) => query.mode = Some(mode(name)?),
            Some(("runbook", id)) => query.runbook = Some(id.to_owned()),
            Some(("ticket", id)) => query.ticket = Some(id.to_owned()),
            Some(("since", at)) => query.since = Some(when::date_or_past(at, now)?),
            Some(("until", at)) => query.until = Some(when::date_or_past(at, now)?),
            _ => query.words.push(word.to_owned()),
        }
    }
    Ok(query)
}

fn status(name: &str) -> Result<Status, BadFilter> {
    let mut all = STATUSES.iter();
    let found = all.find(|(word, _)| *word == name);
    found
        .map(|(_, status)| *status)
        .ok_or_else(|| BadFilter::Status(name.to_owned()))
}

fn mode(name: &str) -> Result<Mode, BadFilter> {
    let mut all = [Mode::Live, Mode::Drill, Mode::Change].into_iter();
    let found = all.find(|mode| mode.word() == name);
    found.ok_or_else(|| BadFilter::Mode(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_words_and_what_they_are_about() {
        let now = "2026-03-01T12:00:00.000Z".parse().unwrap();
        let read = filter(
            "vpn status:closed mode:drill runbook:x ticket:OPS-1 since:-1d down",
            now,
        );
        let read = read.unwrap();
        assert_eq!(read.words, ["vpn", "down"]);
        assert_eq!(
            (read.status, read.mode),
            (Some(Status::Closed), Some(Mode::Drill))
        );
        assert_eq!(read.runbook.as_deref(), Some("x"));
        assert_eq!(read.ticket.as_deref(), Some("OPS-1"));
        assert_eq!(read.since, Some(now.plus_ms(-86_400_000)));
        assert_eq!(filter("", now), Ok(HistoryQuery::default()));
        let bad = filter("status:gone", now).unwrap_err();
        assert_eq!(bad.to_string(), "there is no status \"gone\"");
        assert!(filter("since:soonish", now).is_err());
    }
}
