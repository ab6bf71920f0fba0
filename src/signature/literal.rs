//! Syntax tree → the literals of which every match holds at least one.
//!
//! Letters are folded, so one literal stands for all ways of writing it; see [`fold`].

use regex_syntax::hir::{Class, Hir, HirKind};

/// Literals of which a matching line holds at least one. Each is folded and not empty.
pub type Required = Vec<Vec<u8>>;

/// At most so many literals stand for one signature.
const MANY: usize = 48;

/// A class of more letters is none: ten digits would make ten literals of one.
const FEW: usize = 9;

/// Upper and lower case alike, and some signs alike too: it may make different bytes equal,
/// never equal ones different. One instruction for four bytes.
pub fn fold(byte: u8) -> u8 {
    byte | 0x20
}

/// Letters outside ASCII that count as an ASCII letter when case does not: lines that hold
/// one are tried with every signature, because no folded literal finds them.
pub const STRANGE: [&str; 3] = ["\u{212a}", "\u{17f}", "\u{130}"];

/// The best literals for a text that is looked for as it stands.
pub fn of_text(text: &str) -> Option<Required> {
    let runs = text.as_bytes().split(|byte| !byte.is_ascii());
    let longest = runs.max_by_key(|run| run.len())?;
    best(vec![vec![folded(longest)]])
}

/// The best literals for an expression, or `None` if it can match without any.
pub fn of_tree(tree: &Hir) -> Option<Required> {
    best(sets(tree))
}

fn folded(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().map(fold).collect()
}

/// How much a set of literals tells: the shortest decides, fewer are better.
fn worth(set: &Required) -> usize {
    let shortest = set.iter().map(Vec::len).min().unwrap_or(0);
    // More than two dozen letters tell nothing more; before that every letter counts.
    shortest.min(24) * 64 - set.len().min(63)
}

fn best(sets: Vec<Required>) -> Option<Required> {
    sets.into_iter()
        .filter(|set| !set.is_empty() && set.iter().all(|literal| !literal.is_empty()))
        .max_by_key(worth)
        .map(|mut set| {
            set.sort();
            set.dedup();
            set
        })
}

/// Every set of literals that a match of the tree is known to need.
fn sets(tree: &Hir) -> Vec<Required> {
    if let Some(all) = exact(tree) {
        return vec![all];
    }
    match tree.kind() {
        HirKind::Capture(capture) => sets(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => sets(&repetition.sub),
        HirKind::Concat(parts) => in_a_row(parts),
        HirKind::Alternation(ways) => {
            let mut union = Vec::new();
            for way in ways {
                match best(sets(way)) {
                    Some(set) => union.extend(set),
                    None => return Vec::new(),
                }
            }
            match union.len() <= MANY {
                true => vec![union],
                false => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Neighbours whose texts are known are one longer literal.
fn in_a_row(parts: &[Hir]) -> Vec<Required> {
    let mut found = Vec::new();
    let mut run: Required = vec![Vec::new()];
    for part in parts {
        match exact(part).and_then(|next| product(&run, &next)) {
            Some(longer) => run = longer,
            None => {
                found.push(std::mem::replace(&mut run, vec![Vec::new()]));
                match exact(part) {
                    Some(alone) => run = alone,
                    None => found.extend(sets(part)),
                }
            }
        }
    }
    found.push(run);
    found
}

/// All texts that the tree matches, if they are few.
fn exact(tree: &Hir) -> Option<Required> {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) if literal.0.is_ascii() => Some(vec![folded(&literal.0)]),
        HirKind::Class(class) => letters(class),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Repetition(repetition) if repetition.max == Some(1) => {
            let mut set = exact(&repetition.sub)?;
            if repetition.min == 0 {
                set.push(Vec::new());
            }
            Some(set)
        }
        HirKind::Concat(parts) => {
            let mut run: Required = vec![Vec::new()];
            for part in parts {
                run = product(&run, &exact(part)?)?;
            }
            Some(run)
        }
        HirKind::Alternation(ways) => {
            let mut all = Vec::new();
            for way in ways {
                all.extend(exact(way)?);
            }
            (all.len() <= MANY).then_some(all)
        }
        _ => None,
    }
}

/// The few ASCII letters that a class stands for; strange ones are seen to elsewhere.
fn letters(class: &Class) -> Option<Required> {
    let mut found: Required = Vec::new();
    let mut add = |byte: u8| {
        let letter = vec![fold(byte)];
        if !found.contains(&letter) {
            found.push(letter);
        }
        found.len() <= FEW
    };
    match class {
        Class::Unicode(class) => {
            for range in class.ranges() {
                for letter in range.start()..=range.end() {
                    let is_strange = STRANGE.iter().any(|s| s.starts_with(letter));
                    let fits = match u8::try_from(letter) {
                        Ok(byte) if byte.is_ascii() => add(byte),
                        _ => is_strange,
                    };
                    if !fits {
                        return None;
                    }
                }
            }
        }
        Class::Bytes(class) => {
            for range in class.ranges() {
                for byte in range.start()..=range.end() {
                    if !byte.is_ascii() || !add(byte) {
                        return None;
                    }
                }
            }
        }
    }
    Some(found)
}

fn product(heads: &Required, tails: &Required) -> Option<Required> {
    if heads.len() * tails.len() > MANY {
        return None;
    }
    let mut all = Vec::new();
    for head in heads {
        for tail in tails {
            all.push([head.as_slice(), tail].concat());
        }
    }
    Some(all)
}
