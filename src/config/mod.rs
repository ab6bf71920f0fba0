//! Settings: what `config.toml` says, and what is wrong with it. The only reader of that file;
//! nobody writes it but the operator.
//!
//! A wrong line never stops the program: it becomes a [`Warning`] and the default holds. Only
//! masks that cannot be read keep texts from being told and kept ([`Settings::masks_wrong`]). Absent
//! from here: what a key on the keyboard means. `tui::bindings` knows that.

mod colors;
mod mask;
mod policy;
mod read;
mod targets;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::target::{Limit, Policy, Target};
use crate::files;
use crate::paths::Paths;

pub use colors::{COLORED, Colour, OwnColours};
pub use policy::POLICY;

/// The most that is read of the file.
pub const MAX_BYTES: u64 = 256 * 1024;

/// The colours asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the file")]
pub enum ThemeChoice {
    /// As the terminal's background is.
    #[default]
    Auto,
    Light,
    Dark,
    Mono,
}

impl ThemeChoice {
    /// Each with its word in the file and in `RUNSHEET_THEME`.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("auto", Self::Auto),
        ("light", Self::Light),
        ("dark", Self::Dark),
        ("mono", Self::Mono),
    ];

    /// The choice that a word stands for.
    pub fn of(word: &str) -> Option<Self> {
        let mut words = Self::WORDS.into_iter();
        words.find(|(known, _)| *known == word).map(|(_, it)| it)
    }
}

/// The signs asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the file")]
pub enum GlyphChoice {
    /// As the locale is.
    #[default]
    Auto,
    Ascii,
    Unicode,
}

/// Whether leaving asks while an incident is unfinished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LeaveChoice {
    /// It asks, and says how to go on.
    #[default]
    Ask,
    /// It leaves; the lines that stay in the shell say how to go on.
    AtOnce,
}

/// Whether statistics tell of people by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeopleChoice {
    /// Nobody but whoever asks, as `you`.
    #[default]
    Off,
    /// Everybody who took part in enough incidents.
    On,
}

/// What the title of the terminal's window tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Title {
    /// Nothing: it is left alone.
    Off,
    /// The incident, its clock in minutes, and the step.
    #[default]
    Minutes,
    /// The clock in seconds too, which writes to the terminal every second.
    Seconds,
}

/// How to tell that something is due, beside the status line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notify {
    /// Ring the bell.
    pub bell: bool,
    /// A notification as iTerm2, WezTerm and others take it.
    pub osc9: bool,
    /// A notification as urxvt, foot and others take it.
    pub osc777: bool,
    /// Inside tmux: hand notifications through to its own terminal.
    pub tmux_passthrough: bool,
    /// The window's title.
    pub title: Title,
}

/// Keys for an action, as they are written in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The action's name.
    pub action: String,
    /// The names of the keys.
    pub keys: Vec<String>,
    /// Where it stands: line and column, from 1.
    pub at: (usize, usize),
}

/// Something that is masked beside what is always masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskSetting {
    /// The kind of secret that the mask names.
    pub kind: String,
    /// An expression; its group `s`, its first group or all of it is the secret.
    pub pattern: String,
}

/// Something that is wrong in the file. The default holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Line and column, from 1; `None` if it is about the whole file.
    pub at: Option<(usize, usize)>,
    /// What is wrong, and what is allowed.
    pub text: String,
}

