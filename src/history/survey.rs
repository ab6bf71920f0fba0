//! What a whole file says of itself, before its first row is taken: whether its times state their
//! zone, whether the day comes first, which columns hold times that nothing is known of.

use super::columns::{Mapping, PastField};
use super::moments::{DateOrder, Written};
use super::table::ListTable;
use crate::domain::past::Moment;

/// How many rows are looked at for times in columns that tell nothing.
const LOOKED_AT: usize = 1_000;

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Rows.
    pub rows: usize,
    /// A time without a zone, as an example.
    pub without_zone: Option<String>,
    /// A time whose day and month could be either way round.
    pub undecided: Option<String>,
    /// A time that proves that the day comes first.
    pub day_first: Option<String>,
    /// A time that proves that the month does.
    pub month_first: Option<String>,
    /// Columns with times that are not taken, each with an example.
    pub times_elsewhere: Vec<(String, String)>,
}

impl Survey {
    /// What comes first; `Err` with two times that prove different things, or with one that can be
    /// read both ways.
    pub fn order(&self) -> Result<Option<DateOrder>, Vec<&str>> {
        match (&self.day_first, &self.month_first, &self.undecided) {
            (Some(day), Some(month), _) => Err(vec![day, month]),
            (Some(_), None, _) => Ok(Some(DateOrder::DayFirst)),
            (None, Some(_), _) => Ok(Some(DateOrder::MonthFirst)),
            (None, None, Some(either)) => Err(vec![either]),
            (None, None, None) => Ok(None),
        }
    }
}

/// Reads a file from beginning to end.
pub fn survey(table: ListTable, mapping: &Mapping) -> Survey {
    let mut found = Survey::default();
    let heading = table.heading.clone();
    let mut elsewhere: Vec<(usize, Option<String>)> =
        mapping.unused().map(|place| (place, None)).collect();
    for row in table {
        found.rows += 1;
        let Ok(cells) = row.cells else { continue };
        for moment in Moment::ALL {
            let Some(text) = mapping.cell(&cells, PastField::At(moment)) else {
                continue;
            };
            let Some(written) = Written::of(text) else {
                continue;
            };
            let example = || Some(text.to_owned());
            if !written.has_zone() && found.without_zone.is_none() {
                found.without_zone = example();
            }
            let place = match written.order() {
                None => continue,
                Some(Some(DateOrder::DayFirst)) => &mut found.day_first,
                Some(Some(DateOrder::MonthFirst)) => &mut found.month_first,
                Some(None) if written.is_same_in_both() => continue,
                Some(None) => &mut found.undecided,
            };
            if place.is_none() {
                *place = example();
            }
        }
        if found.rows <= LOOKED_AT {
            for (place, example) in elsewhere.iter_mut().filter(|(_, found)| found.is_none()) {
                *example = cells
                    .get(*place)
                    .filter(|cell| Written::of(cell).is_some())
                    .cloned();
            }
        }
    }
    let elsewhere = elsewhere.into_iter();
    found.times_elsewhere = elsewhere
        .filter_map(|(place, example)| Some((heading.get(place)?.clone(), example?)))
        .collect();
    found
}
