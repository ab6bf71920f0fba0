//! What is kept of what was changed in the files of the runbooks in use.

use crate::operations::revised::Revised;

/// What was changed in the files of the runbooks in use, since the incident attached them.
#[derive(Debug)]
pub struct Revision {
    /// What changed in which.
    pub changed: Vec<Revised>,
    /// The first line shown.
    pub scroll: usize,
}