impl Warning {
    /// Without the column: for a status line.
    pub fn brief(&self) -> String {
        match self.at {
            Some((line, _)) => format!("config.toml line {line}: {}", self.text),
            None => format!("config.toml: {}", self.text),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some((line, column)) => write!(f, "line {line}, column {column}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Everything that can be set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The file was there.
    pub found: bool,
    /// Folders of runbooks beside the program's own and the one in the data folder.
    pub runbooks: Vec<PathBuf>,
    /// The colours.
    pub theme: ThemeChoice,
    /// The signs.
    pub glyphs: GlyphChoice,
    /// Whether the mouse scrolls and selects. The terminal then no longer selects text itself.
    pub mouse: bool,
    /// The zone of all times that are shown and typed: the team's. The system's if not given.
    pub timezone: Option<String>,
    /// The editor for longer texts, instead of `VISUAL` and `EDITOR`.
    pub editor: Option<String>,
    /// Whether statistics tell of people by name.
    pub people: PeopleChoice,
    /// How to tell what is due.
    pub notify: Notify,
    /// What is masked in logs and in what is recorded.
    pub masks: Vec<MaskSetting>,
    /// What is wrong with the masks, or with the whole file, which may hold some. What they
    /// are to hide is not told or kept meanwhile.
    pub masks_wrong: Option<Warning>,
    /// Keys for actions, in the order of the file.
    pub keys: Vec<Binding>,
    /// The most that is sent to a box where its target says nothing else.
    pub run: Limit,
    /// Boxes that commands can be sent to, by name. This machine is not among them.
    pub targets: Vec<Target>,
    /// The command that lists more of them.
    pub inventory: Option<String>,
    /// Colours of the operator's own.
    pub colors: OwnColours,
    /// Whether leaving asks.
    pub leave: LeaveChoice,
    /// Where `doctor --check-update` asks for the newest version, if anywhere.
    pub updates: Option<String>,
    /// What is wrong, in the order of the file.
    pub warnings: Vec<Warning>,
}

impl Settings {
    /// Reads the file in the configuration folder. No file is no mistake.
    pub fn load(paths: &Paths) -> Self {
        let text = match content(&paths.settings()) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                let text = format!("it cannot be read: {error}; the defaults hold");
                let warning = Warning { at: None, text };
                return Self {
                    found: true,
                    masks_wrong: Some(warning.clone()),
                    warnings: vec![warning],
                    ..Self::default()
                };
            }
        };
        Self::parse(&text, &paths.config)
    }

    /// What may be sent where, and what is wrong with root's part of it.
    pub fn policy(&self) -> (Policy, Option<String>) {
        let (root, wrong) = policy::load(Path::new(POLICY));
        let own = self.run;
        (Policy { own, root }, wrong)
    }

    /// Reads the text of a file. Folders in it are counted from `folder`.
    pub fn parse(text: &str, folder: &Path) -> Self {
        let mut settings = read::parse(text, folder);
        settings.found = true;
        settings.warnings.sort();
        settings.keys.sort_by_key(|binding| binding.at);
        settings
    }
}

fn content(path: &Path) -> io::Result<String> {
    files::read_text(path, MAX_BYTES)
}

/// The known name that is nearest to one that is not, if one is near.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&name, &known.to_lowercase());
    let (far, near) = known.map(|known| (distance(known), known)).min()?;
    (far <= 2.max(name.chars().count() / 3)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn parse(text: &str) -> Settings {
        Settings::parse(text, Path::new("/etc/runsheet"))
    }

    fn warnings(text: &str) -> Vec<String> {
        let found = parse(text).warnings;
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn everything_can_be_set() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("books")).expect("a folder");
        let text = "runbooks = ['books']\ntheme = 'light'\nglyphs = 'ascii'\nmouse = true\n\
            timezone = 'Europe/London'\neditor = 'vi -n'\npeople = 'on'\nleave = 'at-once'\nupdates = 'https://example.net/v'\n[notify]\nbell = true\nosc9 = true\nosc777 = true\n\
            tmux-passthrough = true\ntitle = 'seconds'\n\
            [[mask]]\npattern = 'badge (\\d+)'\nkind = 'badge'\n[[mask]]\npattern = 'x'\n[colors]\nbad = 'bright-red'\n[keys]\nresolve = ['F5', 'W']\ndone = 'x'\n";
        let found = Settings::parse(text, folder.path());
        assert_eq!(found.warnings, []);
        assert_eq!(found.runbooks, [folder.path().join("books")]);
        assert_eq!(
            (found.theme, found.glyphs),
            (ThemeChoice::Light, GlyphChoice::Ascii)
        );
        assert!(found.mouse && found.notify.bell && found.notify.osc9 && found.notify.osc777);
        assert!(found.notify.tmux_passthrough);
        assert_eq!(found.notify.title, Title::Seconds);
        assert_eq!(found.people, PeopleChoice::On);
        assert_eq!(found.leave, LeaveChoice::AtOnce);
        assert_eq!(found.updates.as_deref(), Some("https://example.net/v"));
        assert_eq!(found.colors[11], Some(Colour::Indexed(9)));
        assert_eq!(found.timezone.as_deref(), Some("Europe/London"));
        assert_eq!(found.editor.as_deref(), Some("vi -n"));
        assert_eq!(
            (&*found.masks[0].kind, &*found.masks[1].kind),
            ("badge", "secret")
        );
        assert_eq!(found.keys[0].keys, ["F5", "W"]);
        assert_eq!(
            (&*found.keys[1].action, found.keys[1].at),
            ("done", (25, 1))
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_default_holds() {
        for (text, says) in [
            (
                "them = 'dark'",
                "line 1, column 1: there is no setting them; did you mean theme?",
            ),
            (
                "\n[notfy]\nbell = true",
                "line 2, column 2: there is no setting notfy; did you mean notify?",
            ),
            (
                "[notify]\n  bel = true",
                "line 2, column 3: there is no setting bel; did you mean bell?",
            ),
            (
                "theme = 'pink'",
                "line 1, column 9: theme = 'pink' will not do; allowed: \"auto\", \"light\", \"dark\", \"mono\"",
            ),
            (
                "mouse = 'yes'",
                "line 1, column 9: mouse = 'yes' will not do; allowed: true or false",
            ),
            (
                "notify = 3",
                "line 1, column 10: notify = 3 will not do; allowed: a section: [notify]",
            ),
            (
                "[keys]\ndone = 7",
                "line 2, column 8: done = 7 will not do; allowed: a key in quotes, or a list of them",
            ),
            (
                "people = 'all'",
                "line 1, column 10: people = 'all' will not do; allowed: \"off\", \"on\"",
            ),
            (
                "[colours]\nbad = 'red'",
                "line 1, column 2: colours is called colors now; it still works",
            ),
            (
                "[colors]\nbadd = 1",
                "line 2, column 1: nothing is called badd; did you mean bad?",
            ),
            (
                "updates = 'http://example.net'",
                "line 1, column 11: updates = 'http://example.net' will not do; allowed: an address that begins with https://",
            ),
            (
                "editor = ''",
                "line 1, column 10: editor = '' will not do; allowed: a command in quotes",
            ),
            (
                "timezone = 'Europe/Lundon'",
                "line 1, column 12: timezone = 'Europe/Lundon' will not do; allowed: the name of a zone, such as \"Europe/London\"",
            ),
            (
                "runbooks = 'here'",
                "line 1, column 12: runbooks = 'here' will not do; allowed: a list of folders: [\"DIR\"]",
            ),
            (
                "\n[[mask]]\npattern = 'x('",
                "line 3, column 11: mask: nothing is masked by this: unclosed group",
            ),
            (
                "[[mask]]\nkind = 'badge'",
                "line 1, column 1: mask: it has no pattern",
            ),
            (
                "mask = [{pattern = 'x', knd = 'y'}]",
                "line 1, column 25: there is no setting knd; did you mean kind?",
            ),
            (
                "runbooks = ['gone']",
                "line 1, column 13: runbooks: /etc/runsheet/gone is no folder",
            ),
            (
                "qwertzuiop = 1",
                "line 1, column 1: there is no setting qwertzuiop; known: runbooks, theme, glyphs, mouse, timezone, editor, people, notify, mask, keys, run, targets, inventory, colors, leave, updates",
            ),
        ] {
            assert_eq!(warnings(text), [says], "{text}");
            let found = parse(text);
            assert_eq!((found.theme, found.mouse), (ThemeChoice::Auto, false));
        }
    }

    #[test]
    fn a_file_that_is_no_toml_is_a_warning_with_its_line() {
        for text in [
            "mouse = true\ntheme = \n",
            "mouse = true\n[keys\n",
            "mouse = true\nmouse = true",
        ] {
            let found = parse(text);
            assert_eq!(found.warnings.len(), 1, "{text}: {:?}", found.warnings);
            assert_eq!(found.warnings[0].at.map(|at| at.0), Some(2), "{text}");
            assert!(found.warnings[0].text.ends_with("the defaults hold"));
            assert!(!found.mouse, "nothing of it is taken");
        }
    }

    #[test]
    fn a_file_too_long_or_not_of_text_is_not_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths {
            data: folder.path().to_owned(),
            config: folder.path().to_owned(),
        };
        assert_eq!(Settings::load(&paths), Settings::default());
        let long = vec![b'#'; 256 * 1024 + 1];
        let cases: [(&[u8], &str); 2] = [(&long, "longer than 256 KiB"), (b"\xff\xfe", "UTF-8")];
        for (bytes, says) in cases {
            fs::write(paths.settings(), bytes).expect("a file");
            let found = Settings::load(&paths);
            assert_eq!(found.warnings.len(), 1);
            assert!(
                found.warnings[0].to_string().contains(says),
                "{:?}",
                found.warnings
            );
        }
        fs::write(paths.settings(), &long[1..]).expect("a file");
        assert_eq!(Settings::load(&paths).warnings, []);
    }
}
