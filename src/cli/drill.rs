//! `drill`: training on the same machine. `drill` alone lists what there is; `drill SCENARIO`
//! opens one, and the commands of every incident act on it.
//!
//! Long because its subcommands and their options stand in one place.

use std::io::IsTerminal;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::context::{Program, key_of};
use super::failure::{Exit, Failure};
use super::{drill_report, output, scan, screen};
use crate::domain::command::Command;
use crate::domain::id::PartId;
use crate::domain::scenario_ref::MAX_SPEED;
use crate::drill::Drill;
use crate::drill::act;
use crate::drill::draft_from_runbook;
use crate::library::{Origin, ScenarioEntry, read_tests, tests_files};
use crate::operations::{
    self,
    drill::{DrillRequest, play},
};
use crate::report::counted;
use crate::session::SubmitOptions;

#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_precedence_over_arg = true
)]
pub struct DrillArgs {
    /// The scenario's id; without one, scenarios are listed
    scenario: Option<String>,
    /// List scenarios with the last result and when to train again
    #[arg(long, conflicts_with = "scenario")]
    list: bool,
    /// The variant, if not the one played longest ago
    #[arg(long)]
    variant: Option<String>,
    /// Play the same drill again
    #[arg(long)]
    seed: Option<u64>,
    /// How fast its clock runs: at 10, one minute counts as ten
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_SPEED)))]
    speed: u32,
    /// The ten-minute version: search, three steps, the cause
    #[arg(long)]
    short: bool,
    /// Open it without starting the screen, and print its key
    #[arg(long)]
    detach: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<DrillCommand>,
}

#[derive(Debug, clap::Subcommand)]
enum DrillCommand {
    /// Show what you have seen and been told so far, and the clock
    Status(StatusArgs),
    /// Show the next hint; it costs points
    Hint(OfArgs),
    /// Print a log that was handed over
    Log(LogArgs),
    /// Stop the drill's clock
    Stop(OfArgs),
    /// Start the drill's clock again
    Resume(OfArgs),
    /// Debrief a drill, ending it if it is still running
    Debrief(DebriefArgs),
    /// Write a scenario from a real incident, or from a runbook's tests
    New(NewArgs),
    /// What was trained, what is due, and what is assigned: for a lead
    Report(super::drill_lead::ReportArgs),
}

#[derive(Debug, clap::Args)]
struct OfArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct StatusArgs {
    #[command(flatten)]
    of: OfArgs,
}

#[derive(Debug, clap::Args)]
struct LogArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// Its name; the newest if not given
    name: Option<String>,
    /// Look through it as scan does, and keep what is found as evidence
    #[arg(long)]
    scan: bool,
    /// Print JSON
    #[arg(long, requires = "scan")]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct DebriefArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The answer to the next question; may be given several times, in their order
    #[arg(long = "answer", value_name = "TEXT")]
    answers: Vec<String>,
    /// End a drill that is not over
    #[arg(long)]
    end: bool,
}

#[derive(Debug, clap::Args)]
struct NewArgs {
    /// The incident: a key (INC-12, 12), an id, or last
    #[arg(
        long,
        value_name = "INCIDENT",
        required_unless_present = "from_runbook"
    )]
    from: Option<String>,
    /// A runbook with tests: each cause that they lead to becomes a variant
    #[arg(long, value_name = "RUNBOOK", conflicts_with = "from")]
    from_runbook: Option<String>,
    /// A file of tests that does not lie beside the runbook; may be repeated
    #[arg(long, value_name = "FILE", requires = "from_runbook")]
    tests: Vec<PathBuf>,
    /// The file to write; stdout if left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(program: &mut Program, args: DrillArgs) -> Result<(), Failure> {
    match args.command {
        Some(DrillCommand::Status(args)) => {
            drill_report::status(program, &args.of.incident, args.of.json)
        }
        Some(DrillCommand::Hint(args)) => hint(program, args),
        Some(DrillCommand::Log(args)) => log(program, args),
        Some(DrillCommand::Stop(args)) => {
            let reason = None;
            let waiting_on = None;
            mark(program, args, Command::Hold { reason, waiting_on })
        }
        Some(DrillCommand::Resume(args)) => mark(program, args, Command::Resume),
        Some(DrillCommand::Debrief(args)) => debrief(program, args),
        Some(DrillCommand::Report(args)) => super::drill_lead::run(program, args),
        Some(DrillCommand::New(args)) => new(program, args),
        None => match &args.scenario {
            None if !args.list && !args.json && has_screen(program) => screen::drills(program),
            None => drill_report::list(program, args.json),
            Some(id) => {
                let script = scenario(program, id)?;
                open(program, &args, script)
            }
        },
    }
}

