//! Where in a block of text a known literal begins: nearly all of a log is passed over by
//! looking at four bytes of every eight.
//!
//! Each literal lends a window of `stride + 3` bytes. Wherever the window lies, one of the
//! places that are looked at falls on four bytes of it, and those four bytes stand in a
//! small table. A literal is then compared whole; what passes is a candidate, no more.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::signature::fold;

/// The bytes looked at in one place.
const GRAM: usize = 4;
/// The places that are skipped at most.
const WIDEST: usize = 8;
/// Bits of the table's index: 16 KiB, which stays in the first cache.
const BITS: u32 = 17;

/// So many bytes of a literal tell that it was begun, and so many are looked at.
const BEGUN: std::ops::Range<usize> = 12..96;

/// A literal and what it stands for.
#[derive(Debug)]
struct Needle {
    folded: Vec<u8>,
    signatures: Vec<u32>,
}

/// Where a window's four bytes lie in a literal.
#[derive(Debug, Clone, Copy)]
struct Place {
    needle: u32,
    offset: u32,
}

/// The literals of all signatures.
#[derive(Debug)]
pub struct Filter {
    stride: usize,
    bits: Vec<u64>,
    places: HashMap<u32, Vec<Place>, BuildHasherDefault<Spread>>,
    needles: Vec<Needle>,
}

/// A literal that cannot be a needle: it is shorter than what is looked at.
pub fn is_too_short(literal: &[u8]) -> bool {
    literal.len() < GRAM
}

impl Filter {
    /// A filter for folded literals and the signatures that each stands for.
    pub fn new(literals: impl IntoIterator<Item = (Vec<u8>, u32)>) -> Self {
        let mut grouped: HashMap<Vec<u8>, Vec<u32>> = HashMap::new();
        for (literal, signature) in literals {
            grouped.entry(literal).or_default().push(signature);
        }
        let mut needles: Vec<Needle> = grouped
            .into_iter()
            .map(|(folded, signatures)| Needle { folded, signatures })
            .collect();
        needles.sort_by(|a, b| a.folded.cmp(&b.folded));
        let shortest = needles.iter().map(|n| n.folded.len()).min();
        let stride = shortest.map_or(WIDEST, |n| (n + 1 - GRAM).clamp(1, WIDEST));
        let mut filter = Self {
            stride,
            bits: vec![0; 1 << (BITS - 6)],
            places: HashMap::default(),
            needles,
        };
        let common: HashSet<u32> = COMMON.as_bytes().windows(GRAM).map(gram).collect();
        for number in 0..filter.needles.len() {
            filter.enter(number, &common);
        }
        filter
    }

    /// Enters the window of a literal that ordinary logs hold least.
    fn enter(&mut self, number: usize, common: &HashSet<u32>) {
        let literal = &self.needles[number].folded;
        let windows = literal.windows(GRAM);
        let cost: Vec<f64> = windows.map(|bytes| commonness(bytes, common)).collect();
        let sum = |start: usize| -> f64 { cost[start..start + self.stride].iter().sum() };
        let starts = 0..=cost.len() - self.stride;
        let start = starts.min_by(|&a, &b| sum(a).total_cmp(&sum(b)));
        let start = start.unwrap_or(0);
        for offset in start..start + self.stride {
            let gram = gram(&literal[offset..offset + GRAM]);
            let bit = index(gram);
            self.bits[bit >> 6] |= 1 << (bit & 63);
            self.places.entry(gram).or_default().push(Place {
                needle: number as u32,
                offset: offset as u32,
            });
        }
    }

    /// The signatures that a literal stands for.
    pub fn signatures(&self, literal: u32) -> &[u32] {
        &self.needles[literal as usize].signatures
    }

    /// The literals that a text ends with the greater part of: how many bytes of each stand
    /// there, the literal, and its signatures.
    pub fn begun_in(&self, text: &[u8]) -> impl Iterator<Item = (usize, &[u8], &[u32])> {
        let end: Vec<u8> = text[text.len().saturating_sub(BEGUN.end)..]
            .iter()
            .map(|&byte| fold(byte))
            .collect();
        (BEGUN.start..=end.len()).flat_map(move |begun| {
            let part = end[end.len() - begun..].to_vec();
            let first = self.needles.partition_point(|needle| needle.folded < part);
            let needles = self.needles[first..].iter();
            needles
                .take_while(move |needle| needle.folded.starts_with(&part))
                .filter(move |needle| {
                    begun < needle.folded.len() && begun * 3 >= needle.folded.len() * 2
                })
                .map(move |needle| (begun, &needle.folded[..], &needle.signatures[..]))
        })
    }

    /// Calls `found` with every place in the block where a literal begins, and the literal's
    /// number. The places are nearly in order.
    pub fn search(&self, block: &[u8], mut found: impl FnMut(usize, u32)) {
        if self.needles.is_empty() {
            return;
        }
        let mut at = 0;
        while let Some(hit) = self.next(block, at) {
            self.check(block, hit, &mut found);
            at = hit + self.stride;
        }
    }

