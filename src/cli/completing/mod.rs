//! What a shell offers on Tab: names from the journal, the library and the settings beside the
//! commands and options. The script of `completions SHELL` asks this program each time. A journal
//! is only looked at, and what cannot be read offers nothing.

mod names;

use std::ffi::{OsStr, OsString};

use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::context::Program;
use super::{Cli, GlobalOptions};
use crate::tui::text::{fit, shown};
use names::Name;

/// How the script asks; not clap's own name, which any program's script could have left set.
const ASKS: &str = "RUNSHEET_COMPLETE";
/// Out of a folder of completions zsh reads the script as the function that it has just called.
const AUTOLOADED: &str = "
if [[ ${funcstack[1]} == _runsheet ]]; then
    _clap_dynamic_completer_runsheet \"$@\"
fi
";
/// What a name stands for is cut to so many columns.
const HELP_COLUMNS: usize = 60;

/// Answers a shell that asks for completions. `false` if none does.
pub fn answer(arguments: &[OsString]) -> bool {
    if std::env::var_os(ASKS).is_none() {
        return false;
    }
    let line = Line::of(arguments);
    let asked = CompleteEnv::with_factory(|| knowing(super::command(), &line))
        .var(ASKS)
        .try_complete(arguments.iter(), std::env::current_dir().ok().as_deref());
    // What goes wrong on Tab must not stand in the middle of a line.
    asked.unwrap_or(true)
}

/// The script that a shell reads once.
pub fn script(shell: &str) -> std::io::Result<String> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let known = shells
        .completer(shell)
        .ok_or(std::io::ErrorKind::NotFound)?;
    known.write_registration(ASKS, "runsheet", "runsheet", "runsheet", &mut script)?;
    if shell == "zsh" {
        script.extend_from_slice(AUTOLOADED.as_bytes());
    }
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
        "incident" | "incidents" | "from" | "from_incident" | "duplicate_of" => names::incidents,
        "runbook" => names::runbooks,
        "step" | "override_" => names::steps,
        "answer" => names::answers,
        "cause" | "contributing" => names::causes,
        "event" => names::events,
        "target" => names::all_targets,
        "scenario" => names::scenarios,
        "variables" => names::variables,
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
