//! `/etc/runsheet/policy.toml`: what root allows at most. It can only tighten what the operator's
//! settings say, and one that cannot be read forbids everything.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::content;
use super::targets::limit_of;
use crate::domain::target::{Limit, Limits};

/// Where it lies. No setting names another place: whoever could would not be bound by it.
pub const POLICY: &str = "/etc/runsheet/policy.toml";

/// The policy, and what is wrong with it. No file is no limit.
pub fn load(path: &Path) -> (Limits, Option<String>) {
    let forbidding = |what: String| {
        let limits = Limits {
            run: Some(Limit::None),
            keeps_nothing: true,
            ..Limits::default()
        };
        let what = format!(
            "{}: {what}; nothing is sent until root mends it",
            path.display()
        );
        (limits, Some(what))
    };
    match content(path) {
        Ok(text) => match parse(&text) {
            Ok(limits) => (limits, None),
            Err(what) => forbidding(what),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Limits::default(), None),
        Err(error) => forbidding(format!("it cannot be read: {error}")),
    }
}

fn parse(text: &str) -> Result<Limits, String> {
    let table = DeTable::parse(text).map_err(|error| {
        let what = error.message().lines().next().unwrap_or_default();
        format!("it is no TOML: {what}")
    })?;
    let mut limits = Limits {
        run: None,
        kinds: BTreeMap::new(),
        targets: BTreeMap::new(),
        keeps_nothing: false,
    };
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        let value = value.get_ref();
        match name {
            "run" => limits.run = Some(word(name, value)?),
            "keep" => match value.as_bool() {
                Some(keep) => limits.keeps_nothing = !keep,
                None => return Err("keep wants true or false".to_owned()),
            },
            "kinds" => limits.kinds = sections(name, value)?,
            "targets" => limits.targets = sections(name, value)?,
            _ => {
                return Err(format!(
                    "it has no key {name}; known: run, keep, kinds, targets"
                ));
            }
        }
    }
    Ok(limits)
}

/// `[kinds.asa]` and `[targets.asa1]`, each with a `run`.
fn sections(name: &str, value: &DeValue<'_>) -> Result<BTreeMap<String, Limit>, String> {
    let no = || format!("{name} wants sections: [{name}.NAME] with run = \"none\"");
    let mut limits = BTreeMap::new();
    for (key, section) in value.as_table().ok_or_else(no)? {
        let own: &str = key.get_ref();
        for (key, value) in section.get_ref().as_table().ok_or_else(no)? {
            match key.get_ref().as_ref() {
                "run" => {
                    let limit = word(&format!("{name}.{own}.run"), value.get_ref())?;
                    limits.insert(own.to_owned(), limit);
                }
                other => return Err(format!("{name}.{own} has no key {other}; known: run")),
            }
        }
    }
    Ok(limits)
}

fn word(name: &str, value: &DeValue<'_>) -> Result<Limit, String> {
    limit_of(value).ok_or_else(|| format!("{name} wants \"none\", \"read\" or \"change\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_text(text: &str) -> (Limits, Option<String>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, text).unwrap();
        load(&file)
    }

    #[test]
    fn a_policy_is_read() {
        let (limits, wrong) = load_text(
            "run = 'change'\nkeep = false\n[kinds.asa]\nrun = 'read'\n[targets.asa1]\nrun = 'none'\n",
        );
        assert_eq!(wrong, None);
        assert_eq!(
            (limits.run, limits.keeps_nothing),
            (Some(Limit::Change), true)
        );
        assert_eq!(limits.kinds["asa"], Limit::Read);
        assert_eq!(limits.targets["asa1"], Limit::None);
        let gone = load(Path::new("/nonexistent/policy.toml"));
        assert_eq!(gone, (Limits::default(), None));
    }

    #[test]
    fn one_that_cannot_be_read_forbids_everything() {
        for text in [
            "run = 'reed'",
            "run = 3",
            "rn = 'none'",
            "run = ",
            "keep = 'no'",
            "[kinds]\nasa = 'none'",
            "[kinds.asa]\nrune = 'none'",
            "[targets.a]\nrun = true",
        ] {
            let (limits, wrong) = load_text(text);
            assert_eq!(limits.run, Some(Limit::None), "{text}");
            assert!(limits.keeps_nothing && wrong.is_some(), "{text}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            load(folder.path()).0.run,
            Some(Limit::None),
            "a folder is no policy"
        );
    }
}
