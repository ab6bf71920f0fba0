//! `{{variables}}` in what a step runs: which there are, and the text with them filled in.

use std::collections::BTreeMap;

/// A part of a text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands in the runbook.
    Plain(&'a str),
    /// The value of a variable.
    Value(&'a str),
    /// A secret that has a value; its name.
    Secret(&'a str),
    /// A variable without a value, as it stands in the runbook.
    Missing(&'a str),
}

/// The parts of a text. `is_kept` says whether a secret with this name has a value.
pub fn pieces<'a>(
    text: &'a str,
    values: &'a BTreeMap<String, String>,
    is_kept: impl Fn(&str) -> bool,
) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find("{{") {
        let Some(length) = rest[from..].find("}}") else {
            break;
        };
        let to = from + length + 2;
        let name = rest[from + 2..to - 2].trim();
        if from > 0 {
            pieces.push(Piece::Plain(&rest[..from]));
        }
        pieces.push(match values.get(name) {
            Some(value) => Piece::Value(value),
            None if is_kept(name) => Piece::Secret(name),
            None => Piece::Missing(&rest[from..to]),
        });
        rest = &rest[to..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

/// The names of the variables in a text, in order.
pub fn variables_in(text: &str) -> Vec<&str> {
    text.split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect()
}

/// The text for the clipboard, secrets included, and the variables that have no value.
/// `secret` gives the value of a secret.
pub fn filled<'a>(
    text: &str,
    values: &BTreeMap<String, String>,
    secret: impl Fn(&str) -> Option<&'a str>,
) -> (String, Vec<String>) {
    let mut missing = Vec::new();
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text, values, |name| secret(name).is_some()) {
        match piece {
            Piece::Plain(text) | Piece::Value(text) => filled.push_str(text),
            Piece::Secret(name) => filled.push_str(secret(name).unwrap_or_default()),
            Piece::Missing(text) => {
                filled.push_str(text);
                let name = text.trim_matches(['{', '}', ' ']).to_owned();
                if !missing.contains(&name) {
                    missing.push(name);
                }
            }
        }
    }
    (filled, missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_secrets_and_gaps_are_told_apart() {
        let values = BTreeMap::from([("user".to_owned(), "{{pin}}".to_owned())]);
        let secret = |name: &str| (name == "pin").then_some("1234");
        let (text, missing) = filled("login {{user}} {{ pin }} {{host}} {{", &values, secret);
        assert_eq!(text, "login {{pin}} 1234 {{host}} {{");
        assert_eq!(missing, ["host"]);
    }
}
