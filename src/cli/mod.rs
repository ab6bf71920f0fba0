//! The command line: one file per command. Everything that the screen does can be done
//! from here, without a screen and without a prompt.

mod act;
mod alert;
#[cfg(feature = "transports")]
mod asked;
mod assignment;
mod attach;
mod backup;
mod cause;
mod context;
mod convert;
mod copy;
mod correct;
mod doctor;
mod doctor_journal;
mod drill;
mod drill_report;
mod export;
mod failure;
mod generate;
pub mod hints;
mod import;
mod incidents;
#[cfg(feature = "transports")]
mod interrupt;
mod lint;
mod mark;
mod mistyped;
mod output;
mod pasted;
mod run;
mod runbooks;
mod scan;
mod screen;
mod search;
mod set;
mod start;
mod stats;
mod status;
mod step;
mod targets;
mod trust;
mod verify;
#[cfg(feature = "transports")]
mod way;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use failure::{Exit, Failure};

use crate::clock::zone;
use context::Program;

/// A timed runbook for the terminal.
///
/// Without a command it opens the screen; QUERY is what you would type into its search box.
#[derive(Debug, Parser)]
#[command(name = "runsheet", version)]
#[command(
    after_help = "Exit status: 0 done; 1 failed or refused; 2 usage; 65 bad input; \
66 input missing; 73 cannot create output; 74 journal; 75 busy; 78 configuration; 130 interrupted."
)]
pub struct Cli {
    #[command(flatten)]
    shared: Shared,
    /// What you see, in your own words
    query: Vec<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    /// A folder with more runbooks; may be given several times
    #[arg(long, value_name = "DIR", global = true)]
    runbooks: Vec<PathBuf>,
    /// The role to record
    #[arg(long, global = true, value_name = "ROLE", default_value = "responder")]
    role: String,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: ColorChoice,
    /// Numbered lines and prompts instead of the screen: for screen readers, plain terminals
    /// and pipes
    #[arg(long, global = true, env = "RUNSHEET_ACCESSIBLE", value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    accessible: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// What was asked for, if anything was.
    pub fn asked(self) -> Option<bool> {
        match self {
            ColorChoice::Auto => None,
            ColorChoice::Always => Some(true),
            ColorChoice::Never => Some(false),
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open an incident and walk a runbook
    Start(start::Args),
    /// Pick up an incident where it was left
    Resume(screen::ResumeArgs),
    /// Train: list scenarios, or play one
    Drill(drill::Args),
    /// List incidents
    Incidents(incidents::Args),
    /// Show where an incident stands
    Status(status::Args),
    /// Act on a step: start, done, failed, inconclusive, skip, na, block, unblock, defer, reopen, revert
    Step(step::Args),
    /// Record an action that is in no runbook
    Act(act::ActArgs),
    /// Record that an action or a step was taken back
    Revert(act::RevertArgs),
    /// Copy what a step runs, variables filled
    Copy(copy::Args),
    /// Run what a step runs on a box, or a typed command: run INCIDENT --target T -- TEXT
    Run(run::Args),
    /// Take in what a step's command said that was run elsewhere
    Output(pasted::Args),
    /// List the boxes that commands can be sent to
    Targets(targets::Args),
    /// Mark a milestone: acknowledged, mitigated, resolved, closed and others
    Mark(mark::Args),
    /// Set severity, title, impact or variables
    Set(set::Args),
    /// Attach another runbook
    Attach(attach::AttachArgs),
    /// Set a runbook aside that proved to be the wrong one
    SetAside(attach::SetAsideArgs),
    /// Judge a cause: open, suspected, ruled_out, confirmed
    Cause(cause::Args),
    /// Add a note
    Note(words::NoteArgs),
    /// Record an update to stakeholders
    Update(words::UpdateArgs),
    /// Hand an incident over, or accept it
    Handoff(words::HandoffArgs),
    /// Record something left to do after the incident
    FollowUp(words::FollowUpArgs),
    /// Take back your latest act, or the one named
    Undo(correct::UndoArgs),
    /// Correct the time, the person or the text of an event
    Amend(correct::AmendArgs),
    /// Medians of time to first action and time to resolve
    Stats(stats::Args),
    /// List runbooks
    Runbooks(runbooks::ListArgs),
    /// Show a runbook
    Show(runbooks::ShowArgs),
    /// Find runbooks by what you see
    Search(search::Args),
    /// Look for known signatures in logs: causes, the lines that show them, the steps to go to
    Scan(scan::Args),
    /// Write incidents as JSON, NDJSON, Markdown or a page of HTML
    Export(export::Args),
    /// Read exported incidents into the journal
    Import(import::Args),
    /// Check exports: schema, hash chains, and that every figure follows from the events
    Verify(verify::Args),
    /// Copy the journal into a file, whole and checked, while others go on working on it
    Backup(backup::Args),
    /// Check runbook and scenario files for mistakes
    Lint(lint::Args),
    /// Make YAML of Markdown runbooks
    Convert(convert::Args),
    /// Print a JSON Schema
    Schema(generate::SchemaArgs),
    /// Paths, terminal and journal health, for a bug report
    Doctor(doctor::Args),
    /// Print a completion script for a shell
    Completions(generate::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// The tree of commands with their options, as the shell completions and the manual see it.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// Runs the program and gives its exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return match error.use_stderr() {
                true => Exit::Usage as u8,
                false => Exit::Done as u8,
            };
        }
    };
    match dispatch(cli, json) {
        Ok(()) => Exit::Done as u8,
        Err(failure) => {
            output::complain(&failure);
            failure.exit as u8
        }
    }
}

