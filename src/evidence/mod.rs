//! Log → findings → causes.
//!
//! Reading order: [`read`] opens files, archives and folders and yields streams of text;
//! [`mod@scan`] looks for all signatures in a stream at once; [`redact`] masks secrets before
//! anything is stored or shown; [`decide`] ranks what was found by cause; [`scan_all`] does all of
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
mod each_line;
mod escaped;
mod expression;
mod filter;
pub mod follow;
mod gather;
mod join;
mod level;
mod lines;
mod listing;
pub mod nearest;
pub mod news;
mod people;
pub mod pin;
mod prefix;
pub mod read;
mod recovered;
pub mod redact;
pub mod rejoin;
pub mod scan;
pub mod scan_all;
pub mod shapes;
mod sign_in;
mod signatures;
mod stated;
pub mod times;
pub mod tunnel;
mod unfold;
pub mod unwrap;
mod usual;

pub use clocks::{LogClock, Times};
pub use decide::{RankedCause, RankedFinding, RankedRunbook, Ranking};
pub use each_line::read_lines;
pub use expression::expression_of;
pub use follow::{Follow, FollowStart, LogNews, Pace};
pub use gather::Shaping;
pub use level::{LogLevel, level_of};
pub use listing::logs_in;
pub use nearest::{Because, NearRunbook};
pub use news::{ChangeLine, Shape, Shaped};
pub use people::{Naming, Pseudonyms};
pub use read::{ReadError, UnpackLimits};
pub use redact::{Masker, Masks};
pub use scan::{RawHit, RawLine, StreamScan, Threading, scan};
pub use scan_all::{Log, LogEvidence, LogHit, LogLine, Scan, ScanControl, ScanOptions, ScanReport};
pub use shapes::shape_of;
pub use signatures::Signatures;
pub use tunnel::{TunnelTimeline, Tunnels};
pub use usual::Usual;
