//! A single word that is no query: a command that was mistyped, one that this version does not
//! have yet, or the name of a file. Whoever types one wants no search.

use std::path::Path;

use super::failure::Failure;

/// Commands of later versions, by the name that they will have.
pub const TO_COME: &[&str] = &["forget", "join", "redact"];

/// Shorter words are too near to too many commands.
const SHORTEST: usize = 5;
/// From so many letters on two of them may be wrong; below it one.
const LONG: usize = 7;

/// Why these words are no query, if they are none.
pub fn check(query: &[String]) -> Option<Failure> {
    let (word, shortest) = match query {
        [word] => (word, SHORTEST),
        // Nobody looks for a symptom in words like these.
        [word, incident, ..] if is_key(incident) => (word, SHORTEST - 1),
        [word, last, ..] if last == "last" => (word, SHORTEST),
        _ => return None,
    };
    let letters = word.chars().count();
    if letters < shortest || word.contains(char::is_whitespace) {
        return None;
    }
    let lower = word.to_lowercase();
    if TO_COME.contains(&lower.as_str()) {
        return Some(to_come(&lower, word));
    }
    if Path::new(word).is_file() {
        let what = format!("no command `{word}`: it is a file");
        return Some(Failure::usage(what).hint(format!(
            "to look for known errors in it: runsheet scan {word}"
        )));
    }
    let most = if letters < LONG { 1 } else { 2 };
    let near = near(&lower).filter(|(edits, _)| *edits <= most)?.1;
    let later = match TO_COME.contains(&near.as_str()) {
        true => " (it is not in this version)",
        false => "",
    };
    let what = format!("no command `{word}`; did you mean `{near}`?{later}");
    Some(Failure::usage(what).hint(searching(word)))
}

/// Whether a word is the key of an incident: `INC-12`, `H-3`.
fn is_key(word: &str) -> bool {
    let number = word.strip_prefix("INC-").or(word.strip_prefix("H-"));
    number.is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
}

fn to_come(name: &str, word: &str) -> Failure {
    Failure::usage(format!("`{name}` is not in this version")).hint(format!(
        "runsheet help lists the commands; {}",
        searching(word)
    ))
}

fn searching(word: &str) -> String {
    format!("to look for runbooks with this word: runsheet search {word}")
}

/// The command that is nearest to a word, and how many letters apart they are.
fn near(word: &str) -> Option<(usize, String)> {
    let command = super::command();
    let known = command.get_subcommands().map(clap::Command::get_name);
    let names = known.chain(["help"]).chain(TO_COME.iter().copied());
    names
        .map(|name| (strsim::osa_distance(word, name), name.to_owned()))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_there_is_none_to_come() {
        for command in super::super::command().get_subcommands() {
            let name = command.get_name();
            assert!(!TO_COME.contains(&name), "{name} is in this version");
        }
    }

    #[test]
    fn one_word_near_a_command_is_no_query() {
        for (word, says) in [
            ("statsu", "no command `statsu`; did you mean `stats`?"),
            ("Exprot", "no command `Exprot`; did you mean `export`?"),
            ("incidnts", "did you mean `incidents`?"),
            ("histry", "did you mean `history`?"),
            ("targest", "did you mean `targets`?"),
        ] {
            let found = check(&[word.to_owned()]).map(|failure| failure.what);
            let found = found.unwrap_or_default();
            assert!(found.contains(says), "{word}: {found}");
        }
    }

    #[test]
    fn a_command_with_an_incident_is_no_query() {
        for (words, says) in [
            (["resmue", "last"], "did you mean `resume`?"),
            (["stpe", "INC-6"], "did you mean `step`?"),
        ] {
            let words = words.map(str::to_owned);
            let found = check(&words)
                .map(|failure| failure.what)
                .unwrap_or_default();
            assert!(found.contains(says), "{words:?}: {found}");
        }
    }

    #[test]
    fn a_query_is_one() {
        for words in [
            &["stuck"][..],
            &["vpn"],
            &["run"],
            &["stat"],
            &["statsu", "x"],
            &["slow", "last", "week"],
            &["fails", "INC"],
            &["AAA denied"],
            &["certificate"],
            &["authentication"],
            &["radius"],
            &["token"],
            &["timeout"],
        ] {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(check(&words), None, "{words:?}");
        }
    }
}
