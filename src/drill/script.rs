//! One drill's script: a scenario's common parts and those of the variant played, with the
//! values that the seed picked in all texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::seed::Seed;
use crate::domain::id::{CauseId, PartId, StepRef};
use crate::domain::scenario::*;
use crate::domain::scenario_ref::ScenarioRef;

/// What is played.
#[derive(Debug, Clone)]
pub struct Script {
    /// Where it comes from.
    pub scenario: Arc<Scenario>,
    /// Which drill it is.
    pub reference: ScenarioRef,
    /// What the operator reads first.
    pub opening: String,
    /// What is planted.
    pub cause: Planted,
    /// What else is.
    pub also: Vec<CauseId>,
    /// What is played in.
    pub injects: Vec<Inject>,
    /// What a good operator does, in the order of the expert's path.
    pub expected: Vec<Expected>,
    /// What nobody should do.
    pub forbidden: Vec<Forbidden>,
    /// Three hints.
    pub hints: [String; 3],
    /// The variant's own observations, then the common ones.
    observations: [Vec<Observation>; 2],
}

impl Script {
    /// The script of a drill; `None` if the scenario has no such variant.
    pub fn of(scenario: &Arc<Scenario>, reference: &ScenarioRef) -> Option<Self> {
        let variant = scenario.variant(&reference.variant)?;
        let values = values(scenario, reference.seed);
        let fill = |text: &str| fill(text, &values);
        let own = &variant.parts;
        let common = &scenario.script;
        let filled = |observations: &[Observation]| {
            let filled = observations.iter().map(|o| Observation {
                shows: match &o.shows {
                    ObservedAs::Says(text) => ObservedAs::Says(fill(text)),
                    ObservedAs::Output(run, text) => ObservedAs::Output(*run, fill(text)),
                    ObservedAs::Log(name, text) => ObservedAs::Log(name.clone(), fill(text)),
                },
                ..o.clone()
            });
            filled.collect::<Vec<_>>()
        };
        let mut injects = replaced(&common.injects, &own.injects, |i| &i.id);
        for inject in &mut injects {
            inject.says = fill(&inject.says);
            inject.from = fill(&inject.from);
        }
        let mut expected = replaced(&common.expected, &own.expected, |e| &e.id);
        in_order(&mut expected, &injects);
        if reference.short {
            injects.clear();
            expected.retain(|e| is_short(e, &scenario.short));
        }
        Some(Self {
            scenario: scenario.clone(),
            reference: reference.clone(),
            opening: fill(&scenario.opening.text),
            cause: variant.cause.clone(),
            also: variant.also.clone(),
            injects,
            expected,
            forbidden: replaced(&common.forbidden, &own.forbidden, |f| &f.id),
            hints: variant
                .hints
                .as_ref()
                .unwrap_or(&scenario.hints)
                .each_ref()
                .map(|h| fill(h)),
            observations: [filled(&own.observations), filled(&common.observations)],
        })
    }

    /// What is seen at a step: of each thing the last one whose conditions hold; the variant's
    /// before the common one.
    pub fn seen_at(&self, step: &StepRef, happened: impl Fn(&After) -> bool) -> Vec<&Observation> {
        let mut found: Vec<&Observation> = Vec::new();
        for list in &self.observations {
            let here = list.iter().filter(|o| o.step == *step);
            let holds = here.filter(|o| o.after.iter().all(&happened));
            let mut own: Vec<&Observation> = Vec::new();
            for observation in holds {
                match own
                    .iter_mut()
                    .find(|o| is_same(&o.shows, &observation.shows))
                {
                    Some(earlier) => *earlier = observation,
                    None => own.push(observation),
                }
            }
            for observation in own {
                if !found.iter().any(|o| is_same(&o.shows, &observation.shows)) {
                    found.push(observation);
                }
            }
        }
        found
    }

    /// Whether the script says anything about a step.
    pub fn knows(&self, step: &StepRef) -> bool {
        self.observations.iter().flatten().any(|o| o.step == *step)
    }

    /// The logs of the script: step, name and text.
    pub fn logs(&self) -> impl Iterator<Item = (&StepRef, &str, &str)> {
        let all = self.observations.iter().flatten();
        all.filter_map(|o| match &o.shows {
            ObservedAs::Log(name, text) => Some((&o.step, name.as_str(), text.as_str())),
            _ => None,
        })
    }

