//! A secret on its way: while the command runs, and in all that is left when it is over.

use std::process::Stdio;

use serde_json::Value;

use super::contract::waits_until;
use super::home::{Home, files};
use super::runs::{nothing_holds, opened};
use super::sshd::Sshd;

const SECRET: &str = "Xq7-Tango-hidden";

const BOOK: &str = "\
format: runsheet.runbook/1
id: secret-test
title: A secret is needed
revision: 1
category: test
summary: For tests.
symptoms: [{says: secret needed}]
variables:
  - {name: pin, ask: The PIN, secret: true}
  - {name: flag, ask: A file, example: /tmp/x}
phases:
  - id: first
    title: First
    steps:
      - id: look
        do: Look at it.
        kind: check
        run: [{device: linux, text: \"pin={{pin}}; echo \\\"it is $pin\\\"; touch {{flag}}.begun; while ! [ -e {{flag}} ]; do sleep 0.05; done\"}]
";

/// What every process of this machine shows of itself, but for the test's own.
fn shown_by_processes() -> Vec<(String, Vec<u8>)> {
    let own = std::process::id().to_string();
    let mut shown = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == own || !name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        for what in ["cmdline", "environ"] {
            let bytes = std::fs::read(entry.path().join(what)).unwrap_or_default();
            shown.push((format!("{name} {what}"), bytes));
        }
    }
    shown
}

fn holds(bytes: &[u8]) -> bool {
    bytes
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes())
}

fn planted(home: &Home, target: &str, path: &str) {
    let (flag, pin) = (
        home.path(&format!("flag-{target}")),
        home.write("pin", SECRET),
    );
    let mut child = home
        .command()
        .env("PATH", path)
        .env("TMPDIR", home.path(""))
        .args(["run", "last", "look", "--target", target])
        .arg("--set")
        .arg(format!("pin=@{}", pin.display()))
        .arg("--set")
        .arg(format!("flag={}", flag.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = flag.with_extension("begun");
    waits_until("it runs", || begun.exists());
    let shown = shown_by_processes();
    assert!(shown.len() > 4);
    for (what, bytes) in shown {
        assert!(!holds(&bytes), "{target}: {what}");
    }
    // Names of sockets and files count as well; its own file is the operator's.
    std::fs::remove_file(pin).unwrap();
    for file in files(&home.path("")) {
        assert!(
            !file.to_string_lossy().contains(SECRET),
            "{}",
            file.display()
        );
        assert!(
            !holds(&std::fs::read(&file).unwrap_or_default()),
            "{}",
            file.display()
        );
    }
    std::fs::write(&flag, "").unwrap();
    let said = child.wait_with_output_of();
    assert!(!holds(&said), "{}", String::from_utf8_lossy(&said));
}

trait Said {
    fn wait_with_output_of(&mut self) -> Vec<u8>;
}

impl Said for std::process::Child {
    fn wait_with_output_of(&mut self) -> Vec<u8> {
        use std::io::Read;
        let mut said = Vec::new();
        self.stdout.take().unwrap().read_to_end(&mut said).unwrap();
        self.stderr.take().unwrap().read_to_end(&mut said).unwrap();
        self.wait().unwrap();
        said
    }
}

#[test]
fn a_secret_shows_nowhere_while_it_is_used_nor_afterwards() {
    let sshd = Sshd::start();
    let home = opened();
    home.write("data/runbooks/secret-test.yaml", BOOK);
    home.write(
        "config/config.toml",
        "[targets.vpn]\nkind = 'linux'\nssh = 'box'\n",
    );
    home.ok(&["start", "secret-test", "--detach"]);
    let path = format!("{}:/usr/bin:/bin", sshd.shim().display());
    for target in ["local", "vpn"] {
        planted(&home, target, &path);
    }
    nothing_holds(&home, SECRET);
    let document = home.ok(&["export", "last", "--with-output"]);
    assert!(!document.contains(SECRET));
    let document: Value = serde_json::from_str(&document).unwrap();
    for run in document["runs"].as_array().unwrap() {
        let output = run["output"].as_str().unwrap();
        assert!(output.starts_with("it is [secret"), "{output}");
        assert_eq!(run["outcome"], "exited");
    }
    // The document with its outputs is what it says, and one that was altered is told.
    let kept = home.write("export.json", document.to_string());
    let told = home.ok(&["verify", kept.to_str().unwrap()]);
    assert!(told.contains("and 2 outputs"), "{told}");
    let altered = document
        .to_string()
        .replace("it is [secret", "it was [secret");
    let altered = home.write("altered.json", altered);
    assert_ne!(home.run(&["verify", altered.to_str().unwrap()]).status, 0);
}
