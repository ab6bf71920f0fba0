//! Boxes that another program knows: what `ansible-inventory --list` prints, reduced to names and
//! kinds, and kept for when that program cannot be asked. Nothing else of it is kept: such lists
//! hold passwords.

use std::io;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::domain::target::{LOCAL, Target, TargetKind, Via, plain_word};
use crate::files;
use crate::paths::{create_private_folder, write_whole};

/// The most that is read of a list.
pub const MAX_BYTES: u64 = 64 << 20;

/// How the kinds of boxes are called there, by the last word of `ansible_network_os`.
const SYSTEMS: &[(&str, &str)] = &[
    ("asa", "asa"),
    ("ios", "ios"),
    ("iosxr", "iosxr"),
    ("nxos", "nxos"),
    ("eos", "eos"),
    ("junos", "junos"),
    ("fortios", "fortigate"),
    ("panos", "panos"),
];

/// The boxes of a list, and how many it names that are none for us.
pub fn of_ansible(text: &str) -> Result<(Vec<Target>, usize), String> {
    let list: Value =
        serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    let hosts = list.pointer("/_meta/hostvars").and_then(Value::as_object);
    let hosts =
        hosts.ok_or("it has no _meta.hostvars, as `ansible-inventory --list` prints them")?;
    let all: Vec<Option<Target>> = hosts.iter().map(|(name, of)| target(name, of)).collect();
    let named = all.len();
    let targets: Vec<Target> = all.into_iter().flatten().collect();
    let left_out = named - targets.len();
    Ok((targets, left_out))
}

fn target(name: &str, of: &Value) -> Option<Target> {
    let word = |key: &str| of.get(key).and_then(Value::as_str);
    let own = word("runsheet_kind");
    let system =
        word("ansible_network_os").map(|system| system.rsplit('.').next().unwrap_or(system));
    let kind = match (own, system, word("ansible_connection")) {
        (Some(kind), _, _) => kind,
        (None, Some(system), _) => SYSTEMS.iter().find(|(known, _)| *known == system)?.1,
        (None, None, Some("winrm" | "psrp" | "local")) => return None,
        (None, None, _) => "linux",
    };
    checked(name, kind)
}

/// A box over ssh, by its own name: what else ssh needs to know stands in ssh's own settings.
fn checked(name: &str, kind: &str) -> Option<Target> {
    let name = plain_word(name).ok().filter(|name| *name != LOCAL)?;
    Some(Target {
        name: name.to_owned(),
        kind: TargetKind::of(kind)?,
        via: Via::Ssh(name.to_owned()),
        ..Target::local()
    })
}

/// Keeps a list for later.
pub fn keep(file: &Path, targets: &[Target]) -> io::Result<()> {
    let rows = targets
        .iter()
        .map(|target| json!({"name": target.name, "kind": target.kind.name}));
    if let Some(folder) = file.parent() {
        create_private_folder(folder)?;
    }
    write_whole(file, format!("{:#}\n", Value::from_iter(rows)).as_bytes())
}

/// The list that was kept; an empty one where none was, or where it cannot be read.
pub fn kept(file: &Path) -> Vec<Target> {
    let text = files::read_text(file, MAX_BYTES).unwrap_or_default();
    let rows: Vec<Map<String, Value>> = serde_json::from_str(&text).unwrap_or_default();
    let rows = rows.iter().filter_map(|row| {
        let word = |key: &str| row.get(key).and_then(Value::as_str);
        checked(word("name")?, word("kind")?)
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_kinds_are_kept_and_nothing_else() {
        let list = json!({"all": {"children": ["fw"]}, "_meta": {"hostvars": {
            "asa1": {"ansible_network_os": "cisco.asa.asa", "ansible_password": "Tango-7391"},
            "gw": {"ansible_host": "192.0.2.4"},
            "fgt": {"ansible_network_os": "fortinet.fortios.fortios"},
            "odd": {"ansible_network_os": "vyos"},
            "win": {"ansible_connection": "winrm"},
            "own": {"runsheet_kind": "macos"},
            "wrong": {"runsheet_kind": "toaster"},
            "-oProxyCommand=x": {}, "a b": {}, "local": {},
        }}});
        let (targets, left_out) = of_ansible(&list.to_string()).unwrap();
        let told: Vec<_> = targets
            .iter()
            .map(|t| (t.name.as_str(), t.kind.name))
            .collect();
        assert_eq!(
            told,
            [
                ("asa1", "asa"),
                ("gw", "linux"),
                ("fgt", "fortigate"),
                ("own", "macos")
            ]
        );
        assert_eq!(left_out, 6);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/inventory.json");
        assert_eq!(kept(&file), []);
        keep(&file, &targets).unwrap();
        assert_eq!(kept(&file), targets);
        assert!(!std::fs::read_to_string(&file).unwrap().contains("Tango"));
    }

    #[test]
    fn what_is_no_list_is_told() {
        for bad in ["", "[]", "{}", "{\"_meta\": 3}"] {
            assert!(of_ansible(bad).is_err(), "{bad}");
        }
    }
}
