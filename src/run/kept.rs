//! Where outputs lie: one file for each, named by the hash of the masked text, beside the
//! journal and for the user alone. The same output twice is one file.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::intake::KEPT;
use crate::domain::digest::{is_sha256_hex, sha256_hex};
use crate::domain::run::Output;
use crate::files;
use crate::paths::{create_private_folder, write_whole};

/// The folder of outputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs(PathBuf);

/// What became of an output that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptOutput {
    /// It is there, and is what the event says.
    Whole(String),
    /// It is not there: never kept, or pruned.
    Gone,
    /// It is there and is another text, or none.
    Altered(String),
}

impl Outputs {
    /// Those in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The file of an output. `None` if that is no hash, so that no event names another file.
    pub fn file(&self, sha256: &str) -> Option<PathBuf> {
        is_sha256_hex(sha256).then(|| self.0.join(format!("{sha256}.zst")))
    }

    /// Keeps a masked text under its hash, whole or not at all.
    pub fn keep(&self, sha256: &str, text: &str) -> io::Result<()> {
        let Some(file) = self.file(sha256) else {
            return Err(io::Error::other("the output has no hash"));
        };
        if file.is_file() {
            return Ok(());
        }
        create_private_folder(&self.0)?;
        let packed = compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        write_whole(&file, &packed)
    }

    /// The outputs that are older than that, each with its size.
    pub fn older_than(&self, age: Duration) -> io::Result<Vec<(String, u64)>> {
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(hash) = name
                .strip_suffix(".zst")
                .filter(|hash| self.file(hash).is_some())
            else {
                continue;
            };
            let about = entry.metadata()?;
            let is_old = about.modified()?.elapsed().is_ok_and(|past| past >= age);
            if about.is_file() && is_old {
                found.push((hash.to_owned(), about.len()));
            }
        }
        Ok(found)
    }

    /// Removes an output.
    pub fn remove(&self, sha256: &str) -> io::Result<()> {
        match self.file(sha256) {
            Some(file) => std::fs::remove_file(file),
            None => Ok(()),
        }
    }

    /// An output that an event speaks of, held against it.
    pub fn read(&self, output: &Output) -> KeptOutput {
        let Some(file) = output.sha256.as_deref().and_then(|hash| self.file(hash)) else {
            return KeptOutput::Gone;
        };
        let packed = match files::read(&file, 2 * KEPT as u64) {
            Ok(packed) => packed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return KeptOutput::Gone,
            Err(error) => return KeptOutput::Altered(files::why(&error)),
        };
        let text = match unpacked(&packed) {
            Ok(text) => text,
            Err(error) => return KeptOutput::Altered(format!("cannot be unpacked: {error}")),
        };
        match is_of(output, &text) {
            true => KeptOutput::Whole(text),
            false => KeptOutput::Altered("is not the output that was recorded".to_owned()),
        }
    }
}

/// What lies in a file that somebody named as an output, or why it cannot be read.
pub fn of_file(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    files::read(path, most).map_err(|error| files::why(&error))
}

/// Whether a text is the output that an event speaks of. Of one that was cut only the beginning is
/// kept, and that is held against the event's.
pub fn is_of(output: &Output, text: &str) -> bool {
    if output.truncated {
        let head = output.head.as_deref().unwrap_or_default();
        return text.starts_with(head);
    }
    output.sha256 == Some(sha256_hex(text.as_bytes()))
}

fn unpacked(packed: &[u8]) -> io::Result<String> {
    let decoder = StreamingDecoder::new(packed).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    // A small file may unpack to anything.
    decoder.take(KEPT as u64 + 1).read_to_end(&mut bytes)?;
    match bytes.len() > KEPT {
        true => Err(files::too_long(KEPT as u64)),
        false => files::text(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::masks::{Masks, Stream};
    use crate::run::{Intake, OutputSink, TakenOutput};

    fn taken(text: &str) -> TakenOutput {
        let mut intake = Intake::unseen(Stream::new(Masks::default(), []));
        intake.bytes(text.as_bytes());
        intake.finish()
    }

    #[test]
    fn what_was_kept_is_read_back_and_what_was_altered_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let outputs = Outputs::new(folder.path().join("runs"));
        for text in [
            "",
            "one line\n",
            &"many lines of the same sort\n".repeat(200_000),
        ] {
            let taken = taken(text);
            let hash = taken.output.sha256.clone().unwrap();
            assert_eq!(outputs.read(&taken.output), KeptOutput::Gone);
            outputs.keep(&hash, &taken.text).unwrap();
            assert_eq!(
                outputs.read(&taken.output),
                KeptOutput::Whole(text.to_owned())
            );
            let file = outputs.file(&hash).unwrap();
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            std::fs::write(
                &file,
                compress_to_vec(&b"another"[..], CompressionLevel::Fastest),
            )
            .unwrap();
            assert!(matches!(
                outputs.read(&taken.output),
                KeptOutput::Altered(_)
            ));
            std::fs::write(&file, b"no zstd").unwrap();
            assert!(matches!(
                outputs.read(&taken.output),
                KeptOutput::Altered(_)
            ));
        }
    }

    #[test]
    fn a_hash_never_names_another_file() {
        let outputs = Outputs::new("/var/lib/runs".into());
        for bad in [
            "",
            "../../etc/passwd",
            &"A".repeat(64),
            &"0".repeat(63),
            &format!("{}/", "0".repeat(63)),
        ] {
            assert_eq!(outputs.file(bad), None, "{bad}");
            assert!(outputs.keep(bad, "x").is_err());
        }
    }
}
