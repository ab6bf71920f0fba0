//! The command line: one file per command. Everything that the screen does can be done
//! from here, without a screen and without a prompt.
//!
//! Long because every command stands here once, with its line of help.

mod act;
mod alert;
#[cfg(feature = "transports")]
mod asked;
mod assignment;
mod attach;
mod backup;
mod built;
mod cause;
mod completing;
mod contacts;
mod context;
mod convert;
mod copy;
mod correct;
mod doctor;
mod doctor_journal;
mod draft7;
mod drill;
mod drill_lead;
mod drill_report;
mod examples;
mod export;
mod failure;
mod generate;
pub mod hints;
mod history;
mod import;
mod import_history;
mod incidents;
#[cfg(feature = "transports")]
mod interrupt;
mod learn;
mod lint;
mod manual;
mod mark;
mod merge;
mod mistyped;
mod new;
mod output;
mod pasted;
mod record;
mod run;
#[cfg(feature = "transports")]
mod run_identity;
mod run_refused;
#[cfg(feature = "transports")]
mod run_send;
mod runbooks;
mod scan;
mod screen;
mod search;
mod set;
mod sources;
mod start;
mod stats;
mod status;
mod step;
mod targets;
mod team;
mod test;
mod trust;
mod update_check;
mod verify;
#[cfg(feature = "transports")]
mod watch;
mod way;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use failure::{Exit, Failure};

use crate::clock::zone;
use crate::debug_log;
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
    shared: GlobalOptions,
    /// What you see, in your own words
    query: Vec<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// A folder with more runbooks; may be repeated
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

impl GlobalOptions {
    /// As they are when none is given.
    pub fn none() -> Self {
        Self {
            runbooks: Vec::new(),
            role: "responder".to_owned(),
            color: ColorChoice::Auto,
            accessible: false,
        }
    }
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
    Start(start::StartArgs),
    /// Go back to an incident where you left off
    Resume(screen::ResumeArgs),
    /// Look on as an incident is worked on; nothing can be recorded
    Watch(watch::WatchArgs),
    /// Train: list scenarios, or play one
    Drill(drill::DrillArgs),
    /// List incidents: what is open, and the latest
    Incidents(incidents::IncidentsArgs),
    /// List all incidents, narrowed and sorted, or two of them side by side
    History(history::HistoryArgs),
    /// Show where an incident stands
    Status(status::StatusArgs),
    /// Act on a step: start, done, failed, inconclusive, skip, na, block, unblock, defer, reopen, revert
    Step(step::StepArgs),
    /// Record an action that is in no runbook
    Act(act::ActArgs),
    /// Record that an action or a step was reverted
    Revert(act::RevertArgs),
    /// Copy a step's command, variables filled in
    Copy(copy::CopyArgs),
    /// Run a step's command on a target, or a typed one: run INCIDENT --target T -- TEXT
    Run(run::RunArgs),
    /// Record the output of a step's command that was run elsewhere
    Output(pasted::PastedArgs),
    /// List the targets that commands can be run on
    Targets(targets::TargetsArgs),
    /// Mark a milestone: acknowledged, mitigated, resolved, closed and others
    Mark(mark::MarkArgs),
    /// Set severity, title, impact or variables
    Set(set::SetArgs),
    /// Attach another runbook
    Attach(attach::AttachArgs),
    /// Set aside a runbook that turned out to be the wrong one
    SetAside(attach::SetAsideArgs),
    /// Judge a cause: open, suspected, ruled_out, confirmed
    Cause(cause::CauseArgs),
    /// Add a note
    Note(words::NoteArgs),
    /// Record an update to stakeholders
    Update(words::UpdateArgs),
    /// Hand an incident over, or accept it
    Handoff(words::HandoffArgs),
    /// Record something to do after the incident
    FollowUp(words::FollowUpArgs),
    /// Undo your latest act, or the one named
    Undo(correct::UndoArgs),
    /// Correct the time, the person or the text of an event
    Amend(correct::AmendArgs),
    /// How fast incidents are resolved, and whether that got better
    Stats(stats::StatsArgs),
    /// List runbooks
    Runbooks(runbooks::RunbooksArgs),
    /// Show a runbook
    Show(runbooks::ShowArgs),
    /// Whom to call, and how, when the VPN is down
    Contacts(contacts::ContactsArgs),
    /// Find runbooks by what you see
    Search(search::SearchArgs),
    /// Read logs: known causes, the lines that show them, the steps to go to
    Scan(scan::ScanArgs),
    /// Export incidents as JSON, NDJSON, Markdown or an HTML page
    Export(export::ExportArgs),
    /// Import exported incidents into the journal
    Import(import::ImportArgs),
    /// Check exports: schema, hash chains, and that every figure follows from the events
    Verify(verify::VerifyArgs),
    /// Make one export of several, without a journal
    Merge(merge::MergeArgs),
    /// Share incidents with others, each on a journal of their own
    Team(team::TeamArgs),
    /// Back up the journal to a file, even while it is in use
    Backup(backup::BackupArgs),
    /// Check runbook and scenario files for mistakes
    Lint(lint::LintArgs),
    /// What incidents teach, as patches to runbooks; none is applied
    Learn(learn::LearnArgs),
    /// Walk runbooks with recorded answers: these must lead to this cause and these steps
    Test(test::TestArgs),
    /// Convert Markdown runbooks to YAML
    Convert(convert::ConvertArgs),
    /// Begin a runbook: five questions, or flags, and a file to fill in
    New(new::NewArgs),
    /// Print a JSON Schema
    Schema(generate::SchemaArgs),
    /// Check paths, terminal and journal, for a bug report
    Doctor(doctor::DoctorArgs),
    /// Print a completion script for a shell
    Completions(generate::CompletionsArgs),
    /// Print a manual page, or write all of them
    Man(manual::ManArgs),
}

