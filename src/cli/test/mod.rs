//! `test PATH…`: runbooks are walked with recorded answers, their signatures and their rules on
//! outputs are held against samples.

mod gather;
#[cfg(feature = "transports")]
mod lab;
mod recorded;
mod tell;

use std::path::PathBuf;

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::evidence::Signatures;
use crate::operations::known_lines::known_lines;
use crate::operations::rehearse::{Rehearsal, rehearse};
use crate::operations::untested::{Untested, untested};
use gather::{Gathered, ToTest};

#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// Runbooks, files of tests, or folders of both
    #[arg(required_unless_present = "from_incident")]
    paths: Vec<PathBuf>,
    /// Write a test from what was recorded: a key, an id, or last
    #[arg(long, value_name = "INCIDENT", conflicts_with_all = ["paths", "deny"])]
    from_incident: Option<String>,
    /// The runbook that the test is for, where the incident has several
    #[arg(long, value_name = "RUNBOOK", requires = "from_incident")]
    runbook: Option<String>,
    /// Where to write it; stdout otherwise
    #[arg(
        short,
        long,
        value_name = "FILE",
        requires = "from_incident",
        conflicts_with = "json"
    )]
    output: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Send what steps read to boxes of a lab, too, and hold it against their rules; nothing is recorded
    #[arg(long, conflicts_with = "from_incident")]
    run: bool,
    /// With --run: the target, if not the only one that serves a step's device
    #[arg(long, value_name = "TARGET", requires = "run")]
    target: Option<String>,
    /// With --run: a variable's value; for a secret, NAME=@FILE
    #[arg(long = "set", value_name = "NAME=VALUE", requires = "run")]
    variables: Vec<String>,
    /// What else is a failure
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// A runbook without a test
    Untested,
}

/// A runbook that was tested.
struct Tested {
    book: ToTest,
    done: Vec<Rehearsal>,
    /// How many lines its signatures were held against.
    lines: usize,
    /// What its signatures do wrong.
    wrong_lines: Vec<String>,
    left: Untested,
}

impl Tested {
    fn failed(&self) -> usize {
        let failed = self.done.iter().filter(|it| !it.problems.is_empty());
        failed.count() + self.wrong_lines.len()
    }
}

pub fn run(program: &mut Program, args: TestArgs) -> Result<(), Failure> {
    if let Some(incident) = &args.from_incident {
        return recorded::write(program, incident, &args);
    }
    let Gathered { books, wrong } = gather::gather(program, &args.paths)?;
    let read = match args.run {
        true => Some(in_lab(program, &books, &args)?),
        false => None,
    };
    let tested: Vec<Tested> = books.into_iter().map(test).collect();
    match args.json {
        true => {
            let mut told = tell::json(&tested, &wrong);
            if let Some(read) = &read {
                told["lab"] = read.json.clone();
            }
            output::print_json(&told)?;
        }
        false => {
            let read = read.as_ref().map_or("", |read| &read.text);
            output::print(&format!("{read}{}", tell::text(&tested, &wrong)))?;
        }
    }
    if let Some(failed) = read.and_then(|read| read.failed) {
        return Err(failed);
    }
    let failed: usize = tested.iter().map(Tested::failed).sum();
    let bare = tested.iter().filter(|it| it.done.is_empty()).count();
    if failed > 0 {
        return Err(Failure::new(Exit::Failed, tell::failed(failed)));
    }
    if !wrong.is_empty() {
        let what = "not all files could be read";
        return Err(Failure::new(Exit::BadInput, what).hint("lint says more of each"));
    }
    if bare > 0 && args.deny == Some(Deny::Untested) {
        return Err(Failure::new(Exit::Failed, tell::bare(bare)));
    }
    Ok(())
}

/// What came of the lab, told.
struct LabReport {
    text: String,
    json: serde_json::Value,
    failed: Option<Failure>,
}

#[cfg(feature = "transports")]
fn in_lab(program: &mut Program, books: &[ToTest], args: &TestArgs) -> Result<LabReport, Failure> {
    let asked = lab::LabArgs {
        variables: &args.variables,
        target: args.target.as_deref(),
    };
    let read = lab::run(program, books, &asked)?;
    let failed = match lab::failed(&read) {
        _ if lab::is_idle(&read) => {
            let what = "nothing was read from the lab";
            let hint =
                "a read step needs a target that serves its device, and its variables: --set";
            Some(Failure::new(Exit::Failed, what).hint(hint))
        }
        0 => None,
        1 => Some(Failure::new(Exit::Failed, "1 output was not understood")),
        count => {
            let what = format!("{count} outputs were not understood");
            Some(Failure::new(Exit::Failed, what))
        }
    };
    Ok(LabReport {
        text: lab::text(&read),
        json: lab::json(&read),
        failed,
    })
}

#[cfg(not(feature = "transports"))]
fn in_lab(_: &mut Program, _: &[ToTest], _: &TestArgs) -> Result<LabReport, Failure> {
    let what = "this program was built without the ways to send anything";
    Err(Failure::new(Exit::Failed, what))
}

fn test(book: ToTest) -> Tested {
    let signatures = Signatures::new([book.book.runbook.clone()]);
    let tests: Vec<_> = book.tests.iter().map(|(_, test)| test).collect();
    let done: Vec<Rehearsal> = tests
        .iter()
        .map(|test| rehearse(&book.book, &signatures, test))
        .collect();
    let (lines, wrong_lines) = known_lines(&book.book, &signatures);
    let left = untested(&book.book.runbook, &tests, &done);
    Tested {
        book,
        done,
        lines,
        wrong_lines,
        left,
    }
}
