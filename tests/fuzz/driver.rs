//! A small driver: it changes inputs, watches for answers that are new, and keeps what goes wrong.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// No input is longer: a reader's limits on size have tests of their own.
const LONGEST: usize = 64 << 10;
/// So many inputs are gone on from.
const MOST_KEPT: usize = 4_000;

/// Pieces that mean something to one reader or another.
const PIECES: [&[u8]; 34] = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1b[31m",
    b"\x1b]0;x\x07",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[?2026;1$y",
    b"\x1b[<0;1;1M",
    b"\r\n",
    b"\t",
    b"\n- ",
    b"\n  - {",
    b": ",
    b"&a ",
    b"*a",
    b"<<: *a",
    b"!!binary ",
    b"|\n  ",
    b"---\n",
    b"```\n",
    b"# ",
    b"{{user}}",
    b"{\"",
    b"[[[[[[[[",
    b"99999999999999999999",
    b"-1",
    b"1e999",
    b"2026-13-40T25:61:61Z",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    "\u{202e}\u{200b}é字".as_bytes(),
    b"password=hunter2 ",
];

/// SplitMix64: small, and the same everywhere.
pub struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn number(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn corpus(target: &str) -> PathBuf {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    corpus.join(target)
}

/// Gives a reader inputs until its time is over. `read` gives its answer, shortened to what tells
/// one kind of answer from another.
pub fn fuzz(target: &str, seeds: &[Vec<u8>], read: fn(&[u8]) -> String) {
    let (seed, seconds) = (number("SEED", 1), number("FUZZ_SECONDS", 1));
    let mut inputs: Vec<Vec<u8>> = seeds.to_vec();
    for file in std::fs::read_dir(corpus(target))
        .into_iter()
        .flatten()
        .flatten()
    {
        inputs.extend(std::fs::read(file.path()).ok());
    }
    assert!(!inputs.is_empty(), "{target} has nothing to begin with");
    let mut answers: HashSet<String> = HashSet::new();
    let (mut tried, mut slowest) = (0_u64, Duration::ZERO);
    for input in &inputs {
        answers.insert(try_one(target, seed, input, read, &mut slowest));
    }
    let mut chance = Chance(seed ^ target.len() as u64);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) {
        let mut input = inputs[chance.below(inputs.len())].clone();
        for _ in 0..=chance.below(6) {
            let other = chance.below(inputs.len());
            change(&mut input, &inputs[other], &mut chance);
        }
        input.truncate(LONGEST);
        let answer = try_one(target, seed, &input, read, &mut slowest);
        tried += 1;
        if answers.len() < MOST_KEPT && answers.insert(answer) {
            inputs.push(input);
        }
    }
    println!(
        "{target}: {tried} inputs in {seconds} s, {} kinds of answers, the slowest {} ms, seed {seed}",
        answers.len(),
        slowest.as_millis()
    );
}

fn try_one(
    target: &str,
    seed: u64,
    input: &[u8],
    read: fn(&[u8]) -> String,
    slowest: &mut Duration,
) -> String {
    let began = Instant::now();
    match catch_unwind(AssertUnwindSafe(|| read(input))) {
        Ok(answer) => {
            *slowest = began.elapsed().max(*slowest);
            answer
        }
        Err(_) => {
            let folder = corpus(target);
            std::fs::create_dir_all(&folder).unwrap();
            let name = input.iter().fold(seed, |sum, byte| {
                (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
            let file = folder.join(format!("fault-{name:016x}"));
            std::fs::write(&file, input).unwrap();
            panic!(
                "{target}: it panics; the input is kept as {}",
                file.display()
            );
        }
    }
}

fn change(input: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(input.len() + 1);
    let end = (at + 1 + chance.below(40)).min(input.len());
    match chance.below(9) {
        0 if at < input.len() => input[at] ^= 1 << chance.below(8),
        1 if at < input.len() => input[at] = chance.next() as u8,
        2 if at < end => drop(input.drain(at..end)),
        3 if at < end => {
            let again = input[at..end].to_vec();
            input.splice(at..at, again);
        }
        4 => drop(input.splice(at..at, PIECES[chance.below(PIECES.len())].iter().copied())),
        5 => {
            let from = chance.below(other.len() + 1);
            let to = (from + chance.below(200)).min(other.len());
            input.splice(at..at, other[from..to].iter().copied());
        }
        6 => input.truncate(at),
        // Deep nesting, and long lines.
        7 if at < input.len() => {
            let again = vec![input[at]; 1 + chance.below(300)];
            input.splice(at..at, again);
        }
        _ if at < end => input[at..end].reverse(),
        _ => input.push(chance.next() as u8),
    }
}
