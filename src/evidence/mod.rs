//! Log → findings → causes.
//!
//! Reading order: [`read`] opens files, archives and folders and yields streams of text;
//! [`mod@scan`] looks for all signatures in a stream at once; [`redact`] masks secrets before
//! anything is stored or shown; [`decide`] ranks what was found by cause; [`look`] does all of
//! it in one go. [`follow`] reads a log as it grows.
//!
//! Absent from here: the screen, the journal, the clock. Nothing is written to a disk.

mod cut;
pub mod decide;
pub mod decode;
mod escaped;
mod filter;
pub mod follow;
mod join;
mod lines;
pub mod literal;
pub mod look;
mod people;
mod prefix;
pub mod read;
pub mod redact;
pub mod rejoin;
pub mod scan;
mod signatures;
mod stated;
pub mod times;
mod unfold;
pub mod unwrap;

pub use decide::{Answer, Finding, RankedCause, RankedRunbook};
pub use follow::{Follow, News, Pace, Start};
pub use look::{Evidence, Hit, Line, Log, Look, Options, Report, Watch};
pub use read::{Limits, Trouble};
pub use redact::{Masker, Masks};
pub use scan::{Found, Manner, RawLine, Scanned, scan};
pub use signatures::Signatures;
