//! What a drill is worth: decisions before seconds. Pure: from the events and the script.
//!
//! Long because every part of a score is documented here beside its price.
//!
//! Every expected act gives 2 points in time and 1 late; the right runbook and the right
//! cause 2 each; either target 1. A hint costs its strength, a disruptive act that nobody
//! asked for 2, a forbidden act 4. A gate that is missed means "not yet", whatever the points.

use super::matching::{self, OperatorAct};
use super::play::Play;
use super::script::Script;
use crate::domain::event::Event;
use crate::domain::id::{EventId, PartId, RunbookId};
use crate::domain::metrics::metrics;
use crate::domain::runbook::Risk;
use crate::domain::scenario::*;
use crate::domain::state::{State, Status};
use crate::domain::time::Timestamp;

/// What a forbidden act costs.
pub(super) const FORBIDDEN_COST: u32 = 4;
/// What a disruptive act costs that nobody asked for.
pub(super) const DISRUPTION_COST: u32 = 2;
/// A runbook chosen at this rank or above was found at once.
const FOUND_AT_ONCE: u32 = 3;
/// From this part of the points on, in percent, it is a pass.
const PASS: u32 = 60;
/// From this part on, and without a hint, it is strong.
const STRONG: u32 = 85;

/// How a drill went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words say all")]
pub enum Verdict {
    NotYet,
    Pass,
    Strong,
}

impl Verdict {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::NotYet => "not yet",
            Verdict::Pass => "pass",
            Verdict::Strong => "strong",
        }
    }
}

/// How an expected act came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// In time.
    InTime,
    /// Late.
    Late,
    /// Not at all.
    Missed,
    /// Its inject was never played in, because the drill was over before.
    Spared,
}

impl Timing {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Timing::InTime => "in time",
            Timing::Late => "late",
            Timing::Missed => "missed",
            Timing::Spared => "not asked for",
        }
    }

    /// What it gives.
    pub fn points(self) -> u32 {
        match self {
            Timing::InTime => 2,
            Timing::Late => 1,
            Timing::Missed | Timing::Spared => 0,
        }
    }
}

/// An expected act and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: PartId,
    /// What it is, in words.
    pub what: String,
    /// Who misses it has not passed.
    pub critical: bool,
    /// When it happened, in milliseconds after the opening.
    pub at_ms: Option<i64>,
    /// Until when it should have, likewise.
    pub by_ms: Option<i64>,
    /// How it came.
    pub timing: Timing,
}

/// Something done that should not have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongAct {
    /// The event.
    pub event: EventId,
    /// When, in milliseconds after the opening.
    pub at_ms: i64,
    /// What, in words.
    pub what: String,
    /// Why not; for an act that nobody asked for, that it was not needed.
    pub because: String,
}

/// Whether the right runbook was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundRunbook {
    /// The right runbook that was attached first.
    pub runbook: Option<RunbookId>,
    /// What was searched for, and at what rank the choice stood.
    pub search: Option<(String, u32)>,
    /// Points, of 2.
    pub points: u32,
}

/// What the operator named as the cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// What was named, the main one first.
    pub named: Vec<String>,
    /// What is planted.
    pub planted: Vec<String>,
    /// Points, of 2.
    pub points: u32,
}

/// A time and what it is held against; milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct TimedTarget {
    pub value: Option<i64>,
    pub target: Option<i64>,
    pub expert: Option<i64>,
}

impl TimedTarget {
    /// Whether the target was met; `None` without a target.
    pub fn met(&self) -> Option<bool> {
        let target = self.target?;
        Some(self.value.is_some_and(|value| value <= target))
    }
}

