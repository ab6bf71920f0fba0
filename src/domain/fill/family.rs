//! How a kind of device reads a command line, and what a value becomes in it: as it is,
//! quoted, escaped for the quotes around it, or refused.
//!
//! Sources: POSIX.1-2024, XCU 2.2 Quoting; Microsoft, about_Quoting_Rules and about_Parsing;
//! Microsoft, cmd; Cisco, "Using the Command-Line Interface" (`?`, `|`, `!`); Fortinet,
//! "CLI basics"; Juniper, "CLI User Guide"; Palo Alto Networks, "CLI Quick Start".

use std::borrow::Cow;

use super::place::{PlaceholderPlace, Quotes};

/// Who reads a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A POSIX shell.
    Posix,
    /// PowerShell.
    PowerShell,
    /// cmd.exe.
    Cmd,
    /// The command line of a network device.
    Network(Spaces),
    /// A kind that this table does not know: only a plain word is safe.
    Unknown,
    /// Nothing reads it as a command: a browser, a form.
    Text,
}

/// What the command line of a network device does with a space in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spaces {
    /// A value is one word.
    None,
    /// Double quotes hold a value together.
    Quoted,
}

/// The kinds of devices by the names that runbooks give them.
const KINDS: &[(&str, Family)] = &[
    ("asa", Family::Network(Spaces::None)),
    ("ftd", Family::Network(Spaces::None)),
    ("ios", Family::Network(Spaces::None)),
    ("iosxe", Family::Network(Spaces::None)),
    ("iosxr", Family::Network(Spaces::None)),
    ("nxos", Family::Network(Spaces::None)),
    ("ise", Family::Network(Spaces::None)),
    ("eos", Family::Network(Spaces::None)),
    ("junos", Family::Network(Spaces::Quoted)),
    ("panos", Family::Network(Spaces::Quoted)),
    ("fortigate", Family::Network(Spaces::Quoted)),
    ("fortios", Family::Network(Spaces::Quoted)),
    ("linux", Family::Posix),
    ("macos", Family::Posix),
    ("wsl", Family::Posix),
    ("strongswan", Family::Posix),
    ("libreswan", Family::Posix),
    ("openvpn", Family::Posix),
    ("wireguard", Family::Posix),
    ("freeradius", Family::Posix),
    ("docker", Family::Posix),
    ("local", Family::Posix),
    ("sh", Family::Posix),
    ("windows", Family::PowerShell),
    ("powershell", Family::PowerShell),
    ("ad", Family::PowerShell),
    ("nps", Family::PowerShell),
    ("rras", Family::PowerShell),
    ("cmd", Family::Cmd),
    ("client", Family::Text),
    ("browser", Family::Text),
];

impl Family {
    /// Who reads what is run on a device of this kind.
    pub fn of(device: &str) -> Self {
        let known = KINDS.iter().find(|(kind, _)| *kind == device);
        known.map_or(Self::Unknown, |(_, family)| *family)
    }

    /// What a value becomes at a place, or why it cannot stand there, as a sentence goes on
    /// after "the value of NAME".
    pub fn put<'a>(self, value: &'a str, place: PlaceholderPlace) -> Result<Cow<'a, str>, String> {
        if matches!(self, Family::Posix | Family::PowerShell | Family::Cmd) && place.begins_word() {
            let is_option = match self {
                Family::Posix => value.starts_with('-'),
                _ => value.starts_with(['-', '/', '\u{2013}', '\u{2014}', '\u{2015}']),
            };
            if is_option {
                let first: String = value.chars().take(1).collect();
                return Err(format!(
                    "begins with \"{first}\" and would be read as an option"
                ));
            }
        }
        match self {
            Family::Text => Ok(value.into()),
            Family::Posix => posix(value, place.quotes),
            Family::PowerShell => powershell(value, place),
            Family::Cmd => cmd(value, place.quotes),
            Family::Network(spaces) => network(value, place, spaces),
            Family::Unknown => plain(value, is_plain),
        }
    }
}

/// Letters that no command line reads as anything else.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-/:@+,".contains(letter)
}

/// A plain word, or a refusal that names the first letter that makes it none.
fn plain<'a>(value: &'a str, is_plain: impl Fn(char) -> bool) -> Result<Cow<'a, str>, String> {
    match value.chars().find(|letter| !is_plain(*letter)) {
        None => Ok(value.into()),
        Some(' ') => Err("holds a space; only a plain word is safe in this place".to_owned()),
        Some(letter) => Err(format!(
            "holds {}; only a plain word is safe in this place",
            named(letter)
        )),
    }
}

