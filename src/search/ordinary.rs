//! How often ordinary logs hold a word, or two that follow each other: healthy servers at work,
//! and the messages of programs that were decided to mean no fault of theirs.
//! `tests/messages/ordinary.py` makes the list.

use std::collections::HashMap;
use std::sync::OnceLock;

const LIST: &str = include_str!("../../assets/ordinary.txt");

/// How often a word, or two with a space between, in lower case, stands in them.
pub fn ordinary(piece: &str) -> u32 {
    static READY: OnceLock<HashMap<&'static str, u32>> = OnceLock::new();
    let ready = READY.get_or_init(|| {
        let lines = LIST.lines().filter(|line| !line.starts_with('#'));
        let counted = lines.filter_map(|line| line.split_once('\t'));
        counted
            .filter_map(|(piece, count)| Some((piece, count.parse().ok()?)))
            .collect()
    });
    ready.get(piece).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_read_whole() {
        let lines = LIST.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let (piece, count) = line.split_once('\t').expect("a piece and a count");
            assert!(count.parse::<u32>().is_ok_and(|count| count > 1), "{line}");
            assert_eq!(ordinary(piece).to_string(), count, "{piece} is there twice");
        }
        assert!(ordinary("failed") > 20 && ordinary("quintessence") == 0);
    }
}