    /// The inject with this id.
    pub fn inject(&self, id: &PartId) -> Option<&Inject> {
        self.injects.iter().find(|i| i.id == *id)
    }
}

/// Whether two observations are about the same thing, so that only one of them is seen.
fn is_same(a: &ObservedAs, b: &ObservedAs) -> bool {
    match (a, b) {
        (ObservedAs::Says(_), ObservedAs::Says(_)) => true,
        (ObservedAs::Output(a, _), ObservedAs::Output(b, _)) => a == b,
        (ObservedAs::Log(a, _), ObservedAs::Log(b, _)) => a == b,
        _ => false,
    }
}

/// The common parts with the variant's own: one with the same id in its place, others behind.
fn replaced<T: Clone>(common: &[T], own: &[T], id: impl Fn(&T) -> &PartId) -> Vec<T> {
    let of_same_id = |part: &T| own.iter().find(|o| id(o) == id(part));
    let mut all: Vec<T> = common
        .iter()
        .map(|part| of_same_id(part).unwrap_or(part).clone())
        .collect();
    let is_new = |part: &&T| common.iter().all(|c| id(c) != id(part));
    all.extend(own.iter().filter(is_new).cloned());
    all
}

/// Puts the expert's path in order: by when an act should come, and a milestone without a time
/// last. What has no time of its own keeps its place behind the one before it.
fn in_order(expected: &mut [Expected], injects: &[Inject]) {
    let mut last = 0;
    let mut keyed: Vec<(i64, Expected)> = Vec::new();
    for one in expected.iter() {
        let key = match (&one.act, one.within_ms) {
            (ExpectedAct::Reply(id), _) => match injects.iter().find(|i| i.id == *id) {
                Some(Inject {
                    when: InjectTime::At(at),
                    within_ms,
                    ..
                }) => Some(at + within_ms.unwrap_or(0)),
                _ => None,
            },
            (_, Some(within)) => Some(within),
            (ExpectedAct::Mark(Marked::Mitigated | Marked::Resolved), None) => Some(i64::MAX),
            (ExpectedAct::Step { .. }, None) if one.critical => Some(i64::MAX - 1),
            _ => None,
        };
        if let Some(key) = key.filter(|key| *key < i64::MAX - 1) {
            last = key;
        }
        keyed.push((key.unwrap_or(last), one.clone()));
    }
    keyed.sort_by_key(|(key, _)| *key);
    for (place, (_, one)) in expected.iter_mut().zip(keyed) {
        *place = one;
    }
}

fn is_short(expected: &Expected, steps: &[StepRef]) -> bool {
    match &expected.act {
        ExpectedAct::Step { step, .. } => steps.contains(step),
        ExpectedAct::Cause(_) | ExpectedAct::Signature(_) => true,
        _ => false,
    }
}

/// The values of the pools: `{user}` is the first in the seed's order, `{user2}` the second.
fn values(scenario: &Scenario, seed: u64) -> BTreeMap<String, String> {
    let mut chance = Seed::new(seed);
    let mut values = BTreeMap::new();
    for (name, pool) in &scenario.pool {
        for (place, value) in chance.shuffled(pool).into_iter().enumerate() {
            let name = match place {
                0 => name.clone(),
                _ => format!("{name}{}", place + 1),
            };
            values.insert(name, value);
        }
    }
    values
}

/// The text with its `{names}` filled in. Braces around anything else are text.
fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(from) = rest.find('{') {
        let (before, after) = rest.split_at(from);
        filled.push_str(before);
        let name = after[1..].split('}').next().unwrap_or_default();
        match values.get(name) {
            Some(value) if after.len() > name.len() + 1 => {
                filled.push_str(value);
                rest = &after[name.len() + 2..];
            }
            _ => {
                filled.push('{');
                rest = &after[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_pools_are_filled() {
        let values = BTreeMap::from([("user".to_owned(), "jdoe".to_owned())]);
        let text = "{user}: {{user}} {users} {user {";
        assert_eq!(fill(text, &values), "jdoe: {jdoe} {users} {user {");
    }
}
