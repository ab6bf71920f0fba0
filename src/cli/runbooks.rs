//! `runbooks` and `show RUNBOOK`.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::{output, sources, trust};
use crate::domain::runbook::{Risk, Runbook, ShownAs, Shows, Step, Symptom, Undo};
use crate::library::{Entry, Origin, as_json};
use crate::operations::catalogue::CatalogueRow;
use crate::operations::revised::revised;
use crate::operations::sources::source_of;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RunbooksArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    act: Option<RunbooksAct>,
}

/// What can be done with a runbook.
#[derive(Debug, clap::Subcommand)]
pub enum RunbooksAct {
    /// List what a runbook from elsewhere would run, and trust it so far
    Trust(trust::TrustArgs),
    /// Take runbooks of others: a folder, or a git repository at a commit
    Add(sources::AddArgs),
    /// Look at what changed there, and take it when you agree
    Update(sources::UpdateSourceArgs),
    /// Take a source away
    Remove(sources::RemoveArgs),
    /// List where runbooks of others come from
    Sources(sources::SourcesArgs),
}

#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The runbook's id
    runbook: String,
    /// Print JSON, with the keys of its YAML
    #[arg(long)]
    json: bool,
    /// Print what was changed in its file since this incident attached it
    #[arg(long, value_name = "INCIDENT", conflicts_with = "json")]
    since: Option<String>,
}

pub fn list(program: &mut Program, args: RunbooksArgs) -> Result<(), Failure> {
    match args.act {
        Some(RunbooksAct::Trust(args)) => return trust::run(program, args),
        Some(RunbooksAct::Add(args)) => return sources::add_source(program, args),
        Some(RunbooksAct::Update(args)) => return sources::update(program, args),
        Some(RunbooksAct::Remove(args)) => return sources::remove(program, args),
        Some(RunbooksAct::Sources(args)) => return sources::list(program, args),
        None => {}
    }
    let taken = program.paths()?.sources();
    let library = program.library()?;
    if args.json {
        let one = |row: &CatalogueRow| row_json(row, &taken);
        let all: Vec<Value> = library.rows().iter().map(one).collect();
        return output::print_json(&Value::Array(all));
    }
    let mut lines = String::new();
    for row in library.rows() {
        let from = match origin(row) {
            ("embedded", _) => String::new(),
            (word, Some(path)) => match source(row, &taken) {
                Some(source) => format!("  ({word} of source {source})"),
                None => format!("  ({word}: {path})"),
            },
            (word, None) => format!("  ({word})"),
        };
        lines.push_str(&format!(
            "{:<38} {}{from}\n",
            row.listing.id.as_str(),
            row.listing.title
        ));
    }
    output::print(&lines)
}

/// The source that a runbook was taken from.
pub fn source(row: &CatalogueRow, taken: &Path) -> Option<String> {
    match &row.origin {
        Origin::File { path, .. } => source_of(path, taken),
        Origin::Embedded => None,
    }
}

fn row_json(row: &CatalogueRow, taken: &Path) -> Value {
    let (listing, (word, path)) = (&row.listing, origin(row));
    json!({
        "id": listing.id,
        "title": listing.title,
        "revision": listing.revision,
        "category": listing.category,
        "mode": listing.mode,
        "steps": listing.steps,
        "sha256": listing.sha256,
        "origin": word,
        "path": path,
        "source": source(row, taken),
    })
}

fn origin(row: &CatalogueRow) -> (&'static str, Option<String>) {
    match &row.origin {
        Origin::Embedded => ("embedded", None),
        Origin::File {
            path,
            replaces_embedded: false,
            ..
        } => ("file", Some(path.display().to_string())),
        Origin::File {
            path,
            replaces_embedded: true,
            ..
        } => ("replaces embedded", Some(path.display().to_string())),
    }
}

pub fn show(program: &mut Program, args: ShowArgs) -> Result<(), Failure> {
    let entry = program.runbook(&args.runbook)?;
    if let Some(incident) = &args.since {
        return changed(program, &entry, incident);
    }
    if args.json {
        let json = as_json(&entry.text)
            .map_err(|diagnostic| Failure::new(Exit::BadInput, diagnostic.to_string()))?;
        return output::print_json(&json);
    }
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = describe(&mut out, &entry.book.runbook);
    output::print(&out)
}

/// What was changed in a runbook's file since an incident attached it.
fn changed(program: &mut Program, entry: &Entry, incident: &str) -> Result<(), Failure> {
    let (head, incident) = program.incident(incident)?;
    let id = &entry.book.runbook.id;
    if incident.state().in_use().all(|attached| attached.id != *id) {
        let what = format!("{} has no runbook \"{id}\" attached", head.key());
        return Err(Failure::new(Exit::NoInput, what).hint("status shows which it has"));
    }
    let session = program.opened()?;
    let state = program.loaded(head.id)?.state();
    let known = |known: &str| (known == id.as_str()).then_some(entry);
    let revised = revised(session, state, known)?;
    if revised.is_empty() {
        output::remark("it is as it was attached");
    }
    let lines = revised.iter().flat_map(|one| &one.lines);
    let lines = lines.map(|(became, line)| format!("{} {line}\n", became.mark()));
    output::print(&lines.collect::<String>())
}

