//! The rules on a runbook's tests.

use super::check::{Checks, all};
use super::code;
use super::compile::RunbookCompiler;
use super::raw_run::{RawGiven, RawTest};
use super::source::Placed;
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
        let step = self.step_id(&raw.step.value, raw.step.place)?;
        let act = match (raw.is, raw.run, raw.output) {
            (Some(is), None, None) => GivenAct::Is(self.expectation(&raw.step.value, &is)?),
            (None, Some(run), Some(text)) => {
                let runs = self.steps.get(step.as_str()).map_or(0, |seen| seen.runs);
                if run.value == 0 || run.value as usize > runs {
                    let what = format!("{step} runs nothing with the number {}", run.value);
                    let instead = match runs {
                        0 => "it runs nothing: write \"is: done\"".to_owned(),
                        _ => format!("they count from 1 to {runs}"),
                    };
                    self.wrong(code::NO_TARGET, run.place, what, Some(instead));
                }
                let run = run.value;
                GivenAct::Output { run, text }
            }
            _ => {
                let what = "what is given is an answer, an outcome or an output".to_owned();
                let instead = "write is: done, or run: 1 and output: …";
                self.wrong(code::EITHER_OR, place, what, Some(instead.into()));
                return None;
            }
        };
        Some(Given { step, act })
    }
}
