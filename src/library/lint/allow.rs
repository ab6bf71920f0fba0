//! `# runsheet: allow CODE reason`: a doubt that the author knows of. It holds for its own line
//! and the next one; before the first key of a file it holds for the whole file.

use super::super::code::Code;
use super::super::diagnostic::Diagnostic;

const MARK: &str = "runsheet: allow ";

/// What a file allows itself.
pub struct Allowed {
    everywhere: Vec<Code>,
    /// A code and the last line that it holds for; the first is the one before.
    at: Vec<(Code, u32)>,
}

impl Allowed {
    /// Reads it from the comments of a text.
    pub fn of(text: &str) -> Self {
        let mut allowed = Self {
            everywhere: Vec::new(),
            at: Vec::new(),
        };
        let mut is_head = true;
        for (number, line) in (1_u32..).zip(text.lines()) {
            let comment = line.find('#').or(line.find("<!--")).map(|at| &line[at..]);
            let starts = line.trim_start();
            let is_comment = starts.starts_with('#') || starts.starts_with("<!--");
            is_head &= is_comment || starts.is_empty() || starts == "---";
            let words = comment
                .and_then(|c| c.split_once(MARK))
                .map(|(_, rest)| rest);
            let codes = words.into_iter().flat_map(str::split_whitespace);
            for code in codes.map_while(|word| word.trim_end_matches([',', ':']).parse().ok()) {
                match is_head {
                    true => allowed.everywhere.push(code),
                    false => allowed.at.push((code, number + 1)),
                }
            }
        }
        allowed
    }

    /// Whether it allows this.
    pub fn holds(&self, problem: &Diagnostic) -> bool {
        let line = problem.line;
        self.everywhere.contains(&problem.code)
            || self
                .at
                .iter()
                .any(|(code, last)| *code == problem.code && (line == *last || line + 1 == *last))
    }
}