    /// The next place looked at whose four bytes stand in the table.
    fn next(&self, block: &[u8], from: usize) -> Option<usize> {
        // With the stride known when compiling, the bounds are checked once per eight bytes.
        match self.stride {
            8 => self.next_by::<8>(block, from),
            7 => self.next_by::<7>(block, from),
            6 => self.next_by::<6>(block, from),
            5 => self.next_by::<5>(block, from),
            4 => self.next_by::<4>(block, from),
            3 => self.next_by::<3>(block, from),
            2 => self.next_by::<2>(block, from),
            _ => self.next_by::<1>(block, from),
        }
    }

    fn next_by<const STRIDE: usize>(&self, block: &[u8], from: usize) -> Option<usize> {
        let bits: &[u64; 1 << (BITS - 6)] = self.bits.as_slice().try_into().ok()?;
        let holds = |bytes: &[u8]| {
            let bit = index(gram(bytes));
            bits[bit >> 6] >> (bit & 63) & 1 != 0
        };
        let mut at = from;
        if STRIDE >= GRAM {
            for chunk in block.get(from..)?.chunks_exact(STRIDE) {
                if holds(chunk) {
                    return Some(at);
                }
                at += STRIDE;
            }
        }
        while let Some(bytes) = block.get(at..at + GRAM) {
            if holds(bytes) {
                return Some(at);
            }
            at += STRIDE;
        }
        None
    }

    fn check(&self, block: &[u8], at: usize, found: &mut impl FnMut(usize, u32)) {
        let gram = gram(&block[at..at + GRAM]);
        for place in self.places.get(&gram).map_or(&[][..], Vec::as_slice) {
            let needle = &self.needles[place.needle as usize];
            let Some(start) = at.checked_sub(place.offset as usize) else {
                continue;
            };
            let Some(text) = block.get(start..start + needle.folded.len()) else {
                continue;
            };
            let same = text.iter().zip(&needle.folded).all(|(a, b)| fold(*a) == *b);
            if same {
                found(start, place.needle);
            }
        }
    }
}

/// Spreads four bytes over a table. They come from runbooks, so nobody chooses them to
/// collide, and this is in the way of every candidate.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Four bytes as one folded number.
fn gram(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) | 0x2020_2020
}

/// A place in the table for four folded bytes.
fn index(gram: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

/// Words that ordinary logs are full of: windows avoid them.
const COMMON: &str = " connection connected disconnected authentication authenticated failed \
failure error server client session received request reason invalid service user username \
started closed certificate address interface network system process password accepted from \
group policy device message timeout timed out unable could not cannot tunnel local remote \
host http https 2024-0 2025-0 2026-0 00:00 127.0.0.1 192.168. 10.0.0. : for the with \
because has been was and during kernel systemd info warning debug vpn login ip = -> tcp udp ";

/// A guess at how often ordinary logs hold four folded bytes; only its order matters.
fn commonness(bytes: &[u8], common: &HashSet<u32>) -> f64 {
    let letters: f64 = bytes.iter().map(|&byte| frequency(byte)).product();
    let in_words = common.contains(&gram(bytes));
    letters + if in_words { 1e-3 } else { 0.0 }
}

/// About how often a folded byte stands in a log.
fn frequency(byte: u8) -> f64 {
    match byte {
        b' ' => 0.12,
        b'e' | b'0' | b'1' => 0.06,
        b't' | b'a' | b'i' | b'o' | b'n' | b's' | b'r' | b'2' => 0.05,
        b'c' | b'd' | b'l' | b'3'..=b'9' | b'.' | b':' | b'-' => 0.03,
        b'u' | b'm' | b'p' | b'f' | b'h' | b'g' | b'=' | b'/' => 0.02,
        b'b' | b'v' | b'y' | b'w' | b'k' | b'"' | b',' | b'(' | b')' => 0.01,
        _ => 0.003,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_literal_is_found_wherever_it_lies() {
        let literals = ["aaa denied", "-113022: aaa mark", "a.b.", "eap failure now"];
        for many in 1..=literals.len() {
            let needles = literals[..many].iter().enumerate();
            let fold_all = |text: &str| text.bytes().map(fold).collect::<Vec<_>>();
            let filter = Filter::new(needles.map(|(n, text)| (fold_all(text), n as u32)));
            for (number, literal) in literals[..many].iter().enumerate() {
                for before in 0..40 {
                    let text = format!(
                        "{}{}{}",
                        "x".repeat(before),
                        literal,
                        "y".repeat(before % 5)
                    );
                    let mut places = Vec::new();
                    filter.search(text.to_uppercase().as_bytes(), |at, literal| {
                        assert_eq!(filter.signatures(literal), [number as u32]);
                        places.push(at);
                    });
                    assert_eq!(places, [before], "{literal} after {before}");
                }
            }
        }
    }
}
