//! All incidents as the screen lists them: which of them, in which order, and two side by side.

use super::text::{clock, day};
use crate::domain::id::IncidentId;
use crate::report::{HistoryQuery, HistoryRow, HistorySort, side_by_side, sort_history};

/// What the place shows.
#[derive(Debug, Default)]
pub struct HistoryList {
    /// The incidents in the order in which they are listed; `None` while they are being read.
    rows: Option<Vec<HistoryRow>>,
    /// Older ones are still being read.
    pub is_part: bool,
    /// The places of those that are wanted.
    shown: Vec<usize>,
    /// Which are wanted, as it was typed.
    pub typed: String,
    query: HistoryQuery,
    /// What comes first.
    pub sort: HistorySort,
    /// The other way round.
    pub reversed: bool,
    /// The selected row.
    pub selected: usize,
    /// The one that the next is compared with.
    pub marked: Option<IncidentId>,
    /// Two of them side by side.
    pub beside: Option<Vec<(&'static str, String, String)>>,
}

impl HistoryList {
    /// Whether they are still being read, and none is there yet.
    pub fn is_awaited(&self) -> bool {
        self.rows.is_none()
    }

    /// How many incidents there are, wanted or not.
    pub fn all(&self) -> usize {
        self.rows.as_ref().map_or(0, Vec::len)
    }

    /// How many are listed.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// The one at a place of the list.
    pub fn get(&self, place: usize) -> Option<&HistoryRow> {
        self.rows.as_ref()?.get(*self.shown.get(place)?)
    }

    /// Those that are listed.
    pub fn listed(&self) -> impl Iterator<Item = &HistoryRow> {
        (0..self.shown.len()).filter_map(|place| self.get(place))
    }

    /// The selected one.
    pub fn row(&self) -> Option<&HistoryRow> {
        self.get(self.selected)
    }

    /// Takes the incidents. The selection stays where it was.
    pub fn take(&mut self, rows: Vec<HistoryRow>, is_part: bool) {
        self.is_part = is_part;
        self.arrange(|list| list.rows = Some(rows));
    }

    /// Lists those that are wanted.
    pub fn narrow(&mut self, typed: String, query: HistoryQuery) {
        self.arrange(|list| {
            list.typed = typed;
            list.query = query;
        });
    }

    /// Lists them in another order.
    pub fn order(&mut self, sort: HistorySort, reversed: bool) {
        self.arrange(|list| {
            list.sort = sort;
            list.reversed = reversed;
        });
    }

    fn arrange(&mut self, change: impl FnOnce(&mut Self)) {
        let selected = self.row().map(|row| row.id);
        change(self);
        let Some(rows) = &mut self.rows else {
            return;
        };
        sort_history(rows, self.sort, self.reversed);
        let rows = rows.iter().enumerate();
        let wanted = rows.filter(|(_, row)| self.query.takes(row));
        self.shown = wanted.map(|(place, _)| place).collect();
        let place = self.listed().position(|row| Some(row.id) == selected);
        self.selected = place.unwrap_or(0);
    }

    /// Marks the selected one, or shows it beside the one that was marked. Says what it marked.
    pub fn compare(&mut self) -> Option<String> {
        let marked = self.marked.take();
        let selected = self.row()?;
        if marked == Some(selected.id) {
            return None;
        }
        let mut rows = self.rows.iter().flatten();
        let Some(other) = rows.find(|row| Some(row.id) == marked) else {
            let (id, key) = (selected.id, selected.key.clone());
            self.marked = Some(id);
            return Some(key);
        };
        self.beside = Some(side_by_side(other, selected));
        None
    }
}

/// An incident in one line, as it is read out.
pub fn in_words(row: &HistoryRow) -> String {
    let found = &row.summary;
    let severity = found
        .severity
        .map(|severity| format!(", {}", severity.word()));
    let took = found.ttr().map(|ms| format!(", resolved in {}", clock(ms)));
    let tickets: Vec<&str> = found.references().collect();
    let tickets = match tickets.is_empty() {
        true => String::new(),
        false => format!(", {}", tickets.join(", ")),
    };
    format!(
        "{}, {}, {}{}{}, {}{tickets}",
        row.key,
        day(found.opened_at),
        found.status.word(),
        severity.unwrap_or_default(),
        took.unwrap_or_default(),
        found.title,
    )
}
