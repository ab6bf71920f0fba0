//! Text from outside made drawable: the one place where it is cleaned, measured and wrapped.
//!
//! Runbooks, logs, observations and names come from files and people. What could steer a
//! terminal or reorder a line is shown or removed here, never obeyed.

/// The time of day where this machine stands, for views: they do not ask the clock.
pub use crate::clock::zone::name as zone_name;
pub use crate::clock::{local_hms, local_minute};
pub use crate::domain::time::clock;
pub use crate::report::counted;

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::hidden::{Hidden, hidden};
use crate::domain::time::Timestamp;

/// The text with nothing in it that a terminal would obey: control characters become their
/// pictures (ESC is shown as `␛`), line breaks become spaces, and characters that reverse
/// the line or take no room are left out.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| picture(c) == Picture::Itself) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match picture(letter) {
            Picture::Itself => clean.push(letter),
            Picture::As(other) => clean.push(other),
            Picture::Nothing => {}
        }
    }
    Cow::Owned(clean)
}

#[derive(PartialEq)]
enum Picture {
    Itself,
    As(char),
    Nothing,
}

fn picture(letter: char) -> Picture {
    match (hidden(letter), letter) {
        (None, '\u{a0}') | (_, '\n' | '\t') | (Some(Hidden::Break), _) => Picture::As(' '),
        (None, _) => Picture::Itself,
        (_, '\r') | (Some(Hidden::Format | Hidden::Variant), _) => Picture::Nothing,
        // The block U+2400 holds a picture for each control character, in the same order.
        (Some(Hidden::Control), '\0'..='\u{1f}') => {
            Picture::As(char::from_u32(0x2400 + letter as u32).unwrap_or('\u{fffd}'))
        }
        (Some(Hidden::Control), '\u{7f}') => Picture::As('\u{2421}'),
        (Some(Hidden::Control), _) => Picture::As('\u{fffd}'),
    }
}

/// A size in bytes, in words.
pub fn size(bytes: u64) -> String {
    crate::evidence::read::size(bytes)
}

/// When something happened: the time of day, and the day if that is another one.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    match now.since(at).abs() < 12 * 3_600_000 {
        true => local_hms(at),
        false => local_minute(at),
    }
}

/// The day of a moment.
pub fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// Rows with their numbers, which are what can be typed where there are no keys.
pub fn numbered(lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines = lines.enumerate();
    lines
        .map(|(index, line)| format!("  {}  {line}", index + 1))
        .collect()
}

