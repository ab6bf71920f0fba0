//! YAML text in, raw structs or one diagnostic out. The only file that knows the YAML
//! library: its budgets keep a hostile file from costing time or memory.

use serde::de::DeserializeOwned;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Location, Options};

use super::diagnostic::{Diagnostic, nearest};

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting.
pub const MAX_DEPTH: usize = 32;
/// The most nodes.
pub const MAX_NODES: usize = 20_000;

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_anchors: 0,
            max_aliases: 0,
            max_merge_keys: 0,
            max_documents: 1,
            max_total_scalar_bytes: MAX_BYTES,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        emit_comments: false,
        with_snippet: false,
    }
}

/// Reads a YAML file.
pub fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Box<Diagnostic>> {
    if text.len() > MAX_BYTES {
        return Err(Box::new(whole_file(
            path,
            format!("it is {} bytes long; 1 MiB is the most", text.len()),
            "split it into several runbooks",
        )));
    }
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
        let (line, column) = error.location().map_or((0, 0), at);
        let message = error.without_snippet().to_string();
        let (what, instead) = explain(&message);
        Box::new(Diagnostic {
            path: path.to_owned(),
            line,
            column,
            text: line_of(text, line),
            what,
            instead,
        })
    })
}

/// Line and column of a place, from 1.
fn at(location: Location) -> (u32, u32) {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    (small(location.line()), small(location.column()))
}

/// The line with this number, from 1.
fn line_of(text: &str, line: u32) -> String {
    let place = (line as usize).saturating_sub(1);
    text.lines().nth(place).unwrap_or_default().to_owned()
}

/// A diagnostic about a place in a file, which is given by path and text.
pub fn here(
    (path, text): (&str, &str),
    place: Location,
    what: String,
    instead: Option<String>,
) -> Diagnostic {
    let (line, column) = at(place);
    Diagnostic {
        path: path.to_owned(),
        line,
        column,
        text: line_of(text, line),
        what,
        instead,
    }
}

/// A diagnostic about a file as a whole.
pub fn whole_file(path: &str, what: String, instead: &str) -> Diagnostic {
    Diagnostic {
        path: path.to_owned(),
        line: 0,
        column: 0,
        text: String::new(),
        what,
        instead: Some(instead.to_owned()),
    }
}

/// Puts the library's message into the words of this program.
fn explain(message: &str) -> (String, Option<String>) {
    let message = message.split("\n").next().unwrap_or(message);
    // The library appends where it was; the diagnostic says that in its own place.
    let message = match message.find(" at line ") {
        Some(end) => &message[..end],
        None => message,
    };
    let lower = message.to_lowercase();
    if lower.contains("unknown field") || lower.contains("unknown variant") {
        // "unknown field `a`, expected one of b, c", the known ones without quotes.
        let known = message.split_once("expected one of ").map(|(_, list)| list);
        let known = known.unwrap_or_default().split(", ");
        let known: Vec<&str> = known.map(|name| name.trim_matches('`')).collect();
        if let Some(wrong) = message.split('`').nth(1) {
            let instead = match nearest(wrong, known.iter().copied()) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("known are: {}", known.join(", ")),
            };
            let noun = match lower.contains("unknown field") {
                true => "unknown key",
                false => "unknown word",
            };
            return (format!("{noun} \"{wrong}\""), Some(instead));
        }
    }
    if let Some(name) = lower
        .contains("missing field")
        .then(|| message.split('`').nth(1))
        .flatten()
    {
        return (
            format!("the key \"{name}\" is missing"),
            Some(format!("add \"{name}: …\"")),
        );
    }
    for (part, what, instead) in [
        ("duplicate", "a key stands twice", "keep one of the two"),
        ("merge", "merge keys are not allowed", "write the keys out"),
        // An alias is said to lack its anchor, so it is looked for first.
        (
            "alias",
            "aliases are not allowed",
            "write the value out where it is needed",
        ),
        (
            "anchor",
            "anchors are not allowed",
            "write the value out where it is needed",
        ),
        ("depth", "it is nested more than 32 deep", "make it flatter"),
        (
            "node",
            "it has more than 20,000 nodes",
            "split it into several runbooks",
        ),
    ] {
        let budget = matches!(part, "depth" | "node");
        if lower.contains(part)
            && (!budget
                || lower.contains("budget")
                || lower.contains("limit")
                || lower.contains("max"))
        {
            return (format!("{what} ({message})"), Some(instead.to_owned()));
        }
    }
    (message.to_owned(), None)
}
