//! What findings mean: which causes they point at, and which of those explains the others.
//!
//! A signature tells the more, the longer the text is that it needs, the fewer causes it
//! points at, and the fewer other runbooks know the same line. Different signatures that
//! agree count, repetitions of one do not.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::clocks::Times;
use super::scan_all::{Log, LogHit, LogLine};
use super::sign_in;
use super::signatures::Signatures;
use crate::domain::finding::lines_of;
use crate::domain::id::{CauseId, RunbookId, SignatureId, StepId};
use crate::domain::runbook::{Cause, Runbook};
use crate::signature::telling;

/// What each further signature that agrees adds, as a part of the one before.
const AGREEMENT: f64 = 0.6;
/// What is left of a cause's score when another one explains it.
const EXPLAINED: f64 = 0.3;
/// What an attack tells, as a multiple of one of its lines.
const ATTACK: f64 = 2.0;

/// What was found, ranked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// The runbooks, the likeliest first. None: nothing known was found.
    pub runbooks: Vec<RankedRunbook>,
    /// The findings: those of the likeliest cause first.
    pub findings: Vec<RankedFinding>,
}

/// A runbook that findings point at.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedRunbook {
    /// Its id.
    pub runbook: RunbookId,
    /// Its title.
    pub title: String,
    /// How much speaks for it.
    pub score: f64,
    /// Its causes, the likeliest first.
    pub causes: Vec<RankedCause>,
}

/// A cause that findings point at.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedCause {
    /// Its id.
    pub cause: CauseId,
    /// Its title.
    pub title: String,
    /// How many lines point at it.
    pub count: u64,
    /// How much speaks for it.
    pub score: f64,
    /// The cause that was found too and explains it.
    pub explained_by: Option<CauseId>,
    /// What points at it, by place in [`Ranking::findings`], the most telling first.
    pub findings: Vec<usize>,
    /// The step to go to.
    pub step: Option<StepId>,
}

/// A signature that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedFinding {
    /// Its number among the signatures.
    pub number: u32,
    /// The runbook that knows it.
    pub runbook: RunbookId,
    /// Its id.
    pub signature: SignatureId,
    /// The causes that it points at.
    pub causes: Vec<CauseId>,
    /// The step to go to.
    pub step: Option<StepId>,
    /// How many lines hold it, in all logs.
    pub count: u64,
    /// How much it tells.
    pub weight: f64,
    /// The first line that holds it: of several logs by their times, else in the order read.
    pub first: LogLine,
    /// The last one.
    pub last: LogLine,
    /// Its lines turn many people away, from few addresses.
    pub is_attack: bool,
}

impl Ranking {
    /// The place of a signature's finding.
    pub fn rank_of(&self, signature: u32) -> usize {
        let place = self.findings.iter().position(|f| f.number == signature);
        place.unwrap_or(usize::MAX)
    }
}

/// What the logs say. With `times`, those of several logs are merged.
pub fn answer(signatures: &Signatures, logs: &[Log], times: Option<&Times>) -> Ranking {
    let mut findings = joined(signatures, logs, times);
    weigh(signatures, &mut findings);
    let mut by_runbook: BTreeMap<&RunbookId, Vec<&RankedFinding>> = BTreeMap::new();
    for finding in &findings {
        by_runbook
            .entry(&finding.runbook)
            .or_default()
            .push(finding);
    }
    let mut runbooks: Vec<RankedRunbook> = by_runbook
        .into_values()
        .map(|own| ranked(signatures, &own))
        .collect();
    runbooks.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.runbook.cmp(&b.runbook))
    });
    let findings = in_order(&mut runbooks, findings);
    Ranking { runbooks, findings }
}

/// One finding per signature, over all logs.
fn joined(signatures: &Signatures, logs: &[Log], times: Option<&Times>) -> Vec<RankedFinding> {
    let is_earlier = |one: &LogLine, other: &LogLine| {
        times.is_some_and(|times| times.is_earlier(one.time.as_ref(), other.time.as_ref()))
    };
    let mut found: BTreeMap<u32, RankedFinding> = BTreeMap::new();
    for LogHit {
        signature: number,
        count,
        first,
        last,
        is_attack,
    } in logs.iter().flat_map(|log| &log.hits)
    {
        let (runbook, signature) = signatures.get(*number);
        let new = || RankedFinding {
            number: *number,
            runbook: runbook.id.clone(),
            signature: signature.id.clone(),
            causes: signature.causes.clone(),
            step: signature.step.clone(),
            count: 0,
            weight: 0.0,
            first: first.clone(),
            last: last.clone(),
            is_attack: false,
        };
        let finding = found.entry(*number).or_insert_with(new);
        finding.count += count;
        finding.is_attack |= is_attack;
        if is_earlier(first, &finding.first) {
            finding.first.clone_from(first);
        }
        if !is_earlier(last, &finding.last) {
            finding.last.clone_from(last);
        }
    }
    found.into_values().collect()
}