fn describe(out: &mut String, runbook: &Runbook) -> std::fmt::Result {
    writeln!(
        out,
        "{}\n{}  revision {}\n",
        runbook.title, runbook.id, runbook.revision
    )?;
    writeln!(out, "{}", runbook.summary.trim())?;
    for see in &runbook.see {
        writeln!(out, "  instead {} when {}", see.runbook, see.when)?;
    }
    writeln!(out, "\nsymptoms")?;
    for symptom in &runbook.symptoms {
        match symptom {
            Symptom::Says(text) => writeln!(out, "  says  {text}")?,
            Symptom::Sees(text) => writeln!(out, "  sees  {text}")?,
        }
    }
    if !runbook.causes.is_empty() {
        writeln!(out, "\ncauses")?;
    }
    for cause in &runbook.causes {
        writeln!(out, "  {:<18} {}", cause.id.as_str(), cause.title)?;
    }
    if !runbook.variables.is_empty() {
        writeln!(out, "\nvariables")?;
    }
    for variable in &runbook.variables {
        let secret = if variable.secret { "  (secret)" } else { "" };
        writeln!(out, "  {:<18} {}{secret}", variable.name, variable.ask)?;
    }
    for (place, phase) in runbook.phases.iter().enumerate() {
        writeln!(out, "\n{} {}", place + 1, phase.title)?;
        for step in &phase.steps {
            describe_step(out, step)?;
        }
    }
    if let Some(outcome) = &runbook.outcome {
        writeln!(out, "\noutcome\n  {}", outcome.trim())?;
    }
    if let Some(escalation) = &runbook.escalation {
        let with = escalation.with.as_deref().unwrap_or("what is known");
        writeln!(out, "\nescalate to {} with {with}", escalation.to)?;
    }
    if !runbook.references.is_empty() {
        writeln!(out, "\nreferences")?;
    }
    for reference in &runbook.references {
        let url = reference.url.as_deref().unwrap_or("");
        writeln!(out, "  {}  {url}", reference.title)?;
    }
    Ok(())
}

fn describe_step(out: &mut String, step: &Step) -> std::fmt::Result {
    let mut tags = Vec::new();
    if step.critical {
        tags.push("critical".to_owned());
    }
    if step.risk > Risk::Read {
        tags.push(format!("risk: {}", step.risk));
    }
    tags.extend(step.by.map(|by| by.to_string()));
    for condition in &step.when {
        tags.push(format!("when {} = {}", condition.step, condition.is));
    }
    let tags = match tags.is_empty() {
        true => String::new(),
        false => format!("  [{}]", tags.join(", ")),
    };
    writeln!(out, "  {} {}{tags}", step.number, step.does)?;
    for run in &step.run {
        for line in run.text.lines() {
            writeln!(out, "        {}$ {line}", run.device)?;
        }
        describe_shows(out, &run.shows)?;
    }
    if let Some(expect) = &step.expect {
        writeln!(out, "      expect: {expect}")?;
    }
    if let Some(breaks) = &step.breaks {
        writeln!(out, "      breaks: {breaks}")?;
    }
    for answer in &step.answers {
        let goto = answer.goto.as_ref().map(|to| format!("  -> {to}"));
        writeln!(
            out,
            "      {:<12} {}{}",
            answer.id,
            answer.words(),
            goto.unwrap_or_default()
        )?;
    }
    if let Some(rollback) = step.rollback.as_ref().filter(|_| step.risk > Risk::Read) {
        writeln!(out, "      rollback: {rollback}")?;
    }
    match &step.undo {
        Some(Undo::Runs(runs)) => {
            for run in runs.iter().map(|undo| &undo.run) {
                for line in run.text.lines() {
                    writeln!(out, "      undo: {}$ {line}", run.device)?;
                }
            }
        }
        Some(Undo::ByHand { how, .. }) => writeln!(out, "      undo by hand: {how}")?,
        Some(Undo::Nothing { why, .. }) => writeln!(out, "      no undo: {why}")?,
        None => {}
    }
    Ok(())
}

fn describe_shows(out: &mut String, shows: &[Shows]) -> std::fmt::Result {
    for shown in shows {
        let when = if shown.negated { "without" } else { "with" };
        let means = match shown.means {
            Some(ShownAs::Done) => " as expected",
            Some(ShownAs::Failed) => " not as expected",
            None => "",
        };
        writeln!(out, "          {when} {}:{means}", shown.pattern.as_str())?;
        for cause in &shown.suspects {
            writeln!(out, "            suspects {cause}")?;
        }
        for cause in &shown.rules_out {
            writeln!(out, "            rules out {cause}")?;
        }
    }
    Ok(())
}
