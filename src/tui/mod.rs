//! x
#![allow(missing_docs)]
use crate::domain::id::IncidentId;
use crate::session::Session;
use std::path::{Path, PathBuf};
pub type Export = Box<dyn Fn(&mut Session, IncidentId, &Path) -> Result<PathBuf, String>>;
pub struct Start {
    pub folders: Vec<PathBuf>,
    pub query: String,
    pub incident: Option<IncidentId>,
    pub export_dir: PathBuf,
    pub export: Export,
}
pub fn run(_s: Session, _st: Start) -> Result<Vec<String>, std::io::Error> {
    Ok(vec![])
}
