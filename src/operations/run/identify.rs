//! Which box it is that answers. Nothing is altered on one that is another one than before, or
//! that has another part in its pair than the runbook means.

use std::io;
use std::path::Path;

use crate::domain::run::RunOutcome;
use crate::domain::runbook::OnlyOn;
use crate::domain::target::Target;
use crate::domain::target::identity::{Duty, Identity};
use crate::run::{End, identities};

/// What a box said when it was asked which one it is.
pub struct Identified<'a> {
    /// The target.
    pub target: &'a Target,
    /// How the question ended.
    pub end: &'a End,
    /// What it answered, masked.
    pub answer: &'a str,
    /// The host that its prompt shows.
    pub host: Option<&'a str>,
    /// The part in a pair that the runbook means.
    pub only_on: Option<OnlyOn>,
    /// The operator goes on though another box answers.
    pub other_box: bool,
}

/// Why nothing is altered there.
#[derive(Debug, thiserror::Error)]
pub enum NotThatBox {
    /// It could not be read.
    #[error("which box answers at {0} could not be read: {1}")]
    Unread(String, String),
    /// Another box answers.
    #[error("{0} is another box than before: {1}")]
    Other(String, String),
    /// It has another part in its pair.
    #[error("it is for the {only} box, and {target} {is}", only = .only.word(), is = .is.map_or("does not tell", Duty::word))]
    OtherPart {
        /// The target.
        target: String,
        /// What is meant.
        only: Duty,
        /// What it is.
        is: Option<Duty>,
    },
    /// Its kind does not tell.
    #[error("it is for the {} box of a pair, and this one does not tell", .0.word())]
    NeverTells(Duty),
    /// What it said cannot be kept.
    #[error("which box answers cannot be kept: {0}")]
    NotKept(#[from] io::Error),
}

/// Holds what a box said against the one before, and keeps it in `file`. `false` if it did not
/// say which one it is.
pub fn identity(of: &Identified<'_>, file: &Path) -> Result<bool, NotThatBox> {
    let target = || of.target.name.clone();
    if of.end.outcome != RunOutcome::Exited {
        let trouble = of.end.trouble.clone();
        let trouble = trouble.unwrap_or_else(|| of.end.outcome.word().to_owned());
        return Err(NotThatBox::Unread(target(), trouble));
    }
    let told = Identity::read(of.target.kind, of.answer, of.host);
    let before = identities::kept(file, &of.target.name);
    if let Some(what) = told.differs(&before).filter(|_| !of.other_box) {
        return Err(NotThatBox::Other(target(), what));
    }
    match of.only_on.map(duty) {
        Some(only) if told.duty != Some(only) => {
            return Err(NotThatBox::OtherPart {
                target: target(),
                only,
                is: told.duty,
            });
        }
        _ => {}
    }
    if told.is_unknown() {
        return Ok(false);
    }
    identities::keep(file, &of.target.name, &told)?;
    Ok(true)
}

/// The part that a box of a pair has to have.
pub fn duty(only: OnlyOn) -> Duty {
    match only {
        OnlyOn::Active => Duty::Active,
        OnlyOn::Standby => Duty::Standby,
    }
}
