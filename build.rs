//! Lists the runbooks that are embedded: every `runbooks/*.yaml`, in the order of its name.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

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
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        writeln!(list, "    ({name:?}, include_str!({file:?})),").expect("a string takes text");
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("embedded.rs"), list).expect("the build folder takes files");
}
