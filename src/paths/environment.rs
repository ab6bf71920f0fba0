//! What the environment says beside where things are.

use std::ffi::OsString;
use std::path::PathBuf;

/// The file of the debug log, if one is wanted.
pub fn debug_log() -> Option<PathBuf> {
    let file = std::env::var_os("RUNSHEET_LOG").filter(|file| !file.is_empty());
    file.map(PathBuf::from)
}

/// The name to record for the person at the keyboard, as the environment gives it.
pub fn actor_name() -> String {
    ["RUNSHEET_ACTOR", "USER", "LOGNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "operator".to_owned())
}

/// What a command that is run may know of our environment. Everything else may hold a token or a
/// password, and what a runbook runs has no business with those.
pub fn harmless_environment() -> Vec<(String, OsString)> {
    const NAMES: [&str; 10] = [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TZ",
        "XDG_RUNTIME_DIR",
    ];
    let own = NAMES.into_iter().filter_map(|name| {
        let value = std::env::var_os(name)?;
        Some((name.to_owned(), value))
    });
    // No terminal: nothing is to wait for a key, or to paint.
    let fixed = [("TERM", "dumb"), ("PAGER", "cat"), ("SYSTEMD_PAGER", "cat")];
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.into()));
    own.chain(fixed).collect()
}

/// What the environment says about the terminal. What follows from it is decided in
/// `tui::appearance`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// `NO_COLOR` is set.
    pub no_color: bool,
    /// What `RUNSHEET_THEME` says.
    pub theme: Option<String>,
    /// Whether the background is light, as far as `COLORFGBG` tells.
    pub light: Option<bool>,
    /// `RUNSHEET_ASCII` is set.
    pub ascii: bool,
    /// The locale is UTF-8.
    pub utf8: bool,
    /// It runs inside tmux.
    pub tmux: bool,
    /// The operator's editor, if none is set: `VISUAL`, else `EDITOR`, else `vi`.
    pub editor: String,
    /// The kind of terminal.
    pub term: Option<String>,
}

impl Surroundings {
    /// Reads the environment.
    pub fn find() -> Self {
        let given = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(given);
        let utf8 = locale.is_some_and(|locale| {
            let locale = locale.to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        // The last part is the background's number; 7 and 15 are the light ones.
        let background = given("COLORFGBG").and_then(|v| v.rsplit(';').next()?.parse::<u8>().ok());
        Self {
            no_color: given("NO_COLOR").is_some(),
            theme: given("RUNSHEET_THEME"),
            light: background.map(|number| matches!(number, 7 | 15)),
            ascii: given("RUNSHEET_ASCII").is_some(),
            utf8,
            tmux: given("TMUX").is_some(),
            editor: given("VISUAL")
                .or_else(|| given("EDITOR"))
                .unwrap_or_else(|| "vi".to_owned()),
            term: given("TERM"),
        }
    }

    /// Whether the terminal may answer when it is asked about itself.
    pub fn answers(&self) -> bool {
        let term = self.term.as_deref();
        term.is_some_and(|term| !matches!(term, "dumb" | "linux"))
    }
}
