//! The limits on a file, each just kept and just broken.

use std::time::{Duration, Instant};

use crate::GOOD;
use crate::bad::diagnostics;
use runsheet::library::{MAX_BYTES, MAX_NODES, as_json, code, lint_text, read_text};

#[test]
fn size() {
    let pad = |bytes: usize| format!("{GOOD}#{}", "x".repeat(bytes - GOOD.len() - 1));
    assert!(read_text("a.yaml", &pad(MAX_BYTES)).is_ok());
    let found = diagnostics(&pad(MAX_BYTES + 1));
    assert!(
        found[0].what.contains("1048577 bytes long; 1 MiB"),
        "{found:?}"
    );
    assert!(found[0].instead.as_deref().unwrap().contains("split"));
}

#[test]
fn depth() {
    // The nesting below the first level of the file.
    let nested = |depth: usize| format!("a: {}{}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(as_json(&nested(32)).is_ok());
    let found = as_json(&nested(33)).unwrap_err();
    assert!(found.what.contains("more than 32 deep"), "{found:?}");
    let found =
        diagnostics(&GOOD.replacen("title: Good", &nested(33).replacen('a', "title", 1), 1));
    assert_eq!(found.len(), 1);
}

#[test]
fn nodes() {
    // A list and its items are one node each.
    let list = |items: usize| format!("[{}]", vec!["x"; items].join(","));
    assert!(as_json(&list(MAX_NODES - 1)).is_ok());
    let found = as_json(&list(MAX_NODES)).unwrap_err();
    assert!(found.what.contains("more than 20,000 nodes"), "{found:?}");
    assert!(found.instead.unwrap().contains("split"));
}

#[test]
fn steps_of_a_phase() {
    let steps = |count: usize| {
        let steps: String = (0..count)
            .map(|n| format!("      - {{id: s{n}, do: Do., kind: check}}\n"))
            .collect();
        let head = GOOD.find("      - {id: first").unwrap();
        format!("{}{steps}", &GOOD[..head])
    };
    // How many steps read well is a matter of taste: it is told and stops nothing.
    for count in [1, 2, 9, 10] {
        assert!(read_text("a.yaml", &steps(count)).is_ok(), "{count}");
        let found = lint_text("a.yaml", &steps(count), "2026-11-30");
        let told = found
            .iter()
            .find(|problem| problem.code == code::PHASE_SIZE);
        assert_eq!(told.is_none(), (2..=9).contains(&count), "{found:?}");
        assert!(told.is_none_or(|told| told.line == 10), "{found:?}");
    }
    let none = GOOD[..GOOD.find("phases:").unwrap()].to_owned() + "phases: []\n";
    assert!(diagnostics(&none)[0].what.contains("no steps"));
}

#[test]
fn hostile_files_cost_little() {
    let deep = "[".repeat(500_000);
    let wide = format!("a: {{{}}}", "b: {c: d}, ".repeat(90_000));
    let bomb = (0..40).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        format!("{text}a{}: &a{} [*a{n}, *a{n}]\n", n + 1, n + 1)
    });
    // Every step waits for the two before it: a walk along all ways would not end.
    let mut ladder = GOOD.replacen(
        "      - {id: first",
        "      - {id: first-of-all, do: Do., kind: check}\n      - {id: first",
        1,
    );
    for phase in 0..40 {
        ladder += &format!("  - id: p{phase}\n    title: P\n    steps:\n");
        for step in 0..5 {
            let n = phase * 5 + step;
            let when = match n {
                0 | 1 => String::new(),
                _ => format!(", when: {{s{}: done, s{}: done}}", n - 1, n - 2),
            };
            ladder += &format!("      - {{id: s{n}, do: Do., kind: check{when}}}\n");
        }
    }
    for (name, text, is_fine) in [
        ("deep", deep, false),
        ("wide", wide, false),
        ("bomb", bomb, false),
        ("ladder", ladder.clone(), true),
    ] {
        let began = Instant::now();
        let result = read_text("hostile.yaml", &text);
        assert_eq!(result.is_ok(), is_fine, "{name}: {:?}", result.err());
        let took = began.elapsed();
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    }
    // Folding the conditions takes the same care.
    let mut world = crate::support::World::new(&ladder);
    let began = Instant::now();
    assert_eq!(world.step_state("s199"), "pending");
    assert!(began.elapsed() < Duration::from_secs(10));
}
