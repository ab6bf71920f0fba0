//! The parts of a script that all variants share or have of their own: observations,
//! injects, expected and forbidden acts.
//!
//! Long because every rule about them stands here with its message.

use super::source::Placed;

use super::check::{Checks, all, suggestion};
use super::code;
use super::raw_scenario::*;
use super::scenario::ScenarioCompiler;
use crate::domain::id::{CauseId, SignatureId, StepRef};
use crate::domain::runbook::Step;
use crate::domain::scenario::*;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdKind {
    Variant,
    Inject,
    Expected,
    Forbidden,
}

impl IdKind {
    fn noun(self) -> &'static str {
        match self {
            IdKind::Variant => "variant",
            IdKind::Inject => "inject",
            IdKind::Expected => "expected",
            IdKind::Forbidden => "forbidden",
        }
    }
}

/// The ids that are taken, and the injects that want a reply.
#[derive(Debug, Clone, Default)]
pub(super) struct TakenIds {
    ids: Vec<(IdKind, String)>,
    injects: Vec<(String, Wants)>,
}

impl TakenIds {
    /// For a variant: its parts may take the place of common ones, and may speak of common
    /// injects.
    pub(super) fn replaceable(&self) -> Self {
        Self {
            ids: Vec::new(),
            injects: self.injects.clone(),
        }
    }
}

type RawParts = (
    Vec<RawObservation>,
    Vec<Placed<RawInject>>,
    Vec<Placed<RawExpected>>,
    Vec<Placed<RawForbidden>>,
);

