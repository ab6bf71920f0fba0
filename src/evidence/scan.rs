//! One pass over a stream: which signatures it holds, how often, and where first and last.
//!
//! Blocks are looked through side by side and joined in their order, so the result depends
//! neither on the number of threads nor on where blocks end.
//!
//! Long because it is one loop, and the room that it works in.

use std::collections::BTreeSet;
use std::io::Read;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::decode;
use super::doors::Doors;
use super::gather::{GatheredShapes, Gatherer, Gathering};
use super::join::Joined;
use super::lines::{BLOCK, Blocks, LineBlock, PASTE, pieces};
use super::recovered::Peers;
use super::rejoin::WrappedParts;
use super::signatures::{CAME_IN, Sign, Signatures};
use super::unwrap::Wrapped;

/// Lines kept before a line that is found. Some logs tell the time several lines earlier.
pub const BEFORE: usize = 8;
/// Lines kept after it.
pub const AFTER: usize = 3;
/// How much of a neighbouring line is kept, in bytes.
const NEIGHBOUR: usize = 1 << 10;
/// How much of a found line is kept around the place, in bytes.
const AROUND: usize = 8 << 10;

/// How a scan is done.
#[derive(Debug, Clone, Copy)]
pub struct Threading {
    /// On how many threads; 1 at least.
    pub threads: usize,
    /// How much is read at once.
    pub block: usize,
}

impl Default for Threading {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(1, |count| count.get()),
            block: BLOCK,
        }
    }
}

/// A line that holds a signature, as it stands in the log: secrets are not masked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    /// Its number, from 1.
    pub line: u64,
    /// Its text; of a very long line what lies around the place.
    pub text: String,
    /// Where in the text the signature shows, in bytes.
    pub at: usize,
    /// The lines before it.
    pub before: Vec<String>,
    /// The lines after it.
    pub after: Vec<String>,
}

/// A signature in a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawHit {
    /// Its number among all signatures.
    pub signature: u32,
    /// How many lines hold it.
    pub count: u64,
    /// The first of them.
    pub first: RawLine,
    /// The last of them.
    pub last: RawLine,
    /// Whoever they turned away came in afterwards, or whoever they lost came back.
    pub is_settled: bool,
    /// They turn many people away, from few addresses.
    pub is_attack: bool,
}

/// What a stream holds.
#[derive(Debug, Default)]
pub struct StreamScan {
    /// How many lines it has; one without an end counts.
    pub lines: u64,
    /// How many of them hold a signature.
    pub known: u64,
    /// The signatures, by number.
    pub found: Vec<RawHit>,
    /// The shapes of its lines, if they were asked for.
    pub gathered: GatheredShapes,
    /// Why it could not be read to its end.
    pub failed: Option<std::io::Error>,
}

/// Looks for all signatures in a stream.
pub fn scan(source: impl Read + Send, signatures: &Signatures, threading: Threading) -> StreamScan {
    scan_with(source, signatures, threading, None)
}

/// Looks for all signatures in a stream, and groups lines by their shape.
pub fn scan_with(
    source: impl Read + Send,
    signatures: &Signatures,
    threading: Threading,
    gathering: Option<&Gathering<'_>>,
) -> StreamScan {
    let mut blocks = Blocks::new(source, threading.block);
    let mut joined = Joined::default();
    let mut block = LineBlock::default();
    let new = || Worker::new(signatures, gathering.cloned().map(Gatherer::new));
    let mut worker = new();
    // A line without a time has that of the line before it, so those are read in order.
    let is_timed = gathering.is_some_and(|how| how.since.is_some());
    if !blocks.next(&mut block) {
        return joined.finish(blocks.failed);
    }
    joined.add(worker.look_through(&block));
    if threading.threads <= 1 || is_timed || blocks.is_done() {
        while blocks.next(&mut block) {
            joined.add(worker.look_through(&block));
        }
        return joined.finish(blocks.failed);
    }
    let (blocks, joined) = (Mutex::new(blocks), Mutex::new(joined));
    std::thread::scope(|scope| {
        for _ in 1..threading.threads {
            scope.spawn(|| work(&blocks, &joined, &mut new(), LineBlock::default()));
        }
        work(&blocks, &joined, &mut worker, block);
    });
    let blocks = blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
    let joined = joined.into_inner().unwrap_or_else(PoisonError::into_inner);
    joined.finish(blocks.failed)
}

