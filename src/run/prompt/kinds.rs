//! The one table of command lines of network devices: how each one's prompt looks, what it asks,
//! how it says no, and how its pager is kept quiet.
//!
//! Sources: the vendors' command references; prompts as public transcripts show them.

use std::sync::LazyLock;

use regex::Regex;

/// How one kind of device speaks.
#[derive(Debug)]
pub struct Speech {
    /// The kind of target.
    pub kind: &'static str,
    prompt: &'static LazyLock<Regex>,
    /// What is sent after the sign-in, so that output does not stop at each page. It lasts for the
    /// session and alters nothing.
    pub quiet: &'static [&'static str],
    /// What makes it privileged where its prompt says that it is not.
    pub enable: Option<&'static str>,
    /// How a line begins that refuses what was sent, in small letters.
    refusals: &'static [&'static str],
}

/// What a prompt tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The host name in it, if it has one.
    pub host: Option<String>,
    /// All of it.
    pub text: String,
}

/// What a device waits for that is no prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// To be told to show the next page.
    Page,
    /// Whether to save; the answer is always no.
    Save,
    /// Something else, which nobody here answers.
    Else,
}

macro_rules! prompt {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| match Regex::new($text) {
            Ok(regex) => regex,
            Err(error) => unreachable!("a test reads them all: {error}"),
        });
    };
}

prompt!(
    CISCO,
    r"^(?P<host>[A-Za-z0-9][A-Za-z0-9._-]{0,62})(/[A-Za-z0-9._-]+){0,4}(\([A-Za-z0-9._/: -]{1,60}\))?[>#] ?$"
);
prompt!(
    FTD,
    r"^((?P<host>[A-Za-z0-9][A-Za-z0-9._-]{0,62})(/[A-Za-z0-9._-]+){0,4}(\([A-Za-z0-9._/: -]{1,60}\))?[>#]|>) ?$"
);
prompt!(
    AT_HOST,
    r"^[A-Za-z0-9._-]{1,64}@(?P<host>[A-Za-z0-9][A-Za-z0-9._-]{0,62})(\([A-Za-z0-9._-]{1,40}\))?[>#] ?$"
);
prompt!(
    FORTIOS,
    r"^(?P<host>[A-Za-z0-9][A-Za-z0-9._-]{0,62}) (\([A-Za-z0-9._ -]{1,60}\) )?[#$] ?$"
);

const CISCO_SAYS: &[&str] = &[
    "error:",
    "% invalid",
    "% incomplete",
    "% ambiguous",
    "% unknown",
    "% bad",
    "%error",
    "command authorization failed",
    "% authorization failed",
];

prompt!(
    SHELL,
    r"^(\([A-Za-z0-9._-]{1,40}\) )?\[?([A-Za-z0-9._-]{1,64}@)?(?P<host>[A-Za-z0-9][A-Za-z0-9._-]{0,62})\]?(([: ~/][^\n]{0,200})?[$#>]|([: ~/][^\n]{0,200}[^0-9\n])?%)\]? ?$"
);
prompt!(
    WINDOWS,
    r"^\[(?P<host>[A-Za-z0-9][A-Za-z0-9._-]{0,62})\]: PS [^\n]{1,200}> ?$"
);

/// What stands in a pane at which the operator is signed in.
static IN_PANES: &[(&[&str], Speech)] = &[
    (
        &["linux", "macos", "wsl"],
        Speech {
            kind: "shell",
            prompt: &SHELL,
            quiet: &[],
            enable: None,
            refusals: &[],
        },
    ),
    (
        &["windows"],
        Speech {
            kind: "windows",
            prompt: &WINDOWS,
            quiet: &[],
            enable: None,
            refusals: &[],
        },
    ),
];

