//! What a drill shows is what the device prints, as far as a program can see it; and a message that
//! may have several causes does not name one alone.
//!
//! A line in parentheses is the narrator's, not the device's. Long because each rule stands here with
//! an output that breaks it.

use std::sync::LazyLock;

use regex::Regex;
use runsheet::domain::runbook::{Runbook, Signature};
use runsheet::domain::scenario::{Observation, ObservedAs};
use runsheet::library::{Library, Scenarios, read_text};
use runsheet::signature::Matcher;

/// What a command printed.
struct Shown {
    /// The drill, the variant, the step and the number of its run.
    at: String,
    command: String,
    text: String,
}

impl Shown {
    /// The lines of the device.
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.starts_with('('))
    }
}

/// Finds what no device prints in what is seen in one variant of a drill.
type Rule = fn(&[Shown]) -> Vec<String>;

const RULES: [(&str, Rule); 5] = [
    ("states", failover_states),
    ("clock", clocks),
    ("mtu", mtus),
    ("sessions", sessions),
    ("pool", pools),
];

/// The states of a unit, from the command reference of the ASA (`show failover`, `show failover
/// history`) and FTD's own App Sync.
const STATES: [&str; 15] = [
    "Disabled",
    "Negotiation",
    "Cold Standby",
    "App Sync",
    "Sync Config",
    "Sync File System",
    "Bulk Sync",
    "Standby Ready",
    "Just Active",
    "Active Drain",
    "Active Applying Config",
    "Active Config Applied",
    "Active",
    "Not Detected",
    "Failed",
];

/// AnyConnect's MTU in a group policy, from the same reference.
const MTU: std::ops::RangeInclusive<u32> = 576..=1406;

/// Lines that say that something failed, and not why. Whatever finds one names two causes, or one that
/// is titled as unknown.
const MANY_CAUSES: [&str; 13] = [
    "2026-11-21 16:25:40 AUTH: Received control message: AUTH_FAILED",
    "Auth: (3) Login incorrect (No Auth-Type found: rejecting the user via Post-Auth-Type = Reject): [jdoe] (from client asa1 port 0)",
    "%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.20 : user = jdoe : user IP = 203.0.113.77",
    "The user CORP\\jdoe dialed a connection named Work which has failed. The error code returned on failure is 691.",
    "The user CORP\\jdoe dialed a connection named Work which has failed. The error code returned on failure is 789.",
    "The user CORP\\jdoe dialed a connection named Work which has failed. The error code returned on failure is 809.",
    "The user CORP\\jdoe dialed a connection named Work which has failed. The error code returned on failure is 812.",
    "The user CORP\\jdoe dialed a connection named Work which has failed. The error code returned on failure is 853.",
    "NPS Extension for Azure MFA: CID: 430ef057: Access Rejected for user jdoe@example.com with Azure MFA response: InvalidSession and message: The specified session is invalid or may have expired",
    "NPS Extension for Azure MFA: CID: 430ef057: Access Rejected for user jdoe@example.com with Azure MFA response: UserNotFound and message: MSODS Graph call returned user not found error.",
    "XML response has no \"auth\" node",
    "Event ID 4740 A user account was locked out.",
    "curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to vpn.example.net:443",
];

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("it is valid")
}

/// The columns of a line, which two blanks part.
fn columns(line: &str) -> Vec<&str> {
    static GAP: LazyLock<Regex> = LazyLock::new(|| expression(r"\s{2,}"));
    GAP.split(line.trim()).collect()
}

fn failover_states(all: &[Shown]) -> Vec<String> {
    static HOST: LazyLock<Regex> =
        LazyLock::new(|| expression(r"(?:This|Other) host: (?:Primary|Secondary) - (.+)"));
    let mut found = Vec::new();
    let of_failover = |s: &&Shown| s.command.starts_with("show failover");
    for shown in all.iter().filter(of_failover) {
        let mut check = |state: &str| {
            if !STATES.contains(&state) {
                found.push(format!("{}: no unit says \"{state}\"", shown.at));
            }
        };
        for line in shown.lines() {
            let columns = columns(line);
            if let Some(host) = HOST.captures(line) {
                check(host[1].trim());
            } else if shown.command.ends_with("history") {
                // A change is a line of columns; its time and the head are none.
                if columns.len() > 1 && columns[0] != "From State" {
                    columns.iter().take(2).for_each(|state| check(state));
                }
            } else if shown.command.ends_with("state")
                && line.starts_with(' ')
                && columns[0] != "State"
            {
                check(columns[0]);
            }
        }
    }
    found
}

fn clocks(all: &[Shown]) -> Vec<String> {
    static TIME: LazyLock<Regex> =
        LazyLock::new(|| expression(r"^\d\d:\d\d:\d\d\.\d{3} \S+ \w{3} \w{3} \d{1,2} \d{4}$"));
    let mut found = Vec::new();
    for shown in all.iter().filter(|s| s.command.starts_with("show clock")) {
        let source = shown.command.ends_with("detail");
        let mut lines = shown.lines();
        let time = lines.next().unwrap_or_default();
        if !TIME.is_match(time) {
            found.push(format!("{}: an ASA prints no \"{time}\"", shown.at));
        }
        if lines.any(|line| line.starts_with("Time source")) && !source {
            let what = "the time source comes with show clock detail only";
            found.push(format!("{}: {what}", shown.at));
        }
    }
    found
}

