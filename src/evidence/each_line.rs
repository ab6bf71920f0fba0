//! The lines of logs, one after the other, unpacked and decoded.

use std::io::{BufReader, Read};
use std::path::Path;

use super::decode;
use super::pin::next_line;
use super::read::{LogReader, ReadError, Size, UnpackLimits, Visitor};

struct Each<'a>(&'a mut dyn FnMut(&str));

impl Visitor for Each<'_> {
    fn text(&mut self, _: &str, text: &mut (dyn Read + Send)) {
        let mut source = BufReader::new(text);
        // What cannot be read on is as far as it goes.
        while let Ok(Some(line)) = next_line(&mut source) {
            (self.0)(&decode::text(&line));
        }
    }

    fn end(&mut self, _: Size) {}

    fn bundle(&mut self, _: Size) {}

    fn trouble(&mut self, _: ReadError) {}
}

/// Shows each line of a file, an archive or all files in a folder. What cannot be read is passed
/// over.
pub fn read_lines(path: &Path, each: &mut dyn FnMut(&str)) {
    LogReader::new(&mut Each(each), UnpackLimits::default(), false).path(path);
}
