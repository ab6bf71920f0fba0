//! `runbooks/*.yaml` → what `library/embedded.rs` includes: each file as text and as JSON,
//! which is read ten times as fast, with its hash; and what the first frame shows of them,
//! which is long drawn before they are all read.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What the first frame shows of a runbook.
#[derive(Deserialize)]
struct Listed {
    id: String,
    title: String,
    short: Option<String>,
    #[serde(default)]
    summary: String,
}

/// The runbooks as code.
pub struct Runbooks {
    /// A list of `Embedded`, in the order of the files' names.
    pub embedded: String,
    /// A list of `Listed`, by title.
    pub listed: String,
    /// Each as the value that its YAML tells.
    pub values: Vec<Value>,
}

/// Reads the files. Their JSON is written to the build folder.
pub fn runbooks(files: &[PathBuf], out: &Path) -> Runbooks {
    let out = fs::canonicalize(out).expect("the build folder is there");
    let (mut embedded, mut listed, mut values) = (String::from("&[\n"), Vec::new(), Vec::new());
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(file).expect("a listed file can be read");
        let json = out.join(format!("{name}.json"));
        let value = value(&text);
        // Empty if it cannot be told so; the YAML then says at run time what is wrong.
        let told = value.as_ref().map(Value::to_string).unwrap_or_default();
        fs::write(&json, told).expect("the build folder takes files");
        values.extend(value);
        let sha256 = sha256(&text);
        embedded.push_str(&format!(
            "    Embedded {{ name: {name:?}, text: include_str!({file:?}), json: include_str!({json:?}), sha256: {sha256:?} }},\n"
        ));
        match serde_saphyr::from_str::<Listed>(&text) {
            Ok(one) => listed.push(one),
            Err(error) => println!("cargo:warning={}: {error}", file.display()),
        }
    }
    embedded.push_str("]\n");
    listed.sort_by(|a, b| a.title.cmp(&b.title));
    let line = |one: Listed| {
        let Listed {
            id,
            title,
            short,
            summary,
        } = one;
        format!(
            "    ListedRunbook {{ id: {id:?}, title: {title:?}, short: {short:?}, summary: {summary:?} }},\n"
        )
    };
    let lines: String = listed.into_iter().map(line).collect();
    Runbooks {
        embedded,
        listed: format!("&[\n{lines}]\n"),
        values,
    }
}

/// A runbook with the keys of its YAML.
fn value(text: &str) -> Option<Value> {
    // `yes` and `no` are words, as where the YAML itself is read.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).ok()
}

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