fn scenario(program: &mut Program, id: &str) -> Result<ScenarioEntry, Failure> {
    let scenarios = program.scenarios()?;
    scenarios.get(id).cloned().ok_or_else(|| {
        let hint = match scenarios.nearest(id) {
            Some(near) => format!("did you mean {near}?"),
            None => "drill --list shows them".to_owned(),
        };
        Failure::new(Exit::NoInput, format!("there is no scenario \"{id}\"")).hint(hint)
    })
}

fn open(program: &mut Program, args: &DrillArgs, script: ScenarioEntry) -> Result<(), Failure> {
    let detach = args.detach || args.json || !has_screen(program);
    let scenario = &script.scenario;
    let variant = args.variant.as_ref();
    let variant = variant.map(|id| known_variant(&script, id)).transpose()?;
    let request = DrillRequest {
        script: &script,
        variant,
        seed: args.seed,
        speed: args.speed,
        short: args.short,
        acknowledge: !detach,
        history: None,
    };
    let session = program.session()?;
    let opened = play(session, request).map_err(|failed| match failed {
        operations::drill::DrillFailure::NoShort(_) => {
            Failure::new(Exit::Failed, failed.to_string()).hint("play it without --short")
        }
        operations::drill::DrillFailure::Session(error) => error.into(),
    })?;
    if !detach {
        return screen::walk(program, opened.incident);
    }
    let head = session.find(&opened.incident.to_string())?;
    let incident = session.load(head.id)?;
    let Some(drill) = Drill::of(incident) else {
        return Err(Failure::new(
            Exit::Failed,
            "the drill's script is not at hand",
        ));
    };
    let key = key_of(head);
    let reference = &drill.script.reference;
    if args.json {
        return output::print_json(&json!({
            "incident": key,
            "id": head.id,
            "scenario": scenario.id,
            "variant": reference.variant,
            "seed": reference.seed,
            "opening": drill.script.opening,
        }));
    }
    let from = &scenario.opening.from;
    output::remark(&format!("{from}: {}", drill.script.opening.trim()));
    output::remark(&format!(
        "find the runbook: search QUERY, then attach {key} RUNBOOK --found-by QUERY"
    ));
    output::print(&format!("{key}\n"))
}

fn known_variant(script: &ScenarioEntry, id: &str) -> Result<PartId, Failure> {
    let variants = script.scenario.variants.iter().map(|v| &v.id);
    let known: Vec<&str> = variants.clone().map(PartId::as_str).collect();
    let found = variants.clone().find(|known| known.as_str() == id).cloned();
    found.ok_or_else(|| {
        let what = format!("{} has no variant \"{id}\"", script.scenario.id);
        Failure::new(Exit::NoInput, what).hint(format!("it has {}", known.join(", ")))
    })
}

/// Without a terminal there is nothing to draw on, so the drill is played by commands.
fn has_screen(program: &Program) -> bool {
    program.is_accessible() || std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}

fn hint(program: &mut Program, args: OfArgs) -> Result<(), Failure> {
    let (head, _) = program.drill(&args.incident)?;
    let session = program.session()?;
    let Some(hint) = act::hint(session, head.id)? else {
        let what = "all three hints were given";
        return Err(Failure::new(Exit::Failed, what).hint("drill status shows them"));
    };
    let level = Drill::of(session.load(head.id)?).map_or(0, |d| d.play.hints);
    match args.json {
        true => output::print_json(&json!({"level": level, "cost": level, "hint": hint})),
        false => {
            let cost = counted(u64::from(level), "point");
            output::print(&format!("hint {level} of 3, {cost}: {hint}\n"))
        }
    }
}

fn log(program: &mut Program, args: LogArgs) -> Result<(), Failure> {
    let (head, drill) = program.drill(&args.incident)?;
    let logs = drill.logs();
    let wanted = logs
        .iter()
        .find(|(name, _)| args.name.as_deref().is_none_or(|wanted| wanted == *name));
    let Some((name, text)) = wanted else {
        let what = "no such log was handed over so far";
        let hint = "the step that collects it hands it over: step … start";
        return Err(Failure::new(Exit::NoInput, what).hint(hint));
    };
    match args.scan {
        true => scan::handed(program, head, (name, text), args.json),
        false => output::print(&format!("{text}\n")),
    }
}

