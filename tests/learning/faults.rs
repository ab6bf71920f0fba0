//! Ten incidents made from logs of servers that were broken on purpose: in each the runbook does
//! not know the line yet, somebody pins it, the cause is confirmed, and the patch that comes of it
//! is taken in by `git apply`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::home::Home;

const FAULTS: [&str; 10] = [
    "ipsec-psk",
    "ipsec-ike-proposal",
    "ipsec-certificate-expired",
    "ipsec-pool-exhausted",
    "ocserv-radius-down",
    "ocserv-account-locked",
    "ocserv-user-certificate-revoked",
    "ocserv-max-clients",
    "ipsec-pfs",
    "ocserv-port-taken",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn logs(fault: &str) -> Vec<String> {
    let folder = root().join("tests/faults/logs").join(fault);
    let logs = ["server.log", "client.log"].map(|name| folder.join(name));
    logs.iter()
        .filter(|log| log.is_file())
        .map(|log| log.display().to_string())
        .collect()
}

/// A runbook's text without its signatures: what it knew before anybody taught it any.
fn untaught(id: &str) -> String {
    let text = std::fs::read_to_string(root().join(format!("runbooks/{id}.yaml"))).unwrap();
    let (before, rest) = text.split_once("\nsignatures:\n").unwrap();
    let is_key = |line: &str| line.starts_with(|c: char| c.is_ascii_lowercase());
    let after: Vec<&str> = rest
        .split_inclusive('\n')
        .skip_while(|line| !is_key(line))
        .collect();
    format!("{before}\n{}", after.concat())
}

fn git(home: &Home, folder: &str, arguments: &[&str]) -> String {
    let mut command = home.program("git");
    let out = command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .arg("-C")
        .arg(home.path(folder))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).into_owned()
}

fn scanned(home: &Home, runbook: &str, logs: &[String]) -> Value {
    let mut all = vec![
        "--runbooks".to_owned(),
        "books".into(),
        "scan".into(),
        "--runbook".into(),
        runbook.into(),
        "--json".into(),
    ];
    all.extend(logs.iter().cloned());
    home.json(&all)
}

fn causes(found: &Value, runbook: &str) -> Vec<String> {
    let of = found["runbooks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["runbook"] == runbook);
    let causes = of.flat_map(|it| it["causes"].as_array().unwrap().clone());
    causes
        .map(|it| it["cause"].as_str().unwrap().to_owned())
        .collect()
}

fn remarks(text: &str) -> usize {
    text.lines()
        .filter(|line| line.trim_start().starts_with('#'))
        .count()
}

#[test]
fn ten_incidents_teach_their_runbooks_a_line_each_and_nothing_else() {
    let ordinary = root().join("tests/faults/ordinary").display().to_string();
    let mut told = BTreeMap::new();
    for fault in FAULTS {
        let home = Home::new();
        // What an expert knows: the runbook, the cause, and the line that shows it.
        let mut all: Vec<String> = vec!["scan".into(), "--json".into()];
        all.extend(logs(fault));
        let known = home.json(&all);
        let best = known["findings"].as_array().unwrap().iter();
        let best = best
            .clone()
            .find(|it| it["causes"].as_array().unwrap().len() == 1)
            .or(best.clone().next());
        let finding = best.unwrap_or_else(|| panic!("{fault}: {known:#}"));
        let runbook = finding["runbook"].as_str().unwrap();
        let cause = finding["causes"][0].as_str().unwrap();
        let place = format!(
            "{}:{}",
            finding["first"]["path"].as_str().unwrap(),
            finding["first"]["line"]
        );

        let file = format!("books/{runbook}.yaml");
        let before = untaught(runbook);
        home.write(&file, &before);
        git(&home, "books", &["init", "-q"]);
        let with = |more: &[&str]| {
            let all: Vec<&str> = ["--runbooks", "books"]
                .iter()
                .chain(more)
                .copied()
                .collect();
            home.ok(&all)
        };
        assert!(causes(&scanned(&home, runbook, &logs(fault)), runbook).is_empty());
        let others = |home: &Home| {
            let others = FAULTS.iter().filter(|other| **other != fault);
            let found = others.map(|other| {
                (
                    *other,
                    causes(&scanned(home, runbook, &logs(other)), runbook),
                )
            });
            found.collect::<BTreeMap<_, _>>()
        };
        let quiet = others(&home);

        with(&["start", runbook, "--detach"]);
        with(&[
            "scan",
            "--pin",
            &place,
            "--incident",
            "last",
            "--cause",
            cause,
        ]);
        with(&["cause", "last", cause, "confirmed", "--reason", "seen"]);
        let critical = "not needed here";
        let status: Value = serde_json::from_str(&with(&["status", "last", "--json"])).unwrap();
        for step in status["steps"].as_array().unwrap() {
            if step["critical"] == true {
                let id = step["id"].as_str().unwrap();
                let _ = home.run(&[
                    "--runbooks",
                    "books",
                    "step",
                    "last",
                    id,
                    "skip",
                    "--reason",
                    critical,
                    "--override",
                    id,
                ]);
            }
        }
        with(&["mark", "last", "resolved", "--cause", cause]);
        with(&["mark", "last", "closed"]);
        with(&[
            "learn",
            "last",
            "--baseline",
            &ordinary,
            "-o",
            "taught.patch",
        ]);
        let patch = std::fs::read_to_string(home.path("taught.patch")).unwrap();
        let patch_path = home.path("taught.patch").display().to_string();
        git(&home, "books", &["apply", "--check", &patch_path]);
        git(&home, "books", &["apply", &patch_path]);

        let after = std::fs::read_to_string(home.path(&file)).unwrap();
        assert_eq!(remarks(&after), remarks(&before), "{fault}: {patch}");
        let errors = |text: &str, name: &str| {
            home.write(name, text);
            let reply = home.run(&["lint", name, "--json"]);
            let found: Value = serde_json::from_str(&reply.stdout).unwrap();
            let words = found
                .as_array()
                .unwrap()
                .iter()
                .map(|it| format!("{} {}", it["code"], it["what"]));
            words.collect::<std::collections::BTreeSet<_>>()
        };
        let name = format!("{runbook}.yaml");
        let old = errors(&before, &name);
        let new: Vec<_> = errors(&after, &name).difference(&old).cloned().collect();
        assert!(new.is_empty(), "{fault}: {new:?}: {patch}");

        let found = causes(&scanned(&home, runbook, &logs(fault)), runbook);
        assert!(
            found.iter().any(|it| it == cause),
            "{fault}: {found:?}: {patch}"
        );
        let good = scanned(&home, runbook, std::slice::from_ref(&ordinary));
        assert!(causes(&good, runbook).is_empty(), "{fault}: {good:#}");
        told.insert(
            fault,
            (quiet == others(&home), runbook.to_owned(), cause.to_owned()),
        );
    }
    let strayed: Vec<_> = told.iter().filter(|(_, (same, ..))| !same).collect();
    assert!(strayed.is_empty(), "{strayed:#?}");
}
