//! Log → findings → causes.
//!
//! Reading order: [`read`] opens files, archives and folders and yields streams of text;
//! [`mod@scan`] looks for all signatures in a stream at once; [`redact`] masks secrets before
//! anything is stored or shown; [`decide`] ranks what was found by cause; [`look`] does all of
//! it in one go. Beside the signatures, [`shapes`] groups lines, [`news`] tells what is new among
//! them, and [`mod@nearest`] what unexplained failures are near to. [`clocks`] says how the times
//! of several logs are read, and [`tunnel`] puts the two ends of one tunnel beside each other.
//! [`follow`] reads a log as it grows.
//!
//! Absent from here: the screen, the journal, the clock. Nothing is written to a disk.

mod changed;
pub mod clocks;
mod code;
mod common;
mod cut;
pub mod decide;
pub mod decode;
mod doors;
mod escaped;
mod filter;
pub mod follow;
mod gather;
mod join;
mod level;
mod lines;
mod listing;
pub mod look;
pub mod nearest;
pub mod news;
mod people;
pub mod pin;
mod prefix;
pub mod read;
pub mod redact;
pub mod rejoin;
pub mod scan;
pub mod shapes;
mod sign_in;
mod signatures;
mod stated;
pub mod times;
pub mod tunnel;
mod unfold;
pub mod unwrap;
mod usual;

pub use clocks::{Clock, Times};
pub use decide::{Answer, Finding, RankedCause, RankedRunbook};
pub use follow::{Follow, News, Pace, Start};
pub use gather::Shaping;
pub use level::{Level, level_of};
pub use listing::logs_in;
pub use look::{Evidence, Hit, Line, Log, Look, Options, Report, Watch};
pub use nearest::{Because, Near};
pub use news::{Change, Shape, Shaped};
pub use read::{Limits, Trouble};
pub use redact::{Masker, Masks};
pub use scan::{Found, Manner, RawLine, Scanned, scan};
pub use signatures::Signatures;
pub use tunnel::{Timeline, Tunnels};
pub use usual::Usual;
