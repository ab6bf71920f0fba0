//! What a device writes, as a person would see it: lines without escapes, returns and erasures.

/// Lines that have ended, and the one that has not.
#[derive(Debug, Default)]
pub struct DeviceScreen {
    bytes: Vec<u8>,
}

/// The most of a line without an end that is kept.
const LONG: usize = 64 * 1024;

impl DeviceScreen {
    /// Takes bytes in, and gives the lines that have ended.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        self.bytes.extend_from_slice(bytes);
        let end = memchr::memrchr(b'\n', &self.bytes).map(|at| at + 1);
        let end = match end {
            None if self.bytes.len() > LONG => self.bytes.len(),
            other => other.unwrap_or(0),
        };
        let rest = self.bytes.split_off(end);
        let whole = std::mem::replace(&mut self.bytes, rest);
        let text = String::from_utf8_lossy(&whole);
        text.lines().map(seen).collect()
    }

    /// The line that has not ended.
    pub fn open(&self) -> String {
        seen(&String::from_utf8_lossy(&self.bytes))
    }

    /// Whether one has begun.
    pub fn has_open(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Forgets the line that has not ended: it was a prompt, or a question that was answered.
    pub fn forget_open(&mut self) {
        self.bytes.clear();
    }
}

/// A line as it looks in the end.
fn seen(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let mut out: Vec<char> = Vec::new();
    let mut at: usize = 0;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => at = 0,
            '\u{8}' => at = at.saturating_sub(1),
            '\u{1b}' => {
                match letters.next() {
                    Some('[') => {
                        let last = letters.find(|c| ('\u{40}'..='\u{7e}').contains(c));
                        if last == Some('K') {
                            out.truncate(at);
                        }
                    }
                    // A title, to its end: a bell, or an escape and a backslash.
                    Some(']') => {
                        let end = letters.find(|c| matches!(c, '\u{7}' | '\u{1b}'));
                        if end == Some('\u{1b}') {
                            letters.next();
                        }
                    }
                    // A set of letters.
                    Some('(' | ')') => drop(letters.next()),
                    _ => {}
                }
            }
            '\0' | '\u{7}' => {}
            letter => {
                match out.get_mut(at) {
                    Some(place) => *place = letter,
                    None => out.push(letter),
                }
                at += 1;
            }
        }
    }
    // What was written over with blanks is gone.
    let text: String = out.into_iter().collect();
    match line.contains('\r') {
        true => text.trim_end().to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_a_person_sees_them() {
        for (written, looks) in [
            ("plain\r\n", "plain"),
            ("\u{1b}[1mbold\u{1b}[0m\n", "bold"),
            ("<--- More --->\r              \rnext line\r\n", "next line"),
            ("abc\u{8}\u{8}XY\n", "aXY"),
            (
                "--More--\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{1b}[Knext\n",
                "next",
            ),
            ("bell\u{7}\n", "bell"),
            (
                "\u{1b}]0;ana@gw: ~\u{7}\u{1b}[?2004hana@gw\u{1b}(B:~$ \n",
                "ana@gw:~$ ",
            ),
            ("\u{1b}]0;title\u{1b}\\here\n", "here"),
        ] {
            assert_eq!(
                DeviceScreen::default().take(written.as_bytes()),
                [looks],
                "{written:?}"
            );
        }
        let mut screen = DeviceScreen::default();
        assert_eq!(screen.take(b"one\r\nasa"), ["one"]);
        assert_eq!(screen.take(b"1# "), [""; 0]);
        assert_eq!(screen.open(), "asa1# ");
    }
}