/// Every MTU in a text that a group policy could not hold.
fn wrong_mtus(text: &str) -> Vec<u32> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| expression(r"anyconnect mtu (\d+)"));
    let numbers = WORDS.captures_iter(text).map(|found| found[1].parse());
    let numbers = numbers.map(|number| number.expect("it is a number"));
    numbers.filter(|mtu| !MTU.contains(mtu)).collect()
}

fn mtus(all: &[Shown]) -> Vec<String> {
    let lines = all.iter().flat_map(|shown| {
        let wrong = wrong_mtus(&shown.text).into_iter();
        wrong.map(|mtu| format!("{}: no ASA takes an MTU of {mtu}", shown.at))
    });
    lines.collect()
}

/// Sessions that are active and inactive, as `show vpn-sessiondb summary` counts them.
fn counted(shown: &Shown) -> Option<(u32, u32)> {
    static ROW: LazyLock<Regex> =
        LazyLock::new(|| expression(r"^AnyConnect Client\s*:\s*(\d+) :\s*\d+ :\s*\d+ :\s*(\d+)$"));
    let row = shown.lines().find_map(|line| ROW.captures(line))?;
    Some((row[1].parse().ok()?, row[2].parse().ok()?))
}

fn sessions(all: &[Shown]) -> Vec<String> {
    static TOTAL: LazyLock<Regex> =
        LazyLock::new(|| expression(r"(?m)^Total Active and Inactive\s*:\s*(\d+)"));
    let mut found = Vec::new();
    let in_use = all.iter().find_map(|shown| pool(shown).map(|pool| pool.2));
    let of_summary = |s: &&Shown| s.command == "show vpn-sessiondb summary";
    for shown in all.iter().filter(of_summary) {
        let Some((active, inactive)) = counted(shown) else {
            found.push(format!("{}: it has no row of four columns", shown.at));
            continue;
        };
        let sum = active + inactive;
        let total = TOTAL.captures(&shown.text).map(|found| found[1].to_owned());
        if total != Some(sum.to_string()) {
            found.push(format!("{}: {active} and {inactive} are {sum}", shown.at));
        }
        if in_use.is_some_and(|in_use| sum > in_use) {
            found.push(format!(
                "{}: {sum} sessions share fewer addresses",
                shown.at
            ));
        }
    }
    found
}

/// The size of a pool, its free addresses and those in use, as `show ip local pool` lists them.
fn pool(shown: &Shown) -> Option<(u32, u32, u32)> {
    static ROW: LazyLock<Regex> =
        LazyLock::new(|| expression(r"^(\d[\d.]+)\s+(\d[\d.]+)\s+\d[\d.]+\s+(\d+)\s+\d+\s+(\d+)$"));
    let is_pool = shown.command.starts_with("show ip local pool");
    let mut lines = shown.lines().filter(|_| is_pool);
    let row = lines.find_map(|line| ROW.captures(line))?;
    let address = |text: &str| {
        let address: std::net::Ipv4Addr = text.parse().expect("it is an address");
        u32::from(address)
    };
    let size = address(&row[2]) - address(&row[1]) + 1;
    Some((size, row[3].parse().ok()?, row[4].parse().ok()?))
}

fn pools(all: &[Shown]) -> Vec<String> {
    let pools = all.iter().filter_map(|s| pool(s).map(|pool| (s, pool)));
    let wrong = pools.filter(|(_, (size, free, used))| free + used != *size);
    wrong
        .map(|(shown, (size, ..))| format!("{}: the range has {size} addresses", shown.at))
        .collect()
}

/// What the commands of an observation's step print.
fn shown(library: &Library, at: &str, observation: &Observation) -> Option<Shown> {
    let ObservedAs::Output(index, text) = &observation.shows else {
        return None;
    };
    let book = &library.get(observation.step.runbook.as_str())?.book;
    let run = &book.runbook.step(&observation.step.step)?.run[*index as usize - 1];
    Some(Shown {
        at: format!("{at}/{}:{index}", observation.step.step),
        command: run.text.clone(),
        text: text.clone(),
    })
}

