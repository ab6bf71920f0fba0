//! The file's text → settings and warnings, each with its line and column.

use std::path::Path;

use toml::{Spanned, de::DeTable, de::DeValue};

use super::{Binding, GlyphChoice, LeaveChoice, PeopleChoice};
use super::{Settings, ThemeChoice, Title, Warning, nearest};
use crate::paths::home;

pub(super) type TomlValue<'a> = Spanned<DeValue<'a>>;

/// Reads a file's text. A text that is no TOML gives the defaults and one warning.
pub fn parse(text: &str, folder: &Path) -> Settings {
    let mut reader = SettingsReader {
        text,
        folder,
        settings: Settings::default(),
    };
    match DeTable::parse(text) {
        Ok(table) => reader.root(table.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let what = error.message().lines().next().unwrap_or("it is no TOML");
            reader.warn(at, format!("{what}; the defaults hold"));
            reader.masks_are_wrong(0);
        }
    }
    reader.settings
}

/// Reads the parts of the file into settings.
pub(super) struct SettingsReader<'a> {
    text: &'a str,
    folder: &'a Path,
    pub(super) settings: Settings,
}

/// Settings that had another name once. The old one still works, and says the new one.
const RENAMED: [(&str, &str); 1] = [("colours", "colors")];

const ROOT: [&str; 16] = [
    "runbooks",
    "theme",
    "glyphs",
    "mouse",
    "timezone",
    "editor",
    "people",
    "notify",
    "mask",
    "keys",
    "run",
    "targets",
    "inventory",
    "colors",
    "leave",
    "updates",
];
const NOTIFY: [&str; 5] = ["bell", "osc9", "osc777", "tmux-passthrough", "title"];

