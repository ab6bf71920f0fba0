//! The runbooks, with the index that finds them.

use crate::domain::contact::Contact;
use crate::library::Library;
use crate::search::Index;

/// The runbooks, once they are loaded.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say all")]
pub struct LoadedLibrary {
    pub library: Library,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    pub index: Index,
}
