//! The two ends of one tunnel beside each other: logs that share an SPI, or each of which names
//! the other's address as its peer, become one timeline with a mark for the side.
//!
//! The logs are read again for it: first for what they say of their tunnels, then for the lines
//! that carry what two of them share. So a look that nobody wants it from pays nothing.
//!
//! Absent from here: the order of sides by importance, and any judgement of who is at fault.

mod carried;
mod choose;
mod keys;
mod lines;
mod shared;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

use super::clocks::clock_of;
use super::redact::Masker;
use super::scan_all::{LogLine, ScanOptions, place_line};
use super::shapes::LinePlace;
use crate::domain::time::Timestamp;
use carried::{Carried, CarriedLines};
use keys::Keys;
use lines::{TunnelLimits, each_line};
use shared::{Tunnel, tunnels};

/// What is told of tunnels that several logs hold lines of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tunnels {
    /// Nothing.
    #[default]
    Ignored,
    /// That there are some, if the beginnings of the first logs say so.
    Offered,
    /// Their lines.
    Told,
}

/// A tunnel that several logs hold lines of.
#[derive(Debug, Clone, PartialEq)]
pub struct TunnelTimeline {
    /// The logs; their letters are their marks.
    pub sides: Vec<Side>,
    /// What they share, in words, masked: `SPI 1c3f0a11`, `peer 192.0.2.10`; a hundred at most.
    pub shared: Vec<String>,
    /// Lines of all sides by their times; none if they are only offered.
    pub lines: Vec<SideLine>,
    /// How many lines more carry what is shared.
    pub left_out: u64,
}

/// A log that holds one end of a tunnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its mark, from `A` on.
    pub mark: char,
    /// The log.
    pub path: String,
}

/// A line of one side, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideLine {
    /// The mark of its side.
    pub mark: char,
    /// The line.
    pub line: LogLine,
    /// When it was: its own time, or that of the line before it in its log.
    pub at: Option<Timestamp>,
    /// Lines between the one told before and this one that are left out.
    pub left_out: u64,
}

/// For an offer only so much is read, so that it costs no time that anybody notices.
const OFFER: TunnelLimits = TunnelLimits {
    logs: 16,
    bytes: 1 << 20,
};
/// To tell the lines, each of these is read to its end.
const ALL: TunnelLimits = TunnelLimits {
    logs: 256,
    bytes: u64::MAX,
};
/// A tunnel that lives long has many SPIs: as many are named.
const SHARED: usize = 100;

/// The tunnels that several of the logs hold lines of.
pub(super) fn timelines(
    named: &[PathBuf],
    options: &ScanOptions,
    masker: &mut Masker,
) -> Vec<TunnelTimeline> {
    let most = match options.tunnels {
        Tunnels::Ignored => return Vec::new(),
        Tunnels::Offered => OFFER,
        Tunnels::Told => ALL,
    };
    let mut logs: Vec<(String, Keys)> = Vec::new();
    let stop = &options.watch.stop;
    each_line(named, (options.limits, most), stop, &mut |line| {
        // The same file may be named twice.
        let known = logs.iter().rposition(|(path, _)| path == line.path);
        let known = known.unwrap_or_else(|| {
            logs.push((line.path.to_owned(), Keys::default()));
            logs.len() - 1
        });
        logs[known].1.add(line.text);
    });
    let tunnels = tunnels(logs).into_iter().map(|tunnel| {
        let mut timeline = tunnel.offered(masker);
        if options.tunnels == Tunnels::Told {
            tunnel.tell(named, options, masker, &mut timeline);
        }
        timeline
    });
    tunnels.collect()
}

impl Tunnel {
    /// What there is to tell, without the lines.
    fn offered(&self, masker: &mut Masker) -> TunnelTimeline {
        let sides = ('A'..='Z').zip(&self.sides);
        let spis: BTreeSet<&String> = self.sides.iter().flat_map(|(_, s)| &s.spis).collect();
        let peers: BTreeSet<&IpAddr> = self.sides.iter().flat_map(|(_, s)| &s.peers).collect();
        let spis = spis.iter().map(|spi| match spi.len() {
            16 => format!("IKE SPI {spi}"),
            _ => format!("SPI {spi}"),
        });
        let peers = peers.iter().map(|peer| format!("peer {peer}"));
        let shared = spis.chain(peers).take(SHARED);
        let shared = shared.map(|text| masker.line(&text)).collect();
        TunnelTimeline {
            sides: sides
                .map(|(mark, (path, _))| Side {
                    mark,
                    path: path.clone(),
                })
                .collect(),
            shared,
            lines: Vec::new(),
            left_out: 0,
        }
    }

    /// Tells the lines of all sides in the order of their times.
    fn tell(
        &self,
        named: &[PathBuf],
        options: &ScanOptions,
        masker: &mut Masker,
        timeline: &mut TunnelTimeline,
    ) {
        let mut logs: Vec<CarriedLines> =
            self.sides.iter().map(|_| CarriedLines::default()).collect();
        let stop = &options.watch.stop;
        each_line(named, (options.limits, ALL), stop, &mut |line| {
            let side = self.sides.iter().position(|(path, _)| path == line.path);
            if let Some(side) = side {
                logs[side].read(&line, (side, &self.sides[side].1), options);
            }
        });
        let counted: u64 = logs.iter().map(|log| log.counted).sum();
        let mut lines: Vec<Carried> = logs.into_iter().flat_map(|log| log.held).collect();
        lines.sort_by_key(|line| (line.place.at, line.place.log, line.place.line));
        let since = options.times.as_ref().and_then(|times| times.since);
        let chosen = choose::choose(&lines, since);
        timeline.left_out = counted - chosen.len() as u64;
        let mut next = 0;
        for number in chosen {
            let LinePlace { log, at, .. } = lines[number].place;
            let side = &timeline.sides[log];
            let clock = clock_of(options.times.as_ref(), &side.path);
            let line = place_line(masker, &side.path, &lines[number].place, &clock);
            timeline.lines.push(SideLine {
                mark: side.mark,
                line,
                at,
                left_out: (number - next) as u64,
            });
            next = number + 1;
        }
    }
}
