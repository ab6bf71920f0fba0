//! A log that is being added to an incident: what is typed or pasted, how far the look through
//! it is, and what came of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::input::Input;
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::time::Timestamp;
use crate::evidence::{LogEvidence, LogLine, ScanControl, ScanReport};

/// The most that is taken of pastes into one box, in bytes.
pub const MOST_PASTED: usize = 64 << 20;

/// A text that was pasted. No debug output shows it: logs hold secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Paste(Arc<String>);

impl Paste {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many lines it has; the last may have no end.
    pub fn lines(&self) -> u64 {
        let ends = memchr::memchr_iter(b'\n', self.0.as_bytes()).count() as u64;
        ends + u64::from(!self.0.is_empty() && !self.0.ends_with('\n'))
    }

    /// Adds what was pasted after it. `false` if that is too much; then nothing is added.
    pub fn add(&mut self, text: String) -> bool {
        if self.0.len() + text.len() > MOST_PASTED {
            return false;
        }
        match self.0.is_empty() {
            true => self.0 = Arc::new(text),
            false => Arc::make_mut(&mut self.0).push_str(&text),
        }
        true
    }
}

impl std::fmt::Debug for Paste {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}

/// What is to be looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanSource {
    /// A text at hand.
    Paste(Paste),
    /// A file, an archive or a folder, as it was typed.
    Path(String),
    /// A log that a drill has handed over.
    Handed(HandedLog),
}

/// A log that a drill has handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedLog {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub text: Paste,
}

/// What a box takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BoxOf {
    /// A log.
    #[default]
    Log,
    /// The output of a step's command; which of them, from 1, if that was said.
    Output(Option<u32>),
}

/// The box that a log is added in, or an output.
#[derive(Debug, Default)]
pub struct LogBox {
    /// Which of both.
    pub of: BoxOf,
    /// The path as it is typed.
    pub input: Input,
    /// What was pasted; while there is something, it is what is added.
    pub paste: Paste,
    /// What the path may go on as, the first of them.
    pub found: Vec<String>,
    /// The step that the log belongs to: the one that asks for it.
    pub step: Option<StepRef>,
    /// The look that is under way.
    pub running: Option<RunningScan>,
    /// The logs that a drill has handed over, newest first.
    pub handed: Vec<HandedLog>,
    /// The selected one of those.
    pub selected: usize,
}

impl LogBox {
    /// The handed log that Enter takes: the one whose name is typed, or while nothing is typed
    /// the selected one.
    pub fn chosen(&self) -> Option<&HandedLog> {
        let typed = self.input.text().trim();
        match (typed.is_empty(), self.paste.is_empty()) {
            (_, false) => None,
            (true, _) => self.handed.get(self.selected),
            (false, _) => self.handed.iter().find(|handed| handed.name == typed),
        }
    }
}

/// A look that is under way.
#[derive(Debug, Clone)]
pub struct RunningScan {
    /// The way to end it.
    pub watch: Arc<ScanControl>,
    /// How much was looked through, in bytes; `None` in the first moments.
    pub bytes: Option<u64>,
}

/// A look to be taken.
#[derive(Debug, Clone)]
pub struct ScanRequest {
    /// What is looked through.
    pub source: ScanSource,
    /// The step that it belongs to.
    pub step: Option<StepRef>,
    /// How far it is, and the way to end it.
    pub watch: Arc<ScanControl>,
}

impl PartialEq for ScanRequest {
    fn eq(&self, other: &Self) -> bool {
        (&self.source, &self.step) == (&other.source, &other.step)
    }
}

/// What a look yields. Its lines are masked, and not yet drawable.
#[derive(Debug, Default)]
pub struct ScanResult {
    /// The incident that it was taken for.
    pub incident: Option<IncidentId>,
    /// The step that it belongs to.
    pub step: Option<StepRef>,
    /// What was looked through, in a word or as a path.
    pub name: String,
    /// What was found.
    pub report: ScanReport,
    /// When each finding's first line says that it happened.
    pub times: Vec<Option<Timestamp>>,
    /// The same as an incident keeps it.
    pub evidence: Vec<LogEvidence>,
    /// How many of those are recorded.
    pub recorded: AtomicU64,
    /// It was ended before its end.
    pub is_stopped: bool,
}

