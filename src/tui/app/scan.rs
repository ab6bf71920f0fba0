//! Looking through logs: on a thread of its own, where there is a channel for what it sends.
//! What was found is recorded before it is shown.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::RecvTimeoutError::Timeout;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::super::effect::{LogEffect, Msg};
use super::super::jobs::Job;
use super::super::logs::{ScanRequest, ScanResult, ScanSource, expanded, shared};
use super::super::model::LoadedLibrary;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::clock;
use crate::domain::id::IncidentId;
use crate::domain::time::Timestamp;
use crate::evidence::{LogLine, Masks, ScanControl, ScanOptions, ScanReport, Shaped, Signatures};
use crate::operations::{keep::keep, scan};
use crate::paths;
use crate::session::{Secrets, SubmitOptions};

/// A look that takes longer than this says how far it is, and says it again as often.
const PATIENCE: Duration = Duration::from_millis(200);

/// How many logs are recorded before keys are taken again.
const AT_ONCE: usize = 16;

/// As many names in a folder are looked at, and as many are listed.
const NAMES: usize = 20_000;
const LISTED: usize = 50;

/// What every look needs. The signatures are made by the first one.
#[derive(Clone)]
pub(super) struct ScanContext {
    books: Arc<LoadedLibrary>,
    known: Arc<OnceLock<Arc<Signatures>>>,
    pub(super) masks: Masks,
    pub(super) incident: IncidentId,
    pub(super) now: Timestamp,
}

impl ScanContext {
    /// The signatures of all runbooks.
    pub(super) fn signatures(&self) -> Arc<Signatures> {
        let make = || Arc::new(Signatures::new(self.books.library.runbooks()));
        self.known.get_or_init(make).clone()
    }

    /// What was found, with everything that is told of it.
    pub(super) fn looked(&self, report: ScanReport, signatures: &Signatures) -> ScanResult {
        let zone = clock::zone();
        let time = |line: &LogLine| Some(line.time.as_ref()?.resolve(self.now, &zone)?.at);
        let findings = report.answer.findings.iter();
        ScanResult {
            incident: Some(self.incident),
            times: findings.map(|finding| time(&finding.first)).collect(),
            evidence: report.evidence(signatures),
            report,
            ..ScanResult::default()
        }
    }
}

impl App {
    /// What a look needs; the library has to be there.
    pub(super) fn scan_context(&self) -> Result<ScanContext, EffectFailure> {
        let Some(books) = self.model.books.clone() else {
            return Err(("the runbooks are still being loaded".to_owned(), None).into());
        };
        Ok(ScanContext {
            books,
            known: self.signatures.clone(),
            masks: self.tools.masks.clone(),
            incident: self.walked()?,
            now: self.session.now(),
        })
    }

    /// Carries out what is about logs.
    pub(super) fn log(&mut self, effect: LogEffect) -> Result<Option<Msg>, EffectFailure> {
        match effect {
            LogEffect::Look(wanted) => self.look(wanted),
            LogEffect::Record(looked) => self.record(looked),
            LogEffect::Keep(looked) => self.keep(looked),
            LogEffect::Paths { typed, complete } => self.paths(typed, complete),
            LogEffect::Follow(wanted) => self.follow(wanted),
            LogEffect::TakeNews => self.take_news().map(Some),
            LogEffect::Unfollow => Ok(self.unfollow()),
        }
    }

    /// Looks through a log.
    fn look(&mut self, wanted: ScanRequest) -> Result<Option<Msg>, EffectFailure> {
        let context = self.scan_context()?;
        self.beside("look", move |job| {
            let (done, wait) = std::sync::mpsc::channel::<()>();
            let watch = wanted.watch.clone();
            let looked = std::thread::scope(|scope| {
                if let Some(job) = job {
                    scope.spawn(move || tell_progress(&watch, &wait, job));
                }
                let looked = look(&context, &wanted);
                drop(done);
                looked
            });
            Msg::Looked(Arc::new(looked))
        })
    }

    /// Records what was found: a folder's many logs some at a time.
    pub(super) fn record(&mut self, looked: Arc<ScanResult>) -> Result<Option<Msg>, EffectFailure> {
        let id = match looked.incident {
            Some(id) => id,
            None => self.walked()?,
        };
        let walk = self.model.walk.as_ref();
        let at = walk.and_then(|walk| walk.happened_at);
        let rest = looked.evidence.iter().skip(looked.done());
        for (count, evidence) in rest.enumerate() {
            if count == AT_ONCE && self.jobs.later(|| Msg::Looked(looked.clone())) {
                return Ok(None);
            }
            let options = SubmitOptions {
                at,
                auto_start: true,
            };
            let step = looked.step.as_ref();
            scan::record(&mut self.session, id, evidence, step, options).map_err(failure)?;
            looked.recorded.fetch_add(1, Ordering::Relaxed);
        }
        let snapshot = Box::new(self.snapshot(id)?);
        let looked = without(looked, &self.session.secrets);
        Ok(Some(Msg::Replied { snapshot, looked }))
    }

