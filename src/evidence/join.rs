//! What blocks hold is joined in their order, whichever was looked through first.

use std::collections::BTreeMap;

use super::doors::Doors;
use super::gather::GatheredShapes;
use super::recovered::Peers;
use super::scan::{AFTER, BEFORE, BlockScan, RawHit, RawLine, StreamScan};

/// What a stream holds as far as it is joined.
#[derive(Debug, Default)]
pub struct Joined {
    /// The number of the block that is next.
    next: u64,
    /// Later ones, until it comes.
    waiting: BTreeMap<u64, BlockScan>,
    /// Line ends so far.
    ends: u64,
    /// The last byte was no line end.
    is_in_line: bool,
    found: BTreeMap<u32, RawHit>,
    gathered: GatheredShapes,
    doors: Doors,
    peers: Peers,
    /// How many lines hold a signature, and the number of the last of them.
    known: (u64, u64),
    /// The last lines so far.
    tail: Vec<String>,
}

impl Joined {
    /// Takes in what a block holds.
    pub fn add(&mut self, looked: BlockScan) {
        self.waiting.insert(looked.number, looked);
        while let Some(looked) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.join(looked);
        }
    }

    fn join(&mut self, looked: BlockScan) {
        for found in self.found.values_mut() {
            let room = AFTER - found.first.after.len();
            let following = looked.head.iter().take(room).cloned();
            // An empty head belongs to a block that lies within one line.
            found.first.after.extend(following);
        }
        let (mut first, mut last) = (u64::MAX, 0);
        for mut new in looked.found {
            self.place(&mut new.first, looked.is_rest);
            self.place(&mut new.last, looked.is_rest);
            (first, last) = (first.min(new.first.line), last.max(new.last.line));
            match self.found.get_mut(&new.signature) {
                None => {
                    self.found.insert(new.signature, new);
                }
                Some(known) => {
                    let is_same_line = known.last.line == new.first.line;
                    known.count += new.count - u64::from(is_same_line);
                    if known.last.line != new.last.line {
                        known.last = new.last;
                    }
                }
            }
        }
        if looked.known > 0 {
            // A line that lies in two blocks may be known in both.
            let again = u64::from(first == self.known.1);
            self.known = (self.known.0 + looked.known - again, last);
        }
        self.gathered.join(looked.gathered, 0, self.ends + 1);
        self.doors.join(looked.doors, self.ends);
        self.peers.join(looked.peers, self.ends);
        self.ends += looked.ends;
        self.is_in_line = !looked.is_whole;
        self.tail.extend(looked.tail);
        let surplus = self.tail.len().saturating_sub(BEFORE);
        self.tail.drain(..surplus);
    }

    /// Gives a line its number in the stream, and the lines before it in earlier blocks.
    fn place(&self, raw: &mut RawLine, is_rest: bool) {
        let is_in_rest = is_rest && raw.line == 0;
        raw.line += self.ends + 1;
        let earlier = match is_in_rest {
            // The last of them is the line itself.
            true => &self.tail[..self.tail.len().saturating_sub(1)],
            false => &self.tail,
        };
        let room = (BEFORE - raw.before.len()).min(earlier.len());
        let before = earlier[earlier.len() - room..].iter().cloned();
        raw.before.splice(0..0, before);
    }

    /// The result.
    pub fn finish(self, failed: Option<std::io::Error>) -> StreamScan {
        let mut found: Vec<RawHit> = self.found.into_values().collect();
        for found in &mut found {
            // What follows the last line is shown nowhere.
            found.last.after.clear();
            found.is_settled =
                self.doors.is_settled(found.signature) || self.peers.is_settled(found.signature);
            found.is_attack = self.doors.is_attack(found.signature);
        }
        StreamScan {
            lines: self.ends + u64::from(self.is_in_line),
            known: self.known.0,
            found,
            gathered: self.gathered,
            failed,
        }
    }
}
