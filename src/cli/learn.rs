//! `learn INCIDENT` and `learn --since T`: what incidents teach, as patches for review. Nothing
//! is applied.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::context::Program;
use super::export::{may_write_over, write};
use super::failure::{Exit, Failure};
use super::output;
use crate::operations::learn::{Desk, GoodLogs, Meant, Patch, Review, review};

#[derive(Debug, clap::Args)]
pub struct LearnArgs {
    /// A key (INC-12, 12), an id, or last
    #[arg(required_unless_present = "since")]
    incident: Option<String>,
    /// All incidents that were opened since then, as one list: a date (2026-03-01), -7d, or another time
    #[arg(
        long,
        value_name = "T",
        allow_hyphen_values = true,
        conflicts_with = "incident"
    )]
    since: Option<String>,
    /// A log of the incident that is not kept, a file or a folder; may be repeated
    #[arg(long, value_name = "PATH", requires = "incident")]
    log: Vec<PathBuf>,
    /// A good log, a file or a folder: no new signature finds a line of it; may be repeated
    #[arg(long, value_name = "PATH")]
    baseline: Vec<PathBuf>,
    /// Write the patches to this file, for `git apply`
    #[arg(short, long, value_name = "FILE", conflicts_with = "json")]
    output: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: LearnArgs) -> Result<(), Failure> {
    for path in args.log.iter().chain(&args.baseline) {
        if !path.exists() {
            let what = format!("{} is not there", path.display());
            return Err(Failure::new(Exit::NoInput, what).hint("check the path"));
        }
    }
    let paths = program.paths()?;
    let good = GoodLogs::read(&args.baseline, &program.masks()?);
    let meant = match (&args.incident, &args.since) {
        (Some(name), _) => Meant::One(program.incident(name)?.0.id),
        (None, since) => Meant::Since(program.since(since.as_deref().unwrap_or_default())?),
    };
    let (own, kept) = (paths.runbooks(), paths.evidence());
    let library = program.library()?.clone();
    let desk = Desk {
        library: &library,
        own: &own,
        kept: Some(&kept),
        good: &good,
        logs: &args.log,
    };
    let session = program.session()?;
    let Some(review) = review(session, meant, &desk)? else {
        let what = "a drill teaches people, not runbooks";
        return Err(Failure::new(Exit::Failed, what).hint("drill debrief shows what it taught"));
    };
    program.nothing_passed_over()?;
    match args.json {
        true => output::print_json(&json!({
            "incident": args.incident,
            "patches": review.patches.iter().map(as_json).collect::<Vec<_>>(),
            "nothing": review.nothing,
        })),
        false => told(&args, &review),
    }
}

fn told(args: &LearnArgs, review: &Review) -> Result<(), Failure> {
    for key in &review.nothing {
        output::remark(&format!("{key} taught nothing"));
    }
    let placed = review.placed();
    let name = match &args.output {
        Some(path) if placed > 0 => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write(path, review.text().as_bytes())?;
            // It is applied from the folder of the runbooks, wherever this is.
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            whole.display().to_string()
        }
        _ => {
            output::print_document(&review.text())?;
            "FILE".to_owned()
        }
    };
    if placed > 0 {
        output::remark(&format!(
            "{} for review; apply what you agree with",
            told_of(placed)
        ));
    }
    for root in review.roots() {
        output::remark(&format!("  git -C {} apply {name}", root.display()));
    }
    Ok(())
}

fn told_of(count: usize) -> String {
    match count {
        1 => "1 patch".to_owned(),
        count => format!("{count} patches"),
    }
}

fn as_json(patch: &Patch) -> Value {
    json!({
        "incident": patch.incident,
        "kind": patch.kind,
        "runbook": patch.runbook,
        "reason": patch.reason,
        "event": patch.event,
        "root": patch.root,
        "patch": patch.patch,
        "remark": patch.remark,
    })
}
