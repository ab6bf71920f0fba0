//! What a line says of the tunnel that it is about: SPIs, the address of its own side and that of
//! the other one.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::OnceLock;

use regex::{Regex, RegexSet};

/// What a line, or a log, says of its tunnels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// SPIs: those of IKE have sixteen digits, those of ESP eight.
    pub spis: BTreeSet<String>,
    /// Addresses of the side that wrote it.
    pub own: BTreeSet<IpAddr>,
    /// Addresses of the other side.
    pub peers: BTreeSet<IpAddr>,
}

/// So many of each kind are kept of one log.
const MOST: usize = 20_000;

/// Words without which a number in hex is an error's code, a hash or an id of something else.
const TALK: &str = r"(?i)spi|\besp\b|ipsec|isakmp|\bike|cookie|child_sa|\bsas?\b";

/// An SPI by its length, by what stands before it, or by strongSwan's ending.
const SPI: &str = r#"(?x) \b(?:0x)?(?P<ike>[0-9a-fA-F]{16})(?:_[ir]\b|\b)
  | \b0x(?P<esp>[0-9a-fA-F]{8})\b
  | \b(?P<marked>[0-9a-fA-F]{8})_[io]\b
  | (?i:spis?)(?:\ ?[=:]\ ?|\ )["(]?(?P<named>[0-9a-fA-F]{8})\b"#;

/// An address; what only looks like one is told apart when it is read.
const ADDRESS: &str = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}";

/// How lines name both sides or one: `OWN` is who writes, `PEER` the other.
const SIDES: &[&str] = &[
    // charon, and ESP packets of Cisco.
    r"(?i)\breceived [ -~]{0,80}?\bfrom PEER\b[ -~]{0,60}? to OWN",
    r"(?i)\bsending [ -~]{0,60}?\bfrom OWN\b[ -~]{0,20}? to PEER",
    r"OWN\[[^\]]*\]\.\.\.PEER\[",
    // An SA of Cisco.
    r"\bbetween OWN and PEER",
    // FortiOS, PAN-OS, IOS and ASA: by the names of the values.
    r#"(?i)\b(?:locip|local(?:[ _-]?(?:ip|addr(?:ess)?))?) ?[=:]? ?["(]?OWN"#,
    r#"(?i)\b(?:remip|remote(?:[ _-]?(?:ip|addr(?:ess)?|peer))?|peer(?:[ _-]?(?:ip|addr(?:ess)?))?|ip ?=) ?[=:]? ?["(]?PEER"#,
    // pluto.
    r"(?i)\bpacket from \[?PEER|\binitiating [ -~]{0,60}? to \[?PEER|\brequest to \[?PEER",
    r"(?i)PEER is initiating",
];

struct Ready {
    talk: Regex,
    spi: Regex,
    address: Regex,
    sides: Vec<Regex>,
    /// The same, to tell in one pass which of them are worth a try.
    any_side: RegexSet,
}

fn ready() -> Option<&'static Ready> {
    static READY: OnceLock<Option<Ready>> = OnceLock::new();
    let make = || {
        let sides: Vec<String> = SIDES.iter().map(|text| with_groups(text)).collect();
        let forms = sides.iter().map(|text| Regex::new(text));
        Some(Ready {
            talk: Regex::new(TALK).ok()?,
            spi: Regex::new(SPI).ok()?,
            address: Regex::new(&format!("(?:{ADDRESS})")).ok()?,
            sides: forms.collect::<Result<_, _>>().ok()?,
            any_side: RegexSet::new(&sides).ok()?,
        })
    };
    READY.get_or_init(make).as_ref()
}

/// A form with a group for each address. A group has one name, so each further peer has a number.
fn with_groups(form: &str) -> String {
    let mut text = form.replace("OWN", &format!("(?P<own>{ADDRESS})"));
    let mut peers = 0;
    while text.contains("PEER") {
        text = text.replacen("PEER", &format!("(?P<peer{peers}>{ADDRESS})"), 1);
        peers += 1;
    }
    text
}

/// The SPIs in a line.
pub fn spis_in(line: &str) -> BTreeSet<String> {
    let Some(ready) = ready().filter(|ready| ready.talk.is_match(line)) else {
        return BTreeSet::new();
    };
    let found = ready.spi.captures_iter(line);
    let digits = found.filter_map(|found| {
        let names = ["ike", "esp", "marked", "named"];
        names.iter().find_map(|name| found.name(name))
    });
    let spis = digits.map(|digits| digits.as_str().to_ascii_lowercase());
    spis.filter(|spi| is_spi(spi)).collect()
}

/// Whether it is more than a placeholder, a count or an error's code of Windows.
fn is_spi(spi: &str) -> bool {
    let first = spi.as_bytes().first();
    let is_one_digit = spi.bytes().all(|byte| Some(&byte) == first);
    let is_count = spi.len() == 16 && spi.bytes().all(|byte| byte.is_ascii_digit());
    !is_one_digit && !is_count && !spi.starts_with("0000") && !spi.starts_with("800")
}

/// The addresses in a line.
pub fn addresses_in(line: &str) -> impl Iterator<Item = IpAddr> {
    let found = ready().map(|ready| ready.address.find_iter(line));
    let texts = found.into_iter().flatten().map(|found| found.as_str());
    texts.filter_map(address)
}

/// An address of one machine that others can reach.
fn address(text: &str) -> Option<IpAddr> {
    let address: IpAddr = text.parse().ok()?;
    let is_one = !address.is_unspecified() && !address.is_loopback() && !address.is_multicast();
    is_one.then_some(address)
}

