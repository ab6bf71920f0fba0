//! `[targets.NAME]`: boxes that commands can be sent to.
//!
//! A target with a mistake in it is left out: one that takes more than was meant, or stands for
//! another box, is worse than none.

use toml::de::{DeTable, DeValue};

use super::read::{SettingsReader, TomlValue};
use crate::domain::target::kind::{PERSONS, Reads};
use crate::domain::target::{LOCAL, Limit, Target, TargetKind, Via, plain_word};

const TARGET: [&str; 9] = [
    "kind", "serves", "via", "ssh", "pane", "host", "role", "path", "run",
];

/// What is written of a target, key by key.
#[derive(Default)]
struct Written {
    kind: Option<&'static TargetKind>,
    serves: Vec<String>,
    via: Option<String>,
    ssh: Option<String>,
    pane: Option<String>,
    host: Option<String>,
    role: Option<String>,
    path: bool,
    limit: Limit,
}

impl SettingsReader<'_> {
    /// `run`: the most that is sent anywhere. More than reading is allowed for a target only.
    pub(super) fn run_limit(&mut self, value: &TomlValue<'_>) {
        let words = [("none", Limit::None), ("read", Limit::Read)];
        // A word that is not understood was meant to forbid something.
        self.settings.run = self.word("run", value, &words).unwrap_or(Limit::None);
    }

    pub(super) fn inventory(&mut self, value: &TomlValue<'_>) {
        match value.get_ref().as_str().map(str::trim) {
            Some(command) if !command.is_empty() => {
                self.settings.inventory = Some(command.to_owned());
            }
            _ => self.wrong("inventory", value, "a command in quotes"),
        }
    }

    pub(super) fn targets(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            let at = key.span().start;
            let Some(target) = value.get_ref().as_table() else {
                self.wrong(name, value, &format!("a section: [targets.{name}]"));
                continue;
            };
            let since = self.settings.warnings.len();
            let written = self.target(target);
            let checked = checked(name, written).unwrap_or_else(|what| {
                self.warn(at, format!("targets.{name}: {what}"));
                None
            });
            match checked {
                Some(target) if self.settings.warnings.len() == since => {
                    self.settings.targets.push(target);
                }
                _ => self.warn(
                    at,
                    format!("targets.{name} is left out until that is mended"),
                ),
            }
        }
    }

    fn target(&mut self, table: &DeTable<'_>) -> Written {
        let mut written = Written::default();
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "kind" => written.kind = self.kind(value),
                "serves" => written.serves = self.serves(value),
                "via" => {
                    let words = [("ssh", "ssh"), ("local", "local"), ("tmux", "tmux")];
                    written.via = self.word(name, value, &words).map(str::to_owned);
                }
                "ssh" => written.ssh = self.plain(name, value, "an alias of your ssh"),
                "pane" => written.pane = self.plain(name, value, "a pane of tmux"),
                "host" => written.host = self.plain(name, value, "the host name in its prompt"),
                "role" => match value.get_ref().as_str().map(str::trim) {
                    Some(role) if (1..=40).contains(&role.len()) => {
                        written.role = Some(role.to_owned());
                    }
                    _ => self.wrong(name, value, "words of at most 40 letters in quotes"),
                },
                "path" => written.path = self.flag(name, value),
                "run" => {
                    let found = self.word(name, value, &Limit::WORDS);
                    written.limit = found.unwrap_or(Limit::None);
                }
                _ => self.unknown(name, key.span().start, &TARGET),
            }
        }
        written
    }

    fn kind(&mut self, value: &TomlValue<'_>) -> Option<&'static TargetKind> {
        let word = value.get_ref().as_str().unwrap_or_default();
        let kind = TargetKind::of(word);
        if kind.is_none() {
            let boxes: Vec<&str> = TargetKind::serving(word).map(|kind| kind.name).collect();
            let allowed = match boxes[..] {
                [] => {
                    let all: Vec<&str> = TargetKind::all().iter().map(|kind| kind.name).collect();
                    all.join(", ")
                }
                ref boxes => format!("{}, with serves = [\"{word}\"]", boxes.join(" or ")),
            };
            self.wrong("kind", value, &allowed);
        }
        kind
    }

    fn serves(&mut self, value: &TomlValue<'_>) -> Vec<String> {
        let items = value.get_ref().as_array();
        let words = items.and_then(|items| {
            let words = items.iter().map(|item| item.get_ref().as_str());
            words.map(|word| word.map(str::to_owned)).collect()
        });
        words.unwrap_or_else(|| {
            self.wrong("serves", value, "a list of devices: [\"strongswan\"]");
            Vec::new()
        })
    }

    fn plain(&mut self, name: &str, value: &TomlValue<'_>, what: &str) -> Option<String> {
        let text = value.get_ref().as_str().unwrap_or_default();
        match plain_word(text) {
            Ok(word) => Some(word.to_owned()),
            Err(allowed) => {
                self.wrong(name, value, &format!("{what}: {allowed}"));
                None
            }
        }
    }
}