/// How a drill went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// `None` while it is played.
    pub verdict: Option<Verdict>,
    /// Why it is "not yet".
    pub gates: Vec<String>,
    /// Points, costs taken off; never below 0.
    pub points: u32,
    /// The most points that there are.
    pub worth: u32,
    /// The expected acts, in the order of the expert's path.
    pub items: Vec<Item>,
    /// Whether the runbook was found.
    pub found: FoundRunbook,
    /// Whether the cause was.
    pub cause: Named,
    /// Time to first action.
    pub ttfa: TimedTarget,
    /// Time to resolve; without a target in the ten-minute version.
    pub ttr: TimedTarget,
    /// The strongest hint that was shown, and what the hints cost.
    pub hints: (u32, u32),
    /// Forbidden acts.
    pub forbidden: Vec<WrongAct>,
    /// Disruptive acts that nobody asked for.
    pub unneeded: Vec<WrongAct>,
}

impl Score {
    /// The part of the points, in percent.
    pub fn percent(&self) -> u32 {
        (self.points * 100).checked_div(self.worth).unwrap_or(0)
    }
}

/// Scores a drill as it stands.
pub fn score(script: &Script, play: &Play, state: &State, events: &[(EventId, Event)]) -> Score {
    let short = script.reference.short;
    let acts = matching::acts(events, state);
    let opened = state.opened_at.unwrap_or(Timestamp::from_ms(0));
    let items: Vec<Item> = script
        .expected
        .iter()
        .map(|expected| item(expected, script, play, state, &acts, opened))
        .collect();
    let found = found(script, &acts);
    let cause = named(script, state, short);
    let figures = metrics(state);
    let scenario = &script.scenario;
    let ttfa = TimedTarget {
        value: figures.ttfa,
        target: scenario.targets.first_action,
        expert: scenario.expert.first_action,
    };
    let ttr = TimedTarget {
        value: figures.ttr,
        target: scenario.targets.resolve.filter(|_| !short),
        expert: scenario.expert.resolve.filter(|_| !short),
    };
    let forbidden = matching::forbidden(script, &acts, opened);
    let unneeded = unneeded(script, &acts, opened, &forbidden);
    let hints = (play.hints, (1..=play.hints).sum());
    let expected = items.iter().filter(|i| i.timing != Timing::Spared);
    let earned: u32 = items.iter().map(|item| item.timing.points()).sum();
    let targets = [&ttfa, &ttr].map(TimedTarget::met);
    let met = targets.iter().filter(|met| **met == Some(true)).count() as u32;
    let there_are = targets.iter().flatten().count() as u32;
    let costs =
        hints.1 + FORBIDDEN_COST * forbidden.len() as u32 + DISRUPTION_COST * unneeded.len() as u32;
    let mut score = Score {
        verdict: None,
        gates: Vec::new(),
        points: (earned + found.points + cause.points + met).saturating_sub(costs),
        worth: 2 * expected.count() as u32 + 4 + there_are,
        items,
        found,
        cause,
        ttfa,
        ttr,
        hints,
        forbidden,
        unneeded,
    };
    let is_over = state.status.is_some_and(|status| !status.is_unfinished());
    score.gates = gates(&score, state, short);
    if is_over {
        score.verdict = Some(verdict(&score));
    }
    score
}

fn verdict(score: &Score) -> Verdict {
    match score.percent() {
        _ if !score.gates.is_empty() => Verdict::NotYet,
        percent if percent >= STRONG && score.hints.0 == 0 => Verdict::Strong,
        percent if percent >= PASS => Verdict::Pass,
        _ => Verdict::NotYet,
    }
}

fn gates(score: &Score, state: &State, short: bool) -> Vec<String> {
    let mut gates = Vec::new();
    for item in &score.items {
        if item.critical && item.timing == Timing::Missed {
            gates.push(format!("missed: {}", item.what));
        }
    }
    for wrong in &score.forbidden {
        gates.push(format!("forbidden: {}", wrong.what));
    }
    if score.cause.points == 0 {
        gates.push(match score.cause.named.is_empty() {
            true => "no cause was named".to_owned(),
            false => format!("wrong cause: {}", score.cause.named.join(", ")),
        });
    }
    let ended = matches!(state.status, Some(Status::Resolved | Status::Closed));
    if !ended && !short {
        gates.push("it was not brought to its end".to_owned());
    }
    gates
}

