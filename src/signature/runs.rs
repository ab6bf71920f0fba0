//! Syntax tree → the texts that every match holds, one behind the other, as they are written.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The texts, none of them empty. What may be missing, or may read in several ways, parts them.
pub fn of_tree(tree: &Hir) -> Vec<String> {
    let mut runs = Runs::default();
    runs.walk(tree);
    runs.part();
    runs.done
}

#[derive(Default)]
struct Runs {
    done: Vec<String>,
    open: String,
}

impl Runs {
    fn walk(&mut self, tree: &Hir) {
        match tree.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => self.open.push_str(text),
                Err(_) => self.part(),
            },
            HirKind::Class(class) => match one_letter(class) {
                Some(letter) => self.open.push(letter),
                None => self.part(),
            },
            HirKind::Capture(capture) => self.walk(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.walk(part)),
            HirKind::Repetition(repetition) => {
                // What is there once or more touches what stands before it, and the last one
                // what follows; only one of both is told.
                if repetition.min > 0 {
                    self.walk(&repetition.sub);
                }
                self.part();
            }
            HirKind::Alternation(_) => self.part(),
        }
    }

    fn part(&mut self) {
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }
}

/// The letter that a class stands for whatever its case, in lower case.
fn one_letter(class: &Class) -> Option<char> {
    let mut found = None;
    let mut is_it = |letter: char| {
        let small = letter.to_ascii_lowercase();
        letter.is_ascii() && *found.get_or_insert(small) == small
    };
    let is_one = match class {
        Class::Unicode(class) => {
            let mut ranges = class.iter();
            ranges.all(|range| (range.start()..=range.end()).all(&mut is_it))
        }
        Class::Bytes(class) => {
            let mut ranges = class.iter();
            ranges.all(|range| (range.start()..=range.end()).all(|byte| is_it(byte.into())))
        }
    };
    found.filter(|_| is_one)
}
