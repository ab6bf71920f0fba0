//! Lists the runbooks that are embedded: every `runbooks/*.yaml`, in the order of its name;
//! and what the first frame shows of them, which is long drawn before they are all read. The
//! words that the search knows are compiled in as well, so that no start has to read them, and so
//! is what people say of each trouble.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;

#[path = "build/prepared.rs"]
mod prepared;

use prepared::Prepared;

/// What the first frame shows of a runbook.
#[derive(Deserialize)]
struct Listed {
    id: String,
    title: String,
    short: Option<String>,
    #[serde(default)]
    summary: String,
}

/// The words that the search knows; what they mean is said in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    same: Vec<Vec<String>>,
    near: Vec<Vec<String>>,
    leads: Vec<Lead>,
    quiet: Vec<String>,
    stop: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lead {
    from: Vec<String>,
    to: Vec<String>,
}

/// The vocabulary as constants of `search/vocabulary.rs`.
fn vocabulary(read: Vocabulary) -> String {
    let leads: Vec<_> = read.leads.into_iter().map(|l| (l.from, l.to)).collect();
    let list = |lists: &[Vec<String>]| {
        let lists: String = lists
            .iter()
            .map(|list| format!("    &{list:?},\n"))
            .collect();
        format!("&[\n{lists}]")
    };
    let leads: String = leads
        .iter()
        .map(|(from, to)| format!("    (&{from:?}, &{to:?}),\n"))
        .collect();
    format!(
        "/// Words for one thing.\npub const SAME: &[&[&str]] = {};\n\
         /// Words that often stand for each other.\npub const NEAR: &[&[&str]] = {};\n\
         /// Words that point at others.\npub const LEADS: &[(&[&str], &[&str])] = &[\n{leads}];\n\
         /// Words that say little.\npub const QUIET: &[&str] = &{:?};\n\
         /// Words that say nothing.\npub const STOP: &[&str] = &{:?};\n",
        list(&read.same),
        list(&read.near),
        read.quiet,
        read.stop,
    )
}

/// The vocabulary.
fn words(path: &Path) -> Vocabulary {
    println!("cargo:rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path).expect("the vocabulary is part of the package");
    serde_saphyr::from_str(&text).expect("the vocabulary is valid")
}

/// What people say of each trouble, as the constant of `search/said.rs`: `*.txt` by name.
fn said(folder: &Path, prepared: &mut Prepared) -> String {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the phrases are part of the package")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    for file in &files {
        let text = fs::read_to_string(file).expect("a listed file can be read");
        let lines = text.lines().map(str::trim);
        lines.for_each(|line| prepared.add(line));
    }
    let line = |file: &PathBuf| {
        let id = file.file_stem().unwrap_or_default().to_string_lossy();
        format!("    ({id:?}, include_str!({file:?})),\n")
    };
    let lines: String = files.iter().map(line).collect();
    format!(
        "/// Files of phrases by the id of their runbook.\npub const SAID: &[(&str, &str)] = &[\n{lines}];\n"
    )
}

fn main() {
    for inside in [
        "runbooks",
        "build",
        "src/search/hash.rs",
        "src/search/text.rs",
    ] {
        println!("cargo:rerun-if-changed={inside}");
    }
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let folder = Path::new(&root).join("runbooks");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder runbooks is part of the package")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    let vocabulary_read = words(&Path::new(&root).join("assets/vocabulary.yaml"));
    let stop = vocabulary_read.stop.clone();
    let mut prepared = Prepared::without(&stop);
    let mut texts = String::from("&[\n");
    let mut listed = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        writeln!(texts, "    ({name:?}, include_str!({file:?})),").expect("a string takes text");
        let text = fs::read_to_string(&file).expect("a listed file can be read");
        // `yes` and `no` are words, as where runbooks are read.
        let options = serde_saphyr::options! { strict_booleans: true };
        if let Ok(book) = serde_saphyr::from_str_with_options(&text, options) {
            prepared.add_runbook(&book);
        }
        match serde_saphyr::from_str::<Listed>(&text) {
            Ok(one) => listed.push(one),
            Err(error) => println!("cargo:warning={}: {error}", file.display()),
        }
    }
    texts.push_str("]\n");
    listed.sort_by(|a, b| a.title.cmp(&b.title));
    let mut list = String::from("&[\n");
    for one in listed {
        let Listed {
            id,
            title,
            short,
            summary,
        } = one;
        writeln!(
            list,
            "    Listed {{ id: {id:?}, title: {title:?}, short: {short:?}, summary: {summary:?} }},"
        )
        .expect("a string takes text");
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let phrases = said(&Path::new(&root).join("assets/phrases"), &mut prepared);
    prepared
        .write(Path::new(&out))
        .expect("the build folder takes files");
    let files = [
        ("said.rs", phrases),
        ("embedded.rs", texts),
        ("listed.rs", list),
        ("vocabulary.rs", vocabulary(vocabulary_read)),
    ];
    for (name, code) in files {
        fs::write(Path::new(&out).join(name), code).expect("the build folder takes files");
    }
}
