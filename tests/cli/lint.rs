//! `lint` and `convert` on the command line: what is printed, and how they end.

use crate::home::Home;

const DOUBTFUL: &str = "\
format: runsheet.runbook/1
id: doubtful
title: One step
revision: 1
phases:
  - {id: only, title: Only, steps: [{id: look, do: Look., kind: check}]}
";

#[test]
fn warnings_are_told_and_fail_only_when_they_are_denied() {
    let home = Home::new();
    home.write("a.yaml", DOUBTFUL);
    let reply = home.run(&["lint", "a.yaml"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(reply.stdout.contains("a.yaml:6:10: warning: "), "{reply:?}");
    assert!(reply.stdout.contains("[RS101]"), "{reply:?}");
    let reply = home.run(&["lint", "a.yaml", "--deny", "warnings"]);
    assert_eq!(reply.status, 65, "{reply:?}");
    let told = home.json(&["lint", "a.yaml", "--json"]);
    assert_eq!(told[0]["code"], "RS101");
    assert_eq!(told[0]["severity"], "warning");
    assert_eq!(told[0]["line"], 6);
}

#[test]
fn a_workflow_gets_one_line_for_each() {
    let home = Home::new();
    home.write("a.yaml", DOUBTFUL.replace("title: One step", "titel: One"));
    let reply = home.run(&["lint", "a.yaml", "--format", "github"]);
    assert_eq!(reply.status, 65, "{reply:?}");
    let line = "::error file=a.yaml,line=3,col=1,title=RS010::unknown key \"titel\"%0A";
    assert!(reply.stdout.contains(line), "{reply:?}");
}

#[test]
fn a_code_is_explained() {
    let home = Home::new();
    let said = home.ok(&["lint", "--explain", "RS101"]);
    assert!(said.starts_with("RS101 (warning): a phase"), "{said}");
    assert_eq!(home.run(&["lint", "--explain", "RS999"]).status, 2);
}

#[test]
fn what_is_safe_is_put_right_in_the_file() {
    let home = Home::new();
    let newer = DOUBTFUL.replace("kind: check", "kind: check, wait: {for: 5m}");
    let path = home.write("a.yaml", newer);
    let reply = home.run(&["lint", "a.yaml", "--fix"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.starts_with("format: runsheet.runbook/1.1\n"), "{text}");
}

#[test]
fn markdown_becomes_yaml_that_is_walked() {
    let home = Home::new();
    home.write(
        "Full.md",
        "# DiskFull\n\n## Fix\n\n1. Look.\n2. Run it:\n\n   ```sh\n   df -h <path>\n   ```\n",
    );
    std::fs::create_dir(home.path("books")).unwrap();
    home.ok(&["convert", "Full.md", "-o", "books"]);
    let reply = home.run(&["convert", "Full.md", "-o", "books"]);
    assert_eq!(reply.status, 73, "{reply:?}");
    let reply = home.run(&["lint", "books"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    let book = home.json(&["--runbooks", "books", "show", "full", "--json"]);
    assert_eq!(book["variables"][0]["name"], "path");
    let key = home.ok(&["--runbooks", "books", "start", "full", "--detach"]);
    assert!(key.contains("INC-1"), "{key}");
}