impl Keys {
    /// Takes in what a line says.
    pub fn add(&mut self, line: &str) {
        if self.spis.len() < MOST {
            self.spis.append(&mut spis_in(line));
        }
        let Some(ready) = ready() else { return };
        let worth = ready.any_side.matches(line).into_iter();
        for found in worth.filter_map(|number| ready.sides[number].captures(line)) {
            let named = |name: &str| {
                let found = found.name(name)?;
                // A network's address is none of a side.
                let prefix = line[found.end()..].strip_prefix('/');
                let digits =
                    prefix.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
                let bits = digits.and_then(|digits| digits.parse::<u32>().ok());
                address(found.as_str()).filter(|_| bits.is_none_or(|bits| bits > 128))
            };
            if self.own.len() < MOST {
                self.own.extend(named("own"));
            }
            if self.peers.len() < MOST {
                let peers = ["peer0", "peer1", "peer2"];
                self.peers.extend(peers.into_iter().filter_map(named));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(line: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let mut keys = Keys::default();
        keys.add(line);
        let texts = |all: &BTreeSet<IpAddr>| all.iter().map(IpAddr::to_string).collect();
        let spis = keys.spis.iter().cloned().collect();
        (spis, texts(&keys.own), texts(&keys.peers))
    }

    /// A line, its SPIs, own addresses and peers.
    type Case = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
    );

    #[test]
    fn products_name_their_tunnels_in_many_ways() {
        let cases: &[Case] = &[
            (
                "charon: 12[NET] received packet: from 192.0.2.10[500] to 10.10.0.2[500] (305 bytes)",
                &[],
                &["10.10.0.2"],
                &["192.0.2.10"],
            ),
            (
                "charon: 11[NET] sending packet: from 10.10.0.2[500] to 192.0.2.10[500] (272 bytes)",
                &[],
                &["10.10.0.2"],
                &["192.0.2.10"],
            ),
            (
                "01[IKE] IKE_SA site[1] established between 10.10.0.2[gw2.example.com]...192.0.2.10[gw1.example.com]",
                &[],
                &["10.10.0.2"],
                &["192.0.2.10"],
            ),
            (
                "01[IKE] CHILD_SA net{1} established with SPIs f686e9a5_i ff181c33_o and TS 10.40.0.0/16 === 10.20.0.0/16",
                &["f686e9a5", "ff181c33"],
                &[],
                &[],
            ),
            (
                "13[IKE] sending DELETE for ESP CHILD_SA with SPI 5fa44594",
                &["5fa44594"],
                &[],
                &[],
            ),
            (
                "IKE_SA site[1] state change, SPIs: 9b33f0c25d0a41e7_i* 5d0a41e79b33f0c2_r",
                &["5d0a41e79b33f0c2", "9b33f0c25d0a41e7"],
                &[],
                &[],
            ),
            (
                "%ASA-6-602303: IPSEC: An outbound LAN-to-LAN SA (SPI= 0x1C3F0A11) between 198.51.100.1 and 203.0.113.9 (user= 203.0.113.9) has been created.",
                &["1c3f0a11"],
                &["198.51.100.1"],
                &["203.0.113.9"],
            ),
            (
                "%ASA-4-402116: IPSEC: Received an ESP packet (SPI= 0x1C3F0A11, sequence number= 0x33) from 203.0.113.9 (user= 203.0.113.9) to 198.51.100.1. The",
                &["1c3f0a11"],
                &["198.51.100.1"],
                &["203.0.113.9"],
            ),
            (
                "%ASA-5-750006: Local:198.51.100.1:500 Remote:203.0.113.9:500 Username:x IKEv2 SA UP",
                &[],
                &["198.51.100.1"],
                &["203.0.113.9"],
            ),
            (
                "logdesc=\"IPsec\" remip=203.0.113.9 locip=198.51.100.1 remport=500 cookies=\"9b33f0c25d0a41e7/0000000000000000\" in_spi=\"a1b2c3d4\"",
                &["9b33f0c25d0a41e7", "a1b2c3d4"],
                &["198.51.100.1"],
                &["203.0.113.9"],
            ),
            (
                "pluto[7]: packet from [2001:db8::9]:500: initial Main Mode message, IPsec SA {ESP=>0x3f7b1c2d <0x9ab4c5d6}",
                &["3f7b1c2d", "9ab4c5d6"],
                &[],
                &["2001:db8::9"],
            ),
            (
                "local: 10.20.0.0/16 remote: 10.30.0.0/16, IKE",
                &[],
                &[],
                &[],
            ),
            // What is no SPI: codes, hashes, ids, counts.
            ("the connection failed with 0x87654321", &[], &[], &[]),
            (
                "IKE failed to find a valid certificate 0x800b0109",
                &[],
                &[],
                &[],
            ),
            ("IKE at 1794834358123456, SPI 0x00000000", &[], &[], &[]),
            ("session 9b33f0c25d0a41e7 of ada", &[], &[], &[]),
            ("08:05:58 peer 127.0.0.1, remote 0.0.0.0", &[], &[], &[]),
        ];
        for (line, spis, own, peers) in cases {
            let (told, sides, others) = keys(line);
            assert_eq!(told, *spis, "{line}");
            assert_eq!(sides, *own, "{line}");
            assert_eq!(others, *peers, "{line}");
        }
    }
}
