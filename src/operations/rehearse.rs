//! A runbook is walked with recorded answers, and what comes of it is held against what its test
//! says. The rules are those of a real incident: it is one, in memory.
//!
//! Long because a walk and what it is held against are one thing with one state.

use std::collections::HashSet;
use std::sync::Arc;

use uuid::Uuid;

use super::outputs::{self, OutputContext};
use super::scan::{self, ScanInput};
use crate::clock::ManualClock;
use crate::domain::checklist::{Applies, StepState};
use crate::domain::command::{Book, Command, Opening};
use crate::domain::event::Mode;
use crate::domain::id::{IncidentId, ReplicaId, StepId, StepRef};
use crate::domain::runbook::{Expectation, Given, GivenAct, Runbook, Step, WalkTest};
use crate::domain::shown::Proposed;
use crate::domain::standing::{causes, leading};
use crate::domain::state::State;
use crate::domain::time::Timestamp;
use crate::evidence::{Masks, ScanOptions, Signatures};
use crate::journal::MemoryJournal;
use crate::session::{Session, SessionError, SubmitOptions, Who};

/// How long an act takes in a rehearsal.
const ACT_MS: i64 = 1_000;
/// 2026-01-01: no figure is made of a rehearsal, but a clock shows something.
const BEGINS_MS: i64 = 1_767_225_600_000;

/// What came of a test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// What it is about.
    pub name: String,
    /// The steps that the walk led to, in order.
    pub walked: Vec<StepId>,
    /// The causes that lead at its end.
    pub leads: Vec<String>,
    /// Why these lead, in the words of the incident.
    pub because: Vec<String>,
    /// What is not as the test says; none if it passes.
    pub problems: Vec<String>,
    /// What its outputs matched: a step, a run from 1 and a rule of its `shows` from 0.
    pub shown: Vec<(StepId, u32, usize)>,
}

/// Walks a runbook as a test says.
pub fn rehearse(book: &Book, signatures: &Signatures, test: &WalkTest) -> Rehearsal {
    let mut walk = match Walk::begin(book, signatures) {
        Ok(walk) => walk,
        Err(error) => {
            return Rehearsal {
                name: test.name.clone(),
                problems: vec![format!("it cannot be opened: {error}")],
                ..Rehearsal::default()
            };
        }
    };
    for given in &test.given {
        if let Err(problem) = walk.take(given) {
            walk.said.problems.push(problem);
        }
    }
    walk.go_on(test);
    walk.hold_against(test);
    walk.said.name.clone_from(&test.name);
    walk.said
}

/// A runbook as it stands in an incident that was just opened.
pub fn opened(book: &Book) -> Result<State, SessionError> {
    let signatures = Signatures::new([]);
    let walk = Walk::begin(book, &signatures)?;
    Ok(walk.state().cloned().unwrap_or_default())
}

struct Walk<'a> {
    session: Session,
    incident: IncidentId,
    clock: ManualClock,
    runbook: Arc<Runbook>,
    signatures: &'a Signatures,
    /// Steps that nothing is said of: they stay pending behind the walk.
    passed: HashSet<StepId>,
    at: Option<StepId>,
    said: Rehearsal,
}

impl<'a> Walk<'a> {
    fn begin(book: &Book, signatures: &'a Signatures) -> Result<Self, SessionError> {
        let clock = ManualClock::at(Timestamp::from_ms(BEGINS_MS));
        let mut last = 0_u128;
        let ids = move || {
            last += 1;
            Uuid::from_u128(last)
        };
        let who = Who {
            actor: "test".into(),
            role: "responder".into(),
        };
        let journal = MemoryJournal::new(ReplicaId(Uuid::from_u128(u128::MAX)));
        let unread = |_: &str| Err("a rehearsal reads no texts".to_owned());
        let mut session = Session::new(
            Box::new(journal),
            Box::new(clock.clone()),
            Box::new(ids),
            Box::new(unread),
            who,
        );
        let mut opening = Opening::of(book.clone());
        opening.mode = Some(Mode::Live);
        let text: Arc<str> = Arc::from("");
        let opened = session.open(opening, &text, SubmitOptions::default())?;
        Ok(Self {
            session,
            incident: opened.incident,
            clock,
            runbook: book.runbook.clone(),
            signatures,
            passed: HashSet::new(),
            at: None,
            said: Rehearsal::default(),
        })
    }

    fn state(&self) -> Option<&State> {
        self.session.incident(self.incident).map(|it| it.state())
    }

