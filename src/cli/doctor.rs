//! `doctor`: every path in use, what is wrong with the settings, the terminal's abilities, the
//! journal's health. Fit to paste into a bug report: it tells no incident's content.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Program;
use super::failure::Failure;
use super::{built, doctor_journal, output, update_check};
use crate::config::{Settings, ThemeChoice, Warning};
use crate::library::Library;
use crate::paths::Surroundings;
use crate::tui::theme::Palette;
use crate::tui::{appearance, bindings, notify};

#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Save every intact incident into a new folder, one timeline file each
    #[arg(long, value_name = "DIR")]
    salvage: Option<PathBuf>,
    /// Remove the outputs of runs that no incident speaks of any more
    #[arg(long, conflicts_with = "salvage")]
    prune: bool,
    /// Ask the address in config.toml for the newest version, with your curl; nothing else ever asks
    #[arg(long, conflicts_with_all = ["salvage", "prune"])]
    check_update: bool,
    /// Make the summaries anew that lists and statistics are read from
    #[arg(long, conflicts_with_all = ["salvage", "prune"])]
    summarize: bool,
}

pub fn run(program: &mut Program, args: DoctorArgs) -> Result<(), Failure> {
    if let Some(folder) = &args.salvage {
        return doctor_journal::salvage(program, folder);
    }
    if args.prune {
        return doctor_journal::prune(program);
    }
    if args.summarize {
        program.session()?.summarize_anew()?;
        return output::print("the summaries are made anew\n");
    }
    let paths = program.paths()?;
    let folders = program.runbook_folders()?;
    let library = Library::load(&folders);
    let settings = program.settings()?.clone();
    let terminal = terminal(program.color().asked(), &settings);
    let (journal, trouble) = doctor_journal::told(program);
    let diagnostics: Vec<String> = library
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    let asked = args
        .check_update
        .then(|| update_check::ask(settings.updates.as_deref()));
    let (update, unanswered) = match asked {
        Some(Ok(said)) => (Some(said), None),
        Some(Err(failure)) => (None, Some(failure)),
        None => (None, None),
    };
    let mut report = json!({
        "version": built::VERSION,
        "built": built::told(),
        "platform": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "paths": {
            "data": paths.data,
            "config": paths.config,
            "journal": paths.journal(),
            "runbooks": folders,
        },
        "settings": told(&settings, &paths.settings()),
        "terminal": terminal,
        "journal": journal,
        "runbooks": {"count": library.entries().len(), "diagnostics": diagnostics},
    });
    if let Some(update) = update {
        report["update"] = update.into();
    }
    match args.json {
        true => output::print_json(&report)?,
        false => output::print(&lines("", &report))?,
    }
    match trouble.or(unanswered) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// What was read, and everything that is wrong with it, keys included.
fn told(settings: &Settings, file: &Path) -> Value {
    let (_, refused) = bindings::bind(&settings.keys);
    let mut warnings: Vec<&Warning> = settings.warnings.iter().chain(&refused).collect();
    warnings.sort();
    let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    let state = match (settings.found, warnings.len()) {
        (false, _) => "not there; the defaults hold".to_owned(),
        (true, 0) => "read".to_owned(),
        (true, 1) => "read, with 1 warning".to_owned(),
        (true, count) => format!("read, with {count} warnings"),
    };
    json!({
        "file": file,
        "state": state,
        "keys": settings.keys.len() - refused.len(),
        "warnings": warnings,
    })
}

/// What the environment tells of the terminal, and what follows from it.
fn terminal(color: Option<bool>, settings: &Settings) -> Value {
    let around = Surroundings::find();
    let look = appearance::choose(color, &around, settings);
    let theme = match look.palette {
        Palette::Dark => "dark",
        Palette::Light => "light",
        Palette::Mono => "mono",
    };
    let known = around.theme.as_deref().map(ThemeChoice::of);
    let why = match known {
        Some(None) => format!(
            "{}; RUNSHEET_THEME is none of auto, light, dark, mono",
            look.why
        ),
        _ => look.why,
    };
    let glyphs = if look.ascii { "ascii" } else { "unicode" };
    let set = |name: &str| std::env::var(name).ok();
    let size = crossterm::terminal::size().ok();
    json!({
        "stdin": std::io::stdin().is_terminal(),
        "stdout": std::io::stdout().is_terminal(),
        "size": size.map(|(columns, rows)| format!("{columns}x{rows}")),
        "theme": format!("{theme} ({why})"),
        "notify": notify::told(settings.notify, &around),
        "glyphs": format!("{glyphs} ({})", look.why_glyphs),
        "TERM": set("TERM"),
        "TERM_PROGRAM": set("TERM_PROGRAM"),
        "COLORTERM": set("COLORTERM"),
        "COLORFGBG": set("COLORFGBG"),
        "NO_COLOR": set("NO_COLOR"),
        "LANG": set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")),
        "log": set("RUNSHEET_LOG"),
        "tmux": set("TMUX").is_some(),
        "ssh": set("SSH_CONNECTION").is_some(),
    })
}

/// A report as lines, indented by depth.
fn lines(indent: &str, value: &Value) -> String {
    let mut out = String::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) => {
                out.push_str(&format!(
                    "{indent}{key}\n{}",
                    lines(&format!("{indent}  "), value)
                ));
            }
            Value::Array(items) if items.is_empty() => {
                out.push_str(&format!("{indent}{key:<14} none\n"));
            }
            Value::Array(items) => {
                for item in items {
                    let text = item
                        .as_str()
                        .map_or_else(|| item.to_string(), str::to_owned);
                    out.push_str(&format!("{indent}{key:<14} {text}\n"));
                }
            }
            Value::Null => out.push_str(&format!("{indent}{key:<14} not set\n")),
            Value::String(text) => out.push_str(&format!("{indent}{key:<14} {text}\n")),
            other => out.push_str(&format!("{indent}{key:<14} {other}\n")),
        }
    }
    out
}
