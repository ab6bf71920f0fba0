//! Runbooks of others: taken at a commit, used from the copy, and never what would run something.

use std::path::Path;

use serde_json::Value;

use crate::home::{Home, Reply};

const BOOK: &str = "\
format: runsheet.runbook/1
id: theirs
title: Their printer lost its tunnel
revision: 1
phases:
  - id: look
    title: Look
    steps:
      - {id: lease, do: Look., kind: check, run: [{device: linux, text: uptime}]}
      - {id: works, do: Print., kind: verify}
";

fn run(home: &Home, arguments: &[&str]) -> Reply {
    let out = home
        .command()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .args(arguments)
        .output()
        .unwrap();
    Reply {
        status: out.status.code().unwrap(),
        stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

fn json(home: &Home, arguments: &[&str]) -> Value {
    let reply = run(home, arguments);
    serde_json::from_str(&reply.stdout).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {reply:?}"))
}

fn git(folder: &Path, arguments: &[&str]) {
    let out = std::process::Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

fn commit(home: &Home, name: &str, text: &str) {
    home.write(&format!("theirs/{name}"), text);
    let folder = home.path("theirs");
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-qm", "a change"]);
}

/// A home with a repository of others.
fn with_repository() -> (Home, String) {
    let home = Home::new();
    std::fs::create_dir(home.path("theirs")).unwrap();
    git(&home.path("theirs"), &["init", "-q", "-b", "main"]);
    commit(&home, "theirs.yaml", BOOK);
    let address = format!("file://{}", home.path("theirs").display());
    (home, address)
}

fn title(home: &Home) -> String {
    let all = json(home, &["runbooks", "--json"]);
    let ours = all
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "theirs");
    ours.map(|it| it["title"].as_str().unwrap().to_owned())
        .unwrap_or_default()
}

#[test]
fn a_repository_is_taken_at_a_commit_and_the_next_one_only_when_it_is_asked_for() {
    let (home, address) = with_repository();
    let added = json(&home, &["runbooks", "add", &address, "--json"]);
    assert_eq!(
        added["runbooks"],
        serde_json::json!(["theirs"]),
        "{added:#}"
    );
    assert_eq!(added["commit"].as_str().unwrap().len(), 40);
    let all = json(&home, &["runbooks", "--json"]);
    let ours = all
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "theirs")
        .unwrap();
    assert_eq!(ours["source"], "theirs", "{ours:#}");

    commit(&home, "theirs.yaml", &BOOK.replace("Their", "Another"));
    commit(&home, "more.md", "# More\n\n- Look.\n- Ask.\n");
    assert_eq!(title(&home), "Their printer lost its tunnel");
    // Nobody is asked: nothing is taken.
    let shown = run(&home, &["runbooks", "update"]);
    assert!(
        shown.stdout.contains("+title: Another printer"),
        "{shown:?}"
    );
    assert!(shown.stderr.contains("stays in use"), "{shown:?}");
    assert_eq!(title(&home), "Their printer lost its tunnel");
    let taken = json(&home, &["runbooks", "update", "theirs", "--yes", "--json"]);
    assert_eq!(
        (&taken[0]["added"], &taken[0]["changed"]),
        (
            &serde_json::json!(["more.md"]),
            &serde_json::json!(["theirs.yaml"])
        ),
        "{taken:#}"
    );
    assert_eq!(title(&home), "Another printer lost its tunnel");
    assert_eq!(run(&home, &["runbooks", "remove", "theirs"]).status, 0);
    assert_eq!(title(&home), "");
    assert_eq!(run(&home, &["runbooks", "remove", "theirs"]).status, 66);
}

#[test]
fn what_was_rewritten_has_gone_or_is_hostile_is_told_and_the_copy_stays_in_use() {
    let (home, address) = with_repository();
    commit(&home, "other.yaml", &BOOK.replace("theirs", "other"));
    assert_eq!(run(&home, &["runbooks", "add", &address]).status, 0);
    let folder = home.path("theirs");
    let stays = |what: &str| {
        let reply = run(&home, &["runbooks", "update", "--yes"]);
        assert_ne!(reply.status, 0, "{what}: {reply:?}");
        assert!(reply.stderr.contains(what), "{what}: {reply:?}");
        assert_eq!(title(&home), "Their printer lost its tunnel");
    };
    std::os::unix::fs::symlink("/etc/passwd", folder.join("link.yaml")).unwrap();
    commit(&home, "theirs.yaml", &BOOK.replace("Their", "Linked"));
    stays("link.yaml is a link");
    std::fs::remove_file(folder.join("link.yaml")).unwrap();
    commit(
        &home,
        "theirs.yaml",
        &BOOK.replace("Their", "Th\u{202e}eir"),
    );
    stays("theirs.yaml holds characters that are not drawn");
    commit(
        &home,
        "theirs.yaml",
        &format!("{BOOK}#{}\n", "x".repeat(1 << 20)),
    );
    stays("theirs.yaml is larger than 1 MiB");
    git(&folder, &["reset", "-q", "--hard", "HEAD~4"]);
    commit(&home, "theirs.yaml", &BOOK.replace("Their", "Forced"));
    stays("was rewritten");
    std::fs::rename(&folder, home.path("gone")).unwrap();
    stays("cannot be fetched");
}

#[test]
fn an_address_that_would_run_something_is_refused_before_git_hears_of_it() {
    let (home, address) = with_repository();
    for bad in [
        "ext::sh -c 'touch touched'".to_owned(),
        format!("--upload-pack=touch {}", home.path("touched").display()),
        "ssh://-oProxyCommand=touch/x".to_owned(),
        "http://git.example.com/books".to_owned(),
        "https://me:token@git.example.com/books".to_owned(),
    ] {
        let reply = run(&home, &["runbooks", "add", &bad]);
        assert_ne!(reply.status, 0, "{bad}: {reply:?}");
    }
    let reply = run(
        &home,
        &[
            "runbooks",
            "add",
            &address,
            "--at",
            "--upload-pack=touch touched",
        ],
    );
    assert_eq!(reply.status, 2, "{reply:?}");
    assert!(!home.path("touched").exists());
}

#[test]
fn what_a_source_runs_is_for_copying_until_it_is_trusted() {
    let (home, _) = with_repository();
    // A folder, too.
    let added = json(
        &home,
        &["runbooks", "add", "theirs", "--name", "depot", "--json"],
    );
    assert_eq!(added["source"], "depot");
    assert_eq!(run(&home, &["start", "theirs", "--detach"]).status, 0);
    let reply = run(
        &home,
        &["run", "last", "lease", "--target", "local", "--yes"],
    );
    assert_ne!(reply.status, 0, "{reply:?}");
    assert!(reply.stderr.contains("trust"), "{reply:?}");
    assert_eq!(
        run(&home, &["copy", "last", "lease"]).stdout.trim(),
        "uptime"
    );
    let all = json(&home, &["runbooks", "--json"]);
    let ours = all
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "theirs")
        .unwrap();
    let hash = &ours["sha256"].as_str().unwrap()[..12];
    // All of a source are listed, each with its own hash; nobody is there to agree.
    let listed = run(&home, &["runbooks", "trust", "depot"]);
    assert_eq!(listed.status, 1, "{listed:?}");
    assert!(listed.stdout.contains("uptime"), "{listed:?}");
    assert!(listed.stderr.contains(hash), "{listed:?}");
    assert_eq!(
        run(&home, &["runbooks", "trust", "depot", "--sha256", hash]).status,
        0
    );
    let reply = run(
        &home,
        &["run", "last", "lease", "--target", "local", "--yes"],
    );
    assert_eq!(reply.status, 0, "{reply:?}");
}