impl SettingsReader<'_> {
    fn root(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let written: &str = key.get_ref();
            let name = self.present_name(written, key.span().start);
            match name {
                "runbooks" => self.folders(value),
                "theme" => {
                    let found = self.word(name, value, &ThemeChoice::WORDS);
                    self.settings.theme = found.unwrap_or_default();
                }
                "glyphs" => {
                    let words = [
                        ("auto", GlyphChoice::Auto),
                        ("ascii", GlyphChoice::Ascii),
                        ("unicode", GlyphChoice::Unicode),
                    ];
                    let found = self.word(name, value, &words);
                    self.settings.glyphs = found.unwrap_or_default();
                }
                "mouse" => self.settings.mouse = self.flag(name, value),
                "timezone" => {
                    let zone = value.get_ref().as_str();
                    let zone = zone.filter(|zone| jiff::tz::TimeZone::get(zone).is_ok());
                    self.settings.timezone = zone.map(str::to_owned);
                    if zone.is_none() {
                        self.wrong(name, value, "the name of a zone, such as \"Europe/London\"");
                    }
                }
                "editor" => match value.get_ref().as_str().map(str::trim) {
                    Some(editor) if !editor.is_empty() => {
                        self.settings.editor = Some(editor.to_owned());
                    }
                    _ => self.wrong(name, value, "a command in quotes"),
                },
                "people" => {
                    let words = [("off", PeopleChoice::Off), ("on", PeopleChoice::On)];
                    let found = self.word(name, value, &words);
                    self.settings.people = found.unwrap_or_default();
                }
                "notify" => self.section(name, value, Self::notify),
                "mask" => {
                    let since = self.settings.warnings.len();
                    self.masks(value);
                    self.masks_are_wrong(since);
                }
                "keys" => self.section(name, value, Self::keys),
                "run" => self.run_limit(value),
                "targets" => self.section(name, value, Self::targets),
                "inventory" => self.inventory(value),
                "colors" => self.section(name, value, Self::colors),
                "leave" => {
                    let words = [("ask", LeaveChoice::Ask), ("at-once", LeaveChoice::AtOnce)];
                    self.settings.leave = self.word(name, value, &words).unwrap_or_default();
                }
                "updates" => self.updates(name, value),
                _ => {
                    let since = self.settings.warnings.len();
                    self.unknown(name, key.span().start, &ROOT);
                    if nearest(name, ROOT.iter().copied()) == Some("mask") {
                        self.masks_are_wrong(since);
                    }
                }
            }
        }
    }

    /// The name that a setting has now.
    fn present_name<'n>(&mut self, written: &'n str, at: usize) -> &'n str {
        let renamed = RENAMED.iter().find(|(old, _)| *old == written);
        let Some((old, new)) = renamed else {
            return written;
        };
        self.warn(at, format!("{old} is called {new} now; it still works"));
        new
    }

    fn updates(&mut self, name: &str, value: &TomlValue<'_>) {
        let url = value.get_ref().as_str().map(str::trim);
        let url =
            url.filter(|url| url.starts_with("https://") && !url.contains(char::is_whitespace));
        self.settings.updates = url.map(str::to_owned);
        if url.is_none() {
            self.wrong(name, value, "an address that begins with https://");
        }
    }

    fn section(&mut self, name: &str, value: &TomlValue<'_>, read: fn(&mut Self, &DeTable<'_>)) {
        match value.get_ref().as_table() {
            Some(table) => read(self, table),
            None => self.wrong(name, value, &format!("a section: [{name}]")),
        }
    }

    fn notify(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "bell" => self.settings.notify.bell = self.flag(name, value),
                "osc9" => self.settings.notify.osc9 = self.flag(name, value),
                "osc777" => self.settings.notify.osc777 = self.flag(name, value),
                "tmux-passthrough" => {
                    self.settings.notify.tmux_passthrough = self.flag(name, value);
                }
                "title" => match (value.get_ref().as_bool(), value.get_ref().as_str()) {
                    (Some(true), _) => self.settings.notify.title = Title::Minutes,
                    (Some(false), _) => self.settings.notify.title = Title::Off,
                    (_, Some("seconds")) => self.settings.notify.title = Title::Seconds,
                    _ => self.wrong(name, value, "true, false or \"seconds\""),
                },
                _ => self.unknown(name, key.span().start, &NOTIFY),
            }
        }
    }

    fn keys(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let action: &str = key.get_ref();
            let keys = match (value.get_ref().as_str(), value.get_ref().as_array()) {
                (Some(one), _) => Some(vec![one.to_owned()]),
                (_, Some(several)) => {
                    let texts = several.iter().map(|item| item.get_ref().as_str());
                    texts.map(|text| text.map(str::to_owned)).collect()
                }
                _ => None,
            };
            match keys {
                Some(keys) => self.settings.keys.push(Binding {
                    action: action.to_owned(),
                    keys,
                    at: self.position(key.span().start),
                }),
                None => self.wrong(action, value, "a key in quotes, or a list of them"),
            }
        }
    }

    /// What was warned of since may have been a mask.
    pub(super) fn masks_are_wrong(&mut self, since: usize) {
        let wrong = self.settings.warnings.get(since).cloned();
        let known = self.settings.masks_wrong.take();
        self.settings.masks_wrong = known.or(wrong);
    }

    fn folders(&mut self, value: &TomlValue<'_>) {
        let Some(items) = value.get_ref().as_array() else {
            return self.wrong("runbooks", value, "a list of folders: [\"DIR\"]");
        };
        for item in items {
            let Some(text) = item.get_ref().as_str().filter(|text| !text.is_empty()) else {
                self.wrong("runbooks", item, "a folder in quotes");
                continue;
            };
            let path = match (text.strip_prefix("~/"), home()) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => self.folder.join(text),
            };
            if !path.is_dir() {
                let at = item.span().start;
                self.warn(at, format!("runbooks: {} is no folder", path.display()));
            }
            self.settings.runbooks.push(path);
        }
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        name: &str,
        value: &TomlValue<'_>,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = value.get_ref().as_str();
        let found = words.iter().find(|(word, _)| Some(*word) == text);
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
            self.wrong(name, value, &all.join(", "));
        }
        found.map(|(_, it)| *it)
    }

    pub(super) fn flag(&mut self, name: &str, value: &TomlValue<'_>) -> bool {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong(name, value, "true or false");
        }
        found.unwrap_or_default()
    }

    pub(super) fn wrong(&mut self, name: &str, value: &TomlValue<'_>, allowed: &str) {
        let written = self.text.get(value.span()).unwrap_or_default();
        let mut line = written.lines().next().unwrap_or_default().to_owned();
        if line.chars().count() > 40 {
            line = line.chars().take(40).chain(['.'; 3]).collect();
        }
        let text = format!("{name} = {line} will not do; allowed: {allowed}");
        self.warn(value.span().start, text);
    }

    pub(super) fn unknown(&mut self, name: &str, at: usize, known: &[&str]) {
        let text = match nearest(name, known.iter().copied()) {
            Some(near) => format!("there is no setting {name}; did you mean {near}?"),
            None => format!("there is no setting {name}; known: {}", known.join(", ")),
        };
        self.warn(at, text);
    }

    pub(super) fn warn(&mut self, offset: usize, text: String) {
        let at = Some(self.position(offset));
        self.settings.warnings.push(Warning { at, text });
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[start..].chars().count() + 1)
    }
}
