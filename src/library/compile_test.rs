//! The rules on a runbook's tests.

use super::check::{Checks, all};
use super::code;
use super::compile::RunbookCompiler;
use super::raw_run::{RawGiven, RawTest};
use super::source::Placed;
use crate::domain::id::StepId;
use crate::domain::runbook::{Given, GivenAct, WalkTest};

impl RunbookCompiler<'_> {
    pub(super) fn tests(&mut self, raw: Vec<Placed<RawTest>>) -> Option<Vec<WalkTest>> {
        self.newer("tests", raw.first());
        let tests = raw.into_iter().map(|test| self.test(test.value));
        all(tests.collect())
    }

    fn test(&mut self, raw: RawTest) -> Option<WalkTest> {
        if raw.cause.is_none() && raw.reaches.is_empty() && raw.avoids.is_empty() {
            let what = "the test does not say what it must lead to".to_owned();
            let instead = "add cause, reaches or avoids";
            self.wrong(
                code::MISSING_KEY,
                raw.name.place,
                what,
                Some(instead.into()),
            );
        }
        let given = raw
            .given
            .into_iter()
            .map(|given| self.given(given))
            .collect();
        let cause = raw.cause.as_ref().map(|id| self.cause(&id.value, id.place));
        let mut steps = |ids: &[Placed<String>]| {
            let steps = ids.iter().map(|id| self.step_id(&id.value, id.place));
            all(steps.collect())
        };
        let (reaches, avoids) = (steps(&raw.reaches), steps(&raw.avoids));
        Some(WalkTest {
            name: raw.name.value,
            given: all(given)?,
            cause: match cause {
                Some(cause) => Some(cause?),
                None => None,
            },
            reaches: reaches?,
            avoids: avoids?,
        })
    }

    fn given(&mut self, raw: Placed<RawGiven>) -> Option<Given> {
        let place = raw.place;
        let raw = raw.value;
        let step = match &raw.step {
            Some(step) => Some(self.step_id(&step.value, step.place)?),
            None => None,
        };
        let act = match (step.as_ref(), raw.is, raw.run, raw.output, raw.log) {
            (Some(step), Some(is), None, None, None) => {
                GivenAct::Is(self.expectation(step.as_str(), &is)?)
            }
            (Some(step), None, Some(run), Some(text), None) => {
                self.runs(step, &run)?;
                let run = run.value;
                GivenAct::Output { run, text }
            }
            (_, None, None, None, Some(log)) => GivenAct::Log(log.value),
            _ => {
                let what = "what is given is an answer, an outcome, an output or a log".to_owned();
                let instead = "write step: … and is: done, or run: 1 and output: …; or log: …";
                self.wrong(code::EITHER_OR, place, what, Some(instead.into()));
                return None;
            }
        };
        Some(Given { step, act })
    }

    /// Whether a step runs something with this number.
    fn runs(&mut self, step: &StepId, run: &Placed<u32>) -> Option<()> {
        let runs = self.steps.get(step.as_str()).map_or(0, |seen| seen.runs);
        if run.value >= 1 && run.value as usize <= runs {
            return Some(());
        }
        let what = format!("{step} runs nothing with the number {}", run.value);
        let instead = match runs {
            0 => "it runs nothing: write \"is: done\"".to_owned(),
            _ => format!("they count from 1 to {runs}"),
        };
        self.wrong(code::NO_TARGET, run.place, what, Some(instead));
        None
    }
}
