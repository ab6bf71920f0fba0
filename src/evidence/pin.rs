//! One line of a log by its number, masked, with the hash of its neighbours: what an operator
//! keeps as evidence by hand.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::decode;
use super::read::{LogReader, ReadError, Size, UnpackLimits, Visitor};
use super::redact::{Masker, Masks};
use super::scan_all::{LINE, cut, name};
use crate::domain::digest::hex;

/// As many lines on either side go into the hash.
const AROUND: usize = 3;
/// How much of a line is read, in bytes.
const LONGEST: u64 = 64 << 10;

/// A line that is pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedLine {
    /// The log, without the folders.
    pub name: String,
    /// The line, masked.
    pub text: String,
    /// SHA-256 in hex of the masked lines around it, three on either side, each with its end.
    pub around_sha256: String,
}

/// Why a line cannot be pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPinned {
    /// The log could not be read; the words go on after its name.
    Unread(String),
    /// It has only so many lines.
    Short(u64),
    /// There is nothing in the line.
    Empty,
}

/// The line with this number, from 1, of a log that is named as a scan shows it: a path, or a
/// member as `bundle.zip!member`.
pub fn pin(path: &Path, shown: &str, line: u64, masks: Masks) -> Result<PinnedLine, NotPinned> {
    let mut seek = Seek {
        wanted: shown,
        line,
        lines: None,
        around: VecDeque::new(),
        trouble: None,
    };
    let outer = shown.split_once('!').map(|(outer, _)| Path::new(outer));
    let file = match (path.exists(), outer) {
        (false, Some(outer)) => outer,
        _ => path,
    };
    LogReader::new(&mut seek, UnpackLimits::default(), false).path(file);
    let Some(lines) = seek.lines else {
        let what = seek.trouble.unwrap_or_else(|| "is no log".to_owned());
        return Err(NotPinned::Unread(what));
    };
    if lines < line {
        return Err(NotPinned::Short(lines));
    }
    let masked = Masker::new(masks).lines(seek.around.iter().map(|(_, text)| text.as_str()));
    let mut hash = Sha256::new();
    let mut text = String::new();
    for ((number, _), masked) in seek.around.iter().zip(masked) {
        match *number == line {
            true => text = cut(&masked, 0, LINE),
            false => hash.update(format!("{masked}\n")),
        }
    }
    if text.trim().is_empty() {
        return Err(NotPinned::Empty);
    }
    Ok(PinnedLine {
        name: name(shown),
        text,
        around_sha256: hex(&hash.finalize()),
    })
}

/// Looks for a line in one of the logs that it is shown.
struct Seek<'a> {
    wanted: &'a str,
    line: u64,
    /// How many lines were read of the log that is wanted.
    lines: Option<u64>,
    around: VecDeque<(u64, String)>,
    trouble: Option<String>,
}

impl Visitor for Seek<'_> {
    fn text(&mut self, path: &str, text: &mut (dyn Read + Send)) {
        if path != self.wanted {
            return;
        }
        let mut source = BufReader::new(text);
        let mut count = 0;
        let last = self.line.saturating_add(AROUND as u64);
        while count < last {
            match next_line(&mut source) {
                Ok(Some(bytes)) => {
                    count += 1;
                    self.around
                        .push_back((count, decode::text(&bytes).into_owned()));
                    let is_far = |kept: &(u64, String)| kept.0 + (AROUND as u64) < self.line;
                    while self.around.front().is_some_and(is_far) {
                        self.around.pop_front();
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    self.trouble = Some(error.to_string());
                    break;
                }
            }
        }
        self.lines = Some(count);
    }

    fn end(&mut self, _: Size) {}

    fn bundle(&mut self, _: Size) {}

    fn trouble(&mut self, trouble: ReadError) {
        self.trouble.get_or_insert(trouble.what);
    }
}

/// The next line without its end; of a very long one the beginning.
pub(super) fn next_line(source: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if source.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    match line.pop() {
        Some(b'\n') => {}
        last => {
            line.extend(last);
            source.skip_until(b'\n')?;
        }
    }
    if line.ends_with(b"\r") {
        line.pop();
    }
    Ok(Some(line))
}
