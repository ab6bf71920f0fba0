//! Markdown runbooks: what becomes a step, a command, a reference, and that nothing is lost.

use runsheet::domain::runbook::{Risk, Runbook, StepKind};
use runsheet::library::{Library, Origin, lint_text, read_file, read_kept};

const SMALL: &str = "\
---
title: Node is full
last_reviewed_on: 2024-01-01
review_in: 6 months
owner: storage
---

# NodeFull

## Meaning

A disk fills up. See [the docs](https://example.org/docs).

## Diagnosis

1. Look at the disk:

   ```shell
   # which one?
   df -h <mount point>
   ```

2. Check the pods.

   ```console
   $ kubectl get pods -n $NAMESPACE
   NAME   READY
   a      0/1
   ```

## Mitigation

- Delete old images.

  ```bash
  docker image prune
  ```
- Restart with `systemctl restart docker`. {{ name }} stays.
";

fn read(name: &str, text: &str) -> (Runbook, String) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(name);
    std::fs::write(&path, text).unwrap();
    let (book, yaml) = read_file(&path).unwrap_or_else(|found| panic!("{found:#?}"));
    ((*book.runbook).clone(), yaml)
}

#[test]
fn headings_lists_and_code_become_phases_steps_and_commands() {
    let (runbook, _) = read("NodeFull.md", SMALL);
    assert_eq!(runbook.title, "Node is full");
    assert_eq!(runbook.id.as_str(), "nodefull");
    assert_eq!(runbook.escalation.as_ref().unwrap().to, "storage");
    let phases: Vec<&str> = runbook.phases.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(phases, ["Meaning", "Diagnosis", "Mitigation"]);
    let steps: Vec<_> = runbook.steps().map(|(_, step)| step).collect();
    assert_eq!(steps[1].does, "Look at the disk:");
    assert_eq!(steps[1].run[0].text, "# which one?\ndf -h {{mount_point}}");
    assert_eq!(steps[1].risk, Risk::Read);
    assert_eq!(steps[2].run[0].text, "kubectl get pods -n {{namespace}}");
    assert!(steps[2].run[0].note.as_ref().unwrap().contains("0/1"));
    assert_eq!(
        (steps[3].kind, steps[3].risk),
        (StepKind::Act, Risk::Change)
    );
    assert_eq!(runbook.variables.len(), 2);
    assert_eq!(
        runbook.references[0].url.as_deref(),
        Some("https://example.org/docs")
    );
    assert_eq!(runbook.sources[0].kind.as_deref(), Some("Markdown"));
    assert!(
        runbook.sources[0]
            .url
            .as_ref()
            .unwrap()
            .starts_with("sha256:")
    );
}

#[test]
fn what_is_kept_is_yaml_that_says_the_same() {
    let (runbook, yaml) = read("NodeFull.md", SMALL);
    let kept = read_kept(&yaml).unwrap_or_else(|found| panic!("{found:#?}\n{yaml}"));
    assert_eq!(*kept.runbook, runbook, "{yaml}");
}

#[test]
fn it_is_walked_to_closed() {
    let (_, yaml) = read("NodeFull.md", SMALL);
    let (_, steps) = crate::shipped::walk(&yaml, |_| 0);
    assert_eq!(steps, 5);
}

#[test]
fn the_id_of_a_step_stays_when_other_text_changes() {
    let (before, _) = read("NodeFull.md", SMALL);
    let more = SMALL.replace(
        "## Diagnosis\n",
        "## Overview\n\nMore.\n\n## Diagnosis\n\n1. Ask who is affected.\n",
    );
    let (after, _) = read("NodeFull.md", &more);
    for (_, step) in before.steps() {
        assert!(after.step(&step.id).is_some(), "{}", step.id);
    }
}

#[test]
fn who_is_told_to_verify_under_a_mitigation_changes_nothing() {
    let text = "# A\n\n## Mitigation\n\n- Restart it.\n- Verify that it answers.\n";
    let (runbook, _) = read("a.md", text);
    let kinds: Vec<StepKind> = runbook.steps().map(|(_, step)| step.kind).collect();
    assert_eq!(kinds, [StepKind::Act, StepKind::Verify]);
    let found = lint_text("a.md", text, "2026-11-30");
    let told = |problem: &runsheet::library::Diagnostic| problem.code.to_string() == "RS104";
    assert!(!found.iter().any(told), "{found:#?}");
}

#[test]
fn a_review_that_has_passed_and_an_open_fence_are_told() {
    let found = lint_text("NodeFull.md", SMALL, "2026-11-30");
    let codes: Vec<String> = found
        .iter()
        .map(|problem| problem.code.to_string())
        .collect();
    assert!(codes.contains(&"RS113".to_owned()), "{found:#?}");
    let open = lint_text("a.md", "# A\n\nRun it:\n\n```sh\nls\n", "2026-11-30");
    assert!(
        open.iter()
            .any(|problem| problem.code.to_string() == "RS117" && problem.line == 5),
        "{open:#?}"
    );
    let none = lint_text("a.md", "", "2026-11-30");
    assert!(
        none.iter()
            .any(|problem| problem.code.to_string() == "RS116"),
        "{none:#?}"
    );
}

#[test]
fn markdown_in_folders_below_stands_beside_yaml() {
    let home = tempfile::tempdir().unwrap();
    for folder in ["node", "etcd"] {
        std::fs::create_dir(home.path().join(folder)).unwrap();
        std::fs::write(home.path().join(folder).join("README.md"), SMALL).unwrap();
    }
    std::fs::write(home.path().join("good.yaml"), crate::GOOD).unwrap();
    let library = Library::load(&[home.path().to_owned()]);
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    for id in ["good", "node-readme", "etcd-readme"] {
        assert!(library.get(id).is_some(), "{id}");
    }
}

#[test]
fn what_would_make_a_runbook_too_large_to_be_kept_is_refused() {
    let refused = |text: &str| {
        let found = lint_text("big.md", text, "2026-11-30");
        let is_it = found.iter().find(|d| d.code.to_string() == "RS004");
        let problem = is_it.unwrap_or_else(|| panic!("{:?}", found.first()));
        assert_eq!((problem.line, problem.column), (1, 1));
        problem.what.clone()
    };
    let many = format!("# A\n\n{}", "- Check it.\n".repeat(5_000));
    assert!(refused(&many).contains("5000 steps"), "{}", refused(&many));
    let long = format!("# A\n\n- Check.\n{}", "\n  a".repeat(200_000));
    assert!(refused(&long).contains("1 MiB"), "{}", refused(&long));
    // What is as large as it may be is read, kept and read again.
    let most = format!("# A\n\n{}", "- Check it.\n".repeat(1_300));
    let (runbook, yaml) = read("Most.md", &most);
    assert_eq!(*read_kept(&yaml).unwrap().runbook, runbook);
}

/// A collection named by the environment: everything in it loads, and what it converts to
/// says the same, and can be walked.
#[test]
fn a_collection_loads() {
    let Some(folder) = std::env::var_os("RUNSHEET_CORPUS") else {
        return;
    };
    let library = Library::load(&[folder.into()]);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    for entry in library.entries() {
        let kept = read_kept(&entry.text);
        let kept = kept.unwrap_or_else(|found| panic!("{found:#?}\n{}", entry.text));
        assert_eq!(kept.runbook, entry.book.runbook);
        if matches!(entry.origin, Origin::File { .. }) {
            crate::shipped::walk(&entry.text, |_| 0);
        }
    }
}
