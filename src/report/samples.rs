//! One incident as a sample, and samples in groups: what statistics by runbook, cause,
//! severity or actor are made of. Modes are never pooled; a cancelled incident is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::statistics::{Spread, spread};
use crate::domain::event::{Mode, Severity};
use crate::domain::incident::Incident;
use crate::domain::metrics::{Targets, metrics, targets};
use crate::domain::runbook::Runbook;
use crate::domain::state::Status;
use crate::domain::time::Timestamp;

/// What statistics want to know of one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its key.
    pub key: String,
    /// What it was for.
    pub mode: Mode,
    /// Where it stands.
    pub status: Status,
    /// When it was opened.
    pub at: Timestamp,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// The id and title of each runbook that was walked.
    pub runbooks: Vec<(String, String)>,
    /// The texts of those, where they are at hand.
    pub books: Vec<Arc<Runbook>>,
    /// The id and title of its cause.
    pub cause: Option<(String, String)>,
    /// Whoever did something, in the order of their first act.
    pub actors: Vec<Arc<str>>,
    /// Time to first action, in milliseconds.
    pub ttfa: Option<i64>,
    /// Time to resolve.
    pub ttr: Option<i64>,
    /// From the opening to the end.
    pub duration: Option<i64>,
    /// The targets, and whether they were met.
    pub targets: Targets,
    /// Somebody said when it was detected: only then it is held against anything.
    pub is_sure: bool,
}

impl Sample {
    /// The sample of an incident; `None` of one that was cancelled or never opened, or that
    /// goes on as another one, which is the one that counts.
    pub fn of(incident: &Incident) -> Option<Self> {
        let state = incident.state();
        let status = state.status.filter(|s| *s != Status::Cancelled)?;
        if state.joined_into.is_some() {
            return None;
        }
        let figures = metrics(state);
        let ledger = incident.ledger();
        let mut actors: Vec<Arc<str>> = Vec::new();
        for (recorded, _) in incident.log().filter(|(_, effective)| *effective) {
            let actor = match ledger.view(recorded) {
                Some((_, actor)) => actor,
                None => recorded.actor.clone(),
            };
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        let in_use = || state.in_use();
        Some(Self {
            key: state.key(),
            mode: state.mode(),
            status,
            at: state.opened_at?,
            severity: state.severity,
            runbooks: in_use()
                .map(|a| (a.id.to_string(), a.title.clone()))
                .collect(),
            books: in_use().filter_map(|a| a.runbook.clone()).collect(),
            cause: state
                .resolution
                .as_ref()
                .and_then(|resolution| resolution.cause.as_ref())
                .map(|cause| {
                    let id = cause.id.clone();
                    (
                        id.unwrap_or_else(|| cause.title.clone()),
                        cause.title.clone(),
                    )
                }),
            actors,
            targets: targets(state, &figures),
            ttfa: figures.ttfa,
            ttr: figures.ttr,
            duration: figures.duration,
            is_sure: state.detection.as_ref().is_some_and(|d| !d.assumed),
        })
    }
}

/// What to group by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the command line")]
pub enum By {
    Runbook,
    Cause,
    Severity,
    Actor,
}

impl By {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            By::Runbook => "runbook",
            By::Cause => "cause",
            By::Severity => "severity",
            By::Actor => "actor",
        }
    }
}

/// The samples that have something in common. One may belong to several groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Group<'a> {
    /// What they have in common, as it is named in commands.
    pub key: String,
    /// The same for people.
    pub title: String,
    /// The samples, oldest first.
    pub samples: Vec<&'a Sample>,
}

