//! `assets/vocabulary.yaml` → the constants that `search/vocabulary.rs` includes, and the lines
//! of `assets/phrases/*.txt`.

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

/// Calls `each` with every line of the files of phrases.
pub fn said(files: &[PathBuf], mut each: impl FnMut(&str)) {
    for file in files {
        let text = fs::read_to_string(file).expect("a listed file can be read");
        text.lines().for_each(|line| each(line.trim()));
    }
}
