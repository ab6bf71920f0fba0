//! Lists the runbooks that are embedded: every `runbooks/*.yaml`, in the order of its name;
//! and what the first frame shows of them, which is long drawn before they are all read.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

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
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder runbooks is part of the package")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    let mut texts = String::from("&[\n");
    let mut listed = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        writeln!(texts, "    ({name:?}, include_str!({file:?})),").expect("a string takes text");
        let text = fs::read_to_string(&file).expect("a listed file can be read");
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
    for (name, code) in [("embedded.rs", texts), ("listed.rs", list)] {
        fs::write(Path::new(&out).join(name), code).expect("the build folder takes files");
    }
}
