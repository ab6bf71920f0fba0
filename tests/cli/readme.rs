//! The README does what it says: its command lines run one after the other in an empty home, as
//! they stand, beside the files that they name.

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::home::{Home, reply};

const README: &str = include_str!("../../README.md");

/// What begins a line that is not for this test, and what tries it instead.
const ELSEWHERE: [(&str, &str); 5] = [
    ("cargo ", "the first and the last lines of .ci/run"),
    ("sudo ", "dist/try"),
    ("tar ", "dist/try"),
    ("cp ", "dist/try"),
    ("runsheet drill first-shift", "tests/pty, on a terminal"),
];

/// The lines of the blocks of shell, and the files that stand in other blocks, as one script.
fn script() -> String {
    let mut script = String::new();
    let mut before = "";
    for (place, part) in README.split("```").enumerate() {
        if place % 2 == 0 {
            before = part;
            continue;
        }
        let (language, body) = part.split_once('\n').unwrap();
        if language == "yaml" {
            let name = before.rsplit('`').nth(1).unwrap();
            script.push_str(&format!("cat > {name} <<'END'\n{body}END\n"));
        }
        for line in body.lines().filter(|_| language == "sh") {
            if ELSEWHERE.iter().any(|(begins, _)| line.starts_with(begins)) {
                continue;
            }
            script.push_str(&match line.contains("--follow") {
                // Ctrl-C ends it: here another signal does, and its status is no failure.
                true => format!("if timeout 2 {line}\nthen :; else [ $? = 124 ]; fi\n"),
                false => format!("{line}\n"),
            });
        }
    }
    script
}

#[test]
fn every_command_line_of_the_readme_runs_in_an_empty_home() {
    let home = Home::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["tests", "docs", "runbooks"] {
        symlink(root.join(folder), home.path(folder)).unwrap();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_runsheet")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = home.program("sh");
    shell
        .args(["-exc", &script()])
        .env("PATH", format!("{}:{path}", program.display()));
    let reply = reply(&mut shell, "");
    assert_eq!(reply.status, 0, "{}\n{}", reply.stdout, reply.stderr);
    let verified = reply.stderr.contains("+ runsheet verify incident.json");
    assert!(verified, "the script was read: {}", reply.stderr);
}

#[test]
fn every_page_that_it_names_is_there() {
    let links = README.split("](").skip(1);
    for (link, _) in links.filter_map(|rest| rest.split_once(')')) {
        let file = link.split('#').next().unwrap_or(link);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert!(path.exists(), "{link}");
    }
}
