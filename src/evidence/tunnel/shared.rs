//! Which logs hold lines of the same tunnel, and by what they are known to.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::super::usual::are_parts;
use super::keys::{Keys, addresses_in, spis_in};

/// As many sides have a mark.
const MARKS: usize = 26;

/// Logs that belong together, and what each shares with another.
#[derive(Default)]
pub struct Tunnel {
    /// Each log with its share.
    pub sides: Vec<(String, SharedKeys)>,
}

/// What a log shares with others.
#[derive(Debug, Clone, Default)]
pub struct SharedKeys {
    /// SPIs that another of the logs names too.
    pub spis: BTreeSet<String>,
    /// Its peers that another of the logs calls its own address.
    pub peers: BTreeSet<IpAddr>,
}

impl SharedKeys {
    /// What one log shares with another: SPIs, or both addresses in their roles.
    fn of(one: &Keys, other: &Keys) -> Option<Self> {
        let spis: BTreeSet<String> = one.spis.intersection(&other.spis).cloned().collect();
        let peers: BTreeSet<IpAddr> = one.peers.intersection(&other.own).copied().collect();
        let is_mutual = !peers.is_empty() && !one.own.is_disjoint(&other.peers);
        let peers = if is_mutual { peers } else { BTreeSet::new() };
        (!spis.is_empty() || is_mutual).then_some(Self { spis, peers })
    }

    /// Whether a line carries one of them.
    pub fn is_carried(&self, line: &str) -> bool {
        spis_in(line).iter().any(|spi| self.spis.contains(spi))
            || addresses_in(line).any(|address| self.peers.contains(&address))
    }
}

/// Which logs hold lines of the same tunnels.
pub fn tunnels(logs: Vec<(String, Keys)>) -> Vec<Tunnel> {
    let mut group: Vec<usize> = (0..logs.len()).collect();
    let mut shared = vec![SharedKeys::default(); logs.len()];
    for one in 0..logs.len() {
        for other in (0..logs.len()).filter(|other| *other != one) {
            // A log that was rotated is one end, not two.
            if are_parts(&logs[one].0, &logs[other].0) {
                continue;
            }
            let Some(both) = SharedKeys::of(&logs[one].1, &logs[other].1) else {
                continue;
            };
            shared[one].spis.extend(both.spis);
            shared[one].peers.extend(both.peers);
            let (keep, join) = (group[one].min(group[other]), group[one].max(group[other]));
            group
                .iter_mut()
                .filter(|group| **group == join)
                .for_each(|group| *group = keep);
        }
    }
    let mut tunnels: Vec<Tunnel> = logs.iter().map(|_| Tunnel::default()).collect();
    for (((path, _), shared), group) in logs.into_iter().zip(shared).zip(group) {
        if tunnels[group].sides.len() < MARKS {
            tunnels[group].sides.push((path, shared));
        }
    }
    tunnels.retain(|tunnel| tunnel.sides.len() > 1);
    tunnels
}
