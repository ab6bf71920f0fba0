//! A folder that others have too: on a file server, in Syncthing, in a git working copy, on a
//! stick. Each chain is a file that only grows and that its replica alone writes, so nobody waits
//! for anybody, and a copy that is late, cut or doubled does no harm.
//!
//! ```text
//! runsheet.json                       what this folder is
//! people/REPLICA.json                 who takes part, and their public keys
//! chains/INCIDENT/REPLICA*.ndjson     a line for each event, and one for each head that was signed
//! texts/SHA256                        texts of runbooks
//! ```
//!
//! A chain that somebody hands on for another is a file of its own, `REPLICA.by-RELAY.ndjson`; of
//! all files of a chain, those that a synchroniser made in a conflict too, the longest counts.

mod chain;
mod small;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use self::chain::{ChainFile, read_chain};
use self::small::{entries, name, opened, put};
use super::{ChainId, ChainPiece, Exchange, ExchangeError, Heads, Peer};
use crate::domain::command::Text;
use crate::domain::id::ReplicaId;
use crate::files;

/// What the file says that tells such a folder.
const FORMAT: &str = "runsheet.exchange/1";
/// The file.
const MARK: &str = "runsheet.json";
/// The largest small file.
const SMALL: u64 = 1 << 16;
/// The largest text.
const TEXT: u64 = 1 << 20;

/// A folder that is shared.
#[derive(Debug)]
pub struct FolderExchange {
    root: PathBuf,
    /// Who writes here.
    own: ReplicaId,
}

impl FolderExchange {
    /// Makes an empty folder, or one that is not there, such a one. One that is stays as it is.
    pub fn make(root: &Path) -> Result<(), ExchangeError> {
        let wrong = |error| unreached(root, error);
        fs::create_dir_all(root).map_err(wrong)?;
        if root.join(MARK).exists() {
            return Ok(());
        }
        let mark = json!({"format": FORMAT}).to_string() + "\n";
        put(&root.join(MARK), mark.as_bytes(), root).map_err(wrong)
    }

    /// Opens it for a replica.
    pub fn open(root: &Path, own: ReplicaId) -> Result<Self, ExchangeError> {
        let mark =
            files::read_text(&root.join(MARK), SMALL).map_err(|error| unreached(root, error))?;
        let mark: Value = serde_json::from_str(&mark).unwrap_or_default();
        let format = mark["format"].as_str().unwrap_or("none");
        match format == FORMAT {
            true => Ok(Self {
                root: root.to_owned(),
                own,
            }),
            false => Err(ExchangeError::Odd {
                place: root.display().to_string(),
                what: format!(
                    "its format is {format}, and this version of runsheet reads {FORMAT}"
                ),
            }),
        }
    }

    fn wrong(&self, error: io::Error) -> ExchangeError {
        unreached(&self.root, error)
    }

    /// The files of each chain.
    fn files(&self) -> io::Result<BTreeMap<ChainId, Vec<PathBuf>>> {
        let mut all: BTreeMap<ChainId, Vec<PathBuf>> = BTreeMap::new();
        for incident in entries(&self.root.join("chains"))? {
            let Some(id) = name(&incident).and_then(|name| name.parse().ok()) else {
                continue;
            };
            for file in entries(&incident)? {
                // A synchroniser puts its own words behind the name.
                let replica = name(&file).filter(|name| name.ends_with(".ndjson"));
                let replica = replica.and_then(|name| name.get(..36)?.parse().ok());
                if let Some(replica) = replica {
                    all.entry((id, replica)).or_default().push(file);
                }
            }
        }
        Ok(all)
    }

    /// The longest of the files of a chain that can be read.
    fn chain(&self, id: ChainId, files: &[PathBuf]) -> Option<ChainFile> {
        let chains = files.iter().filter_map(|file| read_chain(file, id).ok()?);
        chains.max_by_key(|chain| chain.head.seq)
    }

    fn own_file(&self, (incident, replica): ChainId) -> PathBuf {
        let name = match replica == self.own {
            true => format!("{replica}.ndjson"),
            false => format!("{replica}.by-{}.ndjson", self.own),
        };
        let chains = self.root.join("chains");
        chains.join(incident.to_string()).join(name)
    }

