//! Numbers → what they can say: spread, share, survival, shift. Nothing here knows what an
//! incident is; each formula names its source, and `tests/statistics` holds it against SciPy
//! and lifelines.

mod share;
mod shift;
mod spread;
mod survival;

pub use share::Share;
pub use shift::{Shift, shift};
pub use spread::{Spread, spread};
pub use survival::median_with_open;

/// The normal quantile of 0.975: intervals are of 95 %.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// The normal quantile of 0.8: what a comparison is to find is found four times of five.
const Z_POWER: f64 = 0.841_621_233_572_914_3;

/// A count as a number to compute with.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}

/// A span in milliseconds as a number to compute with.
#[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 ms")]
pub(super) fn length(ms: i64) -> f64 {
    ms as f64
}
