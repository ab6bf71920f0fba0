//! Reads a log as it grows: also when it is rotated, emptied, or gone for a while.
//!
//! Whoever follows asks again and again; asking reads what is new and never waits. The size
//! and identity of the file are looked at each time, which costs microseconds and works on
//! every file system.
//!
//! Long because all that can happen to one file should be read in one place.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::clocks::LogClock;
use super::decide;
use super::decode::{Encoding, encoding, text, utf16};
use super::lines::LONG;
use super::read::{ReadError, ReadErrorKind, is_packed, why};
use super::redact::{Masker, Masks};
use super::scan::{BEFORE, Threading, scan};
use super::scan_all::{Log, LogHit, ScanReport, hit};
use super::signatures::Signatures;
use crate::domain::digest::hex;
use crate::files::open_without_waiting;

/// How long to wait before asking again.
pub const PAUSE: Duration = Duration::from_millis(20);
/// How much is read at once.
const CHUNK: u64 = 1 << 20;
/// How far the pieces of a line that has no end yet overlap.
const OVERLAP: usize = 16 << 10;

/// Where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowStart {
    /// With what the log holds already.
    Beginning,
    /// With what comes.
    End,
}

/// What happened to a log that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogNews {
    /// A signature in new lines, once per signature and reading.
    Found(Box<LogHit>),
    /// Something about the file, as a sentence goes on after its path.
    About(&'static str),
}

/// A log that is followed.
pub struct Follow {
    path: PathBuf,
    signatures: Arc<Signatures>,
    masker: Masker,
    clock: LogClock,
    file: File,
    identity: (u64, u64),
    is_gone: bool,
    /// How far the file was read.
    at: u64,
    encoding: Option<Encoding>,
    /// Bytes of a line whose end is still to come.
    carry: Vec<u8>,
    /// Line ends so far, in this file.
    ends: u64,
    /// The last lines so far.
    tail: Vec<String>,
    /// Per signature the line that it was last found in.
    last: HashMap<u32, u64>,
    hash: Sha256,
    /// What was found in all, over rotations too.
    log: Log,
}

impl Follow {
    /// Begins to follow a file.
    pub fn new(
        path: &Path,
        signatures: Arc<Signatures>,
        masks: Masks,
        start: FollowStart,
    ) -> Result<Self, ReadError> {
        let name = path.display().to_string();
        let trouble = |what: String, kind| ReadError {
            path: name.clone(),
            what,
            kind,
        };
        let failed = |error: io::Error| {
            let (what, kind) = why(&error);
            trouble(what, kind)
        };
        let about = std::fs::metadata(path).map_err(failed)?;
        if !about.is_file() {
            return Err(trouble(
                "is no file and cannot be followed".into(),
                ReadErrorKind::Bad,
            ));
        }
        let mut file = open_without_waiting(path).map_err(failed)?;
        let identity = identity(&file.metadata().map_err(failed)?);
        let mut head = Vec::new();
        (&mut file)
            .take(1 << 10)
            .read_to_end(&mut head)
            .map_err(failed)?;
        if is_packed(&head) {
            return Err(trouble(
                "is an archive and cannot be followed".into(),
                ReadErrorKind::Bad,
            ));
        }
        let at = match start {
            FollowStart::Beginning => 0,
            FollowStart::End => file.seek(SeekFrom::End(0)).map_err(failed)?,
        };
        Ok(Self {
            path: path.to_owned(),
            signatures,
            masker: Masker::new(masks),
            clock: LogClock::default(),
            file,
            identity,
            is_gone: false,
            at,
            encoding: (head.len() >= 64).then(|| encoding(&head)),
            carry: Vec::new(),
            ends: 0,
            tail: Vec::new(),
            last: HashMap::new(),
            hash: Sha256::new(),
            log: Log {
                path: name,
                bytes: 0,
                lines: 0,
                known: 0,
                sha256: None,
                hits: Vec::new(),
            },
        })
    }

    /// The same, with what is said of the log's clock.
    pub fn on(self, clock: LogClock) -> Self {
        Self { clock, ..self }
    }

