//! Times and metrics: differences of when things happened, in milliseconds. A missing or
//! open end gives `None`, never 0 and never a guess.

use serde::{Deserialize, Serialize};

use super::event::{Mode, Standing};
use super::runbook::{TargetMetric, TimeTarget};
use super::standing::causes;
use super::state::{Mark, State};
use super::time::{Span, SpanSet, Timestamp};

/// What casts doubt on a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// Nobody said when it was detected.
    DetectedAssumed,
    /// A milestone's time was given by a person.
    ReportedTime,
    /// The clocks parted at some time.
    ClockJumped,
    /// An end lies before its start.
    NegativeSpan,
}

impl Flag {
    /// The word for it in the timeline.
    pub fn word(self) -> &'static str {
        match self {
            Flag::DetectedAssumed => "detected_assumed",
            Flag::ReportedTime => "reported_time",
            Flag::ClockJumped => "clock_jumped",
            Flag::NegativeSpan => "negative_span",
        }
    }
}

/// The metrics of one incident, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the contract")]
pub struct Metrics {
    pub ttd: Option<i64>,
    pub tta: Option<i64>,
    pub ttfa: Option<i64>,
    pub ttm: Option<i64>,
    pub ttr: Option<i64>,
    pub hold: Option<i64>,
    pub ttr_active: Option<i64>,
    pub blocked: Option<i64>,
    pub hands_on: Option<i64>,
    pub duration: Option<i64>,
    pub flags: Vec<Flag>,
}

/// Targets and whether they were met. Milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words of the contract")]
pub struct Targets {
    pub first_action: Option<i64>,
    pub resolve: Option<i64>,
    pub first_action_met: Option<bool>,
    pub resolve_met: Option<bool>,
}

/// A difference that counts only if it is not negative.
struct Differences {
    negative: bool,
}

impl Differences {
    fn between(&mut self, from: Option<Timestamp>, to: Option<Timestamp>) -> Option<i64> {
        let ms = to?.since(from?);
        if ms < 0 {
            self.negative = true;
            return None;
        }
        Some(ms)
    }

    /// What the spans cover together; nothing if one is open or runs backward.
    fn spans(&mut self, spans: impl Iterator<Item = Span>) -> Option<SpanSet> {
        let mut ended = Vec::new();
        let mut whole = true;
        for span in spans {
            match span.to {
                Some(to) if to < span.from => self.negative = true,
                Some(to) => {
                    ended.push((span.from, to));
                    continue;
                }
                None => {}
            }
            whole = false;
        }
        whole.then(|| SpanSet::of(ended))
    }
}

/// Computes the metrics of an incident.
pub fn metrics(state: &State) -> Metrics {
    let marks = &state.milestones;
    let at = |mark: Option<Mark>| mark.map(|m| m.at);
    let mut differences = Differences { negative: false };
    let mut metrics = Metrics {
        duration: differences.between(state.opened_at, at(marks.end())),
        ..Metrics::default()
    };
    if state.mode() != Mode::Change {
        let detected = at(marks.detected);
        metrics.ttd = differences.between(at(marks.impact_started), detected);
        metrics.tta = differences.between(detected, at(marks.acknowledged));
        metrics.ttfa = differences.between(detected, at(marks.first_action));
        metrics.ttm = differences.between(detected, at(marks.mitigated));
        metrics.ttr = differences.between(detected, at(marks.resolved));
        if let (Some(from), Some(to), Some(ttr)) = (detected, at(marks.resolved), metrics.ttr) {
            let holds = differences.spans(state.holds.iter().copied());
            let waits = differences.spans(waits(state));
            let attempts = differences.spans(attempts(state));
            let within = |spans: SpanSet| spans.clip(from, to).total_ms();
            metrics.blocked = waits.map(within);
            metrics.hands_on = match (&holds, attempts) {
                (Some(holds), Some(_)) => Some(within(hands_on(state).minus(holds))),
                _ => None,
            };
            metrics.hold = holds.map(within);
            metrics.ttr_active = metrics.hold.map(|hold| ttr - hold);
        }
    }
    metrics.flags = flags(state, differences.negative);
    metrics
}

/// The waits of all steps.
fn waits(state: &State) -> impl Iterator<Item = Span> {
    let steps = state.runbooks.iter().flat_map(|a| a.steps.values());
    steps.flat_map(|progress| progress.waits.iter().map(|wait| wait.span))
}

/// The timed attempts of all steps.
fn attempts(state: &State) -> impl Iterator<Item = Span> {
    let steps = state.runbooks.iter().flat_map(|a| a.steps.values());
    steps.flat_map(|progress| progress.attempts.iter().copied())
}

/// The timed attempts of all steps, each without its own step's waits.
fn hands_on(state: &State) -> SpanSet {
    let mut all = SpanSet::default();
    for progress in state.runbooks.iter().flat_map(|a| a.steps.values()) {
        let attempts = progress.attempts.iter();
        let worked = SpanSet::of(attempts.filter_map(|a| Some((a.from, a.to?))));
        let waits = progress.waits.iter();
        let waited = SpanSet::of(waits.filter_map(|w| Some((w.span.from, w.span.to?))));
        all = all.union(&worked.minus(&waited));
    }
    all
}

fn flags(state: &State, negative: bool) -> Vec<Flag> {
    let marks = &state.milestones;
    let reported = marks.in_force().any(|mark| mark.reported);
    let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
    [
        (assumed, Flag::DetectedAssumed),
        (reported, Flag::ReportedTime),
        (state.clock_jumped, Flag::ClockJumped),
        (negative, Flag::NegativeSpan),
    ]
    .into_iter()
    .filter_map(|(holds, flag)| holds.then_some(flag))
    .collect()
}

/// The strictest targets that count, and whether they were met.
pub fn targets(state: &State, metrics: &Metrics) -> Targets {
    let first_action = strictest(state, TargetMetric::FirstAction);
    let resolve = strictest(state, TargetMetric::Resolve);
    let assumed = state.detection.as_ref().is_none_or(|d| d.assumed);
    let counts = !assumed && state.mode() != Mode::Change;
    let met = |target: Option<i64>, value: Option<i64>| match (target, value) {
        (Some(target), Some(value)) if counts => Some(value <= target),
        _ => None,
    };
    Targets {
        first_action,
        resolve,
        first_action_met: met(first_action, metrics.ttfa),
        resolve_met: met(resolve, metrics.ttr),
    }
}

/// The strictest target of this kind that counts, in milliseconds. One of a class of causes counts
/// while such a cause is suspected or confirmed.
pub fn strictest(state: &State, metric: TargetMetric) -> Option<i64> {
    let views = causes(state);
    let class_in_question = |runbook: &super::id::RunbookId, class: &str| {
        views.iter().any(|view| {
            view.runbook == runbook
                && view.cause.class.as_deref() == Some(class)
                && matches!(view.standing, Standing::Suspected | Standing::Confirmed)
        })
    };
    state
        .in_use()
        .filter_map(|a| Some((&a.id, a.runbook.as_deref()?)))
        .flat_map(|(id, runbook)| runbook.targets.iter().map(move |target| (id, target)))
        .filter(|(_, target): &(_, &TimeTarget)| target.metric == metric)
        .filter(|(id, target)| {
            target
                .class
                .as_deref()
                .is_none_or(|class| class_in_question(id, class))
        })
        .map(|(_, target)| target.within_ms)
        .min()
}