fn work<R: Read>(
    blocks: &Mutex<Blocks<R>>,
    joined: &Mutex<Joined>,
    worker: &mut Worker,
    mut block: LineBlock,
) {
    loop {
        let is_there = blocks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next(&mut block);
        if !is_there {
            return;
        }
        let looked = worker.look_through(&block);
        joined
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(looked);
    }
}

/// What one block holds. Line numbers count from 0 at its beginning.
#[derive(Debug, Default)]
pub struct BlockScan {
    /// The block's number.
    pub number: u64,
    /// It begins within a line.
    pub is_rest: bool,
    /// Line ends in it.
    pub ends: u64,
    /// It ends with a line end.
    pub is_whole: bool,
    /// How many lines hold a signature.
    pub known: u64,
    /// The signatures in it, by number.
    pub found: Vec<RawHit>,
    /// The shapes of its lines.
    pub gathered: GatheredShapes,
    /// Who was turned away, and who came in.
    pub(super) doors: Doors,
    /// Who was lost, and who came back.
    pub(super) peers: Peers,
    /// Its first lines, without the rest of an earlier one.
    pub head: Vec<String>,
    /// Its last lines, likewise.
    pub tail: Vec<String>,
}

/// A place where a signature was found in a block.
#[derive(Debug, Clone)]
struct Spot {
    line: u64,
    start: usize,
    piece: Range<usize>,
    at: usize,
}

/// The room that looking through blocks needs, used again for each.
struct Worker<'a> {
    signatures: &'a Signatures,
    signs: Vec<(usize, Sign)>,
    /// Per signature the piece that it was last tried on.
    tried: Vec<usize>,
    /// Per signature the line that was last counted, the count, the first and the last spot.
    spots: Vec<Option<(u64, Spot, Spot)>>,
    hit: Vec<u32>,
    /// Where the lines begin that hold a signature.
    known: BTreeSet<usize>,
    doors: Doors,
    peers: Peers,
    gatherer: Option<Gatherer<'a>>,
}

impl<'a> Worker<'a> {
    fn new(signatures: &'a Signatures, gatherer: Option<Gatherer<'a>>) -> Self {
        Self {
            signatures,
            signs: Vec::new(),
            tried: vec![usize::MAX; signatures.len()],
            spots: vec![None; signatures.len()],
            hit: Vec::new(),
            known: BTreeSet::new(),
            doors: Doors::default(),
            peers: Peers::default(),
            gatherer,
        }
    }

    fn look_through(&mut self, block: &LineBlock) -> BlockScan {
        let bytes = block.bytes.as_slice();
        let mut signs = std::mem::take(&mut self.signs);
        self.signatures.signs(bytes, &mut signs);
        self.tried.fill(usize::MAX);
        self.known.clear();
        let mut text = None;
        let is_paste = block.offset < PASTE && !block.is_open;
        let whole = match is_paste {
            true => [bytes, &block.ahead].concat(),
            false => Vec::new(),
        };
        // The line that the last sign lay in, its number, and how far ends were counted.
        let (mut line, mut ends, mut counted) = (0..0, 0, 0);
        for &(at, sign) in &signs {
            if !line.contains(&at) {
                let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
                let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                ends += memchr::memchr_iter(b'\n', &bytes[counted..start]).count() as u64;
                counted = start;
                line = start..end;
            }
            let is_open = block.is_open && line.end == bytes.len();
            for piece in pieces(line.len(), at.saturating_sub(line.start), is_open) {
                let Some(piece) = piece else { continue };
                let piece = line.start + piece.start..line.start + piece.end;
                self.try_on(
                    bytes,
                    &mut text,
                    &whole,
                    sign,
                    Spot {
                        line: ends,
                        start: line.start,
                        piece,
                        at,
                    },
                );
            }
        }
        self.signs = signs;
        ends += memchr::memchr_iter(b'\n', &bytes[counted..]).count() as u64;
        if is_paste {
            self.look_again(block, &whole);
        }
        self.result(block, ends)
    }

