//! The lines of one log that carry what it shares, and the failures just behind them.

use std::collections::VecDeque;

use super::super::level::{LogLevel, level_of};
use super::super::scan_all::ScanOptions;
use super::super::shapes::{LinePlace, beginning};
use super::keys::{addresses_in, spis_in};
use super::lines::Numbered;
use super::shared::SharedKeys;
use crate::domain::time::Timestamp;

/// As many lines are held of one log, the last ones.
const HELD: usize = 20_000;
/// A failure is told without an SPI and an address just behind the packet that brought it: so
/// many lines behind it at most.
const BEHIND: u64 = 4;

/// A line that carries what is shared.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// Where it stands; its log by its number among the sides.
    pub place: LinePlace,
    /// It looks like a failure.
    pub is_failing: bool,
}

/// What is held of one log while it is read.
#[derive(Default)]
pub struct CarriedLines {
    /// The lines, the last of them if they are many.
    pub held: VecDeque<Carried>,
    /// How many there are.
    pub counted: u64,
    /// When the last line was that told it.
    at: Option<Timestamp>,
    /// The number of the last line that carries what is shared.
    last: Option<u64>,
}

impl CarriedLines {
    /// Takes in a line, if it carries what is shared or fails just behind one that does.
    pub fn read(
        &mut self,
        line: &Numbered<'_>,
        (side, shared): (usize, &SharedKeys),
        options: &ScanOptions,
    ) {
        if line.line == 1 {
            // A file that is named twice is read twice.
            *self = Self::default();
        }
        if let Some(times) = &options.times {
            let time = times.of_line(line.text, &times.clock(line.path));
            self.at = time.or(self.at);
        }
        let is_carried = shared.is_carried(line.text);
        let is_near = self.last.is_some_and(|last| line.line - last <= BEHIND);
        let is_failing = (is_carried || is_near) && level_of(line.text) > LogLevel::Plain;
        if is_carried {
            self.last = Some(line.line);
        }
        // A failure behind it that names another tunnel is that one's.
        let is_behind =
            || spis_in(line.text).is_empty() && addresses_in(line.text).next().is_none();
        if !(is_carried || is_failing && is_behind()) {
            return;
        }
        self.counted += 1;
        self.held.push_back(Carried {
            place: LinePlace {
                log: side,
                line: line.line,
                text: beginning(line.text).to_owned(),
                at: self.at,
            },
            is_failing,
        });
        if self.held.len() > HELD {
            self.held.pop_front();
        }
    }
}