    /// Adds a piece to the file that we write of its chain.
    fn add(&self, piece: &ChainPiece) -> io::Result<()> {
        let id = (piece.head.incident, piece.head.replica);
        let path = self.own_file(id);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let (mut file, is_cut) = opened(&path, &self.root)?;
        let there = read_chain(&path, id)?;
        let last = there.as_ref().map_or(0, |chain| chain.head.seq);
        if last >= piece.head.seq {
            return Ok(());
        }
        let mut lines = String::new();
        if is_cut {
            // What was cut off before is no line.
            lines.push('\n');
        }
        // A file begins with the chain's first event, or nobody could follow it: what others have
        // of it here already goes before.
        let before = match piece
            .events
            .first()
            .is_some_and(|event| event.seq > last + 1)
        {
            true => {
                let files = self.files()?;
                let longest = files.get(&id).and_then(|files| self.chain(id, files));
                longest.map_or(Vec::new(), |chain| chain.events)
            }
            false => Vec::new(),
        };
        let first = piece.events.first().map_or(0, |event| event.seq);
        let before = before.iter().filter(|event| event.seq < first);
        for event in before.chain(&piece.events).filter(|event| event.seq > last) {
            let mut json = event.hashed_json();
            json.insert("hash".into(), event.hash.as_ref().into());
            lines.push_str(&Value::Object(json).to_string());
            lines.push('\n');
        }
        lines.push_str(&json!({"head": piece.head}).to_string());
        lines.push('\n');
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    }
}

impl Exchange for FolderExchange {
    fn join(&mut self, peer: &Peer) -> Result<(), ExchangeError> {
        let path = self
            .root
            .join("people")
            .join(format!("{}.json", peer.replica));
        if path.exists() {
            return Ok(());
        }
        let text = json!(peer).to_string() + "\n";
        fs::create_dir_all(self.root.join("people"))
            .and_then(|()| put(&path, text.as_bytes(), &self.root))
            .map_err(|error| self.wrong(error))
    }

    fn peers(&mut self) -> Result<Vec<Peer>, ExchangeError> {
        let files = entries(&self.root.join("people")).map_err(|error| self.wrong(error))?;
        let peers = files.iter().filter_map(|file| {
            let text = files::read_text(file, SMALL).ok()?;
            let peer: Peer = serde_json::from_str(&text).ok()?;
            // A copy under another name tells of nobody else.
            (name(file)? == format!("{}.json", peer.replica)).then_some(peer)
        });
        Ok(peers.collect())
    }

    fn heads(&mut self) -> Result<Heads, ExchangeError> {
        let files = self.files().map_err(|error| self.wrong(error))?;
        let heads = files.iter().filter_map(|(id, files)| {
            let chain = self.chain(*id, files)?;
            Some((*id, chain.head))
        });
        Ok(heads.collect())
    }

    fn push(&mut self, pieces: &[ChainPiece], texts: &[Text]) -> Result<(), ExchangeError> {
        let all = || -> io::Result<()> {
            let folder = self.root.join("texts");
            fs::create_dir_all(&folder)?;
            for text in texts {
                let path = folder.join(&*text.sha256);
                if !path.exists() {
                    put(&path, text.text.as_bytes(), &self.root)?;
                }
            }
            pieces.iter().try_for_each(|piece| self.add(piece))
        };
        all().map_err(|error| self.wrong(error))
    }

    fn pull(&mut self, above: &BTreeMap<ChainId, u64>) -> Result<Vec<ChainPiece>, ExchangeError> {
        let files = self.files().map_err(|error| self.wrong(error))?;
        let pieces = above.iter().filter_map(|(id, last)| {
            let ChainFile { mut events, head } = self.chain(*id, files.get(id)?)?;
            events.retain(|event| event.seq > *last);
            Some(ChainPiece { events, head })
        });
        Ok(pieces.collect())
    }

    fn text(&mut self, sha256: &str) -> Result<Option<Arc<str>>, ExchangeError> {
        // A hash names a file here and nothing else.
        if !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        match files::read_text(&self.root.join("texts").join(sha256), TEXT) {
            Ok(text) => Ok(Some(text.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.wrong(error)),
        }
    }
}

fn unreached(root: &Path, error: io::Error) -> ExchangeError {
    ExchangeError::Unreached {
        place: root.display().to_string(),
        error,
    }
}