    fn reference(&self, step: &StepId) -> StepRef {
        StepRef {
            runbook: self.runbook.id.clone(),
            step: step.clone(),
        }
    }

    fn submit(&mut self, command: Command) -> Result<(), String> {
        self.clock.advance_ms(ACT_MS);
        let options = SubmitOptions::default();
        let done = self.session.submit(self.incident, command, options);
        done.map(drop).map_err(|error| error.to_string())
    }

    /// The step that the runbook leads to next: where the last answer points, else the next one
    /// that counts, else the first one left.
    fn next(&self) -> Option<StepId> {
        let state = self.state()?;
        let attachment = state.attachment(&self.runbook.id)?;
        let waits = |step: &Step| {
            attachment.state_of(step) == StepState::Pending
                && attachment.applies(step) == Applies::Yes
                && !self.passed.contains(&step.id)
        };
        let goto = state.goto.as_ref().filter(|goto| {
            state.step_state(goto) == Some(StepState::Pending) && !self.passed.contains(&goto.step)
        });
        if let Some(goto) = goto {
            return Some(goto.step.clone());
        }
        let all = || self.runbook.steps().map(|(_, step)| step);
        let after = self.at.as_ref().and_then(|at| {
            let mut behind = all().skip_while(|step| step.id != *at);
            behind.find(|step| waits(step))
        });
        let next = after.or_else(|| all().find(|step| waits(step)));
        next.map(|step| step.id.clone())
    }

    /// Goes to a step as the runbook leads there, else by hand as an operator would.
    fn go_to(&mut self, wanted: &StepId) -> Result<(), String> {
        let (passed, at, walked) = (self.passed.clone(), self.at.clone(), self.said.walked.len());
        while let Some(next) = self.next() {
            self.said.walked.push(next.clone());
            self.at = Some(next.clone());
            if next == *wanted {
                return Ok(());
            }
            self.passed.insert(next);
        }
        self.passed = passed;
        self.at = at;
        self.said.walked.truncate(walked);
        let state = self.state();
        let stands = state.and_then(|state| state.step_state(&self.reference(wanted)));
        self.passed.remove(wanted);
        self.at = Some(wanted.clone());
        match stands {
            Some(StepState::Na) => Err(format!("{wanted} does not apply after what was given")),
            _ => Ok(()),
        }
    }

    fn take(&mut self, given: &Given) -> Result<(), String> {
        match (&given.step, &given.act) {
            (step, GivenAct::Log(text)) => self.read_log(step.as_ref(), text),
            (Some(step), GivenAct::Is(is)) => {
                self.go_to(step)?;
                self.finish(step, is)
            }
            (Some(step), GivenAct::Output { run, text }) => {
                self.go_to(step)?;
                self.read_output(step, *run, text)
            }
            (None, _) => Ok(()),
        }
    }

    fn finish(&mut self, id: &StepId, is: &Expectation) -> Result<(), String> {
        let runbook = self.runbook.clone();
        let Some(step) = runbook.step(id) else {
            return Err(format!("there is no step {id}"));
        };
        let at = self.reference(id);
        let state = self.state().and_then(|state| state.step_state(&at));
        if state.is_some_and(|state| state.is_ended()) {
            let reason = "given once more".to_owned();
            let step = at.clone();
            self.submit(Command::ReopenStep { step, reason })?;
        }
        self.submit(Command::StartStep { step: at.clone() })?;
        let observed = "as the test says".to_owned();
        let complete = |answer: Option<String>| Command::CompleteStep {
            step: at.clone(),
            observed: Some(observed.clone()),
            answer,
            approved_by: step.approval.map(|_| "test".to_owned()),
            confirm: step.confirmation().map(str::to_owned),
        };
        let command = match is {
            Expectation::Answer(id) => complete(Some(id.clone())),
            Expectation::Done => complete(step.answers.first().map(|answer| answer.id.clone())),
            Expectation::Failed => Command::FailStep {
                step: at.clone(),
                observed: observed.clone(),
            },
            Expectation::Inconclusive => Command::FindInconclusive {
                step: at.clone(),
                reason: observed.clone(),
            },
        };
        self.submit(command)
    }

