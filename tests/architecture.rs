//! Who may import whom: folders show the layers, and this reads the sources and fails on
//! an import that runs the other way.

use std::fs;
use std::path::{Path, PathBuf};

/// Every module at the root and what it may import of ours.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("domain", &[]),
    // Files opens what somebody named, and nothing that would never end.
    ("files", &[]),
    ("library", &["domain", "files"]),
    ("search", &["domain"]),
    // Rules and texts alone: what is masked in logs is masked in events too.
    ("masks", &[]),
    ("evidence", &["domain", "files", "masks"]),
    // Paths makes files for the user alone.
    ("journal", &["domain", "files", "paths"]),
    ("session", &["domain", "journal", "clock", "masks"]),
    ("clock", &["domain"]),
    ("paths", &["files"]),
    // The copied text is left in a file for the user alone.
    ("clipboard", &["paths"]),
    ("config", &["domain", "files", "paths"]),
    // What becomes a script is masked as logs are.
    ("drill", &["domain", "session", "masks"]),
    // Ways, streams and files; what is recorded of a run is told elsewhere.
    ("run", &["domain", "files", "masks", "paths"]),
    (
        "operations",
        &["domain", "evidence", "masks", "session", "run"],
    ),
    // A drill's part of the document is told by the drill.
    ("report", &["domain", "files", "session", "drill"]),
    (
        "tui",
        &[
            "domain",
            "library",
            "search",
            "evidence",
            "masks",
            "journal",
            "session",
            "drill",
            "report",
            "operations",
            "run",
            "clock",
            "paths",
            "config",
            "clipboard",
        ],
    ),
];

/// The screen's views only read.
const VIEW_MAY_IMPORT: &[&str] = &[
    "domain",
    "search",
    "tui::keymap",
    "tui::model",
    "tui::snapshot",
    "tui::event_line",
    "tui::form",
    "tui::entry",
    // What was seen, told and scored in a drill are values too.
    "drill",
    "tui::drills",
    "tui::figures",
    "tui::findings",
    "tui::overlay",
    "tui::place",
    "tui::reply",
    // The rows of the list of variables are values, read off the walk.
    "tui::variables",
    // Spreads and samples are values; a view draws them.
    "report",
    "tui::theme",
    "tui::text",
    "tui::action",
    // Whether an action can be done now is read off the model too.
    "tui::update::availability",
    "tui::view",
];

/// What a file imports of the program: paths such as `domain::time`, from its root.
fn imports(source: &str, module: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for line in without_tests(source).lines() {
        let code = line.split("//").next().unwrap_or_default();
        for root in ["crate::", "runsheet::"] {
            for (at, _) in code.match_indices(root) {
                let is_word = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                if !is_word {
                    found.extend(names(&code[at + root.len()..]));
                }
            }
        }
        for (at, _) in code.match_indices("super::") {
            if code[..at].ends_with("super::") {
                continue;
            }
            let mut rest = &code[at..];
            let mut home = module.to_vec();
            while let Some(after) = rest.strip_prefix("super::") {
                rest = after;
                home.pop();
            }
            for name in names(rest) {
                let mut path: Vec<&str> = home.clone();
                path.extend(name.split("::"));
                found.push(path.join("::"));
            }
        }
    }
    found
}

/// The paths that begin a text: one, or those of a list in braces on the same line.
fn names(text: &str) -> Vec<String> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    if let Some(list) = text.strip_prefix('{') {
        let list = list.split('}').next().unwrap_or_default();
        let names = list.split(',').map(str::trim).filter(|n| !n.is_empty());
        return names
            .map(|n| n.split(' ').next().unwrap_or(n).to_owned())
            .collect();
    }
    let end = text.find(|c| !is_path(c)).unwrap_or(text.len());
    vec![text[..end].trim_end_matches(':').to_owned()]
}

/// A source up to its tests, which may import what they like.
fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap_or(source)
}

