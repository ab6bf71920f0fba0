//! `learn INCIDENT` and `learn --since T`: what incidents teach, as patches for review. Nothing
//! is applied.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Program;
use super::export::{may_write_over, write};
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::operations::learn::{Class, GoodLogs, Lesson, Patch, kept_logs, lessons, patches};
use crate::report::counted;

#[derive(Debug, clap::Args)]
pub struct LearnArgs {
    /// A key (INC-12, 12), an id, or last
    #[arg(required_unless_present = "since")]
    incident: Option<String>,
    /// All incidents that were opened since then, as one list
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
    let since = args.since.as_deref().map(|text| program.past(text));
    let since = since.transpose()?.map(|at| at.at);
    let named = args.incident.as_deref();
    let named = named.map(|name| program.incident(name).map(|(head, _)| head));
    let named = named.transpose()?;
    let session = program.session()?;
    let heads = session.heads()?;
    let mut walked: Vec<IncidentId> = Vec::new();
    for head in heads {
        if session.load_if_whole(head)?.is_some() {
            walked.push(head.id);
        }
    }
    let of = |id: &IncidentId| session.incident(*id);
    let all: Vec<&Incident> = walked.iter().filter_map(of).collect();
    let others: Vec<&Incident> = all
        .into_iter()
        .filter(|incident| incident.state().mode() != Mode::Drill)
        .collect();
    let meant = |incident: &&&Incident| match (named, since) {
        (Some(head), _) => incident.state().id == Some(head.id),
        (None, Some(since)) => incident.state().opened_at.is_some_and(|at| at >= since),
        (None, None) => false,
    };
    let mut taught: Vec<Lesson> = Vec::new();
    let mut silent: Vec<String> = Vec::new();
    let mut count = 0;
    for incident in others.iter().filter(meant) {
        let mut logs = kept_logs(incident.state(), &paths.evidence());
        logs.extend(args.log.iter().cloned());
        let class = Class {
            incident,
            others: &others,
            good: &good,
            logs: &logs,
        };
        let mut found = lessons(&class);
        count += 1;
        if found.is_empty() {
            silent.push(incident.state().key());
        }
        taught.append(&mut found);
    }
    if let Some(head) = named.filter(|_| count == 0) {
        let what = format!("{} is a drill: it teaches people, not runbooks", head.key());
        return Err(Failure::new(Exit::Failed, what));
    }
    let own = paths.runbooks();
    let patches = patches(&taught, program.library()?, &own, &good);
    told(&args, named.map(|head| head.key()), &patches, &silent)
}

fn told(
    args: &LearnArgs,
    incident: Option<String>,
    patches: &[Patch],
    silent: &[String],
) -> Result<(), Failure> {
    let placed = patches.iter().filter(|it| !it.patch.is_empty()).count();
    if args.json {
        let value = json!({
            "incident": incident,
            "patches": patches.iter().map(as_json).collect::<Vec<_>>(),
            "nothing": silent,
        });
        return output::print_json(&value);
    }
    for key in silent {
        output::remark(&format!("{key} taught nothing"));
    }
    let text: String = patches.iter().map(for_review).collect();
    match &args.output {
        Some(_) if placed == 0 => {}
        Some(path) => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write(path, text.as_bytes())?;
        }
        None => output::print_document(&text)?,
    }
    let mut roots: Vec<&Path> = patches.iter().map(|it| it.root.as_path()).collect();
    roots.sort();
    roots.dedup();
    if placed > 0 {
        let name = args.output.as_ref().map(|path| path.display().to_string());
        let name = name.unwrap_or_else(|| "FILE".to_owned());
        output::remark(&format!(
            "{} for review",
            counted(placed as u64, "patch").replace("patchs", "patches")
        ));
        for root in roots {
            output::remark(&format!(
                "apply them: git -C {} apply {name}",
                root.display()
            ));
        }
    }
    Ok(())
}

/// A patch with its reason before it; `git apply` passes over everything before the first line of
/// a patch.
fn for_review(patch: &Patch) -> String {
    let event = patch.event.to_string();
    let mut out = format!(
        "# {} of {}, from {} (event {event})\n# {}\n",
        patch.kind,
        patch.runbook,
        patch.incident,
        one_line(&patch.reason)
    );
    if let Some(remark) = &patch.remark {
        let word = if patch.patch.is_empty() {
            "no patch"
        } else {
            "look"
        };
        out.push_str(&format!("# {word}: {}\n", one_line(remark)));
    }
    out.push_str(&patch.patch);
    out.push('\n');
    out
}

/// Nothing in a reason may begin a line of its own: it would be read as a part of a patch.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
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
