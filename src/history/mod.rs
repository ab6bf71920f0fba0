//! Lists of past incidents, as teams keep them: a file → rows → [`PastIncident`]s, and what is
//! wrong with the others, each by its line. Lists are read from beginning to end twice and never
//! held as a whole: the first reading tells what cannot be told of one row.
//!
//! Absent from here: the journal. What is read here is only handed on.

mod columns;
mod moments;
mod rows;
mod stated;
mod survey;
mod table;

pub use columns::{Known, Mapping, PastField};
pub use moments::{DateOrder, Zones};
pub use rows::{Reading, RowsRead, Said};
pub use stated::words as stated_words;
pub use survey::{Survey, survey};
pub use table::{BadTable, ListRow, ListTable};

#[cfg(doc)]
use crate::domain::past::PastIncident;
