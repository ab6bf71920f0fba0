//! Who may import whom: folders show the layers, and this reads the sources and fails on
//! an import that runs the other way, and on files and folders that import one another in a
//! circle.
//!
//! Long because how imports are read stands beside the rules that they are held against.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every module at the root and what it may import of ours.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("domain", &[]),
    // Files opens what somebody named, and nothing that would never end.
    ("files", &[]),
    // What matches a line is known in one room.
    ("signature", &["domain"]),
    // What is a secret in a command is what is one in a log.
    ("library", &["domain", "files", "masks", "signature"]),
    ("search", &["domain", "signature"]),
    // Rules and texts alone: what is masked in logs is masked in events too.
    ("masks", &[]),
    ("evidence", &["domain", "files", "masks", "signature"]),
    // A list is read, and handed on.
    ("history", &["domain", "files"]),
    // Paths makes files for the user alone.
    ("journal", &["domain", "files", "paths"]),
    ("session", &["domain", "journal", "clock", "masks"]),
    ("clock", &["domain"]),
    ("paths", &["files"]),
    // The copied text is left in a file for the user alone.
    ("clipboard", &["paths"]),
    ("config", &["domain", "files", "paths"]),
    // What is logged of the program itself is masked as logs of others are.
    ("debug_log", &["masks"]),
    // What becomes a script is masked as logs are.
    ("drill", &["domain", "session", "masks"]),
    // Ways, streams and files; what is recorded of a run is told elsewhere.
    ("run", &["domain", "files", "masks", "paths"]),
    // Other people's journals: chains, signatures and the ways between.
    ("exchange", &["domain", "files", "paths"]),
    // A drill's part of the document is told by the drill.
    ("report", &["domain", "files", "session", "drill"]),
    // What an operator does, once, for the screen and for the command line.
    (
        "operations",
        &[
            "domain",
            "files",
            "library",
            "search",
            "evidence",
            "masks",
            "journal",
            "session",
            "drill",
            "report",
            "run",
            "exchange",
            "clock",
            "paths",
            "clipboard",
        ],
    ),
    (
        "tui",
        &[
            "operations",
            "domain",
            "library",
            "search",
            "evidence",
            "masks",
            "journal",
            "session",
            "drill",
            "report",
            "run",
            "clock",
            "paths",
            "config",
            "clipboard",
            "debug_log",
        ],
    ),
];

/// The screen's views only read.
const VIEW_MAY_IMPORT: &[&str] = &[
    "domain",
    "search",
    "tui::keymap",
    "tui::labels",
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
    "tui::history",
    "tui::overlay",
    "tui::places::Places",
    "tui::places::brief::state",
    "tui::places::help::state",
    "tui::places::preview::state",
    "tui::places::revision::state",
    "tui::places::story::state",
    "tui::places::zoom::state",
    "tui::reply",
    "tui::runs",
    "tui::places::outputs::rows",
    // The rows of the list of variables are values, read off the walk.
    "tui::places::variables::rows",
    // Lines that differ are values, too.
    "operations::differences",
    "operations::revised",
    // Spreads and samples are values; a view draws them.
    "report",
    "tui::theme",
    "tui::text",
    "tui::action",
    "tui::actions",
    // Whether an action can be done now, and what it is called, is read off the model too.
    "tui::update::act::availability",
    "tui::update::footer",
    "tui::draw",
    "tui::places::statistics::chart",
    "tui::places::timeline::entry",
    "tui::places::timeline::state",
    "tui::view",
];