static SPEECHES: &[Speech] = &[
    Speech {
        kind: "asa",
        enable: Some("enable"),
        prompt: &CISCO,
        quiet: &["terminal pager 0"],
        refusals: CISCO_SAYS,
    },
    Speech {
        kind: "ftd",
        enable: None,
        prompt: &FTD,
        quiet: &[],
        refusals: &[
            "error:",
            "% invalid",
            "% incomplete",
            "% ambiguous",
            "syntax error",
            "illegal command line",
        ],
    },
    Speech {
        kind: "ios",
        enable: Some("enable"),
        prompt: &CISCO,
        quiet: &["terminal length 0", "terminal width 511"],
        refusals: CISCO_SAYS,
    },
    Speech {
        kind: "junos",
        enable: None,
        prompt: &AT_HOST,
        quiet: &["set cli screen-length 0", "set cli screen-width 1024"],
        refusals: &[
            "error:",
            "syntax error",
            "unknown command",
            "missing argument",
            "permission denied",
        ],
    },
    Speech {
        kind: "panos",
        enable: None,
        prompt: &AT_HOST,
        quiet: &[
            // It writes each word of a typed line anew otherwise.
            "set cli scripting-mode on",
            "set cli pager off",
            "set cli terminal width 500",
        ],
        refusals: &[
            "unknown command",
            "invalid syntax",
            "server error",
            "validation error",
        ],
    },
    Speech {
        kind: "fortigate",
        enable: None,
        // Its pager is a setting of the box; it is answered instead of altered.
        quiet: &[],
        prompt: &FORTIOS,
        refusals: &[
            "command fail",
            "unknown action",
            "command parse error",
            "node_check_object fail",
            "incomplete command",
        ],
    },
];

/// What pagers write, in small letters.
const PAGERS: &[&str] = &[
    "<--- more --->",
    "--more--",
    "---(more",
    "-- more --",
    "lines 1-",
];

/// How a line ends that waits for an answer, in small letters.
const QUESTIONS: &[&str] = &[
    "[confirm]",
    "[y/n]",
    "(y/n)",
    "[yes/no]",
    "(yes/no)",
    "[no]:",
    "[yes]:",
    "]?",
    "?",
    "password:",
    "passcode:",
    "username:",
    "login:",
];

/// Whether a prompt's host is the one that is meant: a prompt may show its first label only.
pub fn is_same_host(seen: &str, meant: &str) -> bool {
    let label = |host: &str| host.split('.').next().unwrap_or(host).to_lowercase();
    let is_short = !seen.contains('.') || !meant.contains('.');
    seen.eq_ignore_ascii_case(meant) || (is_short && label(seen) == label(meant))
}

