//! The ways to write a runbook. Each gives the same raw structs, so whatever comes after knows
//! of none of them.

use std::path::Path;

use super::decode::{Read, TreeReader};
use super::diagnostic::Diagnostic;
use super::markdown::{Markdown, is_markdown};
use super::raw::RawRunbook;
use super::source::{File, Placed};
use super::yaml;

/// A file as it was read, before its references are checked.
pub struct Parsed<T> {
    /// What it says, as far as it could be read.
    pub raw: Option<T>,
    /// What is wrong with it.
    pub found: Vec<Diagnostic>,
    /// A part of it could not be read, so what speaks of that part finds nothing.
    pub lost: bool,
    /// The day, as `2026-11-30`, by which its author meant to look at it again.
    pub review: Option<Placed<String>>,
}

/// A way to write a runbook.
pub trait RunbookFormat: Sync {
    /// Reads a file.
    fn parse(&self, file: File<'_>) -> Parsed<RawRunbook>;
}

/// The way in which a file of this name is written, if a runbook can be.
pub fn format_of(path: &Path) -> Option<&'static dyn RunbookFormat> {
    if is_markdown(path) {
        return Some(&Markdown);
    }
    let ending = path.extension()?.to_str()?;
    matches!(ending, "yaml" | "yml").then_some(&Yaml as &dyn RunbookFormat)
}

/// One YAML file.
pub struct Yaml;

impl RunbookFormat for Yaml {
    fn parse(&self, file: File<'_>) -> Parsed<RawRunbook> {
        read_yaml(file)
    }
}

/// Reads YAML as whatever it should be.
pub fn read_yaml<T: Read>(file: File<'_>) -> Parsed<T> {
    let mut found = Vec::new();
    let Some(node) = yaml::parse(file, &mut found) else {
        return Parsed {
            raw: None,
            found,
            lost: true,
            review: None,
        };
    };
    let (raw, reader) = TreeReader::read(file, node, found);
    Parsed {
        raw,
        found: reader.found,
        lost: reader.lost,
        review: None,
    }
}