/// What a file imports of the program: paths such as `domain::time`, from its root.
fn imports(source: &str, module: &[&str]) -> Vec<String> {
    let code = code(source);
    let children: Vec<&str> = code
        .match_indices("mod ")
        .filter_map(|(at, _)| code[at + 4..].split_once(';'))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(is_word))
        .collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("::") {
        let before = code[..at].trim_end();
        let head = before.trim_end_matches(is_word);
        let word = &before[head.len()..];
        let begins = !head.ends_with(':');
        let home = match word {
            "crate" | "runsheet" => Vec::new(),
            "super" => module[..module.len().saturating_sub(1)].to_vec(),
            "self" => module.to_vec(),
            child if children.contains(&child) => [module, &[child]].concat(),
            _ => continue,
        };
        if !begins {
            continue;
        }
        let mut rest = &code[at + 2..];
        for path in paths(&mut rest) {
            let ups = path.iter().take_while(|word| **word == "super").count();
            let home = &home[..home.len().saturating_sub(ups)];
            found.push([home, &path[ups..]].concat().join("::"));
        }
    }
    found
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The paths that a text begins with: one, or those of a list in braces, which may run over
/// several lines and stand in another list.
fn paths<'a>(rest: &mut &'a str) -> Vec<Vec<&'a str>> {
    *rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        *rest = inside;
        let mut all = Vec::new();
        loop {
            *rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            let before = rest.len();
            if let Some(after) = rest.strip_prefix('}') {
                *rest = after;
                return all;
            }
            all.extend(paths(rest));
            if rest.len() == before {
                return all;
            }
        }
    }
    let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
    *rest = after;
    let mut found = match after.trim_start().strip_prefix("::") {
        Some(more) if !word.is_empty() => {
            *rest = more;
            paths(rest)
        }
        _ => Vec::new(),
    };
    if let Some(named) = rest.trim_start().strip_prefix("as ") {
        *rest = named.trim_start().trim_start_matches(is_word);
    }
    if found.is_empty() {
        found.push(Vec::new());
    }
    if !word.is_empty() {
        found.iter_mut().for_each(|path| path.insert(0, word));
    }
    found
}

/// A source without its tests, its comments and what its texts say.
fn code(source: &str) -> String {
    let mut code = String::new();
    for line in without_tests(source).lines() {
        let mut quoted = false;
        let mut letters = line.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => quoted = !quoted,
                '\\' if quoted => drop(letters.next()),
                '/' if !quoted && line[at..].starts_with("//") => break,
                letter if !quoted => code.push(letter),
                _ => {}
            }
        }
        code.push('\n');
    }
    code
}

