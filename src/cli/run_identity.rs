//! Before something is altered on a box it is asked who it is.

use super::context::Program;
use super::failure::{Exit, Failure};
use super::run_refused::refused;
use super::{output, pasted};
use crate::domain::run::RunOutcome;
use crate::domain::runbook::OnlyOn;
use crate::domain::target::identity::{Duty, Identity};
use crate::journal::Head;
use crate::operations::outputs;
use crate::operations::run::{Prepared, begin, finish};
use crate::run::{Intake, identities};

/// The question which box it is.
pub struct Identified<'a> {
    pub head: Head,
    pub asked: &'a Prepared,
    pub only_on: Option<OnlyOn>,
    pub other_box: bool,
}

impl Identified<'_> {
    /// Asks, records the answer, and holds it against the one before. Nothing is altered on a box
    /// that is another one.
    pub fn check(
        &self,
        program: &mut Program,
        way: &mut dyn crate::run::Transport,
        stopped: &crate::run::Stopped,
        desk: &pasted::PasteContext,
    ) -> Result<(), Failure> {
        let file = program.paths()?.boxes();
        let folder = program.paths()?.runs();
        let session = program.session()?;
        let stream = outputs::stream(session)?;
        let begun = begin(session, self.head.id, self.asked, &folder).map_err(refused)?;
        let mut intake = Intake::unseen(stream);
        let end = way.run(&self.asked.order, stopped, &mut intake);
        let taken = intake.finish();
        let answer = taken.text.clone();
        finish(program.session()?, begun, &end, &taken, &desk.outputs())?;
        let target = &self.asked.target;
        if end.outcome != RunOutcome::Exited {
            let trouble = end.trouble.unwrap_or_else(|| end.outcome.word().to_owned());
            let what = format!(
                "which box answers at {} could not be read: {trouble}",
                target.name
            );
            return Err(Failure::new(Exit::Failed, what).hint("nothing was altered"));
        }
        let told = Identity::read(target.kind, &answer, way.host().as_deref());
        let before = identities::kept(&file, &target.name);
        match told.differs(&before) {
            Some(what) if !self.other_box => {
                let what = format!("{} is another box than before: {what}", target.name);
                return Err(Failure::new(Exit::Failed, what)
                    .hint("nothing was altered; --other-box goes on with this one"));
            }
            _ => {}
        }
        if let Some(only) = self
            .only_on
            .map(duty)
            .filter(|only| told.duty != Some(*only))
        {
            let is = told.duty.map_or("does not tell", Duty::word);
            let what = format!(
                "it is for the {} box, and {} {is}",
                only.word(),
                target.name
            );
            return Err(Failure::new(Exit::Failed, what).hint("nothing was altered"));
        }
        match told.is_unknown() {
            true => output::remark("which box it is does not show in what it says"),
            false => identities::keep(&file, &target.name, &told)
                .map_err(|error| Failure::output(&file.display().to_string(), &error))?,
        }
        Ok(())
    }
}

/// The part that a box of a pair has to have.
pub fn duty(only: OnlyOn) -> Duty {
    match only {
        OnlyOn::Active => Duty::Active,
        OnlyOn::Standby => Duty::Standby,
    }
}