    /// Tries what a sign announces on its line. `text` is the text of the last piece.
    fn try_on<'b>(
        &mut self,
        bytes: &'b [u8],
        text: &mut Option<(Range<usize>, Wrapped<'b>)>,
        whole: &[u8],
        sign: Sign,
        spot: Spot,
    ) {
        for &number in self.signatures.announced(sign) {
            if number == CAME_IN {
                let line = decode::text(&bytes[spot.piece.clone()]);
                self.doors.came_in(&line, spot.line);
                self.peers.came_back(&line, spot.line);
                continue;
            }
            let place = number as usize;
            if self.tried[place] == spot.piece.start {
                continue;
            }
            self.tried[place] = spot.piece.start;
            if text.as_ref().is_none_or(|(piece, _)| *piece != spot.piece) {
                let line = Wrapped::new(decode::text(&bytes[spot.piece.clone()]));
                *text = Some((spot.piece.clone(), line));
            }
            let line = text.as_ref().map(|(_, line)| line);
            let is_in = line.is_some_and(|line| self.signatures.is_in(number, line));
            if is_in && self.ends_so(number, whole.get(spot.start..)) {
                self.found(number, &spot, &bytes[spot.piece.clone()]);
            }
        }
    }

    /// Whether a line that holds a signature holds it as well when it goes on in the next.
    fn ends_so(&self, number: u32, whole: Option<&[u8]>) -> bool {
        let bytes = whole.filter(|_| self.signatures.is_bound(number));
        let parts = bytes.and_then(WrappedParts::at);
        parts.is_none_or(|parts| {
            let mut texts = parts.joined().into_iter();
            texts.any(|text| self.signatures.is_in(number, &Wrapped::new(text)))
        })
    }

    /// Counts a signature; once per line.
    fn found(&mut self, number: u32, spot: &Spot, line: &[u8]) {
        if self.signatures.is_refusal(number) {
            let text = decode::text(line);
            self.doors.turned_away(number, &text, spot.line);
        }
        if self.signatures.is_loss(number) {
            self.peers.lost(number, &decode::text(line), spot.line);
        }
        self.known.insert(spot.start);
        match &mut self.spots[number as usize] {
            Some((_, _, last)) if last.start == spot.start => {}
            Some((count, first, last)) => {
                *count += 1;
                if spot.start < first.start {
                    first.clone_from(spot);
                }
                if spot.start > last.start {
                    last.clone_from(spot);
                }
            }
            none => {
                *none = Some((1, spot.clone(), spot.clone()));
                self.hit.push(number);
            }
        }
    }

    /// Looks again at lines as they were before they were wrapped or cut.
    fn look_again(&mut self, block: &LineBlock, bytes: &[u8]) {
        let mut start = 0;
        for (number, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            let is_own = start < block.bytes.len() && !(block.is_rest && number == 0);
            if is_own && block.offset + (start as u64) < PASTE {
                let spot = Spot {
                    line: number as u64,
                    start,
                    piece: start..start + decode::without_end(line).len(),
                    at: start,
                };
                for signature in self.only_whole(&bytes[start..], line) {
                    self.found(signature, &spot, line);
                }
            }
            start += line.len();
        }
    }

