//! What a shell offers on Tab: names from the journal, the library and the settings beside the
//! commands and options. The script of `completions SHELL` asks this program each time. A journal
//! is only looked at, and what cannot be read offers nothing.

use std::ffi::{OsStr, OsString};

use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::context::{Program, session_with};
use super::{Cli, GlobalOptions, targets};
use crate::domain::id::StepRef;
use crate::domain::runbook::Runbook;
use crate::domain::state::State;
use crate::journal::SqliteJournal;
use crate::library::{Library, Scenarios};
use crate::session::Session;
use crate::tui::text::{fit, shown};

/// How the script asks; not clap's own name, which any program's script could have left set.
const ASKS: &str = "RUNSHEET_COMPLETE";
/// Of a long journal the newest are offered.
const MOST: usize = 200;
/// So much of an event's id is offered.
const EVENT_DIGITS: usize = 8;
/// What a name stands for is cut to so many columns.
const HELP_COLUMNS: usize = 60;

/// A name to offer, and what it stands for.
type Name = (String, String);

/// Answers a shell that asks for completions. `false` if none does.
pub fn answer(arguments: &[OsString]) -> bool {
    let line = Line::of(arguments);
    let asked = CompleteEnv::with_factory(|| knowing(super::command(), &line))
        .var(ASKS)
        .try_complete(arguments.iter(), std::env::current_dir().ok().as_deref());
    match asked {
        Ok(answered) => answered,
        // What goes wrong on Tab must not stand in the middle of a line.
        Err(_) => true,
    }
}

/// The script that a shell reads once.
pub fn script(shell: &str) -> std::io::Result<String> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let known = shells
        .completer(shell)
        .ok_or(std::io::ErrorKind::NotFound)?;
    known.write_registration(ASKS, "runsheet", "runsheet", "runsheet", &mut script)?;
    Ok(String::from_utf8_lossy(&script).into_owned())
}

/// What stands on the line before the word that is completed.
#[derive(Clone)]
struct Line {
    incident: String,
    step: Option<String>,
    runbooks: Vec<String>,
    shared: GlobalOptions,
}

impl Line {
    /// The words after `--`, as far as they can be understood.
    fn of(arguments: &[OsString]) -> Self {
        let words = arguments.iter().position(|word| word == "--");
        let words = words.map_or(&arguments[..0], |at| &arguments[at + 1..]);
        let matches = Cli::command()
            .ignore_errors(true)
            .disable_help_flag(true)
            .disable_version_flag(true)
            .try_get_matches_from(words)
            .unwrap_or_default();
        let mut innermost = &matches;
        while let Some((_, sub)) = innermost.subcommand() {
            innermost = sub;
        }
        let incident = texts(innermost, "incident").into_iter().next();
        Self {
            incident: incident.unwrap_or_else(|| "last".to_owned()),
            step: texts(innermost, "step").into_iter().next(),
            runbooks: texts(innermost, "runbook"),
            shared: GlobalOptions::from_arg_matches(&matches)
                .unwrap_or_else(|_| GlobalOptions::none()),
        }
    }

    fn program(&self) -> Program {
        Program::new(self.shared.clone())
    }
}

fn texts(matches: &ArgMatches, id: &str) -> Vec<String> {
    let given = matches.try_get_many::<String>(id).ok().flatten();
    given.into_iter().flatten().cloned().collect()
}

/// The command with what it can offer for the value of each option. Options that take the same
/// kind of thing have the same name in every command.
fn knowing(command: Command, line: &Line) -> Command {
    command
        .mut_args(|arg| match source(arg.get_id().as_str()) {
            Some(names) => {
                let line = line.clone();
                arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
                    offered(&names(&line, typed.to_str().unwrap_or_default()), typed)
                }))
            }
            None => arg,
        })
        .mut_subcommands(|sub| knowing(sub, line))
}

/// Where the values of an option come from.
fn source(id: &str) -> Option<fn(&Line, &str) -> Vec<Name>> {
    Some(match id {
        "incident" | "incidents" | "from" | "duplicate_of" => incidents,
        "runbook" => runbooks,
        "step" | "override_" => steps,
        "answer" => answers,
        "cause" | "contributing" => causes,
        "event" => events,
        "target" => all_targets,
        "scenario" => scenarios,
        "variables" => variables,
        _ => return None,
    })
}

fn offered(names: &[Name], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let fitting = names.iter().enumerate();
    let fitting = fitting.filter(|(_, (name, _))| name.starts_with(&*typed));
    fitting
        .map(|(at, (name, help))| {
            let help = fit(&shown(help), HELP_COLUMNS, "...").into_owned();
            CompletionCandidate::new(name)
                .help((!help.is_empty()).then(|| help.into()))
                .display_order(Some(at))
        })
        .collect()
}

/// A session on the journal, if there is one.
fn session(line: &Line) -> Option<Session> {
    let journal = line.program().paths().ok()?.journal();
    let journal = journal.exists().then(|| SqliteJournal::look(&journal))?;
    Some(session_with(journal.ok()?, "responder"))
}

/// Asks the state of the incident that the line names.
fn of_incident(line: &Line, names: impl Fn(&State) -> Vec<Name>) -> Vec<Name> {
    let known = || {
        let mut session = session(line)?;
        let head = session.find(&line.incident).ok()?;
        Some(names(session.load(head.id).ok()?.state()))
    };
    known().unwrap_or_default()
}

