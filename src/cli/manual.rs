//! `man`: a manual page for each command. What clap knows makes most of it; environment, files,
//! exit status and examples stand here and in `examples`.

use std::path::PathBuf;

use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::failure::{Exit, Failure};
use super::{examples, output};
use crate::paths::{create_private_folder, write_whole};

#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The page of this command; without one, the page of the program
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// A heading's terms, each with what it means.
type Terms = &'static [(&'static str, &'static str)];

const ENVIRONMENT: Terms = &[
    (
        "RUNSHEET_DATA_DIR",
        "The folder of the journal and of what is kept beside it.",
    ),
    ("RUNSHEET_CONFIG_DIR", "The folder of config.toml."),
    (
        "RUNSHEET_ACTOR",
        "The name that is recorded; else USER, else LOGNAME.",
    ),
    (
        "RUNSHEET_THEME",
        "auto, light, dark or mono; before the settings.",
    ),
    ("RUNSHEET_ASCII", "1 draws with ASCII characters alone."),
    (
        "RUNSHEET_ACCESSIBLE",
        "1 talks in lines instead of drawing a screen.",
    ),
    (
        "RUNSHEET_LOG",
        "A file that a debug log is written to, without secrets.",
    ),
    (
        "NO_COLOR, CLICOLOR_FORCE",
        "Colour never, or always; --color comes first.",
    ),
    (
        "XDG_DATA_HOME, XDG_CONFIG_HOME",
        "The folders that those of the program lie in; on macOS as well, if they are set.",
    ),
    ("VISUAL, EDITOR", "The editor for long texts."),
];

const FILES: Terms = &[
    (
        "~/.local/share/runsheet/journal.db",
        "The journal: every act of every incident.",
    ),
    ("~/.local/share/runsheet/runbooks/", "Runbooks of your own."),
    ("~/.config/runsheet/config.toml", "Settings."),
    (
        "/etc/runsheet/policy.toml",
        "What may be sent to boxes; it can only forbid.",
    ),
];

const EXIT_STATUS: Terms = &[
    ("0", "Done."),
    ("1", "Failed, or refused by a rule."),
    ("2", "The command line is wrong."),
    ("65", "Input is bad."),
    ("66", "Something named is not there."),
    ("73", "Output cannot be created."),
    ("74", "The journal cannot be read or written."),
    (
        "75",
        "Busy: another process has held the journal for too long.",
    ),
    ("78", "The configuration is wrong."),
    ("130", "Interrupted."),
];

pub fn run(args: ManArgs) -> Result<(), Failure> {
    let pages = pages().map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    if let Some(folder) = args.dir {
        let wrong = |error: std::io::Error| {
            Failure::new(Exit::NoOutput, format!("{}: {error}", folder.display()))
        };
        create_private_folder(&folder).map_err(wrong)?;
        for (name, page) in &pages {
            write_whole(&folder.join(format!("{name}.1")), page.as_bytes()).map_err(wrong)?;
        }
        output::remark(&format!("{} pages in {}", pages.len(), folder.display()));
        return Ok(());
    }
    let wanted = args
        .command
        .map_or_else(String::new, |name| format!("-{name}"));
    let wanted = format!("runsheet{wanted}");
    match pages.iter().find(|(name, _)| *name == wanted) {
        Some((_, page)) => output::print(page),
        None => Err(
            Failure::new(Exit::NoInput, format!("there is no page {wanted}"))
                .hint("runsheet --help lists the commands"),
        ),
    }
}

/// Every page with its name.
fn pages() -> std::io::Result<Vec<(String, String)>> {
    // The options that every command has stand on the page of the program alone.
    let mut whole = super::command();
    let mut pages = vec![("runsheet".to_owned(), page(whole.clone(), "")?)];
    whole.build();
    let names: Vec<String> = whole
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    for name in names {
        let Some(sub) = whole.find_subcommand(&name).cloned() else {
            continue;
        };
        let called = format!("runsheet-{name}");
        let sub = sub
            .name(called.clone())
            .display_name(called.clone())
            .bin_name(format!("runsheet {name}"))
            .mut_args(|arg| match arg.is_global_set() {
                true => arg.hide(true),
                false => arg,
            });
        pages.push((called, page(sub, &name)?));
    }
    Ok(pages)
}

fn page(command: clap::Command, name: &str) -> std::io::Result<String> {
    let is_program = name.is_empty();
    let has_commands = command.get_subcommands().next().is_some();
    let page = clap_mangen::Man::new(command.disable_help_subcommand(true))
        .manual("Runsheet")
        .source(concat!("runsheet ", env!("CARGO_PKG_VERSION")))
        .date(DATE);
    let mut out = Vec::new();
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    if has_commands {
        page.render_subcommands_section(&mut out)?;
    }
    let mut roff = Roff::new();
    terms(&mut roff, "ENVIRONMENT", ENVIRONMENT);
    terms(&mut roff, "FILES", FILES);
    terms(&mut roff, "EXIT STATUS", EXIT_STATUS);
    roff.control("SH", ["EXAMPLES"]);
    for (_, line, says) in examples::of(name) {
        roff.control("TP", []);
        roff.text([bold(*line)]);
        roff.text([roman(sentence(says))]);
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text(see_also(is_program));
    roff.to_writer(&mut out)?;
    // A break beside a gap breaks nothing, and mandoc warns of it.
    let page = String::from_utf8_lossy(&out);
    Ok(page
        .replace(".br\n\n.br\n", ".sp\n")
        .replace(".br\n.sp\n", ".sp\n")
        .replace(".sp\n.br\n", ".sp\n"))
}

/// The day of the last release, as pages state it; the same text makes the same page.
const DATE: &str = "2026-12-01";

fn terms(roff: &mut Roff, heading: &str, terms: Terms) {
    roff.control("SH", [heading]);
    for (term, meaning) in terms {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*meaning)]);
    }
}

fn see_also(is_program: bool) -> Vec<Inline> {
    match is_program {
        true => vec![
            roman("Each command has its page: "),
            bold("runsheet-start"),
            roman("(1) and so on. "),
            italic("docs/"),
            roman(" of the source has longer texts."),
        ],
        false => vec![
            bold("runsheet"),
            roman("(1) has the options of every command."),
        ],
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