impl Speech {
    /// How this kind of device speaks.
    pub fn of(kind: &str) -> Option<&'static Self> {
        SPEECHES.iter().find(|speech| speech.kind == kind)
    }

    /// How what stands in an operator's pane speaks: a shell, too.
    pub fn in_pane(kind: &str) -> Option<&'static Self> {
        let of_pane = IN_PANES.iter().find(|(kinds, _)| kinds.contains(&kind));
        Self::of(kind).or(of_pane.map(|(_, speech)| speech))
    }

    /// All of network devices.
    pub fn all() -> &'static [Self] {
        SPEECHES
    }

    /// What a line without an end tells, if it is a prompt.
    pub fn prompt(&self, line: &str) -> Option<Prompt> {
        let found = self.prompt.captures(line)?;
        Some(Prompt {
            host: found.name("host").map(|host| host.as_str().to_owned()),
            text: line.trim().to_owned(),
        })
    }

    /// What a line without an end asks, if it is no prompt and asks something.
    pub fn asks(&self, line: &str) -> Option<Asks> {
        let line = line.trim().to_lowercase();
        if PAGERS.iter().any(|pager| line.contains(pager)) {
            return Some(Asks::Page);
        }
        if !QUESTIONS.iter().any(|question| line.ends_with(question)) {
            return None;
        }
        match line.contains("save") {
            true => Some(Asks::Save),
            false => Some(Asks::Else),
        }
    }

    /// Whether a line of output refuses what was sent.
    pub fn refuses(&self, line: &str) -> bool {
        let line = line.trim().to_lowercase();
        self.refusals
            .iter()
            .any(|refusal| line.starts_with(refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_told_from_output() {
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("asa", "asa1# ", Some("asa1")),
            ("asa", "ciscoasa> ", Some("ciscoasa")),
            ("asa", "asa1/pri/act# ", Some("asa1")),
            ("asa", "asa1/pri/act(config-if)# ", Some("asa1")),
            ("asa", "asa1/ctx(config-tunnel-ipsec)# ", Some("asa1")),
            ("asa", "interface <outside> ", None),
            ("asa", "10 packets, 100% ", None),
            ("ios", "R1(config-crypto-map)#", Some("R1")),
            ("ios", "vpn-gw.example>", Some("vpn-gw.example")),
            ("junos", "admin@srx1> ", Some("srx1")),
            ("junos", "admin@srx1# ", Some("srx1")),
            ("junos", "mail to admin@srx1 ", None),
            ("panos", "admin@PA-850(active)> ", Some("PA-850")),
            ("fortigate", "FGT60F # ", Some("FGT60F")),
            ("fortigate", "FGT60F (root) # ", Some("FGT60F")),
            ("fortigate", "FGT60F (phase1-interface) $ ", Some("FGT60F")),
            ("fortigate", "set name # ", None),
        ];
        for (kind, line, host) in cases {
            let found = Speech::of(kind).unwrap().prompt(line);
            assert_eq!(
                found.and_then(|p| p.host).as_deref(),
                *host,
                "{kind}: {line:?}"
            );
        }
        let ftd = Speech::of("ftd").unwrap();
        assert_eq!(ftd.prompt("> ").unwrap().host, None);
        assert_eq!(
            ftd.prompt("firepower# ").unwrap().host.as_deref(),
            Some("firepower")
        );
    }

    #[test]
    fn prompts_of_panes_are_told_with_their_host() {
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("linux", "root@gw:~# ", Some("gw")),
            ("linux", "[ana@gw ipsec.d]$ ", Some("gw")),
            ("linux", "gw$ ", Some("gw")),
            ("linux", "(venv) ana@gw:/etc/ipsec d$ ", Some("gw")),
            ("macos", "ana@mac ~ % ", Some("mac")),
            ("linux", "$ ", None),
            ("linux", "total 100%", None),
            (
                "windows",
                "[DC01]: PS C:\\Users\\ana\\Documents> ",
                Some("DC01"),
            ),
            ("windows", "PS C:\\> ", None),
        ];
        for (kind, line, host) in cases {
            let found = Speech::in_pane(kind).unwrap().prompt(line);
            let found = found.and_then(|p| p.host);
            assert_eq!(found.as_deref(), *host, "{kind}: {line:?}");
        }
        assert!(is_same_host("gw", "gw.example.net") && is_same_host("GW", "gw"));
        assert!(!is_same_host("gw.example.net", "gw.example.org") && !is_same_host("gw1", "gw"));
    }

    #[test]
    fn questions_are_told_from_output() {
        let asa = Speech::of("asa").unwrap();
        assert_eq!(asa.asks("<--- More --->"), Some(Asks::Page));
        assert_eq!(asa.asks(" --More-- "), Some(Asks::Page));
        assert_eq!(
            asa.asks(
                "System config has been modified. Save? [Y]es/[N]o/[S]ave all/[C]ancel: [no]:"
            ),
            Some(Asks::Save)
        );
        assert_eq!(asa.asks("Proceed with reload? [confirm]"), Some(Asks::Else));
        assert_eq!(asa.asks("Password: "), Some(Asks::Else));
        assert_eq!(asa.asks("up 3 days"), None);
        assert!(asa.refuses("ERROR: % Invalid input detected at '^' marker."));
        assert!(asa.refuses("Command authorization failed"));
        assert!(!asa.refuses("0 input errors, error: none"));
    }
}
