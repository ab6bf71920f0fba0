//! A long text in the operator's own editor. The text lies in a file that only the operator
//! can read, in a folder of its own, and both are gone afterwards. No shell reads the
//! editor's command. Secrets never come here.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::terminal;

/// The most that is taken back, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Opens a text in the editor and gives back what became of it, or what went wrong. The
/// terminal must not be borrowed meanwhile.
pub fn edit(editor: &str, text: &str) -> Result<String, String> {
    let words = words(editor).ok_or_else(|| format!("the editor {editor} has an open quote"))?;
    let Some((program, arguments)) = words.split_first() else {
        return Err("no editor is named".to_owned());
    };
    let failed = |error: std::io::Error| format!("the text cannot be edited: {error}");
    let folder = tempfile::Builder::new()
        .prefix("runsheet-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(failed)?;
    let mut file = tempfile::Builder::new()
        .prefix("text-")
        .suffix(".md")
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(folder.path())
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    let path = file.into_temp_path();
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    let status = terminal::lend(&mut command)
        .map_err(|error| format!("the editor {program} cannot be started: {error}"))?;
    if !status.success() {
        return Err(format!("the editor {program} failed ({status})"));
    }
    // An editor may write a new file in the place of the old one; its path stays.
    if fs::metadata(&path).map_err(failed)?.len() > LONGEST {
        return Err("the text is too long to be kept".to_owned());
    }
    let text = fs::read(&path).map_err(failed)?;
    Ok(String::from_utf8_lossy(&text).trim_end().to_owned())
}

/// Splits a command as a shell would: at spaces, with quotes and backslashes, and nothing
/// else. `None` if a quote stays open.
fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some('\''), _) => word.get_or_insert_default().push(letter),
            (_, '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some(_), _) => word.get_or_insert_default().push(letter),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_without_a_shell() {
        for (command, expected) in [
            ("vi", vec!["vi"]),
            ("  code  --wait ", vec!["code", "--wait"]),
            ("'/opt/my editor/ed' -n", vec!["/opt/my editor/ed", "-n"]),
            (
                r#"ed "a \"b\" $HOME" c\ d"#,
                vec!["ed", r#"a "b" $HOME"#, "c d"],
            ),
            ("ed '' ;rm", vec!["ed", "", ";rm"]),
            ("", vec![]),
        ] {
            assert_eq!(words(command).unwrap(), expected, "{command}");
        }
        assert_eq!(words("ed 'open"), None);
    }
}