#[test]
fn drills_show_only_what_a_device_prints() {
    let library = Library::load(&[]);
    let (mut count, mut found) = (0, Vec::new());
    for script in Scenarios::load(&library, &[]).entries() {
        let scenario = &script.scenario;
        for variant in &scenario.variants {
            let at = format!("{}/{}", scenario.id, variant.id);
            let own = variant.parts.observations.iter();
            let all = own.chain(&scenario.script.observations);
            let all: Vec<Shown> = all.filter_map(|o| shown(&library, &at, o)).collect();
            count += all.len();
            found.extend(RULES.iter().flat_map(|(_, rule)| rule(&all)));
        }
    }
    assert!(count > 250, "{count} outputs");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn runbooks_set_no_mtu_that_a_group_policy_refuses() {
    let mut found = Vec::new();
    for entry in Library::load(&[]).entries() {
        let runbook = &entry.book.runbook;
        let runs = runbook.steps().flat_map(|(_, step)| &step.run);
        let mut texts: Vec<String> = runs.map(|run| run.text.clone()).collect();
        let examples = runbook.variables.iter().filter(|v| &*v.name == "mtu");
        texts.extend(
            examples.map(|v| format!("anyconnect mtu {}", v.example.as_deref().unwrap_or("0"))),
        );
        let wrong = texts.iter().flat_map(|text| wrong_mtus(text));
        found.extend(wrong.map(|mtu| format!("{}: {mtu}", runbook.id)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whether a finding leaves more than one way to go on.
fn leaves_it_open(runbook: &Runbook, signature: &Signature) -> bool {
    let titles = signature.causes.iter().filter_map(|id| runbook.cause(id));
    let mut titles = titles.map(|cause| cause.title.to_lowercase());
    signature.causes.len() > 1 || titles.any(|title| title.contains("unknown"))
}

#[test]
fn what_may_have_many_causes_names_more_than_one() {
    let library = Library::load(&[]);
    let books = library.entries().iter().map(|entry| &entry.book.runbook);
    let all = books.flat_map(|book| book.signatures.iter().map(move |s| (book, s)));
    let known: Vec<_> = all.map(|(b, s)| (b, s, Matcher::new(&s.pattern))).collect();
    for line in MANY_CAUSES {
        let mut knows = false;
        for (runbook, signature, _) in known.iter().filter(|(_, _, m)| m.matches(line)) {
            knows = true;
            let open = leaves_it_open(runbook, signature);
            assert!(open, "{}/{} of: {line}", runbook.id, signature.id);
        }
        assert!(knows, "no runbook knows: {line}");
    }
}

/// For each rule what a command cannot print, and what it prints.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, &str)] = &[
    ("states", "show failover history", "Just Active   Active Applied Config   HELLO not heard from mate", "Just Active   Active Drain   HELLO not heard from mate"),
    ("states", "show failover", "This host: Primary - Standby", "This host: Primary - Standby Ready"),
    ("states", "show failover state", "This host  -   Primary\n    Ready   None", "    State   Last Failure Reason\nThis host  -   Primary\n    Failed   Comm Failure"),
    ("clock", "show clock", "*03:12:40.871 UTC Sat Mar 2 2024", "03:12:40.871 UTC Sat Mar 2 2024"),
    ("clock", "show clock", "03:12:40.871 UTC Sat Mar 2 2024\nTime source is NTP", "03:12:40.871 UTC Sat Mar 2 2024\n(your own clock says otherwise)"),
    ("mtu", "show running-config group-policy A", "anyconnect mtu 1500", "anyconnect mtu 1406"),
    ("sessions", "show vpn-sessiondb summary", "AnyConnect Client : 241 : 9 : 9 : 2\nTotal Active and Inactive : 241", "AnyConnect Client : 239 : 9 : 9 : 2\nTotal Active and Inactive : 241"),
    ("sessions", "show vpn-sessiondb summary", "AnyConnect Client   Active : 241   Inactive : 2", "AnyConnect Client : 0 : 9 : 9 : 0\nTotal Active and Inactive : 0"),
    ("pool", "show ip local pool A", "192.0.2.10  192.0.2.19  255.255.255.0  0  0  11", "192.0.2.10  192.0.2.19  255.255.255.0  0  0  10"),
];

#[test]
fn each_rule_finds_what_no_device_prints() {
    for (name, command, wrong, right) in CASES {
        let (_, rule) = RULES.iter().find(|(known, _)| known == name).unwrap();
        let printed = |text: &str| {
            let all = [Shown {
                at: "drill".into(),
                command: (*command).into(),
                text: text.into(),
            }];
            rule(&all)
        };
        assert!(!printed(wrong).is_empty(), "{wrong}");
        assert_eq!(printed(right), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn more_sessions_than_addresses_are_seen() {
    let printed = |command: &str, text: &str| Shown {
        at: "drill".into(),
        command: command.into(),
        text: text.into(),
    };
    let all = [
        printed(
            "show ip local pool A",
            "192.0.2.10  192.0.2.19  255.255.255.0  0  0  10",
        ),
        printed(
            "show vpn-sessiondb summary",
            "AnyConnect Client : 10 : 9 : 9 : 5\nTotal Active and Inactive : 15",
        ),
    ];
    assert_eq!(sessions(&all).len(), 1);
}

#[test]
fn one_cause_alone_is_too_few_unless_it_is_unknown() {
    let with = |title: &str| {
        let signature = "signatures:\n  - {id: said, text: it failed, causes: [power], step: second, examples: [it failed], not: [it works]}\nvariables:";
        let text = super::GOOD.replace("variables:", signature);
        let book = read_text("outputs.yaml", &text.replace("No power", title)).unwrap();
        leaves_it_open(&book.runbook, &book.runbook.signatures[0])
    };
    assert!(!with("No power"));
    assert!(with("Reason unknown"));
}