/// A target of what is written. `None` where the kind was wrong, which is told already.
fn checked(name: &str, written: Written) -> Result<Option<Target>, String> {
    plain_word(name).map_err(|allowed| format!("a name has {allowed}"))?;
    if name == LOCAL {
        return Err("local is always this machine; take another name".to_owned());
    }
    let Some(kind) = written.kind else {
        return Err("it has no kind".to_owned());
    };
    if let Some(other) = written.serves.iter().find(|own| !kind.serves(own)) {
        return Err(match PERSONS.contains(&other.as_str()) {
            true => format!("{other} is where a person sits, and no box"),
            false => format!(
                "{} cannot serve {other}; it serves {}",
                kind.name,
                kind.serves.join(", ")
            ),
        });
    }
    let via = match (written.via.as_deref(), written.ssh, written.pane) {
        (Some("local"), None, None) => Via::Local,
        (Some("tmux"), None, pane) => Via::Tmux(pane),
        (None, None, Some(pane)) => Via::Tmux(Some(pane)),
        (Some("ssh") | None, alias, None) => Via::Ssh(alias.unwrap_or_else(|| name.to_owned())),
        (Some("local"), _, _) => return Err("via local takes neither ssh nor pane".to_owned()),
        _ => return Err("ssh and pane are two ways; keep one".to_owned()),
    };
    match (&via, kind.reads) {
        (Via::Local, Reads::Shell) | (Via::Tmux(_), _) => {}
        (Via::Local, _) => return Err(format!("{} is not this machine", kind.name)),
        (Via::Ssh(_), Reads::Nobody) => {
            let name = kind.name;
            return Err(format!(
                "{name} is not spoken to over ssh; via = \"tmux\" takes a pane in which you have signed in"
            ));
        }
        (Via::Ssh(_), _) => {}
    }
    Ok(Some(Target {
        name: name.to_owned(),
        kind,
        serves: written.serves,
        via,
        role: written.role,
        path: written.path,
        host: written.host,
        limit: written.limit,
    }))
}

