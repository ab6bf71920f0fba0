//! What is kept of the places of an incident that were left: whoever comes back finds the same row,
//! and the timeline as it was narrowed.

use std::collections::BTreeMap;

use super::moving::within;
use super::places::Places;

/// What is kept of the places of an incident.
#[derive(Debug, Default)]
pub struct KeptPlaces {
    rows: BTreeMap<&'static str, usize>,
    /// How the timeline was narrowed.
    pub filter: String,
}

impl KeptPlaces {
    /// The row that was selected in a place with so many rows now.
    pub fn row(&self, place: Places, count: usize) -> usize {
        let row = self.rows.get(place.name()).copied();
        row.map_or(0, |row| within(row, count))
    }

    /// Remembers the row of a place.
    pub fn leave(&mut self, place: Places, row: usize) {
        self.rows.insert(place.name(), row);
    }
}
