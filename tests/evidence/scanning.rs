//! The fast path finds what the expressions alone would find, whatever the blocks and
//! however many threads.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use runsheet::evidence::rejoin::WrappedParts;
use runsheet::evidence::unwrap::Wrapped;
use runsheet::evidence::{Signatures, Threading, scan};

use super::{runbook, runbooks, shipped};

/// Every line that a runbook shows, an example or a near miss.
fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for runbook in runbooks() {
        for signature in &runbook.signatures {
            lines.extend(signature.examples.iter().cloned());
            lines.extend(signature.not.iter().cloned());
        }
    }
    lines
}

type Counts = BTreeMap<u32, (u64, u64, u64)>;

/// Count, first and last line of each signature, by the scan.
fn fast(text: &[u8], signatures: &Signatures, threads: usize, block: usize) -> Counts {
    let scanned = scan(text, signatures, Threading { threads, block });
    let found = scanned.found.into_iter();
    found
        .map(|f| (f.signature, (f.count, f.first.line, f.last.line)))
        .collect()
}

/// The same by trying every signature on every line, and on those that hold none together
/// with what follows them.
fn plain(lines: &[&str], signatures: &Signatures) -> Counts {
    let all = 0..signatures.len() as u32;
    let in_text = |text: &str| {
        let line = Wrapped::new(text);
        let numbers = all
            .clone()
            .filter(|&number| signatures.is_in(number, &line));
        numbers.collect::<BTreeSet<u32>>()
    };
    let alone: Vec<BTreeSet<u32>> = lines.iter().map(|line| in_text(line)).collect();
    let joined = |number: usize| {
        let text = lines.get(number..).unwrap_or_default().join("\n");
        let parts = WrappedParts::at(text.as_bytes())?;
        let texts = parts.joined().into_iter();
        let held: BTreeSet<u32> = texts.flat_map(|text| in_text(&text)).collect();
        Some((held, parts.lines().len()))
    };
    let mut held = alone.clone();
    for (number, held) in held.iter_mut().enumerate() {
        if let Some((whole, count)) = joined(number) {
            held.retain(|signature| !signatures.is_bound(*signature) || whole.contains(signature));
            let parts = &alone[number..number + count];
            let mut told: BTreeSet<u32> = parts.iter().flatten().copied().collect();
            told.extend(joined(number + 1).into_iter().flat_map(|(rest, _)| rest));
            held.extend(&whole - &told);
        }
        let cut = signatures.all_in_cut(lines[number]).into_iter();
        held.extend(cut.filter(|signature| !alone[number].contains(signature)));
    }
    let mut counts = Counts::new();
    for (number, signatures) in held.into_iter().enumerate() {
        for signature in signatures {
            let at = number as u64 + 1;
            let count = counts.entry(signature).or_insert((0, at, at));
            (count.0, count.2) = (count.0 + 1, at);
        }
    }
    counts
}

#[test]
fn every_example_is_found_and_every_near_miss_is_not() {
    let signatures = shipped();
    assert!(signatures.len() >= 250, "{} signatures", signatures.len());
    for number in 0..signatures.len() as u32 {
        let (runbook, signature) = signatures.get(number);
        let has_both = !signature.examples.is_empty() && !signature.not.is_empty();
        assert!(has_both, "{} {}", runbook.id, signature.id);
        for example in &signature.examples {
            let found = fast(example.as_bytes(), signatures, 1, 4096);
            assert!(
                found.contains_key(&number),
                "{} {}: {example}",
                runbook.id,
                signature.id
            );
        }
        for near in &signature.not {
            let found = fast(near.as_bytes(), signatures, 1, 4096);
            assert!(
                !found.contains_key(&number),
                "{} {}: {near}",
                runbook.id,
                signature.id
            );
        }
    }
}

#[test]
fn all_lines_at_once_are_decided_as_by_the_expressions_alone() {
    let (signatures, lines) = (shipped(), lines());
    let lines: Vec<&str> = lines.iter().flat_map(|line| line.split('\n')).collect();
    let text = lines.join("\n");
    let wanted = plain(&lines, signatures);
    assert!(wanted.len() == signatures.len());
    for (threads, block) in [(1, 1 << 20), (1, 700), (2, 4096), (5, 1000)] {
        assert_eq!(fast(text.as_bytes(), signatures, threads, block), wanted);
    }
}

#[test]
fn no_shipped_signature_has_to_be_tried_on_every_line() {
    assert_eq!(shipped().unannounced(), 0);
}

