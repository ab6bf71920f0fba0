//! Compiles the runbooks, the drills, the words that the search knows and what people say of
//! each trouble into the program, so that no start has to read them.

use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "build/forms.rs"]
mod forms;
#[path = "build/prepared.rs"]
mod prepared;
#[path = "build/runbooks.rs"]
mod runbooks;
#[path = "build/words.rs"]
mod words;

use prepared::Prepared;
use runbooks::runbooks;
use words::{Vocabulary, said};

fn main() {
    for inside in [
        "build",
        "src/search/hash.rs",
        "src/search/text.rs",
        "src/signature",
    ] {
        println!("cargo:rerun-if-changed={inside}");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let vocabulary = Vocabulary::read(&root.join("assets/vocabulary.yaml"));
    let mut prepared = Prepared::without(&vocabulary.stop);
    let runbooks = runbooks(&files(&root.join("runbooks"), "yaml"), &out);
    for value in &runbooks.values {
        prepared.add_runbook(value);
    }
    let scenarios = included(&files(&root.join("runbooks/drills"), "yaml"));
    let phrases = files(&root.join("assets/phrases"), "txt");
    said(&phrases, |line| prepared.add(line));
    let phrases = included(&phrases);
    let said =
        format!("/// Files of phrases by name.\npub const SAID: &[(&str, &str)] = {phrases};\n");
    let code = [
        ("embedded.rs", runbooks.embedded),
        ("listed.rs", runbooks.listed),
        ("scenarios.rs", scenarios),
        ("said.rs", said),
        ("vocabulary.rs", vocabulary.code()),
        ("forms.txt", forms::of(&runbooks.values)),
    ];
    for (name, code) in code {
        fs::write(out.join(name), code).expect("the build folder takes files");
    }
    prepared.write(&out).expect("the build folder takes files");
}

/// The files of a folder with this ending, by name.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder is part of the package")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    files
}

/// A list of the files' names and texts.
fn included(files: &[PathBuf]) -> String {
    let line = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        format!("    ({name:?}, include_str!({file:?})),\n")
    };
    format!("&[\n{}]", files.iter().map(line).collect::<String>())
}
