//! Which box it is that answers: after a failover the same address is another one. What each kind
//! is asked, and what its answer says.

use super::TargetKind;

/// What a box says of itself; `None` where its answer does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Its host name.
    pub host: Option<String>,
    /// The number of the box itself.
    pub serial: Option<String>,
    /// What it does in a pair.
    pub duty: Option<Duty>,
}

/// What a box does in a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// It carries the traffic.
    Active,
    /// It waits.
    Standby,
}

impl Duty {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Duty::Active => "active",
            Duty::Standby => "standby",
        }
    }
}

/// How a kind is asked, and where its answer holds what.
struct Asked {
    kinds: &'static [&'static str],
    text: &'static str,
    host: Place,
    serial: Place,
    duty: Place,
}

/// Where a word of an answer stands.
#[derive(Clone, Copy)]
enum Place {
    /// Nowhere.
    None,
    /// On the line with this number, all of it.
    Line(usize),
    /// The first word behind these, in small letters.
    Behind(&'static str),
    /// The last word of the line that begins so, in small letters.
    EndOf(&'static str),
}

const ASKED: &[Asked] = &[
    Asked {
        kinds: &["asa"],
        text: "show version | include Serial Number\nshow failover | include This host",
        host: Place::None,
        serial: Place::Behind("serial number:"),
        duty: Place::EndOf("this host:"),
    },
    Asked {
        kinds: &["ftd"],
        text: "show serial-number\nshow failover",
        host: Place::None,
        serial: Place::Line(0),
        duty: Place::EndOf("this host:"),
    },
    Asked {
        kinds: &["ios"],
        text: "show version | include Processor board ID",
        host: Place::None,
        serial: Place::Behind("processor board id"),
        duty: Place::None,
    },
    Asked {
        kinds: &["junos"],
        text: "show chassis hardware | match Chassis",
        host: Place::None,
        serial: Place::Behind("chassis"),
        duty: Place::None,
    },
    Asked {
        kinds: &["panos"],
        text: "show system info | match serial\nshow high-availability state | match State:",
        host: Place::None,
        serial: Place::Behind("serial:"),
        duty: Place::Behind("state:"),
    },
    Asked {
        kinds: &["fortigate"],
        text: "get system status",
        host: Place::Behind("hostname:"),
        serial: Place::Behind("serial-number:"),
        duty: Place::EndOf("current ha mode:"),
    },
    Asked {
        kinds: &["linux", "macos", "wsl"],
        text: "uname -n; cat /etc/machine-id 2>/dev/null || true",
        host: Place::Line(0),
        serial: Place::Line(1),
        duty: Place::None,
    },
];

/// What a kind is asked; it only reads.
pub fn asked(kind: &TargetKind) -> Option<&'static str> {
    of(kind).map(|asked| asked.text)
}

fn of(kind: &TargetKind) -> Option<&'static Asked> {
    ASKED.iter().find(|asked| asked.kinds.contains(&kind.name))
}

impl Identity {
    /// What an answer says. `prompt` is the host name in the prompt, where there is one.
    pub fn read(kind: &TargetKind, answer: &str, prompt: Option<&str>) -> Self {
        let Some(asked) = of(kind) else {
            return Self::default();
        };
        let duty = asked.duty.word(answer).map(|word| word.to_lowercase());
        Self {
            host: asked.host.word(answer).or(prompt.map(str::to_owned)),
            serial: asked.serial.word(answer),
            duty: match duty.as_deref() {
                Some("active" | "primary") => Some(Duty::Active),
                Some("standby" | "passive" | "secondary" | "ready" | "backup") => {
                    Some(Duty::Standby)
                }
                _ => None,
            },
        }
    }

    /// What is another box than before, in words. What either does not tell is no difference.
    pub fn differs(&self, before: &Self) -> Option<String> {
        let pairs = [
            ("host name", &self.host, &before.host),
            ("serial number", &self.serial, &before.serial),
        ];
        pairs.into_iter().find_map(|(what, now, before)| {
            let (now, before) = (now.as_ref()?, before.as_ref()?);
            (now != before).then(|| format!("its {what} is {now}, and was {before}"))
        })
    }

    /// Whether nothing is known of it.
    pub fn is_unknown(&self) -> bool {
        self.host.is_none() && self.serial.is_none()
    }
}

impl Place {
    fn word(self, answer: &str) -> Option<String> {
        let mut lines = answer.lines().map(str::trim);
        let found = match self {
            Place::None => None,
            Place::Line(place) => lines.nth(place),
            Place::Behind(begins) => lines.find_map(|line| {
                let at = line.to_ascii_lowercase().find(begins)?;
                line[at + begins.len()..].split_whitespace().next()
            }),
            Place::EndOf(begins) => {
                let mut of = lines.filter(|line| line.to_ascii_lowercase().starts_with(begins));
                of.find_map(|line| line.split_whitespace().next_back())
            }
        };
        // A word that is long or odd is no name.
        let is_plain = |word: &&str| {
            (1..=80).contains(&word.len())
                && word
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        };
        found.filter(is_plain).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_told_by_what_it_says() {
        let cases = [
            (
                "asa",
                "Serial Number: JAD1908005N\n        This host: Primary - Active \n",
                (Some("JAD1908005N"), Some(Duty::Active)),
            ),
            (
                "asa",
                "Serial Number: JAD1908005N\nThis host: Secondary - Standby Ready\n",
                (Some("JAD1908005N"), Some(Duty::Standby)),
            ),
            ("asa", "Serial Number: 9A\n", (Some("9A"), None)),
            (
                "ios",
                "Processor board ID FCZ163871QK\n",
                (Some("FCZ163871QK"), None),
            ),
            (
                "junos",
                "Chassis                                CZ1816AF0331      SRX345\n",
                (Some("CZ1816AF0331"), None),
            ),
            (
                "panos",
                "serial: 012001012345\n    State: passive (last 3 hours)\n",
                (Some("012001012345"), Some(Duty::Standby)),
            ),
            (
                "fortigate",
                "Serial-Number: FGT60F0000000001\nHostname: FGT60F\nCurrent HA mode: a-p, primary\n",
                (Some("FGT60F0000000001"), Some(Duty::Active)),
            ),
            ("linux", "gw\n3f0c9b0a\n", (Some("3f0c9b0a"), None)),
            ("asa", "Command authorization failed\n", (None, None)),
            ("linux", "gw\n$(reboot)\n", (None, None)),
        ];
        for (kind, answer, (serial, duty)) in cases {
            let told = Identity::read(TargetKind::of(kind).unwrap(), answer, None);
            assert_eq!(
                (told.serial.as_deref(), told.duty),
                (serial, duty),
                "{answer}"
            );
        }
    }

    #[test]
    fn another_box_is_told_from_one_that_says_less() {
        let of = |serial: &str| Identity {
            serial: Some(serial.to_owned()),
            ..Identity::default()
        };
        assert_eq!(
            of("B").differs(&of("A")).as_deref(),
            Some("its serial number is B, and was A")
        );
        assert_eq!(of("A").differs(&of("A")), None);
        assert_eq!(of("A").differs(&Identity::default()), None);
    }
}
