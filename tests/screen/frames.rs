//! Whole frames kept as text files, compared exactly but for times and ids. To renew them:
//! `RENEW_FRAMES=1 cargo test --test screen`.

use std::path::Path;
use std::{env, fs};

use regex::Regex;

use crate::support::Desk;

/// The frame is the one that is kept under this name.
#[track_caller]
pub fn golden(desk: &Desk, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/screen/frames")
        .join(format!("{name}.txt"));
    let frame = format!("{}\n", without_chance(&desk.frame()));
    if env::var_os("RENEW_FRAMES").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &frame).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(frame, kept, "{name} is another frame now:\n{frame}");
}

/// Times depend on the zone of the machine, and ids on the order of the tests.
fn without_chance(frame: &str) -> String {
    let time = Regex::new(r"\b\d\d:\d\d:\d\d\b").unwrap();
    let id = Regex::new(r"(Event |event +|with +|of )[0-9a-f]{6}\b").unwrap();
    let frame = time.replace_all(frame, "hh:mm:ss");
    id.replace_all(&frame, "${1}......").into_owned()
}