/// Samples in groups, the largest first. Incidents without a cause, or without a severity,
/// are in no group.
pub fn grouped(samples: &[Sample], by: By) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for sample in samples {
        let names: Vec<(String, String)> = match by {
            By::Runbook => sample.runbooks.clone(),
            By::Cause => sample.cause.iter().cloned().collect(),
            By::Severity => {
                let word = sample.severity.map(|severity| severity.word().to_owned());
                word.iter().map(|w| (w.clone(), w.clone())).collect()
            }
            By::Actor => {
                let names = sample.actors.iter().map(ToString::to_string);
                names.map(|name| (name.clone(), name)).collect()
            }
        };
        for (key, title) in names {
            let group = groups.entry(key.clone()).or_insert_with(|| Group {
                key,
                title: title.clone(),
                samples: Vec::new(),
            });
            // The newest title is the one that people know.
            group.title = title;
            group.samples.push(sample);
        }
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    for group in &mut groups {
        group.samples.sort_by_key(|sample| sample.at);
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.samples.len()));
    groups
}

/// How often a target was met, of the incidents that it was held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The target of the newest incident that has one, in milliseconds.
    pub target: Option<i64>,
    /// How often it was met.
    pub met: usize,
    /// How often it was not.
    pub missed: usize,
}

/// The figures of samples of one mode.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the words of the contract")]
pub struct Figures {
    pub n: usize,
    pub open: usize,
    pub ttfa: Spread,
    pub ttr: Spread,
    pub duration: Spread,
    pub first_action: Tally,
    pub resolve: Tally,
}

/// Computes the figures of the samples of one mode.
pub fn figures<'a>(samples: impl IntoIterator<Item = &'a Sample>, mode: Mode) -> Figures {
    let samples = samples.into_iter().filter(|sample| sample.mode == mode);
    let samples: Vec<&Sample> = samples.collect();
    let all = |value: fn(&Sample) -> Option<i64>| {
        spread(samples.iter().filter_map(|sample| value(sample)).collect())
    };
    let tally = |target: fn(&Targets) -> Option<i64>, met: fn(&Targets) -> Option<bool>| {
        let outcomes = samples.iter().filter_map(|sample| met(&sample.targets));
        let (met, missed): (Vec<bool>, Vec<bool>) = outcomes.partition(|met| *met);
        Tally {
            target: samples.iter().rev().find_map(|s| target(&s.targets)),
            met: met.len(),
            missed: missed.len(),
        }
    };
    let unfinished = samples.iter().filter(|s| s.status.is_unfinished());
    Figures {
        n: samples.len(),
        open: unfinished.count(),
        ttfa: all(|sample| sample.ttfa),
        ttr: all(|sample| sample.ttr),
        duration: all(|sample| sample.duration),
        first_action: tally(|t| t.first_action, |t| t.first_action_met),
        resolve: tally(|t| t.resolve, |t| t.resolve_met),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn sample(at: i64, severity: Severity, ttr: i64) -> Sample {
        Sample {
            key: format!("INC-{at}"),
            mode: Mode::Live,
            status: Status::Closed,
            at: Timestamp::from_ms(at),
            severity: Some(severity),
            runbooks: vec![("vpn".to_owned(), "VPN".to_owned())],
            books: Vec::new(),
            cause: None,
            actors: vec!["ada".into(), "bob".into()],
            ttfa: None,
            ttr: Some(ttr),
            duration: None,
            targets: Targets {
                resolve: Some(10),
                resolve_met: Some(ttr <= 10),
                ..Targets::default()
            },
            is_sure: true,
        }
    }

    #[test]
    fn a_sample_is_in_every_group_that_it_belongs_to() {
        let samples = [
            sample(2, Severity::Sev1, 5),
            sample(1, Severity::Sev2, 20),
            sample(3, Severity::Sev2, 9),
        ];
        let groups = grouped(&samples, By::Severity);
        let keys: Vec<&str> = groups.iter().map(|g| g.key.as_str()).collect();
        assert_eq!(keys, ["sev2", "sev1"]);
        assert_eq!(groups[0].samples[0].key, "INC-1");
        assert_eq!(grouped(&samples, By::Actor).len(), 2);
        assert_eq!(grouped(&samples, By::Cause), []);
        let found = figures(&samples, Mode::Live);
        assert_eq!((found.n, found.open), (3, 0));
        assert_eq!((found.resolve.met, found.resolve.missed), (2, 1));
        assert_eq!(found.ttr.median, Some(9.0));
        assert_eq!(figures(&samples, Mode::Drill), Figures::default());
    }
}
