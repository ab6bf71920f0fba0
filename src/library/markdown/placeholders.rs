//! What stands in a command for a value: it becomes a variable that is asked for, so that it is
//! never sent as it stands. Nothing within single quotes is touched.

use crate::domain::runbook::Variable;

/// Names that every shell knows.
const KNOWN: &[&str] = &[
    "HOME",
    "PATH",
    "USER",
    "PWD",
    "OLDPWD",
    "SHELL",
    "LANG",
    "HOSTNAME",
    "TMPDIR",
    "TMP",
    "TEMP",
    "LOGNAME",
    "EDITOR",
    "PAGER",
    "KUBECONFIG",
    "TERM",
    "UID",
    "EUID",
    "PPID",
    "RANDOM",
    "SECONDS",
    "IFS",
    "DISPLAY",
    "MAIL",
    "SHLVL",
    "OSTYPE",
    "HOSTTYPE",
    "LINENO",
    "REPLY",
    "OPTARG",
    "OPTIND",
    "LC_ALL",
    "TZ",
    "SSH_AUTH_SOCK",
    "GOPATH",
    "JAVA_HOME",
    "VIRTUAL_ENV",
    "AWS_PROFILE",
    "AWS_REGION",
    "COLUMNS",
    "LINES",
    "PS1",
    "BASH",
    "NF",
    "NR",
    "FS",
    "OFS",
    "RS",
    "ORS",
    "FILENAME",
];

/// The variables of a file, as its commands are read.
#[derive(Debug, Default)]
pub struct Placeholders {
    /// The variables so far.
    pub variables: Vec<Variable>,
    assigned: Vec<String>,
}

impl Placeholders {
    /// For a file with this text: what it assigns itself is no placeholder.
    pub fn of(text: &str) -> Self {
        let mut assigned: Vec<String> = Vec::new();
        let bytes = text.as_bytes();
        for (at, _) in text.match_indices('=') {
            let name = word_before(&text[..at]);
            if !name.is_empty() && bytes.get(at + 1) != Some(&b'=') {
                assigned.push(name.to_owned());
            }
        }
        for word in ["for ", "read ", "read -r ", "export "] {
            for (at, _) in text.match_indices(word) {
                let name: String = text[at + word.len()..]
                    .chars()
                    .take_while(|c| is_name(*c))
                    .collect();
                assigned.push(name);
            }
        }
        Self {
            variables: Vec::new(),
            assigned,
        }
    }

