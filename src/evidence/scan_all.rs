//! One look through everything that was named: reads, scans and masks, and keeps what was
//! found in each log. What it yields holds no secret.
//!
//! Long because it is what the screen and the command call, with all that it hands back.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jiff::tz::TimeZone;

use super::clocks::{LogClock, Times, clock_of};
use super::decide::{self, Ranking};
use super::gather::{GatheredShapes, Gathering, Shaping};
use super::nearest::{self, NearRunbook, nearest};
use super::news::{self, BySource, NewsContext, Shaped};
use super::read::{LogReader, ReadError, ReadErrorKind, Size, UnpackLimits, Visitor, why};
use super::redact::{Masker, Masks};
use super::scan::{RawHit, RawLine, Threading, scan_with};
use super::shapes::LinePlace;
use super::signatures::Signatures;
use super::times::{LogTime, time_of};
use super::tunnel::{self, TunnelTimeline, Tunnels};
use super::usual::{SourceNumber, Sources, Usual};
use crate::domain::command::Command;
use crate::domain::event;
use crate::domain::time::Timestamp;

/// How much of a line is kept, in letters.
pub(super) const LINE: usize = 1_000;
/// How much of its neighbours, of which [`SHOWN`] are kept on either side.
const NEIGHBOUR: usize = 300;
const SHOWN: usize = 3;

/// A line that holds a signature, secrets masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The log: a path, or a member as `bundle.zip!member`.
    pub path: String,
    /// Its number, from 1.
    pub line: u64,
    /// Its text; of a very long one what lies around the place.
    pub text: String,
    /// The time that it tells.
    pub time: Option<LogTime>,
    /// The lines before it.
    pub before: Vec<String>,
    /// The lines after it.
    pub after: Vec<String>,
}

/// A signature in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHit {
    /// Its number among the signatures.
    pub signature: u32,
    /// How many lines hold it.
    pub count: u64,
    /// The first of them.
    pub first: LogLine,
    /// The last of them.
    pub last: LogLine,
    /// They turn many people away, from few addresses.
    pub is_attack: bool,
}

/// A log that was looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// A path, or a member as `bundle.zip!member`.
    pub path: String,
    /// Bytes as they lie there, packed or not.
    pub bytes: u64,
    /// Lines of its text.
    pub lines: u64,
    /// How many of them hold a signature.
    pub known: u64,
    /// SHA-256 of those bytes in hex, if it was asked for.
    pub sha256: Option<String>,
    /// What it holds, by signature.
    pub hits: Vec<LogHit>,
}

/// What a look yields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScanReport {
    /// The logs, in the order read.
    pub logs: Vec<Log>,
    /// The archives that some of them are members of.
    pub bundles: Vec<Size>,
    /// What could not be read, or not to its end.
    pub troubles: Vec<ReadError>,
    /// What it all means.
    pub answer: Ranking,
    /// What came right again: whoever was refused came in, whoever was lost came back. It
    /// suspects nothing.
    pub came_right: Vec<LogHit>,
    /// What the shapes of the lines tell, if they were asked for.
    pub shaped: Shaped,
    /// What is nearest to the failing lines that no signature explains, if it was asked for. It
    /// is only shown.
    pub nearest: Vec<NearRunbook>,
    /// The tunnels that several of the logs hold lines of, if they were asked for.
    pub tunnels: Vec<TunnelTimeline>,
    /// What was said of the clocks of logs.
    pub clocks: Vec<(String, LogClock)>,
}

/// A log, or an archive in which nothing was found, as an incident keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvidence {
    /// Its name, without the folders.
    pub name: String,
    /// SHA-256 of its bytes in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its lines.
    pub lines: u64,
    /// How many of them hold a signature.
    pub known: u64,
    /// What it holds.
    pub findings: Vec<event::Finding>,
}

/// How far a look is, and the way to end it. Shared with whoever waits.
#[derive(Debug, Default)]
pub struct ScanControl {
    /// Set it to end the look; what was found so far is the result.
    pub stop: AtomicBool,
    /// Bytes of text looked through.
    pub bytes: AtomicU64,
}

/// How to look.
#[derive(Debug, Clone, Default)]
pub struct ScanOptions {
    /// Threads and blocks.
    pub threading: Threading,
    /// What archives may unfold to.
    pub limits: UnpackLimits,
    /// What is masked.
    pub masks: Masks,
    /// Whether to tell each log's hash; evidence needs it.
    pub hash: bool,
    /// How far it is, and the way to end it.
    pub watch: Arc<ScanControl>,
    /// Which lines are grouped by their shape; none if not given.
    pub shaping: Option<Shaping>,
    /// What the shapes are held against.
    pub usual: Option<Arc<Usual>>,
    /// How times are read; without it what several logs hold keeps the order read.
    pub times: Option<Times>,
    /// What to tell of tunnels that several logs hold lines of.
    pub tunnels: Tunnels,
}