/// The value of a key as it stands in a table, for the reader of the policy.
pub(super) fn limit_of(value: &DeValue<'_>) -> Option<Limit> {
    let word = value.as_str()?;
    let mut words = Limit::WORDS.into_iter();
    words
        .find(|(known, _)| *known == word)
        .map(|(_, limit)| limit)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::Settings;
    use crate::domain::target::{Limit, Via};

    fn parse(text: &str) -> Settings {
        Settings::parse(text, Path::new("/etc/runsheet"))
    }

    #[test]
    fn a_target_is_read_whole() {
        let found = parse(
            "run = 'read'\ninventory = 'ansible-inventory --list'\n\
             [targets.asa1]\nkind = 'asa'\nssh = 'asa1-mgmt'\nrole = 'unit a'\npath = true\nrun = 'change'\n\
             [targets.gw]\nkind = 'linux'\nserves = ['strongswan']\n\
             [targets.dc]\nkind = 'windows'\nvia = 'tmux'\npane = '%3'\nhost = 'DC01'\n\
             [targets.me]\nkind = 'linux'\nvia = 'local'\n",
        );
        assert_eq!(found.warnings, []);
        assert_eq!(found.inventory.as_deref(), Some("ansible-inventory --list"));
        let by = |name: &str| found.targets.iter().find(|t| t.name == name).unwrap();
        let asa = by("asa1");
        assert_eq!(asa.via, Via::Ssh("asa1-mgmt".to_owned()));
        assert_eq!(
            (asa.role.as_deref(), asa.path, asa.limit),
            (Some("unit a"), true, Limit::Change)
        );
        assert_eq!(
            (by("gw").via.clone(), by("gw").limit),
            (Via::Ssh("gw".to_owned()), Limit::Read)
        );
        assert_eq!(
            (by("dc").via.clone(), by("dc").host()),
            (Via::Tmux(Some("%3".to_owned())), "DC01")
        );
        assert_eq!(by("me").via, Via::Local);
    }

    #[test]
    fn a_target_with_a_mistake_is_left_out_and_told() {
        let cases = [
            (
                "kind = 'asaa'",
                "kind = 'asaa' will not do; allowed: linux, macos,",
            ),
            (
                "kind = 'strongswan'",
                "allowed: linux, with serves = [\"strongswan\"]",
            ),
            ("ssh = 'x'", "targets.a: it has no kind"),
            (
                "kind = 'asa'\nserves = ['linux']",
                "asa cannot serve linux; it serves asa",
            ),
            (
                "kind = 'linux'\nserves = ['client']",
                "client is where a person sits, and no box",
            ),
            (
                "kind = 'asa'\nssh = '-oProxyCommand=x'",
                "allowed: an alias of your ssh: letters",
            ),
            (
                "kind = 'asa'\nssh = 'x; y'",
                "allowed: an alias of your ssh: letters",
            ),
            (
                "kind = 'asa'\nvia = 'telnet'",
                "allowed: \"ssh\", \"local\", \"tmux\"",
            ),
            ("kind = 'asa'\nvia = 'local'", "asa is not this machine"),
            ("kind = 'windows'", "windows is not spoken to over ssh"),
            (
                "kind = 'asa'\nssh = 'a'\npane = 'b'",
                "ssh and pane are two ways",
            ),
            (
                "kind = 'asa'\nrun = 'disrupt'",
                "allowed: \"none\", \"read\", \"change\"",
            ),
            ("kind = 'asa'\nrole = ''", "words of at most 40 letters"),
            (
                "kind = 'asa'\nroll = 'unit a'",
                "there is no setting roll; did you mean role?",
            ),
        ];
        for (text, says) in cases {
            let found = parse(&format!("[targets.a]\n{text}\n"));
            assert_eq!(found.targets, [], "{text}");
            let told: Vec<String> = found.warnings.iter().map(ToString::to_string).collect();
            assert!(
                told.iter().any(|line| line.contains(says)),
                "{text}: {told:#?}"
            );
            assert!(
                told.iter()
                    .any(|line| line.ends_with("is left out until that is mended"))
            );
        }
        let found = parse("[targets.local]\nkind = 'linux'\n[targets]\nb = 3\n");
        assert_eq!(found.targets, []);
    }

    #[test]
    fn a_limit_that_is_not_understood_forbids() {
        assert_eq!(parse("").run, Limit::Read);
        assert_eq!(parse("run = 'none'").run, Limit::None);
        let found = parse("run = 'change'");
        assert_eq!((found.run, found.warnings.len()), (Limit::None, 1));
    }
}
