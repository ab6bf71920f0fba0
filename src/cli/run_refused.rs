//! Why a command was not sent, and what to do instead.

use super::failure::{Exit, Failure};
use crate::domain::target::NoTarget;
use crate::operations::run::RunError;

/// What to do where nothing is sent.
pub const COPY: &str =
    "copy it, run it where you are signed in, and give what it says to: output INCIDENT STEP -";

/// Why nothing was sent, and what to do.
pub fn refused(error: RunError) -> Failure {
    let hint = match &error {
        RunError::Session(_) => None,
        RunError::NoTarget(no) => return no_target(no),
        RunError::Unfilled(_) => Some(
            "--set NAME=VALUE, or set INCIDENT --var NAME=VALUE; a secret as --set NAME=@FILE"
                .to_owned(),
        ),
        RunError::UndoLacks(names) => Some(format!(
            "set INCIDENT --var {}=VALUE, as it stands there now",
            names.first().map_or("NAME", String::as_str)
        )),
        RunError::WantsApproval(_) => Some("--approved-by NAME".to_owned()),
        RunError::NotAllowed(_) => Some(COPY.to_owned()),
        RunError::NotTrusted(id) => Some(format!("runbooks trust {id}; or {COPY}")),
        RunError::NoLock(_) => {
            Some("make room in the data folder, or mend its permissions".to_owned())
        }
        RunError::OwnPath(_) => Some(
            "--console, once you are signed in at its console or over a second way; or copy it"
                .to_owned(),
        ),
        RunError::Drill | RunError::NoSuchRun(_) => None,
    };
    match error {
        RunError::Session(error) => error.into(),
        error => Failure {
            hint,
            ..Failure::new(Exit::Failed, error.to_string())
        },
    }
}

fn no_target(no: &NoTarget) -> Failure {
    let (exit, hint) = match no {
        NoTarget::Unknown { name, known } => {
            let near = crate::library::nearest(name, known.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean {near}? "));
            (
                Exit::NoInput,
                format!("{}targets lists them", near.unwrap_or_default()),
            )
        }
        NoTarget::OtherDevice { .. } => (
            Exit::Failed,
            "targets lists them with what they serve".to_owned(),
        ),
        NoTarget::NoneServes(_) => (Exit::Failed, format!("add one to config.toml, or {COPY}")),
        NoTarget::Several { .. } => (Exit::Usage, "--target NAME".to_owned()),
    };
    Failure::new(exit, no.to_string()).hint(hint)
}
