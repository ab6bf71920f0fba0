//! Which logs lie in what was named, without reading them: folders and archives hold many.

use std::io::Read;
use std::path::Path;

use super::read::{LogReader, ReadError, Size, UnpackLimits, Visitor};

/// The logs in a file, an archive or a folder, by the paths that a look gives them. What cannot
/// be read is left out: the look tells of it.
pub fn logs_in(path: &Path) -> Vec<String> {
    let mut listed = Listed(Vec::new());
    LogReader::new(&mut listed, UnpackLimits::default(), false).path(path);
    listed.0
}

struct Listed(Vec<String>);

impl Visitor for Listed {
    fn text(&mut self, path: &str, _: &mut (dyn Read + Send)) {
        self.0.push(path.to_owned());
    }

    fn end(&mut self, _: Size) {}

    fn bundle(&mut self, _: Size) {}

    fn trouble(&mut self, _: ReadError) {}
}