/// Looks through files, folders, archives, and bytes at hand.
pub struct Scan<'a> {
    /// What was named, to be read once more for tunnels.
    named: Vec<PathBuf>,
    seen: Seen<'a>,
}

impl<'a> Scan<'a> {
    /// A look for these signatures.
    pub fn new(signatures: &'a Signatures, options: ScanOptions) -> Self {
        let seen = Seen {
            signatures,
            masker: Masker::new(options.masks.clone()),
            pending: None,
            sources: None,
            gathered: BySource::new(),
            report: ScanReport::default(),
            options,
        };
        Self {
            named: Vec::new(),
            seen,
        }
    }

    /// A look for what is usual: its logs are good ones, and each source is kept by itself.
    pub fn at_good_logs(signatures: &'a Signatures, options: ScanOptions) -> Self {
        let mut look = Self::new(signatures, options);
        look.seen.sources = Some(Sources::default());
        look
    }

    /// Looks through a file, an archive, or all files in a folder.
    pub fn path(&mut self, path: &Path) {
        self.reader().path(path);
        self.named.push(path.to_owned());
    }

    /// Looks through bytes from elsewhere, such as stdin or a paste.
    pub fn stream(&mut self, name: &str, source: &mut (dyn Read + Send)) {
        self.reader().stream(name, source);
    }

    fn reader(&mut self) -> LogReader<'_> {
        let (limits, hash) = (self.seen.options.limits, self.seen.options.hash);
        LogReader::new(&mut self.seen, limits, hash)
    }

    /// Whether it was ended from outside.
    pub fn is_stopped(&self) -> bool {
        self.seen.options.watch.stop.load(Ordering::Relaxed)
    }

    /// What was found, and what it means.
    pub fn finish(self) -> ScanReport {
        let (options, mut masker, mut report) =
            (self.seen.options, self.seen.masker, self.seen.report);
        let times = options.times.as_ref();
        report.answer = decide::answer(self.seen.signatures, &report.logs, times);
        let telling = NewsContext {
            paths: &paths(&report),
            usual: options.usual.as_deref(),
            times,
        };
        report.shaped = news::told(self.seen.gathered, &telling, &mut masker);
        if report.logs.len() > 1 {
            report.tunnels = tunnel::timelines(&self.named, &options, &mut masker);
        }
        report.clocks = options.times.map_or_else(Vec::new, |times| times.clocks);
        report
    }

    /// What is usual in it, and what could not be read.
    pub fn usual(self) -> (Usual, ScanReport) {
        let report = self.seen.report;
        let gathered = self.seen.gathered.into_iter();
        let shapes = gathered.map(|(source, gathered)| (source, gathered.shapes));
        let sources = self.seen.sources.unwrap_or_default();
        (sources.usual(shapes, paths(&report)), report)
    }
}

/// What was seen so far.
struct Seen<'a> {
    signatures: &'a Signatures,
    options: ScanOptions,
    masker: Masker,
    /// A log whose end is still to come: its lines, how many of them are known, and hits.
    pending: Option<(u64, u64, Vec<LogHit>)>,
    /// The sources of good logs, if that is what is looked through.
    sources: Option<Sources>,
    gathered: BySource,
    report: ScanReport,
}

impl Seen<'_> {
    /// The source that a log is of, or is held against.
    fn source(&mut self, path: &str) -> SourceNumber {
        match (&mut self.sources, &self.options.usual) {
            (Some(sources), _) => sources.of(path),
            (None, usual) => usual.as_ref().and_then(|usual| usual.source(path)),
        }
    }

    /// Takes in what was gathered from a log. The times of one log decide nothing; those of
    /// several do, so the first log's are read when the second comes.
    fn gather(&mut self, path: &str, mut gathered: GatheredShapes) {
        let log = self.report.logs.len();
        let source = self.source(path);
        if let Some(times) = self.options.times.as_ref().filter(|_| log > 0) {
            let known = paths(&self.report);
            for first in self.gathered.values_mut().filter(|_| log == 1) {
                first.read_times(&known, times);
            }
            gathered.read_times(&[path.to_owned()], times);
        }
        let known = self.gathered.entry(source).or_default();
        known.join(gathered, log, 0);
    }
}

