//! `test --run`: what runbooks read is read from boxes of a lab, and held against the rules of
//! their `shows`. Nothing is recorded, and what alters something is left out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::assignment::assigned;
use super::super::context::Program;
use super::super::failure::{Exit, Failure};
use super::super::{interrupt, output, targets, way};
use super::ToTest;
use crate::domain::id::StepRef;
use crate::domain::run::RunOutcome;
use crate::domain::runbook::Risk;
use crate::domain::shown::Shown;
use crate::operations::outputs;
use crate::operations::rehearse::opened;
use crate::operations::run::{Prepared, RunContext, RunRequest, prepare};
use crate::run::way::Way;
use crate::run::{End, Intake, TakenOutput, stop};

/// A run of a step that was looked at.
pub struct LabRun {
    runbook: String,
    step: String,
    index: u32,
    target: Option<String>,
    came: LabResult,
}

/// What came of it.
enum LabResult {
    /// It was read, and its rules say this.
    Read(Shown),
    /// It says nothing that its rules know, or did not end by itself.
    Failed(String),
    /// It was not sent, and why.
    LeftOut(String),
}

/// What `--set` and `--target` say.
pub struct LabArgs<'a> {
    pub variables: &'a [String],
    pub target: Option<&'a str>,
}

/// Reads what these runbooks read.
pub fn run(
    program: &mut Program,
    books: &[ToTest],
    args: &LabArgs<'_>,
) -> Result<Vec<LabRun>, Failure> {
    let (targets, policy) = (targets::all(program)?, targets::policy(program)?);
    let trust = program.trust()?;
    let context = RunContext {
        targets: &targets,
        policy: &policy,
        is_trusted: &|id, sha256| trust.holds(id, sha256),
    };
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let (stopper, stopped) = stop::pair().map_err(failed)?;
    interrupt::on_signal(move || stopper.stop())?;
    let mut ways: BTreeMap<String, Result<Way, String>> = BTreeMap::new();
    let mut all = Vec::new();
    for book in books {
        let runbook = &book.book.runbook;
        let known = |text: &&String| {
            let name = text.split('=').next().unwrap_or_default();
            runbook.variable(name).is_some()
        };
        let given: Vec<String> = args.variables.iter().filter(known).cloned().collect();
        let values = assigned(program, &runbook.variables, &given)?;
        let state = opened(&book.book)?;
        for (_, step) in runbook.steps().filter(|(_, step)| step.risk == Risk::Read) {
            let at = StepRef {
                runbook: runbook.id.clone(),
                step: step.id.clone(),
            };
            for (index, run) in (1..).zip(&step.run) {
                let wanted = RunRequest {
                    step: Some((&at, index)),
                    typed: None,
                    target: args.target,
                    approved_by: None,
                    has_console: false,
                    timeout: None,
                    values: &values,
                };
                let prepared = prepare(program.session()?, &state, &wanted, &context);
                let (target, came) = match prepared {
                    Err(why) => (None, LabResult::LeftOut(why.to_string())),
                    Ok(raised) if raised.start.risk != Risk::Read => {
                        let why = "it is known to do more than read";
                        (None, LabResult::LeftOut(why.to_owned()))
                    }
                    Ok(prepared) => {
                        let name = prepared.target.name.clone();
                        if !ways.contains_key(&name) {
                            ways.insert(name.clone(), way::to(program, &prepared.target)?);
                        }
                        let came = match ways.get_mut(&name) {
                            Some(Ok(way)) => {
                                let (end, taken) = sent(program, &prepared, way, &stopped)?;
                                judged(run, &end, &taken)
                            }
                            Some(Err(why)) => LabResult::LeftOut(why.clone()),
                            None => LabResult::LeftOut("there is no way to it".to_owned()),
                        };
                        (Some(name), came)
                    }
                };
                all.push(LabRun {
                    runbook: runbook.id.to_string(),
                    step: step.id.to_string(),
                    index,
                    target,
                    came,
                });
            }
        }
    }
    Ok(all)
}

/// Sends one, and takes in what it says, masked.
fn sent(
    program: &mut Program,
    prepared: &Prepared,
    way: &mut Way,
    stopped: &stop::Stopped,
) -> Result<(End, TakenOutput), Failure> {
    use crate::run::Transport;
    let mut intake = Intake::unseen(outputs::stream(program.session()?)?);
    let end = way.run(&prepared.order, stopped, &mut intake);
    Ok((end, intake.finish()))
}

fn judged(run: &crate::domain::runbook::Run, end: &End, taken: &TakenOutput) -> LabResult {
    if end.outcome != RunOutcome::Exited {
        let why = end.trouble.clone();
        return LabResult::Failed(why.unwrap_or_else(|| "it did not end by itself".to_owned()));
    }
    let shown = outputs::said(Some(run), taken, true);
    match shown.proposed {
        None if !run.shows.is_empty() => {
            let first = taken.text.lines().next().unwrap_or("nothing at all");
            LabResult::Failed(format!("no rule of its shows knows what it said: {first}"))
        }
        _ => LabResult::Read(shown),
    }
}

/// How many failed.
pub fn failed(all: &[LabRun]) -> usize {
    let failed = all
        .iter()
        .filter(|run| matches!(run.came, LabResult::Failed(_)));
    failed.count()
}

/// Whether anything was read at all.
pub fn is_idle(all: &[LabRun]) -> bool {
    all.iter()
        .all(|run| matches!(run.came, LabResult::LeftOut(_)))
}

pub fn text(all: &[LabRun]) -> String {
    let mut out = String::new();
    for run in all {
        let on = run
            .target
            .as_ref()
            .map_or(String::new(), |name| format!(" on {name}"));
        let came = match &run.came {
            LabResult::Read(shown) => match shown.proposed {
                Some(proposed) => format!("{}: {}", proposed.word(), shown.because.join("; ")),
                None => "read".to_owned(),
            },
            LabResult::Failed(why) => format!("FAILED: {why}"),
            LabResult::LeftOut(why) => format!("left out: {why}"),
        };
        let LabRun {
            runbook,
            step,
            index,
            ..
        } = run;
        out.push_str(&format!("{runbook} {step} run {index}{on}  {came}\n"));
    }
    output::visible(&out)
}

pub fn json(all: &[LabRun]) -> Value {
    let one = |run: &LabRun| {
        let (word, why) = match &run.came {
            LabResult::Read(shown) => (
                shown.proposed.map_or("read", |proposed| proposed.word()),
                shown.because.join("; "),
            ),
            LabResult::Failed(why) => ("not understood", why.clone()),
            LabResult::LeftOut(why) => ("left out", why.clone()),
        };
        json!({
            "runbook": run.runbook,
            "step": run.step,
            "run": run.index,
            "target": run.target,
            "came": word,
            "because": why,
        })
    };
    Value::Array(all.iter().map(one).collect())
}
