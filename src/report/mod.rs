//! Incident → timeline document, reports for people, and brief; documents → events again; many incidents →
//! statistics. Only reads: nothing here decides or records.

mod audience;
mod bearing;
mod brief;
mod consequence;
mod csv;
mod document;
mod draft;
mod event_words;
mod export;
mod history;
mod html;
mod ics;
mod markdown;
mod model;
mod otlp;
mod read;
mod runs;
pub mod statistics;
mod stream;
mod verify;

pub use audience::{Audience, Leaving, TextSource};
pub use bearing::{StepEnd, bearing, would};
pub use brief::{brief, brief_with, clock};
pub use consequence::consequences;
pub use csv::CsvRows;
pub use document::{FORMAT, FORMAT_VERSION, Stamp, document, folded, seconds};
pub use draft::draft;
pub use event_words::{EventClass, EventTeller, counted, describe, grouped, is_late, kind, undone};
pub use export::{ExportFormat, bytes, file_name, file_named};
pub use history::{HistoryQuery, HistoryRow, HistorySort, side_by_side, sort_history};
pub use model::clean;
pub use read::{DocumentError, Import, documents, import};
pub use statistics::{
    By, ClaimVerdict, GroupFigures, Length, METRICS, MODES, Measured, Metric, ModeFigures, PastUse,
    Sample, Spread, StatisticsQuery, StatisticsReport, TargetTally, past_use,
};
pub use stream::each_document;
pub use verify::{VerifyError, agrees, checked, verify};
