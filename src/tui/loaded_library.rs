//! The runbooks, with the index that finds them.

use crate::domain::contact::Contact;
use crate::operations::catalogue::Catalogue;
use crate::search::Index;

/// The runbooks, once they are loaded.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say all")]
pub struct LoadedLibrary {
    pub library: Catalogue,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    pub index: Index,
}