    /// An output is read as a pasted one is, and the step ends as it proposes.
    fn read_output(&mut self, id: &StepId, run: u32, text: &str) -> Result<(), String> {
        let context = OutputContext {
            outputs: None,
            signatures: self.signatures,
            masks: Masks::default(),
        };
        self.clock.advance_ms(ACT_MS);
        let at = (self.incident, self.reference(id));
        let bytes = text.as_bytes();
        let pasted = outputs::paste(&mut self.session, at, Some(run), bytes, &context);
        let pasted = pasted.map_err(|error| error.to_string())?;
        let runs = self.runbook.step(id).map(|step| step.run.clone());
        let run_of = runs.unwrap_or_default().into_iter().nth(run as usize - 1);
        let shows = run_of.map(|run| run.shows).unwrap_or_default();
        for (index, rule) in shows.iter().enumerate() {
            if text.lines().any(|line| rule.pattern.is_match(line)) != rule.negated {
                self.said.shown.push((id.clone(), run, index));
            }
        }
        let is = match pasted.shown.proposed {
            Some(Proposed::Done) => Expectation::Done,
            Some(Proposed::Failed) => Expectation::Failed,
            Some(Proposed::Inconclusive) => Expectation::Inconclusive,
            None if shows.is_empty() && !pasted.output.findings.is_empty() => return Ok(()),
            None => {
                let what = "says nothing: no rule of its `shows` speaks of it";
                return Err(format!("the output of {id}, run {run}, {what}"));
            }
        };
        self.finish(id, &is)
    }

    fn read_log(&mut self, step: Option<&StepId>, text: &str) -> Result<(), String> {
        let options = ScanOptions {
            hash: true,
            ..ScanOptions::default()
        };
        let source = [ScanInput::Text("log", text)];
        let scanned = scan::scan(self.signatures, options, &source, None);
        let leads_to = scanned.report.answer.findings.first();
        let leads_to = leads_to.and_then(|finding| finding.step.clone());
        let found = scanned.report.evidence(self.signatures);
        let nothing = found.iter().all(|log| log.findings.is_empty());
        for log in &found {
            self.clock.advance_ms(ACT_MS);
            let at = step.map(|step| self.reference(step));
            let options = SubmitOptions::default();
            scan::record(&mut self.session, self.incident, log, at.as_ref(), options)
                .map_err(|error| error.to_string())?;
        }
        if nothing {
            let first = text.lines().next().unwrap_or_default();
            return Err(format!("no signature finds a line of the log: {first}"));
        }
        self.said.walked.extend(leads_to);
        Ok(())
    }

    /// Walks on until all steps of the test were reached, and one step further.
    fn go_on(&mut self, test: &WalkTest) {
        while let Some(next) = self.next() {
            let is_reached = missing(&self.said.walked, &test.reaches).is_none();
            self.said.walked.push(next.clone());
            self.at = Some(next.clone());
            self.passed.insert(next);
            if is_reached {
                break;
            }
        }
    }

    fn hold_against(&mut self, test: &WalkTest) {
        if let Some(step) = missing(&self.said.walked, &test.reaches) {
            let what = match self.said.walked.contains(step) {
                true => format!("{step} is not reached in that order"),
                false => format!("{step} is not reached"),
            };
            self.said.problems.push(what);
        }
        let avoided = test
            .avoids
            .iter()
            .filter(|id| self.said.walked.contains(id));
        let avoided: Vec<String> = avoided.map(|id| format!("{id} is reached")).collect();
        self.said.problems.extend(avoided);
        let Some(incident) = self.session.incident(self.incident) else {
            return;
        };
        let views = causes(incident.state());
        let first = leading(&views);
        self.said.leads = first.iter().map(|v| v.cause.id.to_string()).collect();
        let because = first.iter().flat_map(|view| &view.because);
        self.said.because = because.map(|(_, text)| text.clone()).collect();
        let Some(wanted) = &test.cause else {
            return;
        };
        if !first.iter().any(|view| view.cause.id == *wanted) {
            let instead = match self.said.leads.is_empty() {
                true => "none does".to_owned(),
                false => format!("{} does", self.said.leads.join(", ")),
            };
            let because = self.said.because.join("; ");
            let because = match because.is_empty() {
                true => String::new(),
                false => format!(" ({because})"),
            };
            let problem = format!("the cause {wanted} does not lead: {instead}{because}");
            self.said.problems.push(problem);
        }
    }
}

/// The first step that was not reached in its order.
fn missing<'t>(walked: &[StepId], reaches: &'t [StepId]) -> Option<&'t StepId> {
    let mut walked = walked.iter();
    reaches
        .iter()
        .find(|step| !walked.by_ref().any(|at| at == *step))
}