fn dispatch(cli: Cli, json: bool) -> Result<(), Failure> {
    let mut program = Program::new(cli.shared);
    let program = &mut program;
    choose_zone(program);
    let Some(command) = cli.command else {
        if let Some(mistyped) = mistyped::check(&cli.query) {
            return Err(mistyped);
        }
        return screen::home(program, &cli.query.join(" "));
    };
    if let Some(first) = cli.query.first() {
        return Err(Failure::usage(format!(
            "\"{first}\" stands before a command, so it is unclear which is meant"
        ))
        .hint("give the command first, or search with: runsheet search QUERY"));
    }
    let done = carry_out(program, command);
    program.tell_masked();
    let done = done.and_then(|()| drill::tell(program, json));
    done.map_err(|failure| program.told_of_acts(failure))
}

/// All times are shown and read in the zone of the settings, else in the system's.
fn choose_zone(program: &Program) {
    // Without a place for settings there are none; what needs the place says so.
    let set = program.settings().ok().and_then(|set| set.timezone.clone());
    zone::choose(set.as_deref());
    if let Some(trouble) = zone::trouble() {
        output::remark(&format!("runsheet: {trouble}"));
    }
}

fn carry_out(program: &mut Program, command: Command) -> Result<(), Failure> {
    match command {
        Command::Start(args) => start::run(program, args),
        Command::Resume(args) => screen::resume(program, args),
        Command::Drill(args) => drill::run(program, args),
        Command::Incidents(args) => incidents::run(program, args),
        Command::Status(args) => status::run(program, args),
        Command::Step(args) => step::run(program, args),
        Command::Act(args) => act::act(program, args),
        Command::Revert(args) => act::revert(program, args),
        Command::Copy(args) => copy::run(program, args),
        Command::Run(args) => run::run(program, args),
        Command::Output(args) => pasted::run(program, args),
        Command::Targets(args) => targets::run(program, args),
        Command::Mark(args) => mark::run(program, args),
        Command::Set(args) => set::run(program, args),
        Command::Attach(args) => attach::attach(program, args),
        Command::SetAside(args) => attach::set_aside(program, args),
        Command::Cause(args) => cause::run(program, args),
        Command::Note(args) => words::note(program, args),
        Command::Update(args) => words::update(program, args),
        Command::Handoff(args) => words::handoff(program, args),
        Command::FollowUp(args) => words::follow_up(program, args),
        Command::Undo(args) => correct::undo(program, args),
        Command::Amend(args) => correct::amend(program, args),
        Command::Stats(args) => stats::run(program, args),
        Command::Runbooks(args) => runbooks::list(program, args),
        Command::Show(args) => runbooks::show(program, args),
        Command::Search(args) => search::run(program, args),
        Command::Scan(args) => scan::run(program, args),
        Command::Export(args) => export::run(program, args),
        Command::Import(args) => import::run(program, args),
        Command::Verify(args) => verify::run(program, args),
        Command::Backup(args) => backup::run(program, args),
        Command::Lint(args) => lint::run(program, args),
        Command::Convert(args) => convert::run(args),
        Command::Schema(args) => generate::schema(args),
        Command::Doctor(args) => doctor::run(program, args),
        Command::Completions(args) => generate::completions(args),
        Command::Man => generate::man(),
    }
}
