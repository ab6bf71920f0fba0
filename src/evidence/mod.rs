//! Log → findings → causes.
//!
//! Reading order: [`read`] opens files, archives and folders and yields streams of text;
//! [`mod@scan`] looks for all signatures in a stream at once; [`decide`] ranks what was found
//! by cause; [`redact`] masks secrets before anything is stored or shown. [`follow`] reads a
//! log as it grows.
//!
//! Absent from here: the screen, the journal, the clock. Nothing is written to a disk.

pub mod decode;
mod filter;
mod join;
mod lines;
pub mod literal;
pub mod scan;
mod signatures;

pub use scan::{Found, Manner, RawLine, Scanned, scan};
pub use signatures::Signatures;
