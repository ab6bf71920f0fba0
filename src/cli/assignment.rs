//! `NAME=VALUE` on the command line: what a variable gets for one command.

use std::collections::BTreeMap;
use std::path::Path;

use super::context::Program;
use super::failure::Failure;
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Variable;
use crate::files;

/// The largest file that is a variable's value.
const VALUE_BYTES: u64 = 1 << 20;

/// The values that were given for variables of a runbook, checked. Secrets go to the session's
/// memory.
pub fn assigned(
    program: &mut Program,
    variables: &[Variable],
    given: &[String],
) -> Result<BTreeMap<String, String>, Failure> {
    let mut values = BTreeMap::new();
    for text in given {
        let (name, value) = assignment(text)?;
        let Some(variable) = variables.iter().find(|known| known.name == name) else {
            let known = variables.iter().map(|variable| variable.name.clone());
            let known = known.collect();
            return Err(Refusal::NoSuchVariable { name, known }.into());
        };
        if variable.secret {
            let value = value.secret(variable)?;
            program.session()?.secrets.set(name, value);
        } else {
            let value = value.plain();
            variable.check(&value)?;
            values.insert(name, value);
        }
    }
    Ok(values)
}

/// `NAME=VALUE`, where `@FILE` as the value means the file's content.
pub fn assignment(text: &str) -> Result<(String, GivenValue), Failure> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(Failure::usage(format!("\"{text}\" is no NAME=VALUE"))
            .hint("write NAME=VALUE, or NAME=@FILE"));
    };
    let value = match value.strip_prefix('@') {
        Some(file) => {
            let content = files::read_text(Path::new(file), VALUE_BYTES)
                .map_err(|error| Failure::input(file, &error))?;
            GivenValue::OfFile(content.trim_end_matches(['\n', '\r']).to_owned())
        }
        None => GivenValue::Typed(value.to_owned()),
    };
    Ok((name.to_owned(), value))
}

/// A variable's value and where it was given: the command line can be read by others on
/// the machine, so a secret may not come from there.
pub enum GivenValue {
    /// On the command line.
    Typed(String),
    /// In a file.
    OfFile(String),
}

impl GivenValue {
    /// The value, whatever it is for.
    pub fn plain(self) -> String {
        match self {
            GivenValue::Typed(value) | GivenValue::OfFile(value) => value,
        }
    }

    /// The value of a secret, which must come from a file.
    pub fn secret(self, variable: &Variable) -> Result<String, Failure> {
        match self {
            GivenValue::OfFile(value) => {
                variable.check(&value)?;
                Ok(value)
            }
            GivenValue::Typed(_) => {
                let name = &variable.name;
                let what = format!("{name} is a secret, and others can read the command line");
                Err(Failure::usage(what).hint(format!("--set {name}=@FILE")))
            }
        }
    }
}
