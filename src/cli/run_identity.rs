//! Before something is altered on a box it is asked who it is.

use super::context::Program;
use super::failure::{Exit, Failure};
use super::run_refused::refused;
use super::{output, pasted};
use crate::domain::runbook::OnlyOn;
use crate::journal::Head;
use crate::operations::outputs;
use crate::operations::run::{Identified, NotThatBox, Prepared, begin, finish, identity};
use crate::run::{Intake, Stopped, Transport};

/// The question which box it is.
pub struct IdentityQuestion<'a> {
    pub head: Head,
    pub asked: &'a Prepared,
    pub only_on: Option<OnlyOn>,
    pub other_box: bool,
}

impl IdentityQuestion<'_> {
    /// Asks, records the answer, and holds it against the one before. Nothing is altered on a box
    /// that is another one.
    pub fn check(
        &self,
        program: &mut Program,
        way: &mut dyn Transport,
        stopped: &Stopped,
        desk: &pasted::PasteContext,
    ) -> Result<(), Failure> {
        let file = program.paths()?.boxes();
        let folder = program.paths()?.runs();
        let session = program.session()?;
        let stream = outputs::stream(session)?;
        let begun = begin(session, self.head.id, self.asked, &folder).map_err(refused)?;
        let mut intake = Intake::unseen(stream);
        let end = way.run(&self.asked.order, stopped, &mut intake);
        let finished = finish(
            program.session()?,
            begun,
            &end,
            intake.finish(),
            &desk.outputs(),
        )?;
        let host = way.host();
        let of = Identified {
            target: &self.asked.target,
            end: &end,
            answer: &finished.text,
            host: host.as_deref(),
            only_on: self.only_on,
            other_box: self.other_box,
        };
        match identity(&of, &file) {
            Ok(true) => Ok(()),
            Ok(false) => {
                output::remark("which box it is does not show in what it says");
                Ok(())
            }
            Err(NotThatBox::NotKept(error)) => {
                Err(Failure::output(&file.display().to_string(), &error))
            }
            Err(other) => Err(not_that_box(&other)),
        }
    }
}

/// Why nothing was altered, and what to do.
pub fn not_that_box(other: &NotThatBox) -> Failure {
    let hint = match other {
        NotThatBox::Other(..) => "nothing was altered; --other-box goes on with this one",
        _ => "nothing was altered",
    };
    Failure::new(Exit::Failed, other.to_string()).hint(hint)
}
