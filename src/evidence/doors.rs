//! Who was turned away, and who came in afterwards. A password that was mistyped once is no
//! fault, and many people turned away from few addresses are an attack.
//!
//! Lines name people in many ways; one that names nobody settles nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use regex::Regex;

/// What every line holds one of that tells of somebody who came in.
pub(super) const CAME_IN: &[&str] = &[
    "Login OK: [",
    "-113004: ",
    "-113008: ",
    "-113012: ",
    "-113039: ",
    "-716038: ",
    "-722022: ",
    "=\"tunnel-up\"",
    "authentication success;",
    "authentication succeeded",
    "' with EAP successful",
    "' successful",
    ": ISSUE: authtime",
    "initiating session for user",
];

/// How lines name who signs in.
const NAME: &str = r#"(?xi)
    \b (?:user\ ?name | user) \s* (?: [=:]\s* | \s | \ is\ ) (?:u?['"<\[])? (?<name>[\w.@+\\$*-]+)
  | [:)]\ \[ (?<radius>[^\]/]+)
  | '(?<quoted>[\w.@+\\-]+)'
  | (?<principal>[\w.+-]+@[\w.-]+)\ for\ krbtgt
"#;
/// How they tell from where.
const ADDRESS: &str = r"(?i)(?:\bcli |user IP\s*=\s*|IP <|\bremip=|\brhost=|from )(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+:[0-9a-f]+)";

/// So many people of one signature are told apart.
const PEOPLE: usize = 1000;
/// So many people who came in are kept in mind.
const INSIDE: usize = 50_000;
/// So many people, and at most one address for two of them, are an attack.
const MANY: usize = 5;

/// Who was turned away by one signature's lines.
#[derive(Debug, Clone, Default)]
struct Turned {
    /// The last line that turned each away.
    people: HashMap<u64, u64>,
    addresses: HashSet<u64>,
    /// How many lines hide the name, and tell the address only.
    hidden: usize,
    /// A line named nobody, or there were too many.
    is_unnamed: bool,
}

/// Who was turned away and who came in.
#[derive(Debug, Clone, Default)]
pub(super) struct Doors {
    turned: BTreeMap<u32, Turned>,
    /// The last line that tells that each came in.
    inside: HashMap<u64, u64>,
}

impl Doors {
    /// A line of a signature turned somebody away.
    pub fn turned_away(&mut self, signature: u32, text: &str, line: u64) {
        let turned = self.turned.entry(signature).or_default();
        let (name, address) = who(text);
        if turned.addresses.len() < PEOPLE {
            turned.addresses.extend(address);
        }
        turned.hidden += usize::from(name.is_none() && address.is_some());
        match name.or(address) {
            Some(person) if turned.people.len() < PEOPLE => {
                let last = turned.people.entry(person).or_default();
                *last = line.max(*last);
            }
            _ => turned.is_unnamed = true,
        }
    }

    /// A line tells that somebody came in.
    pub fn came_in(&mut self, text: &str, line: u64) {
        let (name, address) = who(text);
        for person in name.into_iter().chain(address) {
            if self.inside.len() < INSIDE {
                let last = self.inside.entry(person).or_default();
                *last = line.max(*last);
            }
        }
    }

    /// Takes in what follows, from a line on.
    pub fn join(&mut self, later: Doors, from: u64) {
        for (person, line) in later.inside {
            self.inside.insert(person, line + from);
        }
        for (signature, new) in later.turned {
            let turned = self.turned.entry(signature).or_default();
            let people = new.people.into_iter();
            turned
                .people
                .extend(people.map(|(person, line)| (person, line + from)));
            turned.addresses.extend(new.addresses);
            turned.hidden += new.hidden;
            turned.is_unnamed |= new.is_unnamed;
        }
    }

    /// Whether everybody whom a signature turned away came in afterwards.
    pub fn is_settled(&self, signature: u32) -> bool {
        let came_in = |(person, line): (&u64, &u64)| {
            let inside = self.inside.get(person);
            inside.is_some_and(|inside| inside > line)
        };
        let turned = self.turned.get(&signature);
        turned.is_some_and(|turned| !turned.is_unnamed && turned.people.iter().all(came_in))
    }

    /// Whether many people were turned away, from few addresses.
    pub fn is_attack(&self, signature: u32) -> bool {
        self.turned.get(&signature).is_some_and(|turned| {
            let (people, addresses) = (turned.people.len(), turned.addresses.len());
            // Whoever hides behind stars tries twice, as people do.
            let people = people.max(turned.hidden / 2);
            people >= MANY && addresses > 0 && addresses * 2 <= people
        })
    }
}

/// The person whom a line names and the address it tells, if it does.
fn who(text: &str) -> (Option<u64>, Option<u64>) {
    static READY: OnceLock<Option<(Regex, Regex)>> = OnceLock::new();
    let make = || Some((Regex::new(NAME).ok()?, Regex::new(ADDRESS).ok()?));
    let Some((names, addresses)) = READY.get_or_init(make) else {
        return (None, None);
    };
    let hash = |text: &str| {
        let mut hasher = DefaultHasher::new();
        text.to_ascii_lowercase().hash(&mut hasher);
        hasher.finish()
    };
    let name = names.captures_iter(text).find_map(|found| {
        let groups = ["name", "radius", "quoted", "principal"];
        let name = groups.iter().find_map(|group| found.name(group))?.as_str();
        // A device that hides names writes stars.
        let is_name = !name.starts_with('*') && !NO_NAMES.contains(&&*name.to_ascii_lowercase());
        is_name.then(|| hash(name))
    });
    let address = addresses.captures_iter(text).last();
    let address = address
        .and_then(|found| found.get(1))
        .map(|m| hash(m.as_str()));
    (name, address)
}

/// What stands behind "user" and is no name.
const NO_NAMES: [&str; 9] = [
    "authentication",
    "unknown",
    "name",
    "ip",
    "failed",
    "login",
    "is",
    "was",
    "denied",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn doors(lines: &[(bool, &str)]) -> Doors {
        let mut doors = Doors::default();
        for ((is_in, text), line) in lines.iter().zip(0..) {
            match is_in {
                true => doors.came_in(text, line),
                false => doors.turned_away(7, text, line),
            }
        }
        doors
    }

    const RADIUS: [&str; 3] = [
        "Auth: (2) Login incorrect (pap: Cleartext password does not match \"known good\" password): [ada] (from client gw port 22 cli 203.0.113.8)",
        "Auth: (3) Login OK: [ada] (from client gw port 22 cli 203.0.113.8)",
        "Auth: (3) Login OK: [bob] (from client gw port 22 cli 203.0.113.9)",
    ];

    #[test]
    fn who_comes_in_afterwards_mistyped_once() {
        let [refused, came_in, other] = RADIUS;
        assert!(doors(&[(false, refused), (true, came_in)]).is_settled(7));
        assert!(!doors(&[(true, came_in), (false, refused)]).is_settled(7));
        assert!(!doors(&[(false, refused), (true, other)]).is_settled(7));
        assert!(!doors(&[(false, refused)]).is_settled(7));
        assert!(!doors(&[(false, "somebody failed"), (true, came_in)]).is_settled(7));
        assert!(!doors(&[]).is_settled(7));
    }

    #[test]
    fn products_name_people_in_their_own_way() {
        for (refused, came_in) in [
            (
                "%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.1.1.5 : user = ada : user IP = 203.0.113.8",
                "%ASA-6-113004: AAA user authentication Successful : server =  10.1.1.5 : user = ada",
            ),
            (
                "%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = ***** : user IP = 203.0.113.8",
                "%ASA-6-113039: Group <G> User <ada> IP <203.0.113.8> AnyConnect parent session started.",
            ),
            (
                "action=\"ssl-login-fail\" remip=203.0.113.8 user=\"ada\" group=\"N/A\"",
                "action=\"tunnel-up\" remip=203.0.113.8 user=\"ada\" group=\"vpn\"",
            ),
            (
                "pam_sss(ocserv:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=203.0.113.8 user=ada",
                "pam_sss(ocserv:auth): authentication success; logname= uid=0 euid=0 tty= ruser= rhost=203.0.113.8 user=ada",
            ),
        ] {
            let doors = doors(&[(false, refused), (true, came_in)]);
            assert!(doors.is_settled(7), "{refused}");
        }
    }

    #[test]
    fn many_people_from_few_addresses_are_an_attack() {
        let line = |name: usize, from: usize| {
            format!(
                "Login incorrect (pap): [u{name}x] (from client gw port 1 cli 203.0.113.{from})"
            )
        };
        let told = |people: usize, addresses: usize| {
            let lines: Vec<String> = (0..people).map(|n| line(n, n % addresses)).collect();
            let lines: Vec<(bool, &str)> = lines.iter().map(|l| (false, l.as_str())).collect();
            doors(&lines).is_attack(7)
        };
        assert!(told(5, 2) && told(30, 3));
        assert!(!told(4, 1) && !told(8, 8));
        let hidden = "Rejected : user = ***** : user IP = 203.0.113.8";
        assert!(doors(&[(false, hidden); 10]).is_attack(7));
        assert!(!doors(&[(false, hidden); 9]).is_attack(7));
    }

    #[test]
    fn blocks_are_joined_in_their_order() {
        let [refused, came_in, _] = RADIUS;
        let mut first = doors(&[(false, refused)]);
        first.join(doors(&[(true, came_in)]), 100);
        assert!(first.is_settled(7));
        let mut first = doors(&[(true, came_in)]);
        first.join(doors(&[(false, refused)]), 100);
        assert!(!first.is_settled(7));
    }
}
