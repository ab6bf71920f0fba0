//! The rules on what a step runs, shows, waits for and takes back.

use super::check::{Checks, all, suggestion};
use super::code;
use super::compile::RunbookCompiler;
use super::raw::FORMAT_1_1;
use super::raw_run::*;
use super::source::{Placed, SourcePosition};
use crate::domain::runbook::*;

impl RunbookCompiler<'_> {
    /// A key that a file of the first format cannot have.
    pub(super) fn newer<T>(&mut self, key: &str, given: Option<&Placed<T>>) {
        if let Some(given) = given.filter(|_| self.is_first) {
            let what = format!("\"{key}\" is a key of {FORMAT_1_1}");
            let instead = format!("write \"format: {FORMAT_1_1}\" in the first line");
            self.wrong(code::NEWER_KEY, given.place, what, Some(instead));
        }
    }

    pub(super) fn run(&mut self, raw: Placed<RawRun>) -> Option<Run> {
        let place = raw.place;
        let raw = raw.value;
        self.newer("at", raw.at.as_ref());
        self.newer("mode", raw.mode.as_ref());
        self.newer("ends", raw.ends.as_ref());
        self.newer("for", raw.r#for.as_ref());
        self.newer("timeout", raw.timeout.as_ref());
        self.newer("shows", raw.shows.first());
        self.newer("compare", raw.compare.as_ref());
        self.newer("severs", raw.severs.as_ref());
        self.newer("only_on", raw.only_on.as_ref());
        self.use_variables(&raw.text.value, raw.text.place);
        if let Some(at) = &raw.at {
            self.use_variables(&at.value, at.place);
        }
        let ends = raw.ends.map(|ends| ends.value).unwrap_or_default();
        let for_ms = self.span(raw.r#for.as_ref());
        let timeout_ms = self.span(raw.timeout.as_ref());
        if ends == Ends::Never && raw.r#for.is_none() {
            let what = "what never ends does not say how long it goes on".to_owned();
            self.wrong(
                code::MISSING_KEY,
                place,
                what,
                Some("add \"for: 30s\"".into()),
            );
        }
        let shows = raw.shows.into_iter().map(|s| self.shows(s)).collect();
        let device = self.device(raw.device, place);
        Some(Run {
            device: device?,
            text: raw.text.value,
            note: raw.note,
            at: raw.at.map(|at| at.value),
            mode: raw.mode.map(|mode| mode.value).unwrap_or_default(),
            ends,
            for_ms: for_ms?,
            timeout_ms: timeout_ms?,
            shows: all(shows)?,
            compare: raw.compare.map(|c| c.value),
            severs: raw.severs.map(|s| s.value),
            only_on: raw.only_on.map(|o| o.value),
        })
    }

    fn device(&mut self, device: Option<String>, place: SourcePosition) -> Option<String> {
        if device.is_none() {
            let what = "it does not say on what device".to_owned();
            let instead = "add \"device: …\", such as asa or client";
            self.wrong(code::MISSING_KEY, place, what, Some(instead.into()));
        }
        device
    }

    /// A duration that may be left out. `None` if it is none.
    fn span(&mut self, raw: Option<&Placed<String>>) -> Option<Option<i64>> {
        match raw {
            Some(raw) => self.duration(raw).map(Some),
            None => Some(None),
        }
    }

    /// An expression that may be left out. `None` if it is none.
    fn maybe(&mut self, raw: Option<&Placed<String>>) -> Option<Option<Expression>> {
        match raw {
            Some(raw) => self.expression(raw).map(Some),
            None => Some(None),
        }
    }

    fn expression(&mut self, raw: &Placed<String>) -> Option<Expression> {
        if self.trust {
            return Some(Expression::trusted(raw.value.clone()));
        }
        self.built(raw.place, Expression::checked(raw.value.clone()))
    }

    /// What an expression was built into; if it could not be, that is told in one line.
    pub(super) fn built<T>(
        &mut self,
        place: SourcePosition,
        built: Result<T, regex::Error>,
    ) -> Option<T> {
        let told = |error: regex::Error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim();
            let what = format!("the regular expression is not valid: {reason}");
            self.wrong(code::EXPRESSION, place, what, None);
        };
        built.map_err(told).ok()
    }

    fn shows(&mut self, raw: Placed<RawShows>) -> Option<Shows> {
        let place = raw.place;
        let raw = raw.value;
        let (pattern, negated) = match (&raw.matches, &raw.not) {
            (Some(pattern), None) => (pattern, false),
            (None, Some(pattern)) => (pattern, true),
            _ => {
                let what = "what is shown either matches or does not".to_owned();
                let instead = "write matches: '…' or not: '…'";
                self.wrong(code::EITHER_OR, place, what, Some(instead.into()));
                return None;
            }
        };
        let says_nothing = raw.r#as.is_none()
            && raw.suspects.is_empty()
            && raw.rules_out.is_empty()
            && raw.sets.is_empty();
        if says_nothing {
            let what = "it does not say what follows from what is shown".to_owned();
            let instead = "add as: done, as: failed, suspects, rules_out or sets";
            self.wrong(code::MISSING_KEY, place, what, Some(instead.into()));
        }
        let suspects = self.causes(&raw.suspects);
        let rules_out = self.causes(&raw.rules_out);
        let pattern = self.expression(pattern)?;
        let sets = self.sets(raw.sets, &pattern, negated);
        Some(Shows {
            pattern,
            negated,
            means: raw.r#as,
            suspects: suspects?,
            rules_out: rules_out?,
            sets,
        })
    }

    /// Variables that get their value from a group of the pattern.
    fn sets(
        &mut self,
        raw: std::collections::BTreeMap<String, Placed<String>>,
        pattern: &Expression,
        negated: bool,
    ) -> Vec<(String, String)> {
        let mut sets = Vec::new();
        for (variable, group) in raw {
            self.use_variable(&variable, group.place);
            let groups: Vec<&str> = match self.trust {
                true => vec![&group.value],
                false => pattern.groups().collect(),
            };
            if negated {
                let what = "what is not found sets no variable".to_owned();
                self.wrong(
                    code::EITHER_OR,
                    group.place,
                    what,
                    Some("write sets under matches".into()),
                );
            } else if !groups.contains(&group.value.as_str()) {
                let what = format!("the expression has no group \"{}\"", group.value);
                let instead = suggestion(&group.value, groups.iter().copied())
                    .unwrap_or_else(|| format!("name one: (?P<{}>…)", group.value));
                self.wrong(code::EXPRESSION, group.place, what, Some(instead));
            }
            sets.push((variable, group.value));
        }
        sets
    }

    pub(super) fn wait(&mut self, raw: Placed<RawWait>, runs: bool) -> Option<Wait> {
        self.newer("wait", Some(&raw));
        let place = raw.place;
        let raw = raw.value;
        if raw.until.is_some() != raw.every.is_some() {
            let what = "\"until\" and \"every\" go together".to_owned();
            let instead = "write until: '…' and every: 10s, or neither";
            self.wrong(code::EITHER_OR, place, what, Some(instead.into()));
        }
        if raw.until.as_ref().or(raw.abort.as_ref()).is_some() && !runs {
            let what = "nothing is run whose output could be waited for".to_owned();
            let instead = "give the step a \"run\", or wait for a time only";
            self.wrong(code::MISSING_KEY, place, what, Some(instead.into()));
        }
        let every_ms = self.span(raw.every.as_ref());
        let for_ms = self.duration(&raw.r#for);
        let until = self.maybe(raw.until.as_ref());
        let abort = self.maybe(raw.abort.as_ref());
        Some(Wait {
            until: until?,
            every_ms: every_ms?,
            for_ms: for_ms?,
            abort: abort?,
        })
    }

    pub(super) fn undo(&mut self, raw: Placed<RawUndo>) -> Option<Undo> {
        self.newer("undo", Some(&raw));
        let words = match raw.value {
            RawUndo::Runs(runs) => {
                if runs.is_empty() {
                    let what = "nothing is run to take it back".to_owned();
                    let instead = "write {by_hand: …}, or {none: why}";
                    self.wrong(code::EMPTY, raw.place, what, Some(instead.into()));
                }
                let runs = runs.into_iter().map(|run| self.undo_run(run)).collect();
                return all(runs).map(Undo::Runs);
            }
            RawUndo::Words(words) => words,
        };
        let takes_ms = self.span(words.takes.as_ref());
        match (words.by_hand, words.none) {
            (Some(how), None) => {
                self.use_variables(&how.value, how.place);
                let (how, takes_ms) = (how.value, takes_ms?);
                Some(Undo::ByHand { how, takes_ms })
            }
            (None, Some(why)) => {
                let (why, takes_ms) = (why.value, takes_ms?);
                Some(Undo::Nothing { why, takes_ms })
            }
            _ => {
                let what = "it is taken back by commands, by hand or not at all".to_owned();
                let instead = "write a list of {device: …, text: …}, {by_hand: …} or {none: why}";
                self.wrong(code::EITHER_OR, raw.place, what, Some(instead.into()));
                None
            }
        }
    }

    fn undo_run(&mut self, raw: Placed<RawUndoRun>) -> Option<UndoRun> {
        let place = raw.place;
        let raw = raw.value;
        self.use_variables(&raw.text.value, raw.text.place);
        if let Some(at) = &raw.at {
            self.use_variables(&at.value, at.place);
        }
        let takes_ms = self.span(raw.takes.as_ref());
        let device = self.device(raw.device, place);
        let run = Run {
            device: device?,
            text: raw.text.value,
            note: raw.note,
            at: raw.at.map(|at| at.value),
            mode: raw.mode.unwrap_or_default(),
            ..Run::default()
        };
        let takes_ms = takes_ms?;
        Some(UndoRun { run, takes_ms })
    }
}
