//! Many incidents → one [`StatisticsReport`]: facts and tables once, written as text, JSON, and on
//! the screen. Modes are never pooled, a cancelled incident counts nowhere, and one that goes on is
//! never dropped. Only reads; no disk, no clock.

mod chart;
mod claims;
mod compare;
mod coverage;
mod estimate;
mod figures;
mod group;
mod halves;
mod json;
mod metric;
mod openmetrics;
mod page;
mod past_use;
mod people;
mod report;
mod sample;
mod tell;
mod text;

pub use claims::ClaimVerdict;
pub use compare::{Compared, Comparison, ComparisonOutcome, Mix};
pub use coverage::{Coverage, Covered, DrillDue};
pub use estimate::{Share, Shift, Spread, median_with_open, shift, spread};
pub use figures::{FEWEST, Measured, ModeFigures, Point, TargetTally};
pub use group::By;
pub use halves::{Border, Halves};
pub use json::as_json;
pub use metric::{Length, METRICS, Metric};
pub use openmetrics::{as_openmetrics, is_for_metrics};
pub use page::as_html;
pub use past_use::{PastUse, past_use};
pub use people::People;
pub use report::{GroupFigures, MODES, StatisticsQuery, StatisticsReport};
pub use sample::Sample;
pub use tell::{against, told};
pub use text::as_text;
