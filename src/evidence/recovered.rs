//! Which peer was lost, and came back by itself. A laptop that slept, a client that roamed and a
//! tunnel that was renewed are no fault, and neither is the line that tells of them.
//!
//! By the kind of line and the peer that it names, not by single signatures. What names nobody
//! settles nothing; a peer that is lost again and again, and many that are lost, count.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use regex::Regex;

/// What every line holds one of that tells of a peer that is up. Where it names none, it settles
/// nothing.
pub(super) const CAME_BACK: &[&str] = &[
    "] established between ",
    "} established with SPIs ",
    "established Child SA",
    "Peer Connection Initiated with",
    "Receiving handshake response from peer",
    "Received handshake response",
    "ISAKMP-SA established",
    "-713120: ",
    "-750006: ",
    "-113039: ",
    "-722022: ",
    "=\"tunnel-up\"",
    "KMD_VPN_UP_ALARM_USER",
];

/// What tells that a peer does not answer any more.
const LOST: &str = r"(?xi)
    giving\ up\ after\ \d+\ retransmits
  | timeout\ exceeded\ after\ \d+\ retransmits
  | Maximum\ number\ of\ retransmissions\ reached
  | Exchange\ timer\ expired
  | Inactivity\ timeout\ \(--ping
  | Connection\ reset,\ restarting
  | \bDPD\b .* (?:fail|timed\ out|dead|down)
  | seems\ to\ be\ dead
  | Reason:\ (?:Idle\ Timeout|Lost\ (?:Service|Carrier)|Connection\ preempted|Peer\ Terminate)
  | TLS\ key\ negotiation\ failed\ to\ occur
  | handshake\ did\ not\ complete\ after
";

/// Where lines tell the other end's address. The own end's is no peer.
const ADDRESS: &str = r#"(?xi)
    (?: Remote: | \.\.\. | AF_INET6?\] | \bIP\ =\ | \bIP\ < | \bremip="? | \bpeer\ (?:\d+\ \()?
      | racoon:\ \[ | remote-ip:?\ | \bVPN\ \S+\ from\ )
      (?<to> \d+\.\d+\.\d+\.\d+ | [0-9a-f]*:[0-9a-f:]+:[0-9a-f]+ )
  | (?: ^ | [\s/] ) (?<from> \d+\.\d+\.\d+\.\d+ ) :\d+\s
  | \] - (?<racoon> \d+\.\d+\.\d+\.\d+ ) \[
"#;

/// Where they tell the name of a connection, which several peers may share.
const NAME: &str = r#"(?x)
    < (?<charon> [\w.-]+ ) \| \d+ >
  | (?:IKE|CHILD)_SA\ (?<sa> [\w.-]+ ) [\[{]
  | (?: ^ | [\s:] ) "(?<pluto> [\w./-]+ )" (?: \[\d+\] )? \ .* \#\d
  | \[ (?<server> [\w.-]+ ) \]\ (?:Inactivity|Peer\ Connection|Connection\ reset)
  | \b vpntunnel="(?<forti> [^"]+ )"
"#;

/// So many peers of one signature are told apart, and so many that are up.
const PEERS: usize = 1000;
const UP: usize = 50_000;
/// A peer that is lost so often is a fault, though it came back each time.
const OFTEN: u32 = 3;
/// So many peers that are lost are one fault, though each came back.
const MANY: usize = 5;

/// Whom one signature's lines lost.
#[derive(Debug, Clone, Default)]
struct Lost {
    /// Each peer's last line, how often it was lost, and whether a name is all that is known.
    peers: HashMap<u64, (u64, u32, bool)>,
    /// A line lost nobody who is named, or there were too many.
    is_unnamed: bool,
}

/// Who was lost, and who came back.
#[derive(Debug, Clone, Default)]
pub(super) struct Peers {
    lost: BTreeMap<u32, Lost>,
    /// The last line that tells that each is up.
    up: HashMap<u64, u64>,
    /// Which address has a name; none if several share it.
    shared: HashMap<u64, Option<u64>>,
}

impl Peers {
    /// A line of a signature that loses peers.
    pub fn lost(&mut self, signature: u32, text: &str, line: u64) {
        let lost = self.lost.entry(signature).or_default();
        let (address, name) = who(text);
        match address.or(name) {
            Some(peer) if is_lost(text) && lost.peers.len() < PEERS => {
                let known = lost
                    .peers
                    .entry(peer)
                    .or_insert((line, 0, address.is_none()));
                *known = (line.max(known.0), known.1 + 1, known.2);
            }
            _ => lost.is_unnamed = true,
        }
    }

    /// A line tells that a peer is up.
    pub fn came_back(&mut self, text: &str, line: u64) {
        if !CAME_BACK.iter().any(|mark| text.contains(mark)) || self.up.len() >= UP {
            return;
        }
        let (address, name) = who(text);
        for peer in address.into_iter().chain(name) {
            let last = self.up.entry(peer).or_default();
            *last = line.max(*last);
        }
        if let Some(name) = name {
            self.share(name, address);
        }
    }

    fn share(&mut self, name: u64, address: Option<u64>) {
        let known = self.shared.entry(name).or_insert(address);
        if *known != address {
            *known = None;
        }
    }

    /// Takes in what follows, from a line on.
    pub fn join(&mut self, later: Peers, from: u64) {
        for (peer, line) in later.up {
            self.up.insert(peer, line + from);
        }
        for (name, address) in later.shared {
            self.share(name, address);
        }
        for (signature, new) in later.lost {
            let lost = self.lost.entry(signature).or_default();
            for (peer, (line, count, is_name)) in new.peers {
                let known = lost.peers.entry(peer).or_insert((0, 0, is_name));
                *known = (line + from, known.1 + count, is_name);
            }
            lost.is_unnamed |= new.is_unnamed;
        }
    }

    /// Whether whoever a signature lost came back: few of them, and none again and again.
    pub fn is_settled(&self, signature: u32) -> bool {
        let is_back = |(peer, (line, count, is_name)): (&u64, &(u64, u32, bool))| {
            let is_one = !is_name || self.shared.get(peer).is_some_and(Option::is_some);
            is_one && *count < OFTEN && self.up.get(peer).is_some_and(|up| up > line)
        };
        self.lost.get(&signature).is_some_and(|lost| {
            !lost.is_unnamed && lost.peers.len() < MANY && lost.peers.iter().all(is_back)
        })
    }
}

/// Whether a line tells that a peer does not answer any more.
pub(super) fn is_lost(text: &str) -> bool {
    static READY: OnceLock<Option<Regex>> = OnceLock::new();
    let lost = READY.get_or_init(|| Regex::new(LOST).ok());
    lost.as_ref().is_some_and(|lost| lost.is_match(text))
}

/// The address of the other end and the name of the connection that a line tells.
fn who(text: &str) -> (Option<u64>, Option<u64>) {
    static READY: OnceLock<Option<(Regex, Regex)>> = OnceLock::new();
    let make = || Some((Regex::new(ADDRESS).ok()?, Regex::new(NAME).ok()?));
    let Some((addresses, names)) = READY.get_or_init(make) else {
        return (None, None);
    };
    let told = |regex: &Regex, kind: u8| {
        let found = regex.captures(text)?;
        let found = found.iter().skip(1).flatten().next()?;
        let mut hasher = DefaultHasher::new();
        (kind, found.as_str().to_ascii_lowercase()).hash(&mut hasher);
        Some(hasher.finish())
    };
    (told(addresses, 0), told(names, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers(lines: &[&str]) -> Peers {
        let mut peers = Peers::default();
        for (text, line) in lines.iter().zip(0..) {
            match is_lost(text) {
                true => peers.lost(7, text, line),
                false => peers.came_back(text, line),
            }
        }
        peers
    }

    /// Of each product: who was lost, the same one up again, and somebody else.
    const LOSSES: &[[&str; 3]] = &[
        [
            "13[IKE] <site-b|3> giving up after 5 retransmits",
            "09[IKE] <site-b|4> IKE_SA site-b[4] established between 192.0.2.1[gw-a]...198.51.100.9[gw-b]",
            "09[IKE] <site-c|4> IKE_SA site-c[4] established between 192.0.2.1[gw-a]...198.51.100.8[gw-c]",
        ],
        [
            "[vpn1] Inactivity timeout (--ping-restart), restarting",
            "[vpn1] Peer Connection Initiated with [AF_INET]198.51.100.9:1194",
            "[vpn2] Peer Connection Initiated with [AF_INET]198.51.100.8:1194",
        ],
        [
            "ada/203.0.113.5:41190 Connection reset, restarting [0]",
            "203.0.113.5:41277 [ada] Peer Connection Initiated with [AF_INET]203.0.113.5:41277",
            "203.0.113.6:41277 [bob] Peer Connection Initiated with [AF_INET]203.0.113.6:41277",
        ],
        [
            "%ASA-4-113019: Group = G, Username = ada, IP = 203.0.113.5, Session disconnected. Session Type: SSL, Reason: Idle Timeout",
            "%ASA-6-113039: Group <G> User <ada> IP <203.0.113.5> AnyConnect parent session started.",
            "%ASA-6-113039: Group <G> User <bob> IP <203.0.113.6> AnyConnect parent session started.",
        ],
        [
            "%ASA-4-750003: Local:198.51.100.1:500 Remote:203.0.113.9:500 Username:x IKEv2 Negotiation aborted due to ERROR: Maximum number of retransmissions reached",
            "%ASA-5-750006: Local:198.51.100.1:500 Remote:203.0.113.9:500 Username:x IKEv2 SA UP. Reason: New Connection Established",
            "%ASA-5-750006: Local:198.51.100.1:500 Remote:203.0.113.8:500 Username:y IKEv2 SA UP. Reason: New Connection Established",
        ],
    ];

    #[test]
    fn whoever_comes_back_was_not_lost() {
        for [lost, back, other] in LOSSES {
            assert!(peers(&[lost, back]).is_settled(7), "{lost}");
            assert!(!peers(&[lost]).is_settled(7), "{lost}");
            assert!(!peers(&[back, lost]).is_settled(7), "{lost}");
            assert!(!peers(&[lost, other]).is_settled(7), "{lost}");
            assert!(!peers(&[lost, back, lost, back, lost, back]).is_settled(7));
        }
    }

    #[test]
    fn a_name_that_several_share_tells_nobody() {
        let [lost, back, _] = LOSSES[0];
        let other = back.replace("198.51.100.9", "198.51.100.7");
        assert!(!peers(&[lost, back, &other]).is_settled(7));
        assert!(!peers(&["13[IKE] giving up after 5 retransmits", back]).is_settled(7));
    }

    #[test]
    fn many_who_are_lost_are_an_outage() {
        let told = |count: usize| {
            let lost = (0..count).map(|n| LOSSES[2][0].replace("0.113.5", &format!("0.113.{n}")));
            let back = (0..count).map(|n| LOSSES[2][1].replace("0.113.5", &format!("0.113.{n}")));
            let lines: Vec<String> = lost.chain(back).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            peers(&lines).is_settled(7)
        };
        assert!(told(4));
        assert!(!told(5));
    }

    #[test]
    fn blocks_are_joined_in_their_order() {
        let [lost, back, _] = LOSSES[1];
        let mut first = peers(&[lost]);
        first.join(peers(&[back]), 100);
        assert!(first.is_settled(7));
        let mut first = peers(&[back]);
        first.join(peers(&[lost]), 100);
        assert!(!first.is_settled(7));
    }
}