fn named(letter: char) -> String {
    match letter {
        '"' => "a double quote".to_owned(),
        '\'' => "a single quote".to_owned(),
        ' ' => "a space".to_owned(),
        other => format!("\"{other}\""),
    }
}

fn refuse(value: &str, letters: &str, reader: &str) -> Result<(), String> {
    match value.chars().find(|letter| letters.contains(*letter)) {
        Some(letter) => Err(format!(
            "holds {}, which {reader} does not take as text",
            named(letter)
        )),
        None => Ok(()),
    }
}

fn posix(value: &str, quotes: Quotes) -> Result<Cow<'_, str>, String> {
    Ok(match quotes {
        Quotes::None if !value.is_empty() && value.chars().all(is_plain) => value.into(),
        Quotes::None => format!("'{}'", value.replace('\'', "'\\''")).into(),
        Quotes::Single => value.replace('\'', "'\\''").into(),
        Quotes::Double => {
            let mut out = String::with_capacity(value.len());
            for letter in value.chars() {
                match letter {
                    '"' | '\\' | '$' | '`' => out.extend(['\\', letter]),
                    // An interactive shell looks for its history even here.
                    '!' => out.push_str("\"'!'\""),
                    other => out.push(other),
                }
            }
            out.into()
        }
        Quotes::Unsure => return plain(value, is_plain),
    })
}

/// What PowerShell takes for a single quote.
const SINGLE: &str = "'\u{2018}\u{2019}\u{201a}\u{201b}";
/// What it takes for a double quote.
const DOUBLE: &str = "\"\u{201c}\u{201d}\u{201e}";

fn powershell(value: &str, place: PlaceholderPlace) -> Result<Cow<'_, str>, String> {
    let is_word = |letter: char| is_plain(letter) && letter != ',' || letter == '\\';
    let mut plain_word = value.chars().all(is_word) && !value.is_empty();
    plain_word &= !(value.starts_with('@') && place.begins_word());
    // Windows PowerShell hands a double quote to programs unescaped.
    refuse(value, "\"", "a Windows command line")?;
    let doubled = || {
        let mut out = String::with_capacity(value.len());
        for letter in value.chars() {
            out.push(letter);
            if SINGLE.contains(letter) {
                out.push(letter);
            }
        }
        out
    };
    Ok(match place.quotes {
        Quotes::Single => doubled().into(),
        Quotes::Double => {
            let mut out = String::with_capacity(value.len());
            for letter in value.chars() {
                if letter == '`' || letter == '$' || DOUBLE.contains(letter) {
                    out.push('`');
                }
                out.push(letter);
            }
            out.into()
        }
        Quotes::None if plain_word => value.into(),
        // A quoted string ends a word, or begins none.
        Quotes::None if place.is_word() => format!("'{}'", doubled()).into(),
        Quotes::None | Quotes::Unsure => return plain(value, is_word),
    })
}

fn cmd(value: &str, quotes: Quotes) -> Result<Cow<'_, str>, String> {
    let is_word = |letter: char| is_plain(letter) && letter != ',' || letter == '\\';
    let is_word = !value.is_empty() && value.chars().all(is_word);
    if is_word && quotes != Quotes::Double {
        return Ok(value.into());
    }
    refuse(value, "\"%!", "cmd")?;
    if value.ends_with('\\') {
        return Err("ends with \"\\\", which would take the quote behind it along".to_owned());
    }
    Ok(match quotes {
        Quotes::Double => value.into(),
        _ => format!("\"{value}\"").into(),
    })
}

fn network(value: &str, place: PlaceholderPlace, spaces: Spaces) -> Result<Cow<'_, str>, String> {
    let reader = "the command line of this device";
    refuse(value, "|;?!<>&`\"{}", reader)?;
    let apart = match spaces {
        Spaces::None => " ",
        Spaces::Quoted => " '#",
    };
    match (spaces, place.quotes) {
        _ if value.is_empty() => Err("is empty".to_owned()),
        _ if value.starts_with('#') => refuse(value, "#", reader).map(|()| value.into()),
        _ if !value.contains(|letter| apart.contains(letter)) => Ok(value.into()),
        (_, Quotes::Double) => Ok(value.into()),
        (Spaces::None, _) if place.takes_rest => Ok(value.into()),
        (Spaces::Quoted, _) if place.is_word() && !value.contains('\\') => {
            Ok(format!("\"{value}\"").into())
        }
        _ => refuse(value, apart, reader).map(|()| value.into()),
    }
}
