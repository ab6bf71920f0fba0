//! Logs once more, line by line: what was looked through does not stay in memory.

use std::io::{BufReader, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::super::decode;
use super::super::pin::next_line;
use super::super::read::{LogReader, ReadError, Size, UnpackLimits, Visitor};

/// How much of a line is looked at, in bytes.
const LONGEST: usize = 2 << 10;

/// A line of a log, as it stands there.
pub struct Numbered<'a> {
    /// The log: a path, or a member of an archive.
    pub path: &'a str,
    /// Its number, from 1.
    pub line: u64,
    /// Its text, secrets and all.
    pub text: &'a str,
}

/// How far logs are read.
#[derive(Clone, Copy)]
pub struct TunnelLimits {
    /// Logs.
    pub logs: usize,
    /// Bytes of the beginning of each.
    pub bytes: u64,
}

/// Shows every line of what was named. What cannot be read was told when it was looked through.
pub fn each_line(
    named: &[PathBuf],
    (limits, most): (UnpackLimits, TunnelLimits),
    stop: &AtomicBool,
    show: &mut dyn FnMut(Numbered<'_>),
) {
    let mut lines = Lines {
        most,
        logs: 0,
        stop,
        show,
    };
    for path in named {
        LogReader::new(&mut lines, limits, false).path(path);
    }
}

struct Lines<'a> {
    most: TunnelLimits,
    logs: usize,
    stop: &'a AtomicBool,
    show: &'a mut dyn FnMut(Numbered<'_>),
}

impl Visitor for Lines<'_> {
    fn text(&mut self, path: &str, text: &mut (dyn Read + Send)) {
        self.logs += 1;
        if self.logs > self.most.logs {
            return;
        }
        let mut source = BufReader::new(text.take(self.most.bytes));
        let mut line = 0;
        while let Ok(Some(bytes)) = next_line(&mut source) {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            line += 1;
            let text = decode::text(&bytes[..bytes.len().min(LONGEST)]);
            (self.show)(Numbered {
                path,
                line,
                text: &text,
            });
        }
    }

    fn end(&mut self, _: Size) {}

    fn bundle(&mut self, _: Size) {}

    fn trouble(&mut self, _: ReadError) {}
}
