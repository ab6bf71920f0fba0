//! `assets/vocabulary.yaml` and `assets/phrases/*.txt` → the constants that
//! `search/vocabulary.rs` and `search/said.rs` include.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The words that the search knows; what they mean is said in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    same: Vec<Vec<String>>,
    near: Vec<Vec<String>>,
    leads: Vec<Lead>,
    quiet: Vec<String>,
    /// Words that say nothing.
    pub stop: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lead {
    from: Vec<String>,
    to: Vec<String>,
}

impl Vocabulary {
    /// Reads the file.
    pub fn read(path: &Path) -> Self {
        println!("cargo:rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path).expect("the vocabulary is part of the package");
        serde_saphyr::from_str(&text).expect("the vocabulary is valid")
    }

    /// It as constants.
    pub fn code(&self) -> String {
        let list = |lists: &[Vec<String>]| {
            let lines = lists.iter().map(|list| format!("    &{list:?},\n"));
            format!("&[\n{}]", lines.collect::<String>())
        };
        let lead = |lead: &Lead| format!("    (&{:?}, &{:?}),\n", lead.from, lead.to);
        let leads: String = self.leads.iter().map(lead).collect();
        format!(
            "/// Words for one thing.\npub const SAME: &[&[&str]] = {};\n\
             /// Words that often stand for each other.\npub const NEAR: &[&[&str]] = {};\n\
             /// Words that point at others.\npub const LEADS: &[(&[&str], &[&str])] = &[\n{leads}];\n\
             /// Words that say little.\npub const QUIET: &[&str] = &{:?};\n\
             /// Words that say nothing.\npub const STOP: &[&str] = &{:?};\n",
            list(&self.same),
            list(&self.near),
            self.quiet,
            self.stop,
        )
    }
}

/// What people say of each trouble, by the names of the files; calls `each` with every line.
pub fn said(files: &[PathBuf], mut each: impl FnMut(&str)) -> String {
    let mut lines = String::new();
    for file in files {
        let text = fs::read_to_string(file).expect("a listed file can be read");
        text.lines().for_each(|line| each(line.trim()));
        let id = file.file_stem().unwrap_or_default().to_string_lossy();
        lines.push_str(&format!("    ({id:?}, include_str!({file:?})),\n"));
    }
    format!(
        "/// Files of phrases by the id of their runbook.\npub const SAID: &[(&str, &str)] = &[\n{lines}];\n"
    )
}