impl ScenarioCompiler<'_> {
    pub(super) fn unique(&mut self, taken: &mut TakenIds, kind: IdKind, id: &Placed<String>) {
        let entry = (kind, id.value.clone());
        if taken.ids.contains(&entry) {
            let what = format!("the {} id \"{}\" stands twice", kind.noun(), id.value);
            self.wrong(
                code::TWICE,
                id.place,
                what,
                Some("give each its own id".into()),
            );
        }
        taken.ids.push(entry);
    }

    pub(super) fn parts(
        &mut self,
        (observations, injects, expected, forbidden): RawParts,
        taken: &mut TakenIds,
    ) -> Option<Parts> {
        for inject in &injects {
            self.unique(taken, IdKind::Inject, &inject.value.id);
            let new = (inject.value.id.value.clone(), inject.value.wants);
            taken.injects.retain(|(id, _)| *id != new.0);
            taken.injects.push(new);
        }
        for one in &expected {
            self.unique(taken, IdKind::Expected, &one.value.id);
        }
        for one in &forbidden {
            self.unique(taken, IdKind::Forbidden, &one.value.id);
        }
        let observations = observations.into_iter().map(|o| self.observation(o, taken));
        let observations = observations.collect();
        let injects = injects.into_iter().map(|i| self.inject(i)).collect();
        let expected = expected.into_iter().map(|e| self.expected(e, taken));
        let expected = expected.collect();
        let forbidden = forbidden.into_iter().map(|f| self.forbidden(f)).collect();
        Some(Parts {
            observations: all(observations)?,
            injects: all(injects)?,
            expected: all(expected)?,
            forbidden: all(forbidden)?,
        })
    }

    fn observation(&mut self, raw: RawObservation, taken: &TakenIds) -> Option<Observation> {
        let step = self.step(&raw.step)?;
        let known = self.known(step.runbook.as_str());
        let known = known.as_ref().and_then(|r| r.step(&step.step));
        if let Some(answer) = &raw.answer {
            self.answer(known, answer);
        }
        let after = raw.after.iter().map(|s| self.after(s, taken)).collect();
        let place = raw.step.place;
        let texts = [&raw.says, &raw.output];
        let log = raw.log.as_ref().map(|log| [&log.name, &log.text]);
        for text in texts.into_iter().flatten().chain(log.into_iter().flatten()) {
            self.words(text);
        }
        let shows = match (raw.says, raw.run, raw.output, raw.log) {
            (Some(says), None, None, None) => ObservedAs::Says(says.value),
            (None, Some(run), Some(output), None) => {
                let count = known.map(|step| step.run.len());
                let index = run.value as usize;
                if index == 0 || count.is_some_and(|count| index > count) {
                    let runs = count.unwrap_or_default();
                    let what = format!("{} runs nothing with the number {index}", step.step);
                    let instead = match runs {
                        0 => "it runs nothing: write \"says: …\"".to_owned(),
                        _ => format!("they count from 1 to {runs}"),
                    };
                    self.wrong(code::NO_TARGET, run.place, what, Some(instead));
                }
                ObservedAs::Output(run.value, output.value)
            }
            (None, None, None, Some(log)) => ObservedAs::Log(log.name.value, log.text.value),
            _ => {
                let instead = "write says: …, or run: 1 and output: …, or log: {name: …, text: …}";
                let what = "an observation is either said, printed by a command, or a log";
                self.wrong(code::SCENARIO, place, what.into(), Some(instead.into()));
                return None;
            }
        };
        Some(Observation {
            step,
            after: all(after)?,
            shows,
            outcome: raw.outcome,
            answer: raw.answer.map(|a| a.value),
        })
    }

    /// An inject of the scenario, else a step.
    fn after(&mut self, raw: &Placed<String>, taken: &TakenIds) -> Option<After> {
        match taken.injects.iter().any(|(id, _)| *id == raw.value) {
            true => self.id(raw).map(After::Inject),
            false => self.step(raw).map(After::Step),
        }
    }

    fn answer(&mut self, step: Option<&Step>, answer: &Placed<String>) {
        let Some(step) = step else {
            return;
        };
        if step.answer(&answer.value).is_none() {
            let known: Vec<&str> = step.answers.iter().map(|a| a.id.as_str()).collect();
            let what = format!("step {} has no answer \"{}\"", step.id, answer.value);
            let instead = match known.is_empty() {
                true => "it asks nothing; write \"outcome: done\"".to_owned(),
                false => format!("it has {}", known.join(", ")),
            };
            self.wrong(code::NO_TARGET, answer.place, what, Some(instead));
        }
    }

    fn inject(&mut self, raw: Placed<RawInject>) -> Option<Inject> {
        let raw = raw.value;
        self.words(&raw.says);
        let delay = match &raw.delay {
            Some(delay) => self.duration(delay),
            None => Some(0),
        };
        let when = match (&raw.at, &raw.after) {
            (Some(at), None) if raw.delay.is_none() => self.duration(at).map(InjectTime::At),
            (None, Some(after)) => {
                let step = self.step(after);
                step.zip(delay)
                    .map(|(step, delay)| InjectTime::After(step, delay))
            }
            _ => {
                let what = "an inject comes either at a time or after a step";
                let instead = "write at: 6m, or after: STEP and perhaps delay: 30s";
                self.wrong(
                    code::SCENARIO,
                    raw.id.place,
                    what.into(),
                    Some(instead.into()),
                );
                None
            }
        };
        if let (Wants::Nothing, Some(within)) = (raw.wants, &raw.within) {
            let what = "an inject that wants nothing has no time for its reply";
            let instead = "add wants: update, handoff or note";
            self.wrong(
                code::SCENARIO,
                within.place,
                what.into(),
                Some(instead.into()),
            );
        }
        let within_ms = match &raw.within {
            Some(within) => Some(self.duration(within)?),
            None => None,
        };
        Some(Inject {
            id: self.id(&raw.id)?,
            when: when?,
            from: raw.from,
            says: raw.says.value,
            wants: raw.wants,
            within_ms,
        })
    }

    fn expected(&mut self, raw: Placed<RawExpected>, taken: &TakenIds) -> Option<Expected> {
        let raw = raw.value;
        let given = [
            raw.step.is_some(),
            raw.inject.is_some(),
            raw.cause.is_some(),
            raw.signature.is_some(),
            raw.mark.is_some(),
            raw.send.is_some(),
        ];
        let only_step = raw.step.is_some() || raw.outcome.is_none() && raw.answer.is_none();
        if given.iter().filter(|is| **is).count() != 1 || !only_step {
            let what = "an expected act is one of step, inject, cause, signature, mark, send";
            let instead = "write one of them; outcome and answer belong to a step";
            self.wrong(
                code::SCENARIO,
                raw.id.place,
                what.into(),
                Some(instead.into()),
            );
            return None;
        }
        let within_ms = match &raw.within {
            Some(within) => Some(self.duration(within)?),
            None => None,
        };
        Some(Expected {
            id: self.id(&raw.id)?,
            act: self.expected_act(&raw, taken)?,
            within_ms,
            critical: raw.critical,
        })
    }

    fn expected_act(&mut self, raw: &RawExpected, taken: &TakenIds) -> Option<ExpectedAct> {
        if let Some(step) = &raw.step {
            let step = self.step(step)?;
            if let Some(answer) = &raw.answer {
                let known = self.known(step.runbook.as_str());
                self.answer(known.as_ref().and_then(|r| r.step(&step.step)), answer);
            }
            return Some(ExpectedAct::Step {
                step,
                outcome: raw.outcome,
                answer: raw.answer.as_ref().map(|a| a.value.clone()),
            });
        }
        if let Some(inject) = &raw.inject {
            return self.reply(inject, taken);
        }
        if let Some(cause) = &raw.cause {
            return self.cause(cause).map(ExpectedAct::Cause);
        }
        if let Some(signature) = &raw.signature {
            let id = self.id(signature)?;
            let own = self.own();
            let mut known = own.iter().flat_map(|r| &r.signatures);
            if own.is_some() && !known.any(|s| s.id == id) {
                let known = own.iter().flat_map(|r| &r.signatures);
                let instead = suggestion(&signature.value, known.map(|s| s.id.as_str()));
                let what = format!("there is no signature \"{}\"", signature.value);
                self.wrong(code::NO_TARGET, signature.place, what, instead);
                return None;
            }
            self.signatures
                .push((SignatureId::clone(&id), signature.place));
            return Some(ExpectedAct::Signature(id));
        }
        let mark = raw.mark.map(ExpectedAct::Mark);
        mark.or(raw.send.map(ExpectedAct::Send))
    }

    /// A reply to an inject that wants one.
    fn reply(&mut self, inject: &Placed<String>, taken: &TakenIds) -> Option<ExpectedAct> {
        let known = taken.injects.iter().find(|(id, _)| *id == inject.value);
        let (what, instead) = match known {
            None => {
                let ids = taken.injects.iter().map(|(id, _)| id.as_str());
                let what = format!("there is no inject \"{}\"", inject.value);
                (what, suggestion(&inject.value, ids))
            }
            Some((_, Wants::Nothing)) => {
                let what = format!("the inject \"{}\" wants no reply", inject.value);
                (
                    what,
                    Some("give it wants: update, handoff or note".to_owned()),
                )
            }
            Some(_) => return Some(ExpectedAct::Reply(self.id(inject)?)),
        };
        self.wrong(code::SCENARIO, inject.place, what, instead);
        None
    }

    pub(super) fn cause(&mut self, raw: &Placed<String>) -> Option<CauseId> {
        let id = self.id(raw)?;
        let own = self.own();
        let mut known = own.iter().flat_map(|r| &r.causes);
        if own.is_some() && !known.any(|cause| cause.id == id) {
            let known = own.iter().flat_map(|r| &r.causes);
            let instead = suggestion(&raw.value, known.map(|c| c.id.as_str()));
            let what = format!("there is no cause \"{}\"", raw.value);
            self.wrong(code::NO_TARGET, raw.place, what, instead);
            return None;
        }
        Some(id)
    }

    fn forbidden(&mut self, raw: Placed<RawForbidden>) -> Option<Forbidden> {
        let raw = raw.value;
        let act = match (&raw.step, raw.risk) {
            (Some(step), None) => self.step(step).map(ForbiddenAct::Step),
            (None, Some(risk)) => Some(ForbiddenAct::Risk(risk)),
            _ => {
                let what = "a forbidden act is either a step or a risk";
                let instead = "write step: STEP, or risk: disrupt";
                self.wrong(
                    code::SCENARIO,
                    raw.id.place,
                    what.into(),
                    Some(instead.into()),
                );
                None
            }
        };
        let until: Option<StepRef> = match &raw.until {
            Some(until) => Some(self.step(until)?),
            None => None,
        };
        Some(Forbidden {
            id: self.id(&raw.id)?,
            act: act?,
            until,
            because: raw.because,
        })
    }
}