/// The tree of commands with their options, as the shell completions and the manual see it.
pub fn command() -> clap::Command {
    examples::shown_in(<Cli as clap::CommandFactory>::command())
}

/// Runs the program and gives its exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if completing::answer(&arguments) {
        return Exit::Done as u8;
    }
    let json = arguments.iter().any(|argument| argument == "--json");
    begin_log();
    let matches = command().try_get_matches_from(arguments);
    if let Ok(matches) = &matches {
        // Its name alone: an argument may be a secret.
        let called = matches.subcommand_name().unwrap_or("the screen");
        debug_log::note("begin", || format!("{} {called}", built::VERSION));
    }
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return match error.use_stderr() {
                true => Exit::Usage as u8,
                false => Exit::Done as u8,
            };
        }
    };
    let exit = match dispatch(cli, json) {
        Ok(()) => Exit::Done as u8,
        Err(failure) => {
            debug_log::note("failed", || failure.what.clone());
            output::complain(&failure);
            failure.exit as u8
        }
    };
    debug_log::note("end", || format!("exit status {exit}"));
    exit
}

/// What an alert's payload is read as: its title, or what is wrong with it.
#[cfg(feature = "fuzz")]
pub fn payload(text: &str) -> Result<String, String> {
    alert::parse(text.as_bytes()).map(|alert| alert.title)
}

fn begin_log() {
    if let Some(file) = crate::paths::debug_log()
        && let Err(error) = debug_log::open(&file)
    {
        let file = file.display();
        output::remark(&format!("runsheet: nothing is logged to {file}: {error}"));
    }
}

fn dispatch(cli: Cli, json: bool) -> Result<(), Failure> {
    let mut program = Program::new(cli.shared);
    let program = &mut program;
    choose_zone(program);
    if debug_log::is_on()
        && let Ok(masks) = program.masks()
    {
        debug_log::mask_with(masks);
    }
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
        Command::Watch(args) => watch::run(program, args),
        Command::Drill(args) => drill::run(program, args),
        Command::Incidents(args) => incidents::run(program, args),
        Command::History(args) => history::run(program, args),
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
        Command::Contacts(args) => contacts::run(program, args),
        Command::Search(args) => search::run(program, args),
        Command::Scan(args) => scan::run(program, args),
        Command::Export(args) => export::run(program, args),
        Command::Import(args) => import::run(program, args),
        Command::Verify(args) => verify::run(program, args),
        Command::Merge(args) => merge::run(program, args),
        Command::Team(args) => team::run(program, args),
        Command::Backup(args) => backup::run(program, args),
        Command::Lint(args) => lint::run(program, args),
        Command::Learn(args) => learn::run(program, args),
        Command::Test(args) => test::run(program, args),
        Command::New(args) => new::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Schema(args) => generate::schema(args),
        Command::Doctor(args) => doctor::run(program, args),
        Command::Completions(args) => generate::completions(args),
        Command::Man(args) => manual::run(args),
    }
}
