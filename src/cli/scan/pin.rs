//! One line of a log, kept by hand as evidence for a cause.

use std::path::Path;

use super::super::record::record;
use super::ScanArgs;
use crate::cli::cause::named;
use crate::cli::context::Program;
use crate::cli::failure::{Exit, Failure};
use crate::domain::command::Command;
use crate::evidence::pin::{NotPinned, pin};
use crate::session::SubmitOptions;

/// Records the line.
pub fn run(
    program: &mut Program,
    args: &ScanArgs,
    (place, incident): (&str, &str),
    options: SubmitOptions,
) -> Result<(), Failure> {
    let number = |(path, line): (&str, &str)| Some((path.to_owned(), line.parse::<u64>().ok()?));
    let place = place.rsplit_once(':').and_then(number);
    let Some((path, line)) = place.filter(|(path, line)| !path.is_empty() && *line > 0) else {
        let what = "the line to pin is named by its file and number";
        return Err(Failure::usage(what).hint("write it as scan shows it: --pin vpn.log:120"));
    };
    let (head, opened) = program.incident(incident)?;
    let cause = match &args.cause {
        Some(name) => Some(named(opened.state(), name)?),
        None => None,
    };
    let masks = program.masks()?.people(args.mask_people);
    let pinned = pin(Path::new(&path), &path, line, masks).map_err(|why| match why {
        NotPinned::Unread(what) => Failure::new(Exit::NoInput, format!("{path} {what}")),
        NotPinned::Short(lines) => {
            let what = format!("{path} has no line {line}; it has {lines}");
            Failure::new(Exit::NoInput, what).hint("scan shows the numbers of lines")
        }
        NotPinned::Empty => Failure::new(Exit::BadInput, format!("line {line} of {path} is empty")),
    })?;
    let command = Command::PinEvidence {
        name: pinned.name,
        line,
        text: pinned.text,
        cause,
        around_sha256: Some(pinned.around_sha256),
    };
    record(program, head, command, options, args.json)
}