fn item(
    expected: &Expected,
    script: &Script,
    play: &Play,
    state: &State,
    acts: &[OperatorAct<'_>],
    opened: Timestamp,
) -> Item {
    let mut by = expected.within_ms.map(|ms| opened.plus_ms(ms));
    let mut spared = false;
    let at = match &expected.act {
        ExpectedAct::Reply(inject) => {
            let played = play.played.iter().find(|p| p.id == *inject);
            let is_over = state.status.is_some_and(|status| !status.is_unfinished());
            spared = played.is_none() && is_over && matching::is_resolved(state);
            by = played.and_then(|p| match expected.within_ms {
                Some(ms) => Some(p.at.plus_ms(ms)),
                None => p.due,
            });
            played.and_then(|p| p.answered)
        }
        act => acts
            .iter()
            .find(|a| matching::is_it(act, a, script))
            .map(|a| a.at),
    };
    let timing = match (at, by) {
        _ if spared => Timing::Spared,
        (None, _) => Timing::Missed,
        (Some(at), Some(by)) if at > by => Timing::Late,
        _ => Timing::InTime,
    };
    Item {
        id: expected.id.clone(),
        what: matching::words(&expected.act, script, state),
        critical: expected.critical,
        at_ms: at.map(|at| at.since(opened)),
        by_ms: by.map(|by| by.since(opened)),
        timing,
    }
}

/// The right runbook, and how it was found. One that was attached without a search, or after
/// a wrong one, gives one point.
fn found(script: &Script, acts: &[OperatorAct<'_>]) -> FoundRunbook {
    let attached: Vec<(&RunbookId, Option<(String, u32)>)> = matching::attached(acts);
    let is_right = |id: &RunbookId| script.scenario.right_runbooks().any(|right| right == id);
    let Some(place) = attached.iter().position(|(id, _)| is_right(id)) else {
        return FoundRunbook::default();
    };
    let (id, search) = &attached[place];
    let rank = search.as_ref().map(|(_, rank)| *rank);
    let at_once = place == 0 && rank.is_some_and(|rank| rank <= FOUND_AT_ONCE);
    FoundRunbook {
        runbook: Some((*id).clone()),
        search: search.clone(),
        points: if at_once { 2 } else { 1 },
    }
}

/// What was named at the end; before it, and in the ten-minute version, what is confirmed.
fn named(script: &Script, state: &State, short: bool) -> Named {
    let mut planted: Vec<String> = match &script.cause {
        Planted::Cause(id) => vec![id.to_string()],
        Planted::Unknown => vec!["unknown".to_owned()],
    };
    planted.extend(script.also.iter().map(ToString::to_string));
    let named = matching::named_causes(state, short, script);
    let right = planted.iter().filter(|p| named.contains(p)).count();
    let main_is_right = named.first().is_some_and(|main| planted.contains(main));
    let points = match right {
        _ if !main_is_right => 0,
        all if all == planted.len() => 2,
        _ => 1,
    };
    Named {
        named,
        planted,
        points,
    }
}

/// Disruptive acts that are neither expected nor forbidden.
fn unneeded(
    script: &Script,
    acts: &[OperatorAct<'_>],
    opened: Timestamp,
    forbidden: &[WrongAct],
) -> Vec<WrongAct> {
    let of_risk = acts.iter().filter(|act| act.risk == Some(Risk::Disrupt));
    of_risk
        .filter(|act| !matching::is_expected(script, act))
        .filter(|act| forbidden.iter().all(|wrong| wrong.event != act.id))
        .map(|act| WrongAct {
            event: act.id,
            at_ms: act.at.since(opened),
            what: act.words.clone(),
            because: "nothing called for it".to_owned(),
        })
        .collect()
}