    /// Reads what is new. Never waits for it.
    pub fn poll(&mut self) -> Vec<LogNews> {
        let mut news = Vec::new();
        self.read_on(&mut news);
        let here = match std::fs::metadata(&self.path) {
            Ok(here) => here,
            Err(_) => {
                // What still holds the old file may go on writing to it.
                if !std::mem::replace(&mut self.is_gone, true) {
                    news.push(LogNews::About("is gone; waiting for it to come back"));
                }
                return news;
            }
        };
        if std::mem::take(&mut self.is_gone) && identity(&here) == self.identity {
            news.push(LogNews::About("is back"));
        }
        if identity(&here) != self.identity {
            // Lines may have come between the last reading and the rotation.
            self.read_on(&mut news);
            match open_without_waiting(&self.path) {
                Ok(file) if file.metadata().is_ok_and(|about| about.is_file()) => {
                    self.restart(&mut news);
                    self.identity = file
                        .metadata()
                        .map_or(self.identity, |about| identity(&about));
                    self.file = file;
                    news.push(LogNews::About("was rotated; going on with the new file"));
                    self.read_on(&mut news);
                }
                _ => self.is_gone = true,
            }
        } else if self
            .file
            .metadata()
            .is_ok_and(|about| about.len() < self.at)
        {
            self.restart(&mut news);
            news.push(LogNews::About("was emptied; going on from its beginning"));
            self.read_on(&mut news);
        }
        news
    }

    /// What was found so far, ranked.
    pub fn report(&self) -> ScanReport {
        let mut log = self.log.clone();
        log.lines += u64::from(!self.carry.is_empty());
        let hash = self.hash.clone().finalize();
        log.sha256 = Some(hex(&hash));
        let logs = vec![log];
        let is_said = self.clock != LogClock::default();
        let clock = is_said.then(|| (self.log.path.clone(), self.clock.clone()));
        ScanReport {
            answer: decide::answer(&self.signatures, &logs, None),
            clocks: clock.into_iter().collect(),
            logs,
            ..ScanReport::default()
        }
    }

    /// How many lines have ended so far.
    pub fn lines(&self) -> u64 {
        self.log.lines
    }

    /// The signatures that are looked for.
    pub fn signatures(&self) -> &Arc<Signatures> {
        &self.signatures
    }

    fn restart(&mut self, news: &mut Vec<LogNews>) {
        let rest = std::mem::take(&mut self.carry);
        if !rest.is_empty() {
            self.look(rest, true, news);
        }
        (self.at, self.ends, self.encoding) = (0, 0, None);
        self.tail.clear();
        self.last.clear();
    }

    fn read_on(&mut self, news: &mut Vec<LogNews>) {
        loop {
            let mut bytes = Vec::new();
            let seek = self.file.seek(SeekFrom::Start(self.at));
            let read = seek.and_then(|_| (&mut self.file).take(CHUNK).read_to_end(&mut bytes));
            // A failure to read shows as nothing new; it is tried again.
            if read.is_err() && bytes.is_empty() || bytes.is_empty() {
                return;
            }
            self.at += bytes.len() as u64;
            self.log.bytes += bytes.len() as u64;
            self.hash.update(&bytes);
            self.carry.append(&mut bytes);
            self.whole_lines(news);
        }
    }