/// The module that a file is, from the root; `mod.rs` is its folder.
fn module_of(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// What is wrong with a file's imports.
fn wrong_imports(path: &Path, source: &str) -> Vec<String> {
    let module = module_of(path);
    let module: Vec<&str> = module.iter().map(String::as_str).collect();
    let home = module[0];
    if matches!(home, "cli" | "lib") {
        return Vec::new();
    }
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == home) else {
        return vec![format!(
            "{}: no rule says what it may import",
            path.display()
        )];
    };
    let is_view = path.starts_with("tui/view");
    let begins = |import: &str, allowed: &str| {
        import == allowed
            || import
                .strip_prefix(allowed)
                .is_some_and(|r| r.starts_with("::"))
    };
    let is_allowed = |import: &String| match is_view {
        true => VIEW_MAY_IMPORT.iter().any(|a| begins(import, a)),
        false => {
            let to = import.split("::").next().unwrap_or_default();
            to == home || allowed.contains(&to)
        }
    };
    imports(source, &module)
        .into_iter()
        .filter(|import| !is_allowed(import))
        .map(|import| format!("{} imports {import}", path.display()))
        .collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    sources.sort();
    assert!(sources.len() > 20, "the sources were found");
    sources
}

#[test]
fn imports_run_one_way() {
    // Like the tests inside a file, those in a file of their own import what they like.
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| !path.ends_with("tests.rs"))
        .flat_map(|(path, source)| wrong_imports(path, source))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_long_file_says_why() {
    let mut silent = Vec::new();
    for (path, source) in sources() {
        let lines = without_tests(&source).lines().count();
        let top = source.lines().take_while(|line| line.starts_with("//!"));
        let says = top.collect::<Vec<_>>().join(" ").to_lowercase();
        if lines > 300 && !says.contains("long because") {
            silent.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn every_folder_opens_with_its_promise() {
    for (path, source) in sources() {
        if path.ends_with("mod.rs") {
            assert!(source.starts_with("//!"), "{}", path.display());
        }
    }
}

#[test]
fn an_import_the_other_way_is_noticed() {
    let cases = [
        ("domain/time.rs", "use crate::clock::Clock;", 1),
        ("domain/time.rs", "use super::id::EventId;", 0),
        (
            "domain/decide/steps.rs",
            "use super::super::state::State;",
            0,
        ),
        (
            "domain/decide/mod.rs",
            "use super::super::session::Session;",
            1,
        ),
        ("domain/time.rs", "use super::super::session::Session;", 1),
        ("domain/time.rs", "let x = crate::paths::write_whole(a);", 1),
        ("domain/time.rs", "// crate::session is above", 0),
        (
            "domain/time.rs",
            "use crate::{clock::Clock, domain::id};",
            1,
        ),
        (
            "domain/time.rs",
            "#[cfg(test)]\nmod tests { use crate::clock::Clock; }",
            0,
        ),
        ("library/mod.rs", "use crate::domain::time;", 0),
        ("library/mod.rs", "use crate::journal::Journal;", 1),
        (
            "journal/sqlite.rs",
            "crate::paths::create_private_folder(a)",
            0,
        ),
        ("journal/sqlite.rs", "use crate::session::Session;", 1),
        ("session.rs", "use crate::library::Library;", 1),
        ("report/json.rs", "use crate::library::Library;", 1),
        ("tui/update.rs", "use crate::session::Session;", 0),
        ("tui/update.rs", "use crate::cli::Cli;", 1),
        ("tui/view/walk.rs", "use crate::tui::model::Model;", 0),
        ("tui/view/walk.rs", "use super::super::model::Model;", 0),
        ("tui/view/walk.rs", "use super::region;", 0),
        ("tui/view/walk.rs", "use crate::tui::update::update;", 1),
        ("tui/view/walk.rs", "use crate::session::Session;", 1),
        ("main.rs", "runsheet::cli::main()", 0),
        ("main.rs", "runsheet::session::Session::new()", 1),
        ("cli/start.rs", "use crate::tui::run;", 0),
        ("fresh.rs", "", 1),
    ];
    for (path, source, count) in cases {
        let wrong = wrong_imports(Path::new(path), source);
        assert_eq!(wrong.len(), count, "{path}: {source}: {wrong:?}");
    }
}
