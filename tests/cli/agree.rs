//! What the schemas accept, the loader accepts, and the other way round: both get the same
//! files, made of valid ones by one change each.
//!
//! A schema knows shapes and words, not what a file's names stand for; what only a reader of
//! the whole file can know is listed in `BEYOND`.

use jsonschema::Validator;
use runsheet::config::Settings;
use runsheet::library::code::DiagnosticSeverity;
use runsheet::library::{as_json, lint_text};
use serde_json::{Map, Value, json};

use crate::home::Home;

/// What no schema can tell: an id that stands twice, a key of a newer format, a reference to
/// nothing, a condition that cannot hold, an expression that is none, an example that is missed,
/// and one of a variable that its type does not take.
const BEYOND: &[&str] = &[
    "the example of",
    "RS015",
    "RS017",
    "RS020",
    "RS021",
    "RS023",
    "RS025",
];

/// A step to a value: a key or a number.
type Path = Vec<String>;

fn paths(value: &Value, at: &mut Path, all: &mut Vec<Path>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, v)| (key.clone(), v)).collect(),
        Value::Array(items) => {
            // The first few items of a list stand for all of them.
            let items = items.iter().take(3).enumerate();
            items.map(|(n, v)| (n.to_string(), v)).collect()
        }
        _ => Vec::new(),
    };
    for (key, child) in children {
        at.push(key);
        all.push(at.clone());
        paths(child, at, all);
        at.pop();
    }
}

fn pointer(path: &[String]) -> String {
    let escaped = path
        .iter()
        .map(|key| key.replace('~', "~0").replace('/', "~1"));
    escaped.map(|key| format!("/{key}")).collect()
}

/// A file with the value at a place changed, as many ways as make sense there.
fn changed(file: &Value, path: &Path) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let here = pointer(path);
    let value = file.pointer(&here).unwrap();
    let mut put = |what: &str, with: Value| {
        let mut other = file.clone();
        *other.pointer_mut(&here).unwrap() = with;
        all.push((format!("{here} {what}"), other));
    };
    match value {
        Value::String(text) => {
            put("becomes a list", json!([text]));
            put("becomes keys", json!({"some": text}));
            put("becomes another word", json!("Some other words!"));
            put("becomes a number", json!(7));
        }
        Value::Number(_) | Value::Bool(_) => {
            put("becomes a text", json!("some"));
            put("becomes a list", json!([1]));
        }
        Value::Array(_) => {
            put("becomes a text", json!("some"));
            put("becomes keys", json!({"some": "text"}));
            put("becomes a list of lists", json!([["some"]]));
        }
        Value::Object(map) => {
            put("becomes a text", json!("some"));
            put("becomes a list", json!(["some"]));
            let mut more: Map<String, Value> = map.clone();
            more.insert("unheard-of".into(), json!("some"));
            put("has an unknown key", Value::Object(more));
        }
        Value::Null => {}
    }
    let (last, parent) = path.split_last().unwrap();
    if let Some(Value::Object(_)) = file.pointer(&pointer(parent)) {
        let mut other = file.clone();
        let map = other.pointer_mut(&pointer(parent)).unwrap();
        map.as_object_mut().unwrap().remove(last);
        all.push((format!("{here} is gone"), other));
    }
    all
}

/// The validators of a schema and of its twin in draft 7.
fn validators(name: &str) -> Vec<(&'static str, Validator)> {
    let home = Home::new();
    ["2020-12", "7"]
        .into_iter()
        .map(|draft| {
            let schema = home.json(&["schema", name, "--draft", draft]);
            (draft, jsonschema::validator_for(&schema).unwrap())
        })
        .collect()
}

/// Feeds both with all files that one change makes of these.
fn held_together(
    name: &str,
    files: &[Value],
    wrong: impl Fn(&Value) -> Vec<String>,
    beyond: &[&str],
    least: usize,
) {
    let validators = validators(name);
    let (mut valid, mut invalid, mut apart) = (0, 0, Vec::new());
    for file in files {
        let mut all = Vec::new();
        paths(file, &mut Vec::new(), &mut all);
        let one = ("as it is".to_owned(), file.clone());
        let mutants = all.iter().flat_map(|path| changed(file, path));
        for (what, mutant) in std::iter::once(one).chain(mutants) {
            let found = wrong(&mutant);
            let is_beyond = |told: &String| beyond.iter().any(|words| told.contains(words));
            if !found.is_empty() && found.iter().all(is_beyond) {
                continue;
            }
            match found.is_empty() {
                true => valid += 1,
                false => invalid += 1,
            }
            for (draft, validator) in &validators {
                if validator.is_valid(&mutant) != found.is_empty() {
                    let schema = validator.iter_errors(&mutant).next();
                    let schema = schema.map(|error| error.to_string());
                    apart.push(format!(
                        "{what} ({draft}): loader {found:?}, schema {schema:?}"
                    ));
                }
            }
        }
    }
    assert!(
        apart.is_empty(),
        "{} of {}\n{}",
        apart.len(),
        2 * (valid + invalid),
        apart.join("\n")
    );
    assert!(
        valid >= least / 4 && valid + invalid >= least,
        "{valid}, {invalid}"
    );
}

#[test]
fn runbooks_and_their_schema() {
    let texts = [
        include_str!("../library/example.yaml"),
        include_str!("../library/newer.yaml"),
        include_str!("../domain/planned.yaml"),
    ];
    let files: Vec<Value> = texts.iter().map(|text| as_json(text).unwrap()).collect();
    held_together(
        "runbook",
        &files,
        |file| {
            // JSON is YAML.
            let found = lint_text("a.yaml", &file.to_string(), "2026-11-30");
            let errors = found
                .iter()
                .filter(|problem| problem.code.severity() == DiagnosticSeverity::Error);
            errors
                .map(|problem| format!("{} {}", problem.code, problem.what))
                .collect()
        },
        BEYOND,
        200,
    );
}

/// Values as TOML, on one line each.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(toml).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let pairs: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{} = {}", json!(key), toml(value)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

#[test]
fn settings_and_their_schema() {
    let folder = tempfile::tempdir().unwrap();
    let all = json!({
        "runbooks": ["."], "theme": "dark", "glyphs": "ascii", "mouse": true, "timezone": "Europe/London",
        "editor": "vi", "people": "on", "run": "none", "inventory": "list-boxes",
        "notify": {"bell": true, "osc9": false, "osc777": false, "tmux-passthrough": true, "title": "seconds"},
        "mask": [{"pattern": "badge [0-9]+", "kind": "badge"}],
        "keys": {"done": "Space", "help": ["?", "F1"]},
        "targets": {
            "asa1": {"kind": "asa", "ssh": "asa1", "role": "unit a", "path": true, "run": "read"},
            "dc": {"kind": "windows", "via": "tmux", "pane": "3", "host": "DC01"},
        },
    });
    held_together(
        "config",
        &[all],
        |file| {
            let map = file.as_object().unwrap().iter();
            let lines = map.map(|(key, value)| format!("{} = {}\n", json!(key), toml(value)));
            let settings = Settings::parse(&lines.collect::<String>(), folder.path());
            let told = settings.warnings.iter().map(|warning| warning.text.clone());
            told.filter(|text| !text.ends_with("is left out until that is mended"))
                .collect()
        },
        // What there is on this machine, and what goes with what, no schema knows.
        &["is no folder", "timezone = \"", "cannot serve", "two ways"],
        100,
    );
}
