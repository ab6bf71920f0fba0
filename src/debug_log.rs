//! A log of what the program does, for whoever looks for a fault: `RUNSHEET_LOG=FILE`. It holds
//! names of messages, effects and places, how long they took, and what failed, masked; never what
//! was typed, a text of an incident or a value. Without the variable nothing is written.

use std::fmt::{self, Debug, Write as _};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::masks::Masks;

/// A name is no longer than this.
const NAME_BYTES: usize = 80;

static LOG: OnceLock<Mutex<DebugLog>> = OnceLock::new();

struct DebugLog {
    file: File,
    since: Instant,
    masks: Masks,
}

/// Begins to log into a file, which is made for the user alone; what is there stays.
pub fn open(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let log = DebugLog {
        file: options.open(path)?,
        since: Instant::now(),
        masks: Masks::default(),
    };
    let _ = LOG.set(Mutex::new(log));
    Ok(())
}

/// Whether anything is logged.
pub fn is_on() -> bool {
    LOG.get().is_some()
}

/// Masks with the operator's own rules, too, from now on.
pub fn mask_with(masks: Masks) {
    if let Some(log) = LOG.get() {
        log.lock().unwrap_or_else(PoisonError::into_inner).masks = masks;
    }
}

/// Notes something, if anything is logged. What cannot be written is not: the log must keep
/// nobody from working.
pub fn note(area: &str, text: impl FnOnce() -> String) {
    let Some(log) = LOG.get() else { return };
    let text = text();
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    let text = log.masks.mask(&text).text.replace(char::is_control, " ");
    let at = log.since.elapsed();
    let line = format!("{:>10.3} {area:<8} {text}\n", at.as_secs_f64());
    let _ = log.file.write_all(line.as_bytes());
}

/// The time that something takes, if anything is logged.
pub fn begun() -> Option<Instant> {
    is_on().then(Instant::now)
}

/// The milliseconds since then.
pub fn took(begun: Option<Instant>) -> String {
    let took = begun.map_or(Duration::ZERO, |begun| begun.elapsed());
    format!("{:.1} ms", took.as_secs_f64() * 1_000.0)
}

/// The names of a value's variants without what is in them, whose text may be anybody's.
pub fn name(value: &impl Debug) -> String {
    let mut start = Start(String::new());
    // It ends with an error once it has enough.
    let _ = write!(start, "{value:?}");
    let names = start.0.split(['{', '"', '[', ' ']).next();
    names.unwrap_or_default().trim_end_matches('(').to_owned()
}

/// The beginning of a text, so that a long one costs nothing.
struct Start(String);

impl fmt::Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        match self.0.len() < NAME_BYTES {
            true => Ok(()),
            false => Err(fmt::Error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[expect(dead_code, reason = "only their names are looked at")]
    enum Said {
        Nothing,
        Text(String),
        Inside(Option<Deep>),
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "only its name is looked at")]
    enum Deep {
        Named { password: String },
    }

    #[test]
    fn a_name_holds_no_text() {
        let password = "hunter2".to_owned();
        assert_eq!(name(&Said::Nothing), "Nothing");
        assert_eq!(name(&Said::Text(password.clone())), "Text");
        let deep = Said::Inside(Some(Deep::Named { password }));
        assert_eq!(name(&deep), "Inside(Some(Named");
    }
}