fn mark(program: &mut Program, args: OfArgs, command: Command) -> Result<(), Failure> {
    let (head, _) = program.drill(&args.incident)?;
    let session = program.session()?;
    let outcome = session.submit(head.id, command, SubmitOptions::default())?;
    output::outcome(head, &outcome, args.json)
}

fn debrief(program: &mut Program, args: DebriefArgs) -> Result<(), Failure> {
    let (head, drill) = program.drill(&args.of.incident)?;
    let session = program.session()?;
    let state = session.load(head.id)?.state();
    let running = state.status.is_some_and(|status| status.is_unfinished());
    if running && !args.end && !drill.script.reference.short {
        let what = format!("{} is not over", state.key());
        return Err(Failure::new(Exit::Failed, what)
            .hint("resolve it (mark … resolved --cause CAUSE), or end it here with --end"));
    }
    if running || !args.answers.is_empty() {
        act::debrief(session, head.id, args.answers)?;
    }
    drill_report::debrief(program, head, args.of.json)
}

fn new(program: &mut Program, args: NewArgs) -> Result<(), Failure> {
    let text = match (&args.from, &args.from_runbook) {
        (Some(name), _) => from_incident(program, name)?,
        (None, runbook) => {
            from_runbook(program, runbook.as_deref().unwrap_or_default(), &args.tests)?
        }
    };
    match &args.output {
        None => output::print(&text),
        Some(path) => super::export::write(path, text.as_bytes()),
    }
}

fn from_incident(program: &mut Program, name: &str) -> Result<String, Failure> {
    let masks = program.masks()?;
    let (_, incident) = program.incident(name)?;
    crate::drill::draft(incident, masks).ok_or_else(|| {
        Failure::new(Exit::Failed, "it has no runbook whose text is at hand")
            .hint("take an incident that was walked along a runbook")
    })
}

/// The scenario of a runbook's tests: those in it, beside it, and in the files named.
fn from_runbook(program: &mut Program, id: &str, files: &[PathBuf]) -> Result<String, Failure> {
    let entry = program.runbook(id)?;
    let runbook = entry.book.runbook.clone();
    let mut paths = files.to_vec();
    if let Origin::File { path, .. } = &entry.origin {
        paths.extend(path.parent().map(tests_files).unwrap_or_default());
    }
    let find = |name: &str| (name == id).then(|| runbook.clone());
    let mut tests = runbook.tests.clone();
    for path in paths {
        match read_tests(&path, &find) {
            Ok(read) => tests.extend(read.tests),
            // Most files beside it speak of other runbooks.
            Err(_) if !files.contains(&path) => {}
            Err(wrong) => {
                let what = wrong.first().map(ToString::to_string).unwrap_or_default();
                return Err(Failure::new(Exit::BadInput, what));
            }
        }
    }
    draft_from_runbook(&runbook, &tests).ok_or_else(|| {
        let what = format!("{id} has no test that leads to a cause");
        Failure::new(Exit::Failed, what)
            .hint("test --from-incident writes one; --tests names a file of them")
    })
}

/// What a drill's operator sees newly, after an act: the answer of the simulated outage.
pub fn tell(program: &mut Program, json: bool) -> Result<(), Failure> {
    let Some((id, seen, played)) = program.watched() else {
        return Ok(());
    };
    let session = program.session()?;
    act::tick(session, id)?;
    let Some(drill) = Drill::of(session.load(id)?) else {
        return Ok(());
    };
    let mut told = String::new();
    for seen in drill.play.seen.iter().skip(seen) {
        told.push_str(&drill_report::seen_line(seen));
    }
    for played in drill.play.played.iter().skip(played) {
        told.push_str(&drill_report::played_line(played));
    }
    match (told.is_empty(), json) {
        (true, _) => Ok(()),
        // One JSON value is all that stdout holds then; drill status --json tells the rest.
        (false, true) => {
            output::remark(told.trim_end());
            Ok(())
        }
        (false, false) => output::print(&told),
    }
}

/// The JSON of a drill that was seen: the `drill` of its timeline.
pub fn value(program: &mut Program, id: crate::domain::id::IncidentId) -> Result<Value, Failure> {
    let incident = program.loaded(id)?;
    Ok(crate::drill::as_json(incident, &|_| None))
}