impl Visitor for Seen<'_> {
    fn text(&mut self, path: &str, text: &mut (dyn Read + Send)) {
        let source = Watched {
            inner: text,
            watch: &self.options.watch,
        };
        let times = self.options.times.as_ref();
        let shaping = self.options.shaping;
        let gathering = shaping.map(|shaping| Gathering::of(path, shaping, times));
        let threading = self.options.threading;
        let scanned = scan_with(source, self.signatures, threading, gathering.as_ref());
        let is_stopped = self.options.watch.stop.load(Ordering::Relaxed);
        if let Some(error) = scanned.failed.filter(|_| !is_stopped) {
            let (what, kind) = why(&error);
            let path = path.to_owned();
            self.trouble(ReadError { path, what, kind });
        }
        let clock = clock_of(self.options.times.as_ref(), path);
        self.gather(path, scanned.gathered);
        let mut hits = Vec::new();
        for found in scanned.found {
            let (counts, is_settled) = (self.signatures.counts(&found), found.is_settled);
            let told = || hit(&mut self.masker, path, found, &clock);
            match counts {
                true => hits.push(told()),
                false if is_settled => self.report.came_right.push(told()),
                false => {}
            }
        }
        self.pending = Some((scanned.lines, scanned.known, hits));
    }

    fn end(&mut self, size: Size) {
        if let Some((lines, known, hits)) = self.pending.take() {
            self.report.logs.push(Log {
                path: size.path,
                bytes: size.bytes,
                lines,
                known,
                sha256: size.sha256,
                hits,
            });
        }
    }

    fn bundle(&mut self, size: Size) {
        self.report.bundles.push(size);
    }

    fn trouble(&mut self, trouble: ReadError) {
        self.report.troubles.push(trouble);
    }
}

struct Watched<'a> {
    inner: &'a mut (dyn Read + Send),
    watch: &'a ScanControl,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.watch.stop.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("stopped"));
        }
        let count = self.inner.read(into)?;
        self.watch.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A signature in a log, masked.
pub(super) fn hit(masker: &mut Masker, path: &str, found: RawHit, clock: &LogClock) -> LogHit {
    let is_one = found.first.line == found.last.line;
    let first = line(masker, path, found.first, clock);
    let last = match is_one {
        true => first.clone(),
        false => line(masker, path, found.last, clock),
    };
    LogHit {
        signature: found.signature,
        count: found.count,
        first,
        last,
        is_attack: found.is_attack,
    }
}

fn paths(report: &ScanReport) -> Vec<String> {
    report.logs.iter().map(|log| log.path.clone()).collect()
}

/// A line of a shape, masked.
pub(super) fn place_line(
    masker: &mut Masker,
    path: &str,
    place: &LinePlace,
    clock: &LogClock,
) -> LogLine {
    let raw = RawLine {
        line: place.line,
        text: place.text.clone(),
        at: 0,
        before: Vec::new(),
        after: Vec::new(),
    };
    line(masker, path, raw, clock)
}

fn line(masker: &mut Masker, path: &str, raw: RawLine, clock: &LogClock) -> LogLine {
    let time = time_of(&raw.text, &raw.before).map(|time| time.on(clock));
    let place = raw.before.len();
    let around = raw.before.iter().chain([&raw.text]).chain(&raw.after);
    let mut masked = masker.lines(around.map(String::as_str));
    let after = masked.split_off(place + 1);
    let text = masked.pop().unwrap_or_default();
    let before = masked.split_off(place.saturating_sub(SHOWN));
    let short = |lines: Vec<String>| lines.iter().map(|line| cut(line, 0, NEIGHBOUR)).collect();
    LogLine {
        path: path.to_owned(),
        line: raw.line,
        text: cut(&text, raw.at, LINE),
        time,
        before: short(before),
        after: short(after),
    }
}

/// At most so many letters of a text, around a place in bytes.
pub(super) fn cut(text: &str, at: usize, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let place = text
        .char_indices()
        .take_while(|(byte, _)| *byte < at)
        .count();
    let start = place.saturating_sub(most / 2).min(count - most);
    let middle: String = text.chars().skip(start).take(most).collect();
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{middle}{}", dots(start > 0), dots(start + most < count))
}

impl ScanReport {
    /// Whether the time of a line that is told is read in a zone that neither the line nor
    /// anybody else states.
    pub fn assumes_zone(&self) -> bool {
        let findings = self.answer.findings.iter().map(|finding| &finding.first);
        let changed = self.shaped.changed.iter().map(|change| &change.line);
        let shapes = self.shapes().iter().map(|shape| &shape.first);
        let tunnels = self.tunnels.iter().flat_map(|tunnel| &tunnel.lines);
        let all = findings.chain(changed).chain(shapes);
        let mut all = all.chain(tunnels.map(|line| &line.line));
        all.any(|line| line.time.as_ref().is_some_and(LogTime::assumes_zone))
    }

