//! Where in a command line a placeholder stands: outside of quotes, inside of which, or in a
//! place where only a plain word is safe. Shells read texts in ways that no short program
//! follows in full, so whatever is not understood here counts as such a place.

use super::family::Family;

/// Where a placeholder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// Outside of quotes.
    None,
    /// Within single quotes.
    Single,
    /// Within double quotes.
    Double,
    /// Where quoting cannot be trusted: the text is read twice, or has quotes in quotes.
    Unsure,
}

/// A placeholder's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceholderPlace {
    /// The quotes around it.
    pub quotes: Quotes,
    /// The character before it, if there is one on its line.
    pub before: Option<char>,
    /// The character behind it, if there is one on its line.
    pub after: Option<char>,
    /// The command takes the rest of the line here, spaces included.
    pub takes_rest: bool,
}

impl PlaceholderPlace {
    /// Whether a value begins a word here.
    pub fn begins_word(&self) -> bool {
        let is_edge = |c: char| c.is_whitespace() || "\"'|;&(=,".contains(c);
        self.before.is_none_or(is_edge)
    }

    /// Whether a value is a whole word here.
    pub fn is_word(&self) -> bool {
        self.before.is_none_or(char::is_whitespace) && self.after.is_none_or(char::is_whitespace)
    }
}

/// Words behind which a network device takes the rest of a line as one text.
const TAKES_REST: &[&str] = &["eq", "ne", "co", "nc", "description", "remark"];

/// Words behind which a text is read a second time, quoted or not.
const READS_ALL_AGAIN: &[&str] = &[
    "cmd",
    "cmd.exe",
    "eval",
    "iex",
    "invoke-expression",
    "powershell",
    "powershell.exe",
    "psexec",
    "pwsh",
    "ssh",
    "watch",
    "winrs",
    "wsl",
    "wsl.exe",
];

/// Words behind which what stands in quotes is read by another reader, with quotes of its own.
const READS_QUOTED_AGAIN: &[&str] = &[
    "awk", "bash", "mysql", "perl", "psql", "python", "python3", "sed", "sh", "su", "vtysh",
    "xargs", "zsh",
];

/// The place of the placeholder at these bytes of a text.
pub fn place(text: &str, from: usize, to: usize, family: Family) -> PlaceholderPlace {
    let head = &text[..from];
    let quotes = match family {
        Family::Posix => twice(head, shell(head, '\\')),
        Family::PowerShell => twice(head, shell(head, '`')),
        Family::Cmd | Family::Network(_) => double_only(head),
        Family::Unknown | Family::Text => Quotes::None,
    };
    let before = head.chars().next_back().filter(|c| *c != '\n');
    let after = text[to..].chars().next().filter(|c| *c != '\n');
    let line = head.rsplit('\n').next().unwrap_or_default();
    let last = line.split_whitespace().next_back().unwrap_or_default();
    PlaceholderPlace {
        quotes,
        before,
        after,
        takes_rest: after.is_none() && (before == Some('=') || TAKES_REST.contains(&last)),
    }
}

/// The same quotes, unless something before hands the text to another reader.
fn twice(head: &str, quotes: Quotes) -> Quotes {
    let head = head.to_lowercase();
    let mut words = head.split(|c: char| c.is_whitespace() || "|;&()`\"'".contains(c));
    let again = words.any(|word| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
        READS_ALL_AGAIN.contains(&name)
            || quotes != Quotes::None && READS_QUOTED_AGAIN.contains(&name)
    });
    match again {
        true => Quotes::Unsure,
        false => quotes,
    }
}

/// One level of what is read: the line itself, or a command within `$(…)`.
#[derive(Clone, Copy)]
struct Level {
    quotes: Quotes,
    /// The other kind of quotes stands open within.
    nested: bool,
}