/// The filter steps through a log by the width of the shortest literal, so one short literal
/// slows the whole scan.
#[test]
fn no_shipped_signature_narrows_the_steps_of_the_filter() {
    let signatures = shipped();
    let numbers = 0..signatures.len() as u32;
    let short = numbers.filter(|&number| signatures.needs(number) < 8);
    let names = short.map(|number| {
        let (runbook, signature) = signatures.get(number);
        format!(
            "{}/{} {}\n",
            runbook.id,
            signature.id,
            signatures.needs(number)
        )
    });
    let names: String = names.collect();
    assert!(names.is_empty(), "{names}");
}

#[test]
fn signatures_without_a_literal_work_too() {
    let own = runbook(
        "odd",
        "causes: [{id: c, title: C}]\nsignatures:\n  - {id: digits, regex: '\\d{3}-\\d{4}', causes: [c], step: look, examples: [\"call 555-1234\"], not: [\"x\"]}\n  - {id: umlaut, text: \"ü\", causes: [c], step: look, examples: [\"ü\"], not: [\"u\"]}\n  - {id: kelvin, text: kelvin, causes: [c], step: look, examples: [\"kelvin\"], not: [\"k\"]}\n  - {id: short, text: ab, causes: [c], step: look, examples: [\"ab\"], not: [\"b\"]}",
    );
    let signatures = Signatures::new([own]);
    let text = "x\n12-34\ncall 555-1234\nÜBER\n\u{212a}elvin\nnine ABles\n";
    let lines: Vec<&str> = text.lines().collect();
    let wanted = plain(&lines, &signatures);
    assert_eq!(wanted.len(), 4);
    assert_eq!(fast(text.as_bytes(), &signatures, 1, 4096), wanted);
}

#[test]
fn a_signature_in_a_line_of_megabytes_is_found_once() {
    let signature =
        b"%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED";
    for before in [0, 250_000, 262_100, 262_144, 270_000, 524_250, 3_000_000] {
        let mut text = b"first\n".to_vec();
        text.resize(text.len() + before, b'x');
        text.extend(signature);
        text.resize(text.len() + 1_000_000, b'y');
        text.extend(b"\nlast\n");
        for (threads, block) in [(1, 1 << 20), (2, 65_536), (3, 1 << 19)] {
            let scanned = scan(&text[..], shipped(), Threading { threads, block });
            assert_eq!(scanned.lines, 3);
            assert!(!scanned.found.is_empty(), "{before} {block}");
            for found in scanned.found {
                assert_eq!(
                    (found.count, found.first.line),
                    (1, 2),
                    "{before} {threads} {block}"
                );
                assert!(found.first.text.len() < 20_000);
                assert!(found.first.text.contains("113022"));
                assert_eq!(found.first.before, ["first"]);
            }
        }
    }
}

#[test]
fn neighbours_do_not_depend_on_blocks() {
    let mut text = String::new();
    for number in 0..400 {
        text.push_str(&format!("ordinary line {number}\n"));
        if number % 97 == 5 {
            text.push_str("%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n");
        }
    }
    let threading = |threads, block| Threading { threads, block };
    let wanted = scan(text.as_bytes(), shipped(), threading(1, 1 << 20)).found;
    assert_eq!(wanted[0].first.before.last().unwrap(), "ordinary line 5");
    assert_eq!(
        wanted[0].first.after,
        ["ordinary line 6", "ordinary line 7", "ordinary line 8"]
    );
    for block in (50..2_000).step_by(61) {
        for threads in [1, 3] {
            assert_eq!(
                scan(text.as_bytes(), shipped(), threading(threads, block)).found,
                wanted
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Random mixtures of all known lines, some of them torn, recased or joined.
    #[test]
    fn random_mixtures_are_decided_alike(
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0..6u8, any::<u16>()), 1..60),
        block in 64..5_000usize,
        threads in 1..4usize,
    ) {
        let known = lines();
        let mut text = String::new();
        for (pick, way, cut) in picks {
            let line = pick.get(&known);
            let at = usize::from(cut) % (line.len() + 1);
            let at = (0..=at).rev().find(|&at| line.is_char_boundary(at)).unwrap();
            match way {
                0 => text.push_str(&line[at..]),
                1 => text.push_str(&line[..at]),
                2 => text.push_str(&line.to_uppercase()),
                3 => text.push_str(&line.to_lowercase()),
                _ => text.push_str(line),
            }
            if way != 5 {
                text.push('\n');
            }
        }
        let mut split: Vec<&str> = text.split('\n').collect();
        if split.last() == Some(&"") {
            split.pop();
        }
        let split: Vec<&str> = split.into_iter().map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
        prop_assert_eq!(fast(text.as_bytes(), shipped(), threads, block), plain(&split, shipped()));
    }
}
