//! Lists the runbooks and scenarios that are embedded: every `runbooks/*.yaml` and
//! `runbooks/drills/*.yaml`, in the order of its name; of runbooks also the same in JSON, which is
//! read ten times as fast, and its hash; and what the first frame shows of them, which is long
//! drawn before they are all read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;
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

fn main() {
    println!("cargo:rerun-if-changed=runbooks");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let folder = Path::new(&root).join("runbooks");
    let files = yaml_files(&folder);
    let scenarios = scenarios(&yaml_files(&folder.join("drills")));
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut texts = String::from("&[\n");
    let mut listed = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&file).expect("a listed file can be read");
        let json = fs::canonicalize(&out)
            .expect("the build folder is there")
            .join(format!("{name}.json"));
        fs::write(&json, as_json(&text)).expect("the build folder takes files");
        let sha256 = sha256(&text);
        writeln!(
            texts,
            "    Embedded {{ name: {name:?}, text: include_str!({file:?}), json: include_str!({json:?}), sha256: {sha256:?} }},"
        )
        .expect("a string takes text");
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
    for (name, code) in [
        ("embedded.rs", texts),
        ("scenarios.rs", scenarios),
        ("listed.rs", list),
    ] {
        fs::write(Path::new(&out).join(name), code).expect("the build folder takes files");
    }
}

/// The YAML files of a folder, by name.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folders of runbooks and drills are part of the package")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    files
}

/// The code of a list of file names and texts.
fn scenarios(files: &[PathBuf]) -> String {
    let mut texts = String::from("&[\n");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        writeln!(texts, "    ({name:?}, include_str!({file:?})),").expect("a string takes text");
    }
    texts.push_str("]\n");
    texts
}

/// A runbook as JSON with the keys of its YAML. Empty if it cannot be told so; the YAML then
/// says at run time what is wrong.
fn as_json(text: &str) -> String {
    // `yes` and `no` are words, as where the YAML itself is read.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options::<serde_json::Value>(text, options)
        .map(|value| value.to_string())
        .unwrap_or_default()
}

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