fn weigh(signatures: &Signatures, findings: &mut [RankedFinding]) {
    let mut knowers: HashMap<(String, u64), HashSet<RunbookId>> = HashMap::new();
    for finding in findings.iter() {
        let place = (finding.first.path.clone(), finding.first.line);
        knowers
            .entry(place)
            .or_default()
            .insert(finding.runbook.clone());
    }
    // Whoever signs in is judged last: when a server that has to judge is told to be broken, a
    // refusal is what follows from it, whichever runbook knows it.
    let is_explained = findings
        .iter()
        .any(|f| sign_in::is_behind(signatures, f.number));
    // An attack explains the refusals of those whose names are tried.
    let is_attacked = findings.iter().any(|f| {
        let (runbook, signature) = signatures.get(f.number);
        f.is_attack && sign_in::is_attack(runbook, signature)
    });
    for finding in findings {
        let (runbook, signature) = signatures.get(finding.number);
        let place = (finding.first.path.clone(), finding.first.line);
        let knowers = knowers.get(&place).map_or(1, HashSet::len);
        let needs = signatures.needs(finding.number);
        let is_coded = signatures.is_coded(finding.number);
        let alone = telling::weight(needs, is_coded, signature.causes.len());
        finding.weight = alone / (knowers as f64).sqrt();
        if finding.is_attack && sign_in::is_attack(runbook, signature) {
            // Every runbook that knows the refusals knows the line; only this one sees who they were.
            finding.weight = alone * ATTACK;
        }
        if (is_explained || is_attacked) && sign_in::is_refusal(runbook, signature) {
            finding.weight *= EXPLAINED;
        }
    }
}

/// The sum, each further part counting less.
fn agreed(mut weights: Vec<f64>) -> f64 {
    weights.sort_by(|a, b| b.total_cmp(a));
    let parts = weights.iter().zip(0..);
    parts
        .map(|(weight, place)| weight * AGREEMENT.powi(place))
        .sum()
}

/// How much findings speak for a runbook together. Words that may have many causes would
/// agree with anything, so what they add is shared out among those causes.
fn agreed_by(signatures: &Signatures, findings: &[&RankedFinding]) -> f64 {
    let mut findings = findings.to_vec();
    findings.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let parts = findings.iter().zip(0..).map(|(finding, place)| {
        let shared = match place == 0 || signatures.is_coded(finding.number) {
            true => 1.0,
            false => finding.causes.len().max(1) as f64,
        };
        finding.weight / shared * AGREEMENT.powi(place)
    });
    parts.sum()
}

fn ranked(signatures: &Signatures, own: &[&RankedFinding]) -> RankedRunbook {
    let runbook: &Runbook = signatures.get(own[0].number).0;
    let of = |cause: &CauseId| {
        let points = |finding: &&&RankedFinding| finding.causes.contains(cause);
        own.iter().filter(points).copied().collect::<Vec<_>>()
    };
    let found: HashSet<&CauseId> = own.iter().flat_map(|finding| &finding.causes).collect();
    let explained_by = |cause: &Cause| {
        let other = cause.follows.iter().find(|other| {
            // Signatures that point at both tell nothing about which came first.
            found.contains(other) && of(other).iter().any(|f| !f.causes.contains(&cause.id))
        });
        other.cloned()
    };
    let mut causes: Vec<RankedCause> = runbook
        .causes
        .iter()
        .filter(|cause| found.contains(&cause.id))
        .map(|cause| {
            let mut own = of(&cause.id);
            // A signature of many causes speaks for its runbook, and little for each cause.
            let share =
                |f: &RankedFinding| f.weight / (1.0 + 0.35 * (f.causes.len().max(1) - 1) as f64);
            own.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.number.cmp(&b.number)));
            let score = agreed(own.iter().map(|finding| share(finding)).collect());
            RankedCause {
                cause: cause.id.clone(),
                title: cause.title.clone(),
                count: lines_of(own.iter().map(|f| ((&f.first.path, f.first.line), f.count))),
                score,
                explained_by: explained_by(cause),
                step: own.iter().find_map(|finding| finding.step.clone()),
                // Numbers for now; places once the findings are in order.
                findings: own.iter().map(|finding| finding.number as usize).collect(),
            }
        })
        .collect();
    let scores: HashMap<CauseId, f64> = causes.iter().map(|c| (c.cause.clone(), c.score)).collect();
    for cause in &mut causes {
        if let Some(other) = &cause.explained_by {
            let most = scores.get(other).copied().unwrap_or(f64::MAX);
            cause.score = (cause.score * EXPLAINED).min(most * EXPLAINED);
        }
    }
    // Of equals, the one that the runbook names first.
    causes.sort_by(|a, b| b.score.total_cmp(&a.score));
    RankedRunbook {
        runbook: runbook.id.clone(),
        title: runbook.title.clone(),
        score: agreed_by(signatures, own),
        causes,
    }
}

/// The findings in the order of the causes that they point at.
fn in_order(runbooks: &mut [RankedRunbook], findings: Vec<RankedFinding>) -> Vec<RankedFinding> {
    let mut places: HashMap<u32, usize> = HashMap::new();
    for cause in runbooks.iter_mut().flat_map(|runbook| &mut runbook.causes) {
        for number in &mut cause.findings {
            let next = places.len();
            *number = *places.entry(*number as u32).or_insert(next);
        }
    }
    let mut findings = findings;
    findings.sort_by_key(|f| places.get(&f.number).copied().unwrap_or(usize::MAX));
    findings
}
