//! What matches a line of a log: a pattern, what a line needs to hold it, and how much it tells.
//!
//! [`Matcher`] tries a pattern on a line. Its [`LineNeeds`], read off its syntax tree, tells without a
//! line what every match holds, so that nearly no line has to be tried; [`telling`] weighs it.
//!
//! Absent from here: logs, runbooks, and which causes a signature points at.

mod line_needs;
mod literal;
mod matcher;
mod number;
mod prepared;
mod runs;
pub mod telling;

pub use line_needs::LineNeeds;
pub use literal::{Required, STRANGE, fold};
pub use matcher::Matcher;
pub use prepared::form;