    /// Looks through the lines that have ended.
    fn whole_lines(&mut self, news: &mut Vec<LogNews>) {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => {
                let found = encoding(&self.carry);
                if self.carry.len() >= 64 {
                    self.encoding = Some(found);
                }
                found
            }
        };
        let end = match encoding {
            Encoding::LowFirst => line_end(&self.carry, [b'\n', 0]),
            Encoding::HighFirst => line_end(&self.carry, [0, b'\n']),
            _ => memchr::memrchr(b'\n', &self.carry).map(|at| at + 1),
        };
        if let Some(end) = end {
            let rest = self.carry.split_off(end);
            let lines = std::mem::replace(&mut self.carry, rest);
            self.look(lines, false, news);
        }
        if self.carry.len() > LONG {
            let piece = self.carry.clone();
            self.look(piece, true, news);
            let surplus = (self.carry.len() - OVERLAP) & !1;
            self.carry.drain(..surplus);
        }
    }

    fn look(&mut self, bytes: Vec<u8>, is_part: bool, news: &mut Vec<LogNews>) {
        let mut decoded = Vec::new();
        let bytes = match self.encoding.unwrap_or_else(|| encoding(&bytes)) {
            Encoding::Bytes => bytes,
            Encoding::MarkedBytes => match bytes.strip_prefix(b"\xef\xbb\xbf") {
                Some(rest) => rest.to_vec(),
                None => bytes,
            },
            order => {
                let high_first = order == Encoding::HighFirst;
                // Decoding from memory cannot fail.
                let _ = utf16(&bytes[..], high_first).read_to_end(&mut decoded);
                decoded
            }
        };
        let threading = Threading {
            threads: 1,
            ..Threading::default()
        };
        let scanned = scan(&bytes[..], &self.signatures, threading);
        let path = self.log.path.clone();
        for mut found in scanned.found {
            for raw in [&mut found.first, &mut found.last] {
                let missing = BEFORE.saturating_sub(raw.before.len());
                if raw.line <= BEFORE as u64 {
                    let from = self.tail.len().saturating_sub(missing);
                    raw.before.splice(0..0, self.tail[from..].iter().cloned());
                }
                raw.line += self.ends;
            }
            // Pieces of one line overlap.
            if self.last.insert(found.signature, found.last.line) == Some(found.first.line) {
                found.count -= 1;
            }
            if found.count == 0 || !self.signatures.counts(&found) {
                continue;
            }
            let hit = hit(&mut self.masker, &path, found, &self.clock);
            merge(&mut self.log.hits, &hit);
            news.push(LogNews::Found(Box::new(hit)));
        }
        if !is_part {
            self.ends += scanned.lines;
            self.log.lines += scanned.lines;
            self.log.known += scanned.known;
            let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
            let from = lines.len().saturating_sub(BEFORE);
            let short = |line: &&[u8]| text(&line[..line.len().min(1 << 10)]).into_owned();
            self.tail.extend(lines[from..].iter().map(short));
            let surplus = self.tail.len().saturating_sub(BEFORE);
            self.tail.drain(..surplus);
        }
    }
}

/// Where the last line of UTF-16 ends.
fn line_end(bytes: &[u8], mark: [u8; 2]) -> Option<usize> {
    let last = bytes.chunks_exact(2).rposition(|pair| pair == mark)?;
    Some(last * 2 + 2)
}

#[cfg(unix)]
fn identity(about: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

#[cfg(not(unix))]
fn identity(about: &std::fs::Metadata) -> (u64, u64) {
    let made = about
        .created()
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    (0, made.map_or(0, |at| at.as_nanos() as u64))
}

/// Adds a hit to those of the same log.
pub fn merge(hits: &mut Vec<LogHit>, new: &LogHit) {
    match hits.iter_mut().find(|hit| hit.signature == new.signature) {
        Some(known) => {
            known.count += new.count;
            known.last = new.last.clone();
        }
        None => hits.push(new.clone()),
    }
}

/// Holds findings back that come faster than a timeline can be read: each signature is told
/// at once, and then at most once in a while, with all that came in between.
#[derive(Debug, Default)]
pub struct Pace {
    told: HashMap<u32, i64>,
    waiting: Vec<LogHit>,
}

/// How long a signature waits before it is told again, in milliseconds.
const WHILE_MS: i64 = 10_000;

impl Pace {
    /// Takes a finding in.
    pub fn add(&mut self, hit: &LogHit) {
        merge(&mut self.waiting, hit);
    }

    /// What is to be told at this moment of a steady clock.
    pub fn due(&mut self, now_ms: i64) -> Vec<LogHit> {
        let told = &self.told;
        let is_due = |hit: &LogHit| {
            told.get(&hit.signature)
                .is_none_or(|at| now_ms - at >= WHILE_MS)
        };
        let (due, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(is_due);
        self.waiting = waiting;
        let due: Vec<LogHit> = due;
        self.told
            .extend(due.iter().map(|hit| (hit.signature, now_ms)));
        due
    }

    /// What still waits, when following ends.
    pub fn rest(&mut self) -> Vec<LogHit> {
        std::mem::take(&mut self.waiting)
    }
}