fn shell(before: &str, escape: char) -> Quotes {
    let is_posix = escape == '\\';
    let single = |c: char| c == '\'' || !is_posix && "\u{2018}\u{2019}\u{201a}\u{201b}".contains(c);
    let double = |c: char| c == '"' || !is_posix && "\u{201c}\u{201d}\u{201e}".contains(c);
    let bare = Level {
        quotes: Quotes::None,
        nested: false,
    };
    let mut levels = vec![bare];
    let mut letters = before.chars().peekable();
    let mut last = '\n';
    while let Some(letter) = letters.next() {
        let depth = levels.len() - 1;
        let level = &mut levels[depth];
        match level.quotes {
            Quotes::Single => match letter {
                c if single(c) => *level = bare,
                c if double(c) => level.nested = !level.nested,
                _ => {}
            },
            Quotes::Double => match letter {
                c if c == escape => {
                    letters.next();
                }
                c if double(c) => *level = bare,
                c if single(c) => level.nested = !level.nested,
                '$' if letters.next_if_eq(&'(').is_some() => levels.push(bare),
                '`' => return Quotes::Unsure,
                _ => {}
            },
            _ => match letter {
                c if c == escape => {
                    letters.next();
                }
                // A here-document, an ANSI string, a here-string of PowerShell.
                '<' if is_posix && last == '<' => return Quotes::Unsure,
                c if (single(c) || double(c)) && "$@".contains(last) => return Quotes::Unsure,
                c if single(c) => level.quotes = Quotes::Single,
                c if double(c) => level.quotes = Quotes::Double,
                '`' => return Quotes::Unsure,
                '$' if letters.next_if_eq(&'(').is_some() => levels.push(bare),
                // Brackets that are not of `$(` are counted so that theirs is found.
                '(' => levels.push(bare),
                ')' if depth > 0 => {
                    levels.pop();
                }
                '#' if last.is_whitespace() => {
                    // A remark may hold quotes that open nothing.
                    let found = letters.by_ref().find(|c| *c == '\n');
                    if found.is_none() {
                        return Quotes::Unsure;
                    }
                    last = '\n';
                    continue;
                }
                _ => {}
            },
        }
        last = letter;
    }
    let within = levels.iter().any(|level| level.quotes != Quotes::None);
    match levels.last() {
        Some(Level { nested: true, .. }) => Quotes::Unsure,
        Some(level) if level.quotes == Quotes::None && within && !is_posix => Quotes::Unsure,
        Some(level) => level.quotes,
        None => Quotes::Unsure,
    }
}

/// Double quotes alone, which end with their line.
fn double_only(before: &str) -> Quotes {
    let line = before.rsplit('\n').next().unwrap_or_default();
    match line.matches('"').count() % 2 {
        0 => Quotes::None,
        _ => Quotes::Double,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(text: &str, family: Family) -> Quotes {
        let from = text.find("{{").expect("a placeholder");
        let to = text.find("}}").expect("its end") + 2;
        place(text, from, to, family).quotes
    }

    #[test]
    fn quotes_are_told_apart() {
        use Quotes::*;
        for (text, wanted) in [
            ("ping {{x}}", None),
            ("ping '{{x}}'", Single),
            ("ping \"{{x}}\"", Double),
            ("echo 'it' {{x}}", None),
            ("echo \"a \\\" {{x}}\"", Double),
            ("echo \\' {{x}}", None),
            ("echo \"$(cat {{x}})\"", None),
            ("echo \"$(cat '{{x}}')\"", Single),
            ("echo \"$(date) {{x}}\"", Double),
            ("grep '\"{{x}}\"' f", Unsure),
            ("curl -d \"{'a': '{{x}}'}\"", Unsure),
            ("echo `cat {{x}}`", Unsure),
            ("cat <<EOF\n{{x}}", Unsure),
            ("echo $'{{x}}'", Unsure),
            ("# don't\nping {{x}}", None),
            ("ping # {{x}}", Unsure),
            ("ssh host \"ping {{x}}\"", Unsure),
            ("sh -c 'ping {{x}}'", Unsure),
            ("ssh host ping {{x}}", Unsure),
            ("sudo sed -n '/{{x}}/p' f", Unsure),
            ("bash script.sh {{x}}", None),
        ] {
            assert_eq!(quotes(text, Family::Posix), wanted, "{text}");
        }
        for (text, wanted) in [
            ("Get-ADUser {{x}}", None),
            ("Get-VpnConnection -Name '{{x}}' | fl", Single),
            ("rasdial \"{{x}}\"", Double),
            ("echo \"a `\" {{x}}\"", Double),
            ("Get-ADUser -Filter \"Name -eq '{{x}}'\"", Unsure),
            ("cmd /c \"ping {{x}}\"", Unsure),
            ("Test-Path \"C:\\x\\{{x}}\"", Double),
            ("@'\n{{x}}", Unsure),
            ("echo \"$(gc {{x}})\"", Unsure),
        ] {
            assert_eq!(quotes(text, Family::PowerShell), wanted, "{text}");
        }
    }
}