    /// Copies logs into the data folder.
    fn keep(&mut self, looked: Arc<ScanResult>) -> Result<Option<Msg>, EffectFailure> {
        let Some(folder) = self.tools.kept.clone() else {
            return Err(("there is no folder to keep logs in".to_owned(), None).into());
        };
        self.beside("keep", move |_| match keep(&folder, &looked.report) {
            Ok(kept) => {
                let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
                Msg::Said(kept.join("; "))
            }
            Err(failed) => Msg::Refused {
                text: format!(
                    "{} cannot be written: {}",
                    failed.to.display(),
                    failed.error
                ),
                hint: None,
            },
        })
    }

    /// Lists what a path may go on as.
    fn paths(&mut self, typed: String, complete: bool) -> Result<Option<Msg>, EffectFailure> {
        // A folder on a network that is broken takes its time.
        self.beside("names", move |_| {
            let (found, common) = names(&typed);
            Msg::Paths {
                typed,
                found,
                common: complete.then_some(common),
            }
        })
    }
}

fn look(context: &ScanContext, wanted: &ScanRequest) -> ScanResult {
    let signatures = context.signatures();
    let options = ScanOptions {
        watch: wanted.watch.clone(),
        ..scan::options(context.masks.clone(), context.now)
    };
    let (name, source) = match &wanted.source {
        ScanSource::Paste(paste) => {
            let name = "paste".to_owned();
            (name, scan::ScanInput::Text("paste", paste.text()))
        }
        ScanSource::Handed(handed) => {
            let source = scan::ScanInput::Text(&handed.name, handed.text.text());
            (handed.name.clone(), source)
        }
        ScanSource::Path(typed) => {
            let path = expanded(typed, paths::home());
            (typed.clone(), scan::ScanInput::Path(path))
        }
    };
    let scanned = scan::scan(&signatures, options, &[source], Some(&context.books.index));
    let (report, is_stopped) = (scanned.report, scanned.is_stopped);
    ScanResult {
        name,
        step: wanted.step.clone(),
        is_stopped,
        ..context.looked(report, &signatures)
    }
}

fn tell_progress(watch: &ScanControl, done: &std::sync::mpsc::Receiver<()>, job: &Job) {
    while done.recv_timeout(PATIENCE) == Err(Timeout) {
        job.send(Msg::Progress(watch.bytes.load(Ordering::Relaxed)));
    }
}

/// The same without the values of secrets that this session knows: a log may hold them in
/// words that no mask expects.
fn without(looked: Arc<ScanResult>, secrets: &Secrets) -> Arc<ScanResult> {
    if secrets.is_empty() {
        return looked;
    }
    let mut report = looked.report.clone();
    let findings = report.answer.findings.iter_mut();
    let found = findings.flat_map(|finding| [&mut finding.first, &mut finding.last]);
    let near = report.nearest.iter_mut();
    let near = near.flat_map(|near| near.because.iter_mut().map(|because| &mut because.line));
    for line in found.chain(near) {
        let around = line.before.iter_mut().chain(&mut line.after);
        for text in around.chain([&mut line.text]) {
            *text = secrets.mask(text);
        }
    }
    // Nothing of these is shown here.
    report.shaped = Shaped::default();
    Arc::new(ScanResult {
        incident: looked.incident,
        step: looked.step.clone(),
        name: looked.name.clone(),
        report,
        times: looked.times.clone(),
        evidence: looked.evidence.clone(),
        recorded: looked.recorded.load(Ordering::Relaxed).into(),
        is_stopped: looked.is_stopped,
    })
}

/// The first of the paths that begin as this one does, as they would be typed, and what all of
/// them share. Folders end in a slash.
fn names(typed: &str) -> (Vec<String>, String) {
    let typed = if typed == "~" { "~/" } else { typed };
    let (folder, begins) = match typed.rfind('/') {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed),
    };
    let inside = match folder {
        "" => PathBuf::from("."),
        folder => expanded(folder, paths::home()),
    };
    let Ok(entries) = std::fs::read_dir(inside) else {
        return Default::default();
    };
    let mut found: Vec<String> = entries
        .take(NAMES)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_hidden = name.starts_with('.') && !begins.starts_with('.');
            if !name.starts_with(begins) || is_hidden {
                return None;
            }
            let slash = if entry.path().is_dir() { "/" } else { "" };
            Some(format!("{folder}{name}{slash}"))
        })
        .collect();
    found.sort_unstable();
    let common = shared(&found).to_owned();
    found.truncate(LISTED);
    (found, common)
}
