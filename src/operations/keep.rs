//! The logs of a report are copied into the data folder, as they are.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::evidence::ScanReport;
use crate::paths;

/// How much of a log is kept.
const KEPT: u64 = 64 << 20;

/// What became of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// What is piped or pasted lies nowhere to copy it from.
    NoFile,
    /// It was copied.
    Copied {
        /// Where it lay.
        from: String,
        /// Where the copy lies.
        to: PathBuf,
        /// It is all there.
        is_all: bool,
    },
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kept::NoFile => f.write_str("what is piped or pasted is not kept; name a file"),
            Kept::Copied { from, to, is_all } => {
                let part = if *is_all { "" } else { "the first 64 MiB of " };
                write!(f, "{part}{from} is kept as {}", to.display())
            }
        }
    }
}

/// A copy that failed.
#[derive(Debug)]
pub struct KeepFailure {
    /// The copy.
    pub to: PathBuf,
    /// Why.
    pub error: io::Error,
}

/// Copies them, each under its hash and a name that is safe anywhere.
pub fn keep(folder: &Path, report: &ScanReport) -> Result<Vec<Kept>, KeepFailure> {
    let is_member = |path: &str| {
        let inside =
            |bundle: &crate::evidence::read::Size| path.starts_with(&format!("{}!", bundle.path));
        report.bundles.iter().any(inside)
    };
    let logs = report.logs.iter().filter(|log| !is_member(&log.path));
    let named = logs.map(|log| (&log.path, &log.sha256));
    let bundles = report.bundles.iter().map(|b| (&b.path, &b.sha256));
    let copy = |(path, sha256): (&String, &Option<String>)| {
        if matches!(path.as_str(), "-" | "paste") {
            return Ok(Kept::NoFile);
        }
        let hash = sha256.as_deref().unwrap_or_default();
        let to = folder.join(safe_name(path, hash));
        match paths::copy_whole(Path::new(path), &to, KEPT) {
            Ok(is_all) => Ok(Kept::Copied {
                from: path.clone(),
                to,
                is_all,
            }),
            Err(error) => Err(KeepFailure { to, error }),
        }
    };
    named.chain(bundles).map(copy).collect()
}

/// A name that means the same in every file system and shell.
fn safe_name(path: &str, hash: &str) -> String {
    let last = path
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty())
        .unwrap_or("log");
    let is_safe = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let name: String = last
        .chars()
        .map(|c| if is_safe(c) { c } else { '_' })
        .take(80)
        .collect();
    format!(
        "{}-{}",
        hash.get(..16).unwrap_or("unhashed"),
        name.trim_start_matches('.')
    )
}
