//! Front matter: what stands above a Markdown text between `---` or `+++`. A few keys are
//! understood, whoever wrote them; all others are left alone.

use super::super::source::{File, Node, Placed, SourcePosition, SourceValue};
use super::super::yaml;

/// What front matter says, and where the text behind it begins.
#[derive(Debug, Default)]
pub struct Front {
    /// The title.
    pub title: Option<String>,
    /// The name, as skills have one.
    pub name: Option<String>,
    /// What it is about.
    pub summary: Option<String>,
    /// Who looks after it.
    pub owner: Option<String>,
    /// The day by which it is to be looked at again.
    pub review: Option<Placed<String>>,
    /// The byte at which the text begins.
    pub end: usize,
}

/// Reads the front matter of a file, if it has any.
pub fn front(file: File<'_>) -> Front {
    let text = file.text.trim_start_matches('\u{feff}');
    let skipped = file.text.len() - text.len();
    let mut lines = text.split_inclusive('\n');
    let mark = lines.next().map(str::trim_end).unwrap_or_default();
    if !matches!(mark, "---" | "+++") {
        return Front::default();
    }
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut end = start;
    for line in lines {
        let is_end = line.trim_end() == mark || mark == "---" && line.trim_end() == "...";
        if is_end {
            let inside = &text[start..end];
            return match mark == "+++" || looks_like_keys(inside) {
                true => understood(file, mark, inside, skipped + end + line.len()),
                false => Front::default(),
            };
        }
        end += line.len();
    }
    Front::default()
}

/// Whether lines between two rules are keys, and not a text between two rules.
fn looks_like_keys(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.next().is_none_or(|first| {
        let first = first.trim_start();
        let key = first.split(':').next().unwrap_or_default();
        let is_key = first.contains(':')
            && !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "_-\"'. ".contains(c));
        is_key || first.starts_with(['#', '{', '<'])
    })
}

fn understood(file: File<'_>, mark: &str, inside: &str, end: usize) -> Front {
    let mut keys: Vec<(String, String, SourcePosition)> = Vec::new();
    if mark == "+++" {
        let table: Result<toml::Table, _> = inside.parse();
        for (key, value) in table.unwrap_or_default() {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Datetime(date) => date.to_string(),
                toml::Value::Integer(number) => number.to_string(),
                _ => continue,
            };
            keys.push((key, text, SourcePosition { line: 1, column: 1 }));
        }
    } else {
        let text = inside;
        let mut ignored = Vec::new();
        let path = file.path;
        let node = yaml::parse(File { path, text }, &mut ignored);
        if let Some(Node {
            value: SourceValue::Map(fields),
            ..
        }) = node
        {
            for (key, node) in fields {
                if let SourceValue::Scalar { text, .. } = node.value {
                    let line = node.place.line + 1;
                    keys.push((key.value, text, SourcePosition { line, ..node.place }));
                }
            }
        }
    }
    let get = |names: &[&str]| {
        let found = keys.iter().find(|(key, text, _)| {
            names.iter().any(|name| key.eq_ignore_ascii_case(name)) && !text.trim().is_empty()
        });
        found.map(|(_, text, place)| Placed::new(text.trim().to_owned(), *place))
    };
    let text = |names: &[&str]| get(names).map(|found| found.value);
    Front {
        title: text(&["title", "linkTitle"]),
        name: text(&["name", "alert", "alertname"]),
        summary: text(&["summary", "description", "abstract"]),
        owner: text(&[
            "owner",
            "owner_slack",
            "owners",
            "team",
            "maintainer",
            "author",
        ]),
        review: review(
            get(&["last_reviewed_on"]),
            text(&["review_in"]),
            get(&["review_by", "next_review"]),
        ),
        end,
    }
}

/// The day of the next review: given, or reckoned from the last one.
fn review(
    last: Option<Placed<String>>,
    within: Option<String>,
    by: Option<Placed<String>>,
) -> Option<Placed<String>> {
    let is_day = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
    if let Some(by) = by {
        return is_day(&by.value).then_some(by);
    }
    let last = last?;
    let day: jiff::civil::Date = last.value.get(..10)?.parse().ok()?;
    let within = within?;
    let (count, unit) = within.split_once(' ')?;
    let count: i64 = count
        .parse()
        .ok()
        .filter(|count| (0..1_000).contains(count))?;
    let span = match unit.trim_end_matches('s') {
        "day" => jiff::Span::new().days(count),
        "week" => jiff::Span::new().weeks(count),
        "month" => jiff::Span::new().months(count),
        "year" => jiff::Span::new().years(count),
        _ => return None,
    };
    let next = day.checked_add(span).ok()?;
    Some(Placed::new(next.to_string(), last.place))
}
