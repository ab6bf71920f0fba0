//! `output INCIDENT STEP [INDEX] -`: what was run elsewhere, pasted back; and how an output is
//! told, wherever it came from.

use std::time::Duration;

use serde_json::{Value, json};

use super::context::{Program, find_step};
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::event::Finding;
use crate::domain::id::StepRef;
use crate::domain::shown::Shown;
use crate::evidence::Signatures;
use crate::files;
use crate::journal::Head;
use crate::masks::Masks;
use crate::operations::outputs::{self, Finished, OutputContext, PASTED};
use crate::report::counted;
use crate::run::kept::Outputs;

#[derive(Debug, clap::Args)]
pub struct PastedArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A step's id or number
    step: String,
    /// Which of its commands, from 1; then a file, or - for stdin
    #[arg(value_name = "INDEX] [-|FILE", num_args = 0..=2)]
    rest: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: PastedArgs) -> Result<(), Failure> {
    let (head, incident) = program.incident(&args.incident)?;
    let state = incident.state();
    let step = find_step(state, &args.step)?;
    let (index, source) = place(&args.rest)?;
    let runs = state.step(&step).map_or(0, |(_, known)| known.run.len());
    if index.is_some_and(|index| index == 0 || index as usize > runs) {
        let what = format!("step {} runs nothing with that number", args.step);
        return Err(Failure::new(Exit::NoInput, what).hint("leave the number out"));
    }
    // Of one command it is that one's output, said or not.
    let index = index.or((runs == 1).then_some(1));
    let text = read(&source)?;
    let context = PasteContext::new(program)?;
    let session = program.session()?;
    let at = (head.id, step.clone());
    let finished = outputs::paste(session, at, index, &text, &context.outputs())?;
    let told = PasteNotes {
        step: Some(&step),
        index,
        target: None,
        exit: None,
        took: None,
    };
    tell(program, head, &finished, &told, args.json)
}

/// The number of the command and the source, in either's absence.
fn place(rest: &[String]) -> Result<(Option<u32>, String), Failure> {
    let number = |text: &String| text.parse::<u32>().ok();
    match rest {
        [] => Ok((None, "-".to_owned())),
        [one] => match number(one) {
            Some(index) => Ok((Some(index), "-".to_owned())),
            None => Ok((None, one.clone())),
        },
        [first, source, ..] => match number(first) {
            Some(index) => Ok((Some(index), source.clone())),
            None => Err(
                Failure::usage(format!("\"{first}\" is no number of a command"))
                    .hint("write: output INCIDENT STEP 2 -"),
            ),
        },
    }
}

fn read(source: &str) -> Result<Vec<u8>, Failure> {
    if source != "-" {
        let read = files::read(source.as_ref(), PASTED);
        return read.map_err(|error| Failure::input(source, &error));
    }
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        output::remark("paste the output, then end it with Ctrl-D on a line of its own");
    }
    files::read_up_to(std::io::stdin(), PASTED).map_err(|error| Failure::input("stdin", &error))
}

/// What an output is taken in with, made before anything is sent.
pub struct PasteContext {
    outputs: Option<Outputs>,
    signatures: Signatures,
    masks: Masks,
}

impl PasteContext {
    /// The signatures of the library, and the folder of outputs.
    pub fn new(program: &mut Program) -> Result<Self, Failure> {
        let masks = program.masks()?;
        let folder = program.paths()?.runs();
        let keeps = super::targets::policy(program)?.keeps();
        let runbooks = program.library()?.runbooks();
        Ok(Self {
            outputs: keeps.then(|| Outputs::new(folder)),
            signatures: Signatures::new(runbooks),
            masks,
        })
    }

    /// What the operations take.
    pub fn outputs(&self) -> OutputContext<'_> {
        OutputContext {
            outputs: self.outputs.as_ref(),
            signatures: &self.signatures,
            masks: self.masks.clone(),
        }
    }
}

/// The outcome that is proposed, and the lines that led to it.
fn proposed(shown: &Shown) -> Value {
    match shown.proposed {
        Some(outcome) => json!({"outcome": outcome.word(), "because": shown.because}),
        None => Value::Null,
    }
}

/// What is told of an output beside what it says itself.
pub struct PasteNotes<'a> {
    pub step: Option<&'a StepRef>,
    pub index: Option<u32>,
    pub target: Option<&'a str>,
    pub exit: Option<i32>,
    pub took: Option<Duration>,
}

/// Tells how it ended and what was found in it.
pub fn tell(
    program: &Program,
    head: Head,
    finished: &Finished,
    told: &PasteNotes<'_>,
    json: bool,
) -> Result<(), Failure> {
    let output = &finished.output;
    if let Some(what) = &finished.not_kept {
        output::remark(&format!("runsheet: {what}"));
    }
    if json {
        return output::print_json(&json!({
            "incident": head.key(),
            "step": told.step.map(|step| &step.step),
            "index": told.index,
            "target": told.target,
            "outcome": finished.outcome.word(),
            "exit": told.exit,
            "duration_ms": told.took.map(|took| took.as_millis() as u64),
            "bytes": output.bytes,
            "lines": output.lines,
            "truncated": output.truncated,
            "proposed": proposed(&finished.shown),
            "findings": output.findings,
            "captured": output.captured,
        }));
    }
    let exit = told.exit.map(|exit| format!(", status {exit}"));
    output::remark(&format!(
        "recorded in {}: {}{}, {}{}",
        head.key(),
        finished.outcome.word().replace('_', " "),
        exit.unwrap_or_default(),
        counted(output.lines.unwrap_or_default(), "line"),
        if output.truncated {
            ", the first 10 MiB kept"
        } else {
            ""
        },
    ));
    if let Some(outcome) = finished.shown.proposed {
        output::remark(&format!("  by what it shows: {}", outcome.word()));
        for line in &finished.shown.because {
            output::remark(&format!("    {line}"));
        }
    }
    for (name, value) in &output.captured {
        output::remark(&format!("  {name} = {value}"));
    }
    let state = program.loaded(head.id)?.state();
    for finding in &output.findings {
        output::remark(&format!("  {}", said(state, finding)));
    }
    Ok(())
}

/// A finding in one line: what it points at, and the line that shows it.
fn said(state: &crate::domain::state::State, finding: &Finding) -> String {
    let runbook = state
        .runbooks
        .iter()
        .find(|known| known.id == finding.runbook);
    let runbook = runbook.and_then(|known| known.runbook.as_deref());
    let causes: Vec<&str> = match runbook {
        Some(runbook) => crate::domain::finding::titles(finding, runbook).collect(),
        None => finding.causes.iter().map(|id| id.as_str()).collect(),
    };
    let causes = crate::domain::finding::one_of(&causes);
    let of = match runbook {
        Some(_) => String::new(),
        None => format!(" (runbook {})", finding.runbook),
    };
    format!(
        "{causes}{of}: line {}: {}",
        finding.first.line,
        finding.first.text.trim()
    )
}
