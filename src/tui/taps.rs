//! Tells a key that is pressed again from one that is held.
//!
//! Some terminals say that a key repeats; most do not, and then the rhythm has to tell: a held
//! key comes again after a pause of 150 to 750 ms, and from then on so fast and so evenly as no
//! finger taps. The second event alone could be either. So it waits until a repeat would have
//! come: a tap is late by that little, and a held key acts once.
//!
//! Absent from here: which keys are asked about. `update/keys.rs` knows what a key means.

use crossterm::event::{KeyCode, KeyEvent};

/// A repeat follows the one before it within this time, so what waited for it may act.
const WAIT_MS: i64 = 120;

/// A held key begins to repeat within these times.
const BEGINS_TO_REPEAT_MS: std::ops::RangeInclusive<i64> = 150..=750;

/// No finger taps one key faster.
const FINGER_MS: i64 = 70;

/// Repeats are even: their intervals differ by no more.
const UNEVEN_MS: i64 = 20;

/// So many even intervals are a rhythm.
const RHYTHM: usize = 3;

/// What is to become of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tap {
    /// It acts.
    Acts,
    /// It may be a repeat: it acts later, or never.
    Waits,
    /// It is the first sign that the key is held: it is dropped, and that is said.
    IsHeld,
    /// It is a repeat like the one before it.
    Repeats,
}

/// The keys that came last.
#[derive(Debug, Clone, Default)]
pub struct Taps {
    /// The terminal tells repeats from presses.
    tells: bool,
    /// The key that came last.
    code: Option<KeyCode>,
    at_ms: i64,
    /// It was found to be held.
    held: bool,
    /// What waits, and the intervals between what waits.
    waiting: Vec<KeyEvent>,
    gaps: Vec<i64>,
}

impl Taps {
    /// The terminal has shown that it tells when a key repeats or is let go.
    pub fn told(&mut self) {
        self.tells = true;
    }

    /// A key came. One that may be held as it likes is not `guarded`.
    pub fn press(&mut self, key: KeyEvent, at_ms: i64, guarded: bool) -> Tap {
        let gap = at_ms - self.at_ms;
        if self.code.replace(key.code) != Some(key.code) {
            self.held = false;
            self.at_ms = at_ms;
            return Tap::Acts;
        }
        self.at_ms = at_ms;
        if !guarded || self.tells {
            return Tap::Acts;
        }
        if !self.waiting.is_empty() {
            self.waiting.push(key);
            self.gaps.push(gap);
            return match self.is_rhythm() {
                true => self.hold(),
                false => Tap::Waits,
            };
        }
        let before = std::mem::take(&mut self.held);
        match gap {
            ..=WAIT_MS if before => {
                self.held = true;
                Tap::Repeats
            }
            // Behind a key that was held any pause may be a hitch of the line.
            FINGER_MS.. if !before && !BEGINS_TO_REPEAT_MS.contains(&gap) => Tap::Acts,
            ..=750 => {
                self.waiting.push(key);
                Tap::Waits
            }
            _ => Tap::Acts,
        }
    }

    /// A terminal that tells says that the key repeats.
    pub fn repeat(&mut self, key: KeyEvent, at_ms: i64) -> Tap {
        self.told();
        let again = self.held && self.code == Some(key.code);
        (self.code, self.at_ms, self.held) = (Some(key.code), at_ms, true);
        match again {
            true => Tap::Repeats,
            false => Tap::IsHeld,
        }
    }

    /// When it is known what becomes of what waits.
    pub fn due_ms(&self) -> Option<i64> {
        (!self.waiting.is_empty()).then_some(self.at_ms + WAIT_MS)
    }

    /// What becomes of the first that waits: by now, or because another key came. `None` if
    /// nothing waits or it has to wait on.
    pub fn settle(&mut self, other: Option<KeyCode>, now_ms: i64) -> Option<(KeyEvent, Tap)> {
        let another = other.is_some_and(|code| self.code != Some(code));
        if !another && now_ms < self.due_ms()? {
            return None;
        }
        let first = *self.waiting.first()?;
        // It was let go before there was a rhythm, but fingers take longer.
        if self.gaps.iter().any(|gap| *gap < FINGER_MS) {
            return Some((first, self.hold()));
        }
        self.waiting.remove(0);
        self.gaps.clear();
        Some((first, Tap::Acts))
    }

    fn hold(&mut self) -> Tap {
        self.waiting.clear();
        self.gaps.clear();
        self.held = true;
        Tap::IsHeld
    }

    fn is_rhythm(&self) -> bool {
        let Some(last) = self.gaps.len().checked_sub(RHYTHM) else {
            return false;
        };
        let last = &self.gaps[last..];
        let (least, most) = (last.iter().min(), last.iter().max());
        least.zip(most).is_some_and(|(a, b)| b - a <= UNEVEN_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a key acts whose events come at these times, and how often it is said that it
    /// is held.
    fn played(times: &[i64]) -> (usize, usize) {
        let key = KeyEvent::from(KeyCode::Char(' '));
        let mut taps = Taps::default();
        let mut seen = Vec::new();
        for at in times {
            while let Some((_, tap)) = taps.settle(Some(key.code), *at) {
                seen.push(tap);
            }
            seen.push(taps.press(key, *at, true));
        }
        while let Some((_, tap)) = taps.settle(None, i64::MAX) {
            seen.push(tap);
        }
        let count = |tap| seen.iter().filter(|it| **it == tap).count();
        (count(Tap::Acts), count(Tap::IsHeld))
    }

    #[test]
    fn fingers_act_each_time() {
        for gap in [80, 100, 140, 150, 200, 300, 500, 640, 750, 751, 2_000] {
            let times: Vec<i64> = (0..6).map(|n| 10_000 + n * gap).collect();
            assert_eq!(played(&times), (6, 0), "{gap} ms apart");
        }
        // Two taps that a slow line delivers together.
        assert_eq!(played(&[10_000, 10_002]), (2, 0));
        assert_eq!(played(&[10_000, 10_300]), (2, 0));
    }

    #[test]
    fn a_held_key_acts_once_however_long_it_is_held() {
        for pause in [150, 200, 250, 400, 500, 660, 700] {
            for rhythm in [20, 25, 33, 40, 60] {
                // With one repeat more than the pause it is known; with none it is a tap.
                for repeats in [2, 3, 4, 5, 30] {
                    let times: Vec<i64> = std::iter::once(10_000)
                        .chain((0..repeats).map(|n| 10_000 + pause + n * rhythm))
                        .collect();
                    assert_eq!(played(&times), (1, 1), "{pause} {rhythm} {repeats}");
                }
            }
        }
        // Slower repeats, and such as come unevenly, are known once there is a rhythm.
        assert_eq!(played(&[0, 500, 590, 680, 770, 860]), (1, 1));
        assert_eq!(played(&[0, 500, 530, 570, 590, 625, 660]), (1, 1));
        // A hitch while it is held is no tap.
        assert_eq!(
            played(&[0, 500, 533, 566, 599, 632, 900, 933, 966, 999, 1_032]),
            (1, 2)
        );
    }

    #[test]
    fn where_the_terminal_tells_nothing_waits() {
        let key = KeyEvent::from(KeyCode::Char('u'));
        let mut taps = Taps::default();
        assert_eq!(taps.press(key, 0, true), Tap::Acts);
        assert_eq!(taps.repeat(key, 500), Tap::IsHeld);
        assert_eq!(taps.repeat(key, 533), Tap::Repeats);
        assert_eq!(taps.press(key, 700, true), Tap::Acts);
        assert_eq!(taps.press(key, 1_000, true), Tap::Acts);
    }
}
