//! What is wrong with a runbook file: where, what, and what to write instead.

use std::fmt;

use unicode_width::UnicodeWidthChar;

use super::code::{Code, DiagnosticSeverity};
use super::source::{File, SourcePosition};

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// The file as it was named, or `embedded:NAME`.
    pub path: String,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: u32,
    /// The column, from 1; 0 when it is about the whole file.
    pub column: u32,
    /// The line itself.
    pub text: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub instead: Option<String>,
}

impl Diagnostic {
    /// One about a place in a file.
    pub fn at(
        code: Code,
        file: File<'_>,
        place: SourcePosition,
        what: String,
        instead: Option<String>,
    ) -> Self {
        let line = (place.line as usize).checked_sub(1);
        let text = line.and_then(|line| file.text.lines().nth(line));
        Self {
            code,
            path: file.path.to_owned(),
            line: place.line,
            column: place.column,
            text: text.unwrap_or_default().to_owned(),
            what,
            instead,
        }
    }

    /// One about a file as a whole.
    pub fn whole(code: Code, path: &str, what: String, instead: &str) -> Self {
        Self {
            code,
            path: path.to_owned(),
            line: 0,
            column: 0,
            text: String::new(),
            what,
            instead: Some(instead.to_owned()),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        let severity = match self.code.severity() {
            DiagnosticSeverity::Error => String::new(),
            DiagnosticSeverity::Warning => "warning: ".to_owned(),
        };
        write!(f, ": {severity}{} [{}]", self.what, self.code)?;
        if self.line > 0 && !self.text.trim().is_empty() {
            let shown: String = self.text.chars().take(200).collect();
            let shown = shown.replace('\t', " ");
            write!(f, "\n  {:>5} | {shown}", self.line)?;
            let column = (self.column as usize).saturating_sub(1);
            if column < shown.chars().count() {
                // Tabs and wide letters before the mark take the room that they take above.
                let before = shown.chars().take(column);
                let before: usize = before.map(|c| c.width().unwrap_or(1)).sum();
                write!(f, "\n        | {}^", " ".repeat(before))?;
            }
        }
        match &self.instead {
            Some(instead) => write!(f, "\n        = {instead}"),
            None => Ok(()),
        }
    }
}

/// The name in `known` that is nearest to `wrong`, if one is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance <= 2.max(name.len().min(wrong.len()) / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_slips_and_nothing_else() {
        assert_eq!(nearest("symptons", ["symptoms", "steps"]), Some("symptoms"));
        assert_eq!(nearest("rollbck", ["rollback", "risk"]), Some("rollback"));
        assert_eq!(nearest("zzzzzz", ["symptoms", "steps"]), None);
    }
}