impl PartialEq for ScanResult {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl ScanResult {
    /// How many of the evidence are recorded.
    pub fn done(&self) -> usize {
        usize::try_from(self.recorded.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }
}

/// A finding's line with its neighbours, kept while the program runs: the journal has the line
/// alone.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingContext {
    /// The hash of the log.
    pub sha256: String,
    /// The signature's name and that of its runbook.
    pub signature: (String, String),
    /// The line.
    pub line: LogLine,
}

/// A log that is followed, for the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The incident that its findings go to.
    pub incident: IncidentId,
    /// The last part of its path.
    pub name: String,
    /// How many lines were read.
    pub lines: u64,
}

/// A path as it was typed, with the home folder for `~`.
pub fn expanded(typed: &str, home: Option<PathBuf>) -> PathBuf {
    match (typed.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home,
        (Some(rest), Some(home)) if rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(typed),
    }
}

/// How the files end that hold logs, packed ones and archives too.
const ENDINGS: [&str; 9] = [
    ".log", ".txt", ".json", ".csv", ".gz", ".zst", ".zip", ".tar", ".out",
];

/// Whether a pasted text is a path, as a terminal brings it when a file is dropped on it.
pub fn dropped(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let quoted = inner('\'').or_else(|| inner('"'));
    let path = quoted.unwrap_or(text);
    let path = path.strip_prefix("file://").unwrap_or(path);
    // A blank that is neither quoted nor marked stands in a line of a log, not in a path.
    let bare = path.replace("\\ ", "");
    let is_word = quoted.is_some() || !bare.contains(char::is_whitespace);
    let begins = ["/", "~/", "./", "../"];
    let is_path = begins.iter().any(|begin| path.starts_with(begin))
        // One word that ends as files do is the name of one: no line of a log is so short.
        || ENDINGS.iter().any(|ending| path.ends_with(ending));
    let is_one = !text.contains(['\n', '\r']) && path.len() < 4_096;
    (is_path && is_word && is_one).then(|| path.replace("\\ ", " "))
}

/// The longest beginning that all of these share.
pub fn shared(names: &[String]) -> &str {
    let Some(first) = names.first() else {
        return "";
    };
    let common = |other: &String| {
        let pairs = first.char_indices().zip(other.chars());
        let mut same = pairs.take_while(|((_, a), b)| a == b);
        same.by_ref()
            .last()
            .map_or(0, |((at, letter), _)| at + letter.len_utf8())
    };
    &first[..names.iter().map(common).min().unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_counts_its_lines_and_keeps_them_to_itself() {
        let mut paste = Paste::default();
        assert_eq!(paste.lines(), 0);
        assert!(paste.add("one\ntwo".to_owned()) && paste.add(" more\nthree\n".to_owned()));
        assert_eq!((paste.lines(), paste.text()), (3, "one\ntwo more\nthree\n"));
        assert_eq!(format!("{paste:?}"), "(19 bytes)");
        assert!(!paste.add("x".repeat(MOST_PASTED)));
        assert_eq!(paste.lines(), 3);
    }

    #[test]
    fn paths_are_known_and_unfolded() {
        let home = || Some(PathBuf::from("/home/ada"));
        for (typed, path) in [
            ("~", "/home/ada"),
            ("~/x.log", "/home/ada/x.log"),
            ("~bob/x", "~bob/x"),
            ("x/y", "x/y"),
        ] {
            assert_eq!(expanded(typed, home()), PathBuf::from(path));
        }
        assert_eq!(dropped("'/tmp/a b.log'\n").as_deref(), Some("/tmp/a b.log"));
        assert_eq!(dropped("/tmp/a\\ b.log ").as_deref(), Some("/tmp/a b.log"));
        assert_eq!(dropped("%ASA-6-113015: rejected"), None);
        assert_eq!(dropped("/tmp/a\n/tmp/b"), None);
        assert_eq!(dropped("../logs/vpn").as_deref(), Some("../logs/vpn"));
        assert_eq!(dropped("vpn.log").as_deref(), Some("vpn.log"));
        assert_eq!(dropped("cannot open /etc/vpn.log"), None);
        assert_eq!(dropped("/usr/sbin/pppd[7]: LCP: timeout"), None);
    }

    #[test]
    fn the_shared_beginning_ends_between_letters() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(shared(&names(&["vpn-1.log", "vpn-2.log"])), "vpn-");
        assert_eq!(shared(&names(&["é1", "è2"])), "");
        assert_eq!(shared(&names(&["one"])), "one");
        assert_eq!(shared(&[]), "");
    }
}