    /// Lines in all.
    pub fn lines(&self) -> u64 {
        self.logs.iter().map(|log| log.lines).sum()
    }

    /// How many of them hold a signature; each counts once.
    pub fn known(&self) -> u64 {
        self.logs.iter().map(|log| log.known).sum()
    }

    /// Asks the search what the failing lines are nearest to that no signature explains.
    pub fn ask(
        &mut self,
        signatures: &Signatures,
        ask: &dyn Fn(&str) -> Vec<nearest::SearchAnswer>,
    ) {
        let known = self.answer.runbooks.iter().map(|r| r.runbook.clone());
        let known: Vec<_> = known.collect();
        self.nearest = nearest(&self.shaped.failing, &known, signatures, ask);
    }

    /// The shapes that are told: what is new, or else the failing lines that nothing explains.
    pub fn shapes(&self) -> &[news::Shape] {
        let failing = self.shaped.failing.as_slice();
        let most = failing.len().min(news::TOLD);
        self.shaped.news.as_deref().unwrap_or(&failing[..most])
    }

    /// Whether nothing at all could be read, and how bad that is.
    pub fn nothing_read(&self) -> Option<ReadErrorKind> {
        let worst = self.troubles.iter().map(|trouble| trouble.kind);
        match self.logs.is_empty() {
            true => worst.min_by_key(|kind| *kind == ReadErrorKind::Bad),
            false => None,
        }
    }

    /// What an incident keeps of it: each log that was named, and of an archive the members
    /// that hold something, or the archive itself when none does.
    pub fn evidence(&self, signatures: &Signatures) -> Vec<LogEvidence> {
        let bundle_of = |log: &Log| {
            let inside = |bundle: &&Size| log.path.starts_with(&format!("{}!", bundle.path));
            self.bundles.iter().find(inside)
        };
        let logs = self
            .logs
            .iter()
            .filter(|log| bundle_of(log).is_none() || !log.hits.is_empty());
        let mut all: Vec<LogEvidence> = logs.map(|log| self.kept(log, signatures)).collect();
        for bundle in &self.bundles {
            let members = || {
                self.logs
                    .iter()
                    .filter(|log| bundle_of(log) == Some(bundle))
            };
            if members().all(|log| log.hits.is_empty()) {
                all.push(LogEvidence {
                    name: name(&bundle.path),
                    sha256: bundle.sha256.clone().unwrap_or_default(),
                    bytes: bundle.bytes,
                    lines: members().map(|log| log.lines).sum(),
                    known: 0,
                    findings: Vec::new(),
                });
            }
        }
        all
    }

    fn kept(&self, log: &Log, signatures: &Signatures) -> LogEvidence {
        let rank = |hit: &&LogHit| self.answer.rank_of(hit.signature);
        let mut hits: Vec<&LogHit> = log.hits.iter().collect();
        hits.sort_by_key(rank);
        LogEvidence {
            name: name(&log.path),
            sha256: log.sha256.clone().unwrap_or_default(),
            bytes: log.bytes,
            lines: log.lines,
            known: log.known,
            findings: hits
                .into_iter()
                .map(|hit| finding(hit, signatures))
                .collect(),
        }
    }
}

/// A hit in a log that is followed, as a command; `None` while the log holds nothing. What the
/// line says of its time is read beside the present moment, in the machine's zone.
pub fn followed(
    report: &ScanReport,
    hit: &LogHit,
    signatures: &Signatures,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<Command> {
    let evidence = report.evidence(signatures).into_iter().next()?;
    let time = hit.first.time.as_ref();
    Some(Command::FollowEvidence {
        name: evidence.name,
        sha256: evidence.sha256,
        bytes: evidence.bytes,
        lines: evidence.lines,
        findings: vec![finding(hit, signatures)],
        at: time.and_then(|time| time.resolve(now, zone)),
    })
}

/// A hit as an event holds it.
fn finding(hit: &LogHit, signatures: &Signatures) -> event::Finding {
    let (runbook, signature) = signatures.get(hit.signature);
    event::Finding {
        runbook: runbook.id.clone(),
        signature: signature.id.clone(),
        causes: signature.causes.clone(),
        count: hit.count,
        first: event::FoundLine {
            line: hit.first.line,
            text: hit.first.text.clone(),
        },
    }
}

/// The last part of a path, with what follows a `!`.
pub(super) fn name(path: &str) -> String {
    let (outer, inner) = match path.split_once('!') {
        Some((outer, inner)) => (outer, Some(inner)),
        None => (path, None),
    };
    if path == "-" {
        return "stdin".to_owned();
    }
    let last = outer
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(outer);
    match inner {
        Some(inner) => format!("{last}!{inner}"),
        None => last.to_owned(),
    }
}