    /// The signatures that the line at the beginning of the bytes holds only as it once was.
    fn only_whole(&self, bytes: &[u8], line: &[u8]) -> BTreeSet<u32> {
        let all_in = |texts: &[String]| {
            let each = texts.iter().map(|text| self.signatures.all_in(text));
            each.flatten().collect::<BTreeSet<u32>>()
        };
        let mut whole = BTreeSet::new();
        if let Some(parts) = WrappedParts::at(bytes) {
            whole = all_in(&parts.joined());
            if !whole.is_empty() {
                // What the rest holds as well is told where the rest begins.
                let rest = WrappedParts::at(&bytes[line.len()..]);
                let mut told = rest.map_or_else(BTreeSet::new, |rest| all_in(&rest.joined()));
                let each = parts.lines().iter();
                told.extend(each.flat_map(|line| self.signatures.all_in(line)));
                whole = &whole - &told;
            }
        }
        if let Ok(text) = std::str::from_utf8(decode::without_end(line)) {
            let cut = self.signatures.all_in_cut(text);
            if !cut.is_empty() {
                let told = self.signatures.all_in(text);
                whole.extend(cut.into_iter().filter(|number| !told.contains(number)));
            }
        }
        whole
    }

    fn result(&mut self, block: &LineBlock, ends: u64) -> BlockScan {
        let bytes = block.bytes.as_slice();
        let gathered = match &mut self.gatherer {
            Some(gatherer) => {
                let known: Vec<usize> = self.known.iter().copied().collect();
                gatherer.block(block, &known)
            }
            None => GatheredShapes::default(),
        };
        let mut found = Vec::new();
        self.hit.sort_unstable();
        for number in self.hit.drain(..) {
            if let Some((count, first, last)) = self.spots[number as usize].take() {
                found.push(RawHit {
                    signature: number,
                    count,
                    first: raw(block, &first),
                    last: raw(block, &last),
                    is_settled: false,
                    is_attack: false,
                });
            }
        }
        let own = match block.is_rest {
            true => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1),
            false => 0,
        };
        BlockScan {
            number: block.number,
            is_rest: block.is_rest,
            ends,
            is_whole: bytes.ends_with(b"\n"),
            known: self.known.len() as u64,
            found,
            gathered,
            doors: std::mem::take(&mut self.doors),
            peers: std::mem::take(&mut self.peers),
            head: following(&bytes[own..], AFTER),
            tail: preceding(&bytes[own..]),
        }
    }
}

/// A line with those around it, as far as the block holds them.
fn raw(block: &LineBlock, spot: &Spot) -> RawLine {
    let bytes = block.bytes.as_slice();
    let from = spot.piece.start.max(spot.at.saturating_sub(AROUND));
    let to = spot.piece.end.min(spot.at + AROUND);
    let around = letter(bytes, from)..letter(bytes, to);
    let at = decode::text(&bytes[around.start..spot.at.max(around.start)]).len();
    let own = match block.is_rest {
        true => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1),
        false => 0,
    };
    let end = memchr::memchr(b'\n', &bytes[spot.piece.end..]);
    let rest = end.map_or(bytes.len(), |end| spot.piece.end + end + 1);
    RawLine {
        line: spot.line,
        text: decode::text(&bytes[around]).into_owned(),
        at,
        before: preceding(bytes.get(own..spot.start).unwrap_or_default()),
        after: following(&bytes[rest..], AFTER),
    }
}

/// The first lines of some bytes, in short.
fn following(bytes: &[u8], count: usize) -> Vec<String> {
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    lines.take(count).map(short).collect()
}

/// The last lines of some bytes, in short.
fn preceding(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut end = bytes.len();
    while end > 0 && lines.len() < BEFORE {
        let start = memchr::memrchr(b'\n', &bytes[..end - 1]).map_or(0, |at| at + 1);
        lines.push(short(&bytes[start..end]));
        end = start;
    }
    lines.reverse();
    lines
}

fn short(line: &[u8]) -> String {
    match line.len() > NEIGHBOUR {
        true => format!("{}…", decode::text(&line[..letter(line, NEIGHBOUR)])),
        false => decode::text(line).into_owned(),
    }
}

/// The place, or the next one where a letter of UTF-8 begins.
fn letter(bytes: &[u8], from: usize) -> usize {
    let is_within = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    (from..from + 4).find(|at| !is_within(at)).unwrap_or(from)
}