/// The text without its first columns.
pub fn after(text: &str, columns: usize) -> String {
    let mut skipped = 0;
    text.chars()
        .skip_while(|letter| {
            let skip = skipped < columns;
            skipped += width(letter.encode_utf8(&mut [0; 4]));
            skip
        })
        .collect()
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `columns`, with an ellipsis where it was cut.
pub fn fit<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    let text = shown(text);
    if width(&text) <= columns {
        return text;
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut kept = String::new();
    let mut used = 0;
    for letter in text.graphemes(true) {
        let more = width(letter);
        if used + more > room {
            break;
        }
        used += more;
        kept.push_str(letter);
    }
    let mut kept = kept.trim_end().to_owned();
    if columns >= width(ellipsis) {
        kept.push_str(ellipsis);
    }
    Cow::Owned(kept)
}

/// Wraps styled text at spaces, and inside a word that is longer than a line. Lines after
/// the first begin with `indent` spaces. Nothing is cut.
pub fn wrap(spans: &[(Cow<'_, str>, Style)], columns: usize, indent: usize) -> Vec<Line<'static>> {
    let columns = columns.max(1);
    let indent = if indent + 8 > columns { 0 } else { indent };
    let mut lines = Vec::new();
    let mut line: Vec<(String, Style)> = Vec::new();
    let mut used = 0;
    for (word, style) in spans.iter().flat_map(|(text, style)| {
        let style = *style;
        words(text).map(move |word| (word, style))
    }) {
        let wide = width(word);
        let blank = word.trim().is_empty();
        if used + wide > columns && blank {
            continue;
        }
        if used + wide > columns && used > indent && wide + indent <= columns {
            flush(&mut lines, &mut line, &mut used, indent);
        }
        if used + wide <= columns {
            // A space at the head of a wrapped line would look like an indent.
            if !(blank && used == indent && !lines.is_empty()) {
                push(&mut line, word, style);
                used += wide;
            }
            continue;
        }
        for letter in word.graphemes(true) {
            let wide = width(letter);
            if used + wide > columns && used > 0 {
                flush(&mut lines, &mut line, &mut used, indent);
            }
            push(&mut line, letter, style);
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(to_line(line));
    }
    lines
}

/// Wraps what is to be run: a line that goes on below ends in a mark at the right edge, apart
/// from the text. One mark stands for a space, the other for none, so that no break reads as
/// something that it is not.
pub fn wrap_run(
    spans: &[(Cow<'_, str>, Style)],
    columns: usize,
    indent: usize,
    (at_space, in_word): (Span<'static>, Span<'static>),
) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(at_space.width() + 1).max(1);
    let mut lines = wrap(spans, columns, indent);
    if lines.len() < 2 {
        return lines;
    }
    lines = wrap(spans, room, indent);
    let whole: String = spans.iter().map(|(text, _)| &**text).collect();
    let mut rest = whole.as_str();
    let last = lines.len() - 1;
    for line in &mut lines[..last] {
        let says = line.to_string();
        // What is behind the line's own text is what was broken there.
        let own = says.trim();
        rest = rest.trim_start().strip_prefix(own).unwrap_or(rest);
        let mark = match rest.starts_with(' ') {
            true => &at_space,
            false => &in_word,
        };
        let gap = columns.saturating_sub(line.width() + mark.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        line.push_span(mark.clone());
    }
    lines
}

/// Wraps plain text.
pub fn wrap_plain(text: &str, style: Style, columns: usize) -> Vec<Line<'static>> {
    wrap(&[(shown(text), style)], columns, 0)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ').flat_map(|part| {
        let word = part.trim_end_matches(' ');
        [word, &part[word.len()..]]
            .into_iter()
            .filter(|piece| !piece.is_empty())
    })
}

/// A text that is not to be broken between lines.
pub fn unbroken(text: &str) -> String {
    text.replace(' ', &UNBROKEN.to_string())
}

/// Keeps words together until they are placed; no frame shows it.
const UNBROKEN: char = '\u{a0}';

fn push(line: &mut Vec<(String, Style)>, text: &str, style: Style) {
    let text = &text.replace(UNBROKEN, " ");
    match line.last_mut() {
        Some((last, same)) if *same == style => last.push_str(text),
        _ => line.push((text.to_owned(), style)),
    }
}

fn flush(
    lines: &mut Vec<Line<'static>>,
    line: &mut Vec<(String, Style)>,
    used: &mut usize,
    indent: usize,
) {
    lines.push(to_line(std::mem::take(line)));
    if indent > 0 {
        line.push((" ".repeat(indent), Style::new()));
    }
    *used = indent;
}

fn to_line(parts: Vec<(String, Style)>) -> Line<'static> {
    let spans = parts.into_iter().map(|(text, s)| Span::styled(text, s));
    Line::from(spans.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize, indent: usize) -> Vec<String> {
        wrap(&[(text.into(), Style::new())], columns, indent)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn what_is_unbroken_stays_in_one_line() {
        let text = format!("one two {}", unbroken("3 lines"));
        assert_eq!(lines(&text, 10, 2), ["one two ", "  3 lines"]);
        assert_eq!(lines("one two 3 lines", 10, 2), ["one two 3 ", "  lines"]);
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        assert_eq!(shown("a\u{1b}[31mb\tc\nd"), "a␛[31mb c d");
        assert_eq!(shown("\u{feff}x\u{202e}y\u{200b}z\u{2066}"), "xyz");
        assert_eq!(shown("\u{9b}31m\u{7f}"), "\u{fffd}31m␡");
        assert!(matches!(shown("plain Größe 字"), Cow::Borrowed(_)));
    }

    #[test]
    fn wrapping_loses_nothing_but_spaces() {
        assert_eq!(lines("one two three", 7, 0), ["one two", "three"]);
        assert_eq!(lines("abcdefgh", 3, 0), ["abc", "def", "gh"]);
        assert_eq!(
            lines("show crypto ca certificates now", 14, 2),
            ["show crypto ca", "  certificates", "  now"]
        );
        assert_eq!(lines("字字字", 4, 0), ["字字", "字"]);
        assert_eq!(lines("", 4, 0), [""]);
    }

    #[test]
    fn what_is_run_says_where_it_goes_on() {
        let run = |text: &'static str, columns| -> Vec<String> {
            let spans = [(Cow::Borrowed(text), Style::new())];
            let marks = (Span::raw("\\"), Span::raw("~"));
            let lines = wrap_run(&spans, columns, 2, marks);
            lines.iter().map(ToString::to_string).collect()
        };
        assert_eq!(run("show version", 12), ["show version"]);
        assert_eq!(
            run("show crypto ca certificates", 16),
            ["show crypto ca \\", "  certificates"]
        );
        // Inside a word, too, the mark stands apart from the text.
        assert_eq!(run("abcdefghijklmn", 12), ["abcdefghij ~", "  klmn"]);
    }

    #[test]
    fn fitting_counts_columns() {
        assert_eq!(fit("Account active", 9, "…"), "Account…");
        assert_eq!(fit("字字字", 5, "…"), "字字…");
        assert_eq!(fit("abc", 0, "…"), "");
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        let said = [0, 1, 999, 1_204, 48_211, 1_000_000].map(|n| counted(n, "line"));
        let words = "0 lines 1 line 999 lines 1,204 lines 48,211 lines 1,000,000 lines";
        assert_eq!(said.join(" "), words);
    }

    #[test]
    fn clocks_read_like_clocks() {
        assert_eq!(
            [clock(461_000), clock(3_723_000), clock(-5_000)],
            ["7:41", "1:02:03", "-0:05"]
        );
    }
}
