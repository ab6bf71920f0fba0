//! Finds all secrets of a text: one pass for the words that announce them, then the expressions
//! of those rules whose words a line holds.

use regex::{Captures, Regex};

use super::Found;
use super::blocks::{self, after_lines};
use super::columns;
use super::rules::{Lazy, MaskRules, Rule, rules};
use super::value::{is_secret, secret};

/// The words of [`Needed`]: a bit for each of the rules there may be.
const WORDS: usize = super::rules::MOST / 64;

/// Which rules a line needs.
type Needed = [u64; WORDS];

/// The most of a line that is looked at around a word: lines of a gigabyte are cut.
const LONG: usize = 64 * 1024;

/// All secrets, in no order.
pub fn all(text: &str) -> Vec<Found<'static>> {
    let rules = rules();
    let mut found = Vec::new();
    blocks::find(text, &mut found);
    let Some(words) = &rules.words else {
        return found;
    };
    let mut line = 0..0;
    let mut needed: Needed = [0; WORDS];
    for word in words.find_overlapping_iter(text) {
        if word.start() >= line.end || line.is_empty() {
            try_line(rules, text, line.clone(), needed, &mut found);
            needed = [0; WORDS];
            line = line_around(text, word.start(), word.end());
        }
        for rule in &rules.needed_by[word.pattern().as_usize()] {
            needed[usize::from(rule / 64) % WORDS] |= 1 << (rule % 64);
        }
    }
    try_line(rules, text, line, needed, &mut found);
    found
}

/// The line that a word stands in, without its end; of a very long one a part.
fn line_around(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let bytes = text.as_bytes();
    let floor = text.floor_char_boundary(start.saturating_sub(LONG));
    let ceiling = text.ceil_char_boundary(end + LONG);
    let begin = memchr::memrchr(b'\n', &bytes[floor..start]).map_or(floor, |at| floor + at + 1);
    let stop = memchr::memchr(b'\n', &bytes[end..ceiling]).map_or(ceiling, |at| end + at);
    begin..stop
}

fn try_line(
    rules: &'static MaskRules,
    text: &str,
    line: std::ops::Range<usize>,
    needed: Needed,
    found: &mut Vec<Found<'static>>,
) {
    for (word, mut bits) in needed.into_iter().enumerate() {
        while bits != 0 {
            let number = word * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if let Some(rule) = rules.rules.get(number) {
                try_rule(rule, text, line.clone(), found);
            }
        }
    }
}

fn try_rule(
    rule: &'static Rule,
    text: &str,
    line: std::ops::Range<usize>,
    found: &mut Vec<Found<'static>>,
) {
    let stop = match rule.lines {
        0 | 1 => line.end,
        lines => after_lines(text, line.start, lines).max(line.end),
    };
    let room = text.ceil_char_boundary((line.start + 2 * LONG).min(stop));
    let part = &text[line.start..room];
    let Some(regex) = rule.pattern.regex() else {
        return;
    };
    if rule.column {
        columns::find(rule, regex, text, line, found);
        return;
    }
    match rule.within.as_ref().map(Lazy::regex) {
        None => look(rule, regex, part, line.start, found),
        Some(None) => {}
        Some(Some(within)) => {
            for scope in within.captures_iter(part) {
                if let Some(scope) = scope.name("s") {
                    look(
                        rule,
                        regex,
                        scope.as_str(),
                        line.start + scope.start(),
                        found,
                    );
                }
            }
        }
    }
}

/// Takes all that a rule finds. Where a value turned out to be none, it looks on behind it.
fn look(
    rule: &'static Rule,
    regex: &Regex,
    text: &str,
    offset: usize,
    found: &mut Vec<Found<'static>>,
) {
    let mut at = 0;
    while let Some(captures) = regex.captures_at(text, at) {
        let (Some(whole), Some(value)) = (captures.get(0), value(&captures)) else {
            return;
        };
        let kept = secret(text, value.range());
        let holds = |lazy: &Option<Lazy>, part: &str| {
            let regex = lazy.as_ref().and_then(Lazy::regex);
            regex.is_some_and(|regex| regex.is_match(part))
        };
        let before = text[..whole.start()].rfind('\n').map_or(0, |end| end + 1);
        let is_one = !kept.is_empty()
            && is_secret(
                value.as_str(),
                &text[kept.clone()],
                &text[kept.end..],
                rule.value,
            )
            && !holds(&rule.unless, &text[before..whole.start()])
            && !holds(&rule.except, &text[whole.start()..value.start()]);
        if is_one {
            found.push(Found {
                start: offset + kept.start,
                end: offset + kept.end,
                kind: &rule.kind,
            });
        }
        // A value that is none may itself announce one.
        let next = match is_one {
            true => value.end(),
            false => value.start().saturating_sub(1).max(whole.start() + 1),
        };
        at = next.max(at + 1).min(text.len());
        if at == text.len() {
            return;
        }
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
}

fn value<'t>(captures: &Captures<'t>) -> Option<regex::Match<'t>> {
    let mut names = ["s", "s2", "s3", "s4"].into_iter();
    names.find_map(|name| captures.name(name))
}
