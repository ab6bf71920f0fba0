//! A text as it goes to a shell at the other end, and marks around what it prints: which process
//! it is, and how it ended. Without them nobody could tell a status of the command from one of
//! the connection, or end what runs there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::run::Sink;

/// What was told by marks.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// It has begun, as these processes.
    pub begun: Option<Begun>,
    /// It has ended, with this status.
    pub exit: Option<i32>,
}

/// Who runs it at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// It runs under `timeout`, which ends its whole group.
    pub has_limit: bool,
    /// The process above the shell.
    pub parent: i32,
    /// The shell.
    pub shell: i32,
}

impl Begun {
    /// A command that ends it: numbers alone, so any shell reads it the same.
    pub fn kill_line(self) -> String {
        match self.has_limit {
            true => format!("kill -TERM {}", self.parent),
            false => format!("kill -TERM {}", self.shell),
        }
    }
}

/// The command at the other end: a shell that reads its text from standard input, under a limit of
/// its own where the box knows one. Nothing of the text is in it, so no shell reads that twice,
/// and no list of processes shows it.
pub fn command_line(limit: Duration) -> String {
    let seconds = limit.as_secs().max(1);
    format!(
        "exec sh -c 'if command -v timeout >/dev/null 2>&1; then exec timeout -k 2 {seconds} sh -s T; else exec sh -s N; fi'"
    )
}

/// The text as that shell reads it: to its end before any of it runs.
pub fn framed(text: &str, mark: &str) -> String {
    format!(
        "printf '\\001{mark} %s %s %s\\002' \"$1\" \"$PPID\" \"$$\"\n(\n{text}\n) </dev/null\n\
         runsheet_status=$?\nprintf '\\001{mark} %s\\002' \"$runsheet_status\"\nexit \"$runsheet_status\"\n"
    )
}

/// Takes the marks out of what comes back.
pub struct Framed<'a> {
    mark: Vec<u8>,
    seen: Arc<Mutex<Seen>>,
    inner: &'a mut dyn Sink,
    /// What may be the beginning of a mark.
    held: Vec<u8>,
    is_over: bool,
}

/// A mark is never longer than that.
const LONG: usize = 160;

impl<'a> Framed<'a> {
    /// One around a sink.
    pub fn new(mark: &str, seen: Arc<Mutex<Seen>>, inner: &'a mut dyn Sink) -> Self {
        Self {
            mark: format!("\u{1}{mark} ").into_bytes(),
            seen,
            inner,
            held: Vec::new(),
            is_over: false,
        }
    }

    /// Hands on what was held back.
    pub fn finish(&mut self) {
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            self.inner.bytes(&held);
        }
    }

    fn take(&mut self, words: &[u8]) -> bool {
        let text = String::from_utf8_lossy(words);
        let words: Vec<&str> = text.split(' ').collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let number = |word: &str| word.parse::<i32>().ok();
        match words[..] {
            [limit, parent, shell] if seen.begun.is_none() => {
                let pair = (number(parent), number(shell));
                let (Some(parent @ 2..), Some(shell @ 2..)) = pair else {
                    return false;
                };
                seen.begun = Some(Begun {
                    has_limit: limit == "T",
                    parent,
                    shell,
                });
                true
            }
            [status] if seen.begun.is_some() && seen.exit.is_none() => {
                seen.exit = number(status);
                self.is_over = seen.exit.is_some();
                self.is_over
            }
            _ => false,
        }
    }
}

impl Sink for Framed<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
        loop {
            let held = std::mem::take(&mut self.held);
            let Some(at) = memchr::memchr(1, &held) else {
                return self.hand_on(&held);
            };
            self.hand_on(&held[..at]);
            let rest = &held[at..];
            let is_mark = rest.starts_with(&self.mark);
            if !is_mark && !self.mark.starts_with(rest) {
                // Some other control character of that sort.
                self.hand_on(&rest[..1]);
                self.held = rest[1..].to_vec();
                continue;
            }
            let end = memchr::memchr(2, rest).filter(|_| is_mark);
            match end {
                Some(end) => {
                    let words = rest[self.mark.len()..end].to_vec();
                    if !self.take(&words) {
                        self.hand_on(&rest[..=end]);
                    }
                    self.held = rest[end + 1..].to_vec();
                }
                None if rest.len() > LONG => {
                    self.hand_on(&rest[..1]);
                    self.held = rest[1..].to_vec();
                }
                None => {
                    self.held = rest.to_vec();
                    return;
                }
            }
        }
    }

    fn idle(&mut self) {
        self.inner.idle();
    }

    fn is_over(&self) -> bool {
        self.is_over
    }
}

impl Framed<'_> {
    fn hand_on(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.inner.bytes(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(bytes: &[u8], size: usize) -> (String, Seen) {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut out = Vec::new();
        let mut framed = Framed::new("m7", seen.clone(), &mut out);
        for piece in bytes.chunks(size) {
            framed.bytes(piece);
        }
        framed.finish();
        let seen = seen.lock().unwrap().clone();
        (String::from_utf8(out).unwrap(), seen)
    }

    #[test]
    fn marks_are_taken_out_however_they_come() {
        let whole = b"\x01m7 T 40 41\x02one\x01x\x02\ntwo\x01m7 3\x02";
        for size in [1, 2, 5, 100] {
            let (out, seen) = through(whole, size);
            assert_eq!(out, "one\u{1}x\u{2}\ntwo");
            assert_eq!(seen.exit, Some(3));
            let begun = seen.begun.unwrap();
            assert_eq!(begun.kill_line(), "kill -TERM 40");
        }
    }

    #[test]
    fn what_only_looks_like_a_mark_is_output() {
        for odd in [
            "\u{1}m7 3\u{2}",
            "\u{1}m8 T 40 41\u{2}",
            "\u{1}m7 T 0 -1\u{2}",
            "\u{1}m7 T 1 1\u{2}",
            "\u{1}",
            "\u{1}m7 ",
        ] {
            let (out, seen) = through(odd.as_bytes(), 3);
            assert_eq!(out, odd);
            assert!(seen.begun.is_none() && seen.exit.is_none(), "{odd:?}");
        }
    }
}
