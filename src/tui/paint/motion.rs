//! The cursor from one place to another in the fewest bytes.

use std::io::Write;

/// Where the cursor of the terminal is, as far as that is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cursor(Option<(u16, u16)>);

impl Cursor {
    /// Column and row, from 0, if they are known.
    pub fn at(self) -> Option<(u16, u16)> {
        self.0
    }

    /// Something was written. Behind the last column terminals disagree about where the
    /// cursor is.
    pub fn advance(&mut self, by: u16, columns: u16) {
        self.0 = match self.0 {
            Some((x, y)) if x + by < columns => Some((x + by, y)),
            _ => None,
        };
    }

    /// Moves it.
    pub fn go(&mut self, bytes: &mut Vec<u8>, x: u16, y: u16) {
        if self.0 == Some((x, y)) {
            return;
        }
        let mut best = Vec::with_capacity(10);
        match (x, y) {
            (0, 0) => best.extend_from_slice(b"\x1b[H"),
            (0, _) => push(&mut best, y + 1, b'H'),
            _ => {
                // Writing to memory does not fail.
                let _ = write!(best, "\x1b[{};{}H", y + 1, x + 1);
            }
        }
        if let Some((now, row)) = self.0 {
            let down = usize::from(y.saturating_sub(row));
            for (start, begins) in [(now, &b""[..]), (0, &b"\r"[..])] {
                if row > y || down > 6 {
                    break;
                }
                let mut other = begins.to_vec();
                other.extend(std::iter::repeat_n(b'\n', down));
                along(&mut other, start, x);
                if other.len() < best.len() {
                    best = other;
                }
            }
        }
        bytes.extend_from_slice(&best);
        self.0 = Some((x, y));
    }
}

/// Along a row, the shortest way.
fn along(bytes: &mut Vec<u8>, from: u16, to: u16) {
    let relative = match to.cmp(&from) {
        std::cmp::Ordering::Equal => return,
        std::cmp::Ordering::Greater => 2 + digits_of_step(to - from),
        std::cmp::Ordering::Less if from - to <= 4 => {
            bytes.extend(std::iter::repeat_n(8, usize::from(from - to)));
            return;
        }
        std::cmp::Ordering::Less => 2 + digits_of_step(from - to),
    };
    match (relative > 2 + digits_of_step(to + 1), to > from) {
        (true, _) => push(bytes, to + 1, b'G'),
        (false, true) => push(bytes, to - from, b'C'),
        (false, false) => push(bytes, from - to, b'D'),
    }
}

/// Appends a sequence with one number.
pub fn push(bytes: &mut Vec<u8>, number: u16, act: u8) {
    // Writing to memory does not fail.
    let _ = match number {
        1 => write!(bytes, "\x1b[{}", act as char),
        _ => write!(bytes, "\x1b[{number}{}", act as char),
    };
}

/// How many bytes a number and the letter behind it take; 1 is left out.
pub fn digits_of_step(number: u16) -> usize {
    match number {
        0 | 1 => 1,
        2..10 => 2,
        10..100 => 3,
        100..1_000 => 4,
        _ => 6,
    }
}
