//! A text as it goes to a shell at the other end, and marks around what it prints: that it began,
//! and how it ended. Without them nobody could tell a status of the command from one of the
//! connection, or end what runs there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::run::OutputSink;

/// What was told by marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FramedSeen {
    /// A shell has begun to read the text.
    pub has_begun: bool,
    /// It was ended from here.
    pub is_ended: bool,
    /// It has ended by itself, with this status.
    pub exit: Option<i32>,
}

/// The command at the other end: a shell that reads its text from standard input, under a limit of
/// its own where the box knows one. Nothing of the text is in it, so no shell reads that twice,
/// and no list of processes shows it.
pub fn command_line(limit: Duration) -> String {
    let seconds = limit.as_secs().max(1);
    format!(
        "exec sh -c 'if command -v timeout >/dev/null 2>&1; then exec timeout -k 2 {seconds} sh -s; else exec sh -s; fi'"
    )
}

/// The text as that shell reads it: to its end before any of it runs.
///
/// Standard input stays open meanwhile. When it ends, we are gone or want an end, or the link is:
/// then all of its group is ended, at first politely. So nothing runs on where nobody sees it.
pub fn framed(text: &str, mark: &str) -> String {
    // Quoted, so that a text with an open end cannot swallow what stands behind it.
    let text = quoted(text);
    format!(
        "printf '\\001{mark} b\\002'\n\
         {{\nexec 3<&0\n\
         (trap '' PIPE; trap : TERM HUP; cat <&3 >/dev/null 2>&1; printf '\\001{mark} e\\002'\n\
         kill -TERM 0; (trap '' TERM HUP; exec sleep 2); kill -KILL 0) 2>/dev/null &\n\
         runsheet_watch=$!\n\
         (eval {text}) </dev/null 3<&-\n\
         runsheet_status=$?\nexec 2>/dev/null\nkill -KILL \"$runsheet_watch\"\n\
         printf '\\001{mark} %s\\002' \"$runsheet_status\"\nexit \"$runsheet_status\"\n}}\n"
    )
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Takes the marks out of what comes back.
pub struct Framed<'a> {
    mark: Vec<u8>,
    seen: Arc<Mutex<FramedSeen>>,
    inner: &'a mut dyn OutputSink,
    /// What may be the beginning of a mark.
    held: Vec<u8>,
    /// What came before the text began.
    before: Vec<u8>,
    is_over: bool,
}

/// The most that is kept of what comes before the text begins.
const BEFORE: usize = 16 * 1024;
/// A mark is never longer than that.
const LONG: usize = 160;

impl<'a> Framed<'a> {
    /// One around a sink.
    pub fn new(mark: &str, seen: Arc<Mutex<FramedSeen>>, inner: &'a mut dyn OutputSink) -> Self {
        Self {
            mark: format!("\u{1}{mark} ").into_bytes(),
            seen,
            inner,
            held: Vec::new(),
            before: Vec::new(),
            is_over: false,
        }
    }

    /// Hands on what was held back. Where no text began, that is why.
    pub fn finish(&mut self) {
        let mut held = std::mem::take(&mut self.before);
        held.append(&mut self.held);
        if !held.is_empty() {
            self.inner.bytes(&held);
        }
    }

    fn take(&mut self, words: &[u8]) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match words {
            b"b" if !seen.has_begun => {
                seen.has_begun = true;
                // What a sign-in prints is not what the text printed.
                self.before.clear();
                true
            }
            b"e" if seen.has_begun => {
                seen.is_ended = true;
                true
            }
            _ if seen.has_begun && seen.exit.is_none() => {
                let status = String::from_utf8_lossy(words);
                seen.exit = status
                    .parse()
                    .ok()
                    .filter(|status| (0..=255).contains(status));
                self.is_over = seen.exit.is_some();
                self.is_over
            }
            _ => false,
        }
    }
}

impl OutputSink for Framed<'_> {
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
        let has_begun = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .has_begun;
        if bytes.is_empty() {
        } else if has_begun {
            self.inner.bytes(bytes);
        } else {
            let room = BEFORE.saturating_sub(self.before.len());
            self.before
                .extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(bytes: &[u8], size: usize) -> (String, FramedSeen) {
        let seen = Arc::new(Mutex::new(FramedSeen::default()));
        let mut out = Vec::new();
        let mut framed = Framed::new("m7", seen.clone(), &mut out);
        for piece in bytes.chunks(size) {
            framed.bytes(piece);
        }
        framed.finish();
        let seen = *seen.lock().unwrap();
        (String::from_utf8(out).unwrap(), seen)
    }

    #[test]
    fn marks_are_taken_out_however_they_come() {
        let whole = b"motd\n\x01m7 b\x02one\x01x\x02\ntwo\x01m7 3\x02";
        for size in [1, 2, 5, 100] {
            let (out, seen) = through(whole, size);
            assert_eq!(out, "one\u{1}x\u{2}\ntwo");
            let told = FramedSeen {
                has_begun: true,
                is_ended: false,
                exit: Some(3),
            };
            assert_eq!(seen, told);
        }
        let (out, seen) = through(b"\x01m7 b\x02one\x01m7 e\x02", 3);
        assert_eq!((&*out, seen.is_ended, seen.exit), ("one", true, None));
    }

    #[test]
    fn what_only_looks_like_a_mark_is_output() {
        for odd in [
            "\u{1}m7 3\u{2}",
            "\u{1}m8 b\u{2}",
            "\u{1}m7 e\u{2}",
            "\u{1}",
            "\u{1}m7 ",
        ] {
            let (out, seen) = through(odd.as_bytes(), 3);
            assert_eq!((&*out, seen), (odd, FramedSeen::default()));
        }
        let odd = "\u{1}m7 b\u{2}one\u{1}m7 256\u{2}\u{1}m7 x\u{2}";
        let (out, seen) = through(odd.as_bytes(), 3);
        assert_eq!(out, &odd[6..]);
        assert_eq!(seen.exit, None);
    }
}