fn incidents(line: &Line, typed: &str) -> Vec<Name> {
    let Some(mut session) = session(line) else {
        return Vec::new();
    };
    let is_number = typed.starts_with(|c: char| c.is_ascii_digit());
    let name = |key: String| match is_number {
        true => key.trim_start_matches("INC-").to_owned(),
        false => key,
    };
    let mut open = session.peek_unfinished().unwrap_or_default();
    open.reverse();
    let is_open = |id| open.iter().any(|(head, _)| head.id == id);
    let heads = session.heads().unwrap_or_default();
    let closed = heads.iter().rev().filter(|head| !is_open(head.id));
    let closed = closed
        .take(MOST)
        .map(|head| (name(head.key()), String::new()));
    let unfinished = open.iter();
    let mut names: Vec<Name> = unfinished
        .map(|(head, state)| (name(head.key()), format!("open: {}", state.title)))
        .chain(closed.collect::<Vec<_>>())
        .collect();
    if !names.is_empty() {
        names.push(("last".to_owned(), "the latest".to_owned()));
    }
    names
}

fn runbooks(line: &Line, _: &str) -> Vec<Name> {
    let folders = line.program().runbook_folders().unwrap_or_default();
    let library = Library::load(&folders);
    let entries = library.entries().iter().map(|entry| &entry.book.runbook);
    entries
        .map(|runbook| (runbook.id.to_string(), runbook.title.to_string()))
        .collect()
}

fn scenarios(line: &Line, _: &str) -> Vec<Name> {
    let folders = line.program().runbook_folders().unwrap_or_default();
    let scenarios = Scenarios::load(&Library::load(&folders), &folders);
    let entries = scenarios.entries().iter().map(|entry| &entry.scenario);
    entries
        .map(|scenario| (scenario.id.to_string(), scenario.title.to_string()))
        .collect()
}

/// By id, or by number where one was begun.
fn steps(line: &Line, typed: &str) -> Vec<Name> {
    let is_number = typed.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
    of_incident(line, |state| {
        let steps = state.steps_in_use();
        steps
            .map(|(attachment, step)| {
                let at = StepRef {
                    runbook: attachment.id.clone(),
                    step: step.id.clone(),
                };
                let number = state.number_of(&at);
                match is_number {
                    true => (number, step.does.clone()),
                    false => (step.id.to_string(), format!("{number} {}", step.does)),
                }
            })
            .collect()
    })
}

fn causes(line: &Line, _: &str) -> Vec<Name> {
    // `scan --runbook R --cause C` has no incident.
    let folders = line.program().runbook_folders().unwrap_or_default();
    let named = line.runbooks.iter();
    let named: Vec<_> = named
        .filter_map(|id| crate::library::find_one(&folders, id))
        .map(|entry| entry.book.runbook)
        .collect();
    let told = |runbook: &Runbook| -> Vec<Name> {
        let causes = runbook.causes.iter();
        causes
            .map(|cause| (cause.id.to_string(), cause.title.to_string()))
            .collect()
    };
    if !named.is_empty() {
        return named.iter().flat_map(|runbook| told(runbook)).collect();
    }
    of_incident(line, |state| {
        let attached = state.in_use().filter_map(|a| a.runbook.as_deref());
        attached.flat_map(told).collect()
    })
}

fn answers(line: &Line, _: &str) -> Vec<Name> {
    let step = line.step.clone().unwrap_or_default();
    of_incident(line, |state| {
        let at = super::context::find_step(state, &step).ok();
        let step = at.and_then(|at| Some(state.step(&at)?.1.answers.clone()));
        let answers = step.unwrap_or_default().into_iter();
        answers
            .map(|answer| (answer.id, answer.says.unwrap_or_default()))
            .collect()
    })
}

fn variables(line: &Line, _: &str) -> Vec<Name> {
    of_incident(line, |state| {
        let attached = state.in_use().filter_map(|a| a.runbook.as_deref());
        let variables = attached.flat_map(|runbook| &runbook.variables);
        variables
            .map(|variable| (format!("{}=", variable.name), variable.ask.clone()))
            .collect()
    })
}

fn all_targets(line: &Line, _: &str) -> Vec<Name> {
    let targets = targets::all(&line.program()).unwrap_or_default();
    targets
        .into_iter()
        .map(|target| (target.name.to_string(), target.kind.name.to_string()))
        .collect()
}

/// The ends of the ids, the newest first: nobody types more of them.
fn events(line: &Line, _: &str) -> Vec<Name> {
    let known = || {
        let mut session = session(line)?;
        let head = session.find(&line.incident).ok()?;
        let incident = session.load(head.id).ok()?;
        let log = incident.log().map(|(recorded, _)| recorded);
        let mut names: Vec<Name> = log
            .map(|recorded| {
                let id = recorded.id.to_string();
                let end = id.len().saturating_sub(EVENT_DIGITS);
                (
                    id[end..].to_owned(),
                    recorded.event.payload.kind().to_owned(),
                )
            })
            .collect();
        names.reverse();
        names.truncate(MOST);
        Some(names)
    };
    known().unwrap_or_default()
}