    /// A command with its placeholders as `{{variables}}`. Braces and dollars mean something
    /// only in a `shell`.
    pub fn replace(&mut self, text: &str, shell: bool) -> String {
        let quoted = single_quoted(text, shell);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let before = text[..at].chars().next_back();
            if !quoted.get(at).copied().unwrap_or_default()
                && let Some((length, name)) = self.placeholder(rest, before, shell)
            {
                let variable = self.variable(&name);
                out.push_str(&format!("{{{{{variable}}}}}"));
                at += length;
                continue;
            }
            let Some(letter) = rest.chars().next() else {
                break;
            };
            out.push(letter);
            at += letter.len_utf8();
        }
        out
    }

    /// The placeholder that a text begins with: its length, and what it is called.
    fn placeholder(
        &self,
        rest: &str,
        before: Option<char>,
        shell: bool,
    ) -> Option<(usize, String)> {
        let in_word = before.is_some_and(|c| is_name(c) || c == '\\');
        if rest.starts_with('<') && before != Some('<') {
            let end = within(rest, '>')?;
            let name = &rest[1..end];
            let first = name.chars().next()?;
            let most = if shell { 60 } else { 30 };
            let fits = first.is_alphabetic()
                && name.chars().count() <= most
                && !name.ends_with(' ')
                && !name.contains(['\n', '"', '\'', '|', ';', '&', '$', '`', '<', '=', '(', '{'])
                && (shell || !name.contains(' '));
            return fits.then(|| (end + 1, name.to_owned()));
        }
        if !in_word && (rest.starts_with("YOUR_") || rest.starts_with("YOUR-")) {
            let name: String = rest
                .chars()
                .take_while(|c| {
                    c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-')
                })
                .collect();
            let name = name.trim_end_matches(['_', '-']);
            return (name.len() > 5).then(|| (name.len(), name.to_owned()));
        }
        if !shell {
            return None;
        }
        if rest.starts_with('{') && !matches!(before, Some('$' | '{' | '\\' | '@' | '%' | '#')) {
            let end = within(rest, '}')?;
            let name = &rest[1..end];
            let is_identifier = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
                && name.chars().all(is_name)
                && !rest[end + 1..].starts_with('}');
            return is_identifier.then(|| (end + 1, name.to_owned()));
        }
        if rest.starts_with('$') && before != Some('\\') && before != Some('$') {
            let braced = rest.starts_with("${");
            let from = if braced { 2 } else { 1 };
            let name: String = rest[from..].chars().take_while(|c| is_name(*c)).collect();
            let ends = !braced || rest[from + name.len()..].starts_with('}');
            let is_ours = name.len() > 1
                && name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                && !KNOWN.contains(&name.as_str())
                && !self.assigned.contains(&name);
            let length = from + name.len() + usize::from(braced);
            return (ends && is_ours).then_some((length, name));
        }
        None
    }

    /// The variable of this placeholder, which may be new.
    fn variable(&mut self, placeholder: &str) -> String {
        let mut name = String::new();
        for letter in placeholder.chars().take(60) {
            match letter.is_ascii_alphanumeric() {
                true => name.push(letter.to_ascii_lowercase()),
                false if name.ends_with('_') || name.is_empty() => {}
                false => name.push('_'),
            }
        }
        let mut name = name.trim_end_matches('_').to_owned();
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name = format!("value_{name}").trim_end_matches('_').to_owned();
        }
        if !self.variables.iter().any(|known| known.name == name) {
            let words = [
                "password",
                "passwd",
                "passphrase",
                "secret",
                "token",
                "api_key",
                "apikey",
                "private_key",
                "credential",
            ];
            self.variables.push(Variable {
                secret: words.iter().any(|word| name.contains(word)),
                ask: format!("The value for {placeholder}"),
                name: name.clone(),
                example: None,
                kind: Default::default(),
            });
        }
        name
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Where a letter stands among the first of a text: a placeholder is short.
fn within(text: &str, letter: char) -> Option<usize> {
    let mut first = text.char_indices().take(64);
    first.find(|(_, c)| *c == letter).map(|(at, _)| at)
}

fn word_before(text: &str) -> &str {
    let start = text.rfind(|c: char| !is_name(c)).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    &text[start..]
}

/// Which bytes of a text stand within single quotes. A quote that is never closed is an
/// apostrophe.
fn single_quoted(text: &str, shell: bool) -> Vec<bool> {
    let mut quoted = vec![false; text.len()];
    if !shell {
        return quoted;
    }
    let mut open: Option<usize> = None;
    let (mut double, mut remark) = (false, false);
    let mut before = '\n';
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' => {
                remark = false;
                double &= open.is_some();
            }
            _ if remark => {}
            '#' if open.is_none() && !double && before.is_whitespace() => remark = true,
            '"' if open.is_none() && before != '\\' => double = !double,
            '\'' if double => {}
            '\'' => match open.take() {
                Some(from) => quoted[from..=at].fill(true),
                None if before != '\\' => open = Some(at),
                None => {}
            },
            _ => {}
        }
        before = letter;
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        Placeholders::of(text).replace(text, true)
    }

    #[test]
    fn placeholders_become_variables_and_nothing_else_does() {
        for (text, wanted) in [
            (
                "kubectl get pod <pod name> -n <namespace>",
                "kubectl get pod {{pod_name}} -n {{namespace}}",
            ),
            ("curl YOUR_HOST/x", "curl {{your_host}}/x"),
            ("ssh {user}@host", "ssh {{user}}@host"),
            ("echo $NODE", "echo {{node}}"),
            ("echo ${NODE}x", "echo {{node}}x"),
            ("NODE=a\necho $NODE", "NODE=a\necho $NODE"),
            ("echo $HOME $node ${x:-y}", "echo $HOME $node ${x:-y}"),
            (
                "awk '{print $1}' '<x>' '$NODE'",
                "awk '{print $1}' '<x>' '$NODE'",
            ),
            ("sort < in > out", "sort < in > out"),
            ("cat <<EOF\nx\nEOF", "cat <<EOF\nx\nEOF"),
            (
                "docker ps --format {{.Names}}",
                "docker ps --format {{.Names}}",
            ),
            ("cp a.{yml,json} b", "cp a.{yml,json} b"),
            ("# don't\necho <x>", "# don't\necho {{x}}"),
            ("find . -exec rm {} +", "find . -exec rm {} +"),
        ] {
            assert_eq!(replaced(text), wanted, "{text}");
        }
    }
}