/// A source up to its tests, which may import what they like. That they lie in a file of their
/// own is said anywhere.
fn without_tests(source: &str) -> &str {
    let mut from = 0;
    while let Some(at) = source[from..].find("#[cfg(test)]") {
        let rest = &source[from + at..];
        let says = rest.find([';', '{']).map_or("", |end| &rest[..=end]);
        if !(says.contains("mod ") && says.ends_with(';')) {
            return &source[..from + at];
        }
        from += at + says.len();
    }
    source
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
    // What draws a place lies with the place.
    let draws = |name| path.ends_with(name);
    let draws_place = path.starts_with("tui/places") && (draws("draw.rs") || draws("chart.rs"));
    let is_view = path.starts_with("tui/view") || path.starts_with("tui/draw") || draws_place;
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

/// Which files import which, by their modules.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// The imports between files. What is named may be an item: then its file is meant.
fn graph(sources: &[(PathBuf, String)]) -> Graph {
    let modules: BTreeSet<String> = sources
        .iter()
        .map(|(path, _)| module_of(path).join("::"))
        .collect();
    let file_of = |import: String| {
        let mut name = import.as_str();
        loop {
            if modules.contains(name) {
                return Some(name.to_owned());
            }
            name = name.rsplit_once("::")?.0;
        }
    };
    let files = sources
        .iter()
        .filter(|(path, _)| !path.ends_with("tests.rs"));
    files
        .map(|(path, source)| {
            let module = module_of(path);
            let words: Vec<&str> = module.iter().map(String::as_str).collect();
            let own = module.join("::");
            let found = imports(source, &words).into_iter().filter_map(file_of);
            let others = found.filter(|to| *to != own).collect();
            (own, others)
        })
        .collect()
}

/// Those that import one another in a circle, each circle whole.
fn circles(graph: &Graph) -> Vec<BTreeSet<&str>> {
    let reached = |from: &str| {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for to in graph.get(at).into_iter().flatten() {
                if found.insert(to.as_str()) {
                    open.push(to);
                }
            }
        }
        found
    };
    let all: BTreeMap<&str, BTreeSet<&str>> = graph
        .keys()
        .map(|from| (from.as_str(), reached(from)))
        .collect();
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for (from, reached) in &all {
        let mutual = |to: &&&str| all.get(**to).is_some_and(|back| back.contains(from));
        let circle: BTreeSet<&str> = reached.iter().filter(mutual).copied().collect();
        if circle.len() > 1 && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

/// The imports between the folders that lie in one folder, with what lies in them.
fn between_folders(files: &Graph, folder: &str) -> Graph {
    let child = |module: &str| {
        let rest = match folder {
            "" => module,
            _ => module.strip_prefix(folder)?.strip_prefix("::")?,
        };
        let name = rest.split("::").next()?;
        let whole = [folder, name].into_iter().filter(|part| !part.is_empty());
        let whole = whole.collect::<Vec<_>>().join("::");
        let is_inside = |other: &String| other.starts_with(&format!("{whole}::"));
        files.keys().any(is_inside).then_some(whole)
    };
    let mut found = Graph::new();
    for (from, others) in files {
        let Some(from) = child(from) else { continue };
        let others = others.iter().filter_map(|to| child(to));
        let others = others.filter(|to| *to != from);
        found.entry(from.clone()).or_default().extend(others);
    }
    found
}

/// No more files of the screen may import one another in a circle.
const MOST_IN_A_CIRCLE: usize = 3;

/// One type whose methods lie in several files, which all know it.
const ONE_TYPE: &str = "tui::app";

/// What is wrong with the circles of these files.
fn wrong_circles(files: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for circle in circles(files) {
        let is_screen = circle.iter().any(|file| file.starts_with("tui"));
        let is_one_type = circle.iter().all(|file| file.starts_with(ONE_TYPE));
        if is_screen && !is_one_type && circle.len() > MOST_IN_A_CIRCLE {
            wrong.push(format!("files in a circle: {circle:?}"));
        }
    }
    let parents = files.keys().flat_map(|file| {
        let ends = file.match_indices("::").map(|(at, _)| &file[..at]);
        ends.chain([""])
    });
    for folder in parents.collect::<BTreeSet<_>>() {
        for circle in circles(&between_folders(files, folder)) {
            wrong.push(format!("folders in a circle: {circle:?}"));
        }
    }
    wrong
}

#[test]
fn nothing_runs_in_circles() {
    let wrong = wrong_circles(&graph(&sources()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_circle_is_noticed() {
    let made = |files: &[(&str, &str)]| {
        let file = |(path, source): &(&str, &str)| (PathBuf::from(path), (*source).to_owned());
        let wrong = wrong_circles(&graph(&files.iter().map(file).collect::<Vec<_>>()));
        wrong.len()
    };
    let mut four = vec![
        ("tui/a.rs", "use super::b::B;"),
        (
            "tui/b.rs",
            "use crate::{\n    domain::id,\n    tui::{c, e},\n};",
        ),
        ("tui/c.rs", "fn c() { super::super::tui::d::d() }"),
        ("tui/d.rs", "use super::a;"),
        (
            "tui/e.rs",
            "// use super::a;\nconst A: &str = \"super::a::A\";",
        ),
    ];
    assert_eq!(made(&four), 1);
    four[3].1 = "use super::b;";
    assert_eq!(made(&four), 0, "three are let through");
    let folders = [
        ("x/mod.rs", "mod y;\nuse y::Y;"),
        ("x/y/mod.rs", "mod z;"),
        ("x/y/z.rs", "use super::super::w::v::V;"),
        ("x/w/mod.rs", "mod v;"),
        ("x/w/v.rs", "use super::super::y::Y;"),
    ];
    assert_eq!(made(&folders), 1);
    assert_eq!(made(&folders[..4]), 0);
}

#[test]
fn only_one_file_knows_each_library() {
    // The name of a library in code, and the one file that may speak of it.
    let known = [
        ("granit_parser", "library/yaml"),
        ("pulldown_cmark", "library/markdown/blocks.rs"),
        ("ed25519_dalek", "exchange/keys.rs"),
        ("serde_saphyr", "nowhere"),
    ];
    for (library, home) in known {
        let knows = |(path, source): &&(PathBuf, String)| {
            !path.to_string_lossy().starts_with(home) && without_tests(source).contains(library)
        };
        let sources = sources();
        let others: Vec<_> = sources.iter().filter(knows).map(|(path, _)| path).collect();
        assert!(others.is_empty(), "{library}: {others:?}");
    }
}

/// What only `operations` says: the acts that the screen and the command line both offer, each
/// with more to it than a command.
const ACTS: &[&str] = &[
    "Command::AddEvidence",
    "Command::FollowEvidence",
    "Command::CopyRun",
    "Command::AttachRunbook",
    "Command::FindRunbook",
    "Command::Open(",
    "Command::OpenDrill",
    "act::open(",
    "session.open(",
    "session.attach(",
    "session.attach_found(",
    "session.open_drill(",
    "Look::new(",
    "Follow::new(",
    "report::bytes",
];

/// The acts that a file of the screen or of the command line does by itself.
fn own_acts(path: &Path, source: &str) -> Vec<String> {
    if !path.starts_with("tui") && !path.starts_with("cli") {
        return Vec::new();
    }
    let code: String = without_tests(source)
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default().trim())
        .collect();
    let found = ACTS.iter().filter(|act| code.contains(**act));
    found
        .map(|act| format!("{} does {act} by itself", path.display()))
        .collect()
}

#[test]
fn acts_are_done_in_one_room() {
    let all = sources();
    let wrong: Vec<String> = all
        .iter()
        .filter(|(path, _)| !path.ends_with("tests.rs"))
        .flat_map(|(path, source)| own_acts(path, source))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let by_hand = "self.session\n    .attach(id, book, &text, options)";
    assert_eq!(own_acts(Path::new("tui/app/x.rs"), by_hand).len(), 1);
    assert!(own_acts(Path::new("operations/attach.rs"), by_hand).is_empty());
}

/// Where the screen may start threads: its jobs, and what reads and restores the
/// terminal.
const THREADS: &[&str] = &[
    "tui/jobs.rs",
    "tui/reader",
    "tui/signals.rs",
    "tui/terminal.rs",
    "tui/accessible/lines.rs",
];

#[test]
fn work_beside_the_loop_is_a_job() {
    let starts = |source: &str| {
        let ways = ["thread::Builder", "thread::spawn("];
        ways.iter().any(|way| without_tests(source).contains(way))
    };
    for (path, source) in sources() {
        let may = THREADS.iter().any(|place| path.starts_with(place));
        let is_wrong = path.starts_with("tui") && starts(&source) && !may;
        assert!(!is_wrong, "{} starts a thread by itself", path.display());
    }
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

/// The public types of a source.
fn public_types(source: &str) -> Vec<String> {
    let code = code(source);
    let types = code.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("pub")?;
        let rest = match rest.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1,
            None => rest,
        };
        let (kind, name) = rest.strip_prefix(' ')?.split_once(' ')?;
        let is_type = ["struct", "enum", "trait", "type", "union"].contains(&kind);
        let name: String = name.chars().take_while(|letter| is_word(*letter)).collect();
        // A name that a macro is given is empty here.
        (is_type && !name.is_empty()).then_some(name)
    });
    types.collect()
}

/// Public types that share a name, with their files.
fn shared_names(sources: &[(PathBuf, String)]) -> Vec<String> {
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, source) in sources {
        for name in public_types(source) {
            known
                .entry(name)
                .or_default()
                .push(path.display().to_string());
        }
    }
    let shared = known.into_iter().filter(|(_, files)| files.len() > 1);
    shared
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect()
}

#[test]
fn no_two_public_types_share_a_name() {
    let shared = shared_names(&sources());
    assert!(shared.is_empty(), "{}", shared.join("\n"));
}

#[test]
fn a_shared_name_is_noticed() {
    let cases = [
        ("pub struct Reader;", 1),
        ("mod inner {\n    pub(crate) enum Reader<T> { A(T) }\n}", 1),
        ("pub(in crate::tui) trait Reader: Debug {}", 1),
        ("pub type Reader = u8;", 1),
        ("struct Reader;", 0),
        ("// pub struct Reader;", 0),
        ("pub struct ReaderTwo;", 0),
        ("pub use super::Reader;", 0),
        ("#[cfg(test)]\nmod tests { pub struct Reader; }", 0),
    ];
    for (source, count) in cases {
        let file = |name: &str, text: &str| (PathBuf::from(name), text.to_owned());
        let both = [file("a.rs", "pub struct Reader {"), file("b.rs", source)];
        assert_eq!(shared_names(&both).len(), count, "{source}");
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
        ("tui/places/x/draw.rs", "use crate::tui::moved::moved;", 1),
        ("tui/places/x/mod.rs", "use crate::tui::moved::moved;", 0),
        ("main.rs", "runsheet::cli::main()", 0),
        ("main.rs", "runsheet::session::Session::new()", 1),
        ("cli/start.rs", "use crate::tui::run;", 0),
        ("operations/copy.rs", "use crate::tui::App;", 1),
        ("operations/copy.rs", "use crate::cli::output;", 1),
        ("session.rs", "use crate::operations::copy;", 1),
        ("fresh.rs", "", 1),
    ];
    for (path, source, count) in cases {
        let wrong = wrong_imports(Path::new(path), source);
        assert_eq!(wrong.len(), count, "{path}: {source}: {wrong:?}");
    }
}
