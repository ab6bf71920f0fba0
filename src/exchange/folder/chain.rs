//! The file of a chain: a line for each event, and one for each head that was signed.

use std::io;
use std::path::Path;

use serde_json::Value;

use super::super::check::{self, LONGEST_EVENT, MOST_EVENTS};
use super::super::{ChainHead, ChainId};
use crate::domain::event::Recorded;
use crate::files;

/// The largest file.
const CHAIN: u64 = 1 << 30;

/// A chain as a file has it.
pub struct ChainFile {
    pub events: Vec<Recorded>,
    pub head: ChainHead,
}

/// Reads the file of a chain as far as a signed head says that it goes. Lines that were cut or
/// doubled are passed over.
pub fn read_chain(path: &Path, (incident, replica): ChainId) -> io::Result<Option<ChainFile>> {
    let text = match files::read(path, CHAIN) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut events: Vec<Recorded> = Vec::new();
    let mut last: Option<ChainHead> = None;
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.len() > LONGEST_EVENT || events.len() > MOST_EVENTS {
            break;
        }
        if line.starts_with("{\"head\":") {
            let head = serde_json::from_str::<Value>(line).unwrap_or_default();
            let head = serde_json::from_value::<ChainHead>(head["head"].clone());
            let is_it = |head: &ChainHead| {
                let ends = events.last().map(|event| (event.seq, &event.hash));
                (head.incident, head.replica) == (incident, replica)
                    && ends == Some((head.seq, &head.hash))
            };
            last = head.ok().filter(is_it).or(last);
            continue;
        }
        let next = events.last().map_or(1, |event| event.seq + 1);
        if let Ok(event) = check::event(line)
            && event.seq == next
        {
            events.push(event);
        }
    }
    Ok(last.map(|head| {
        events.retain(|event| event.seq <= head.seq);
        ChainFile { events, head }
    }))
}
