//! What an operator relies on in every shipped runbook, as far as a program can see it: a command
//! carries the risk that it has, what is switched on is switched off again, a repair outlives the next
//! reload, and a rollback goes back to something that was kept.
//!
//! Long because each rule stands here with a step that breaks it.

use std::sync::LazyLock;

use regex::Regex;
use runsheet::domain::runbook::{Risk, Runbook, RunbookMode, Step, StepKind};
use runsheet::library::{Library, read_text};

/// Finds what is wrong in one runbook, a line for each step.
type Rule = fn(&Runbook) -> Vec<String>;

const RULES: [(&str, Rule); 6] = [
    ("risk", risks),
    ("left on", left_on),
    ("not saved", not_saved),
    ("no way back", no_way_back),
    ("misleading", misleading),
    ("what it breaks", breaks),
];

/// Services of one person's computer: only that person notices their restart.
const OF_ONE_COMPUTER: [&str; 10] = [
    "vpnagent",
    "csc_vpnagent",
    "vpnagentd",
    "PanGPS",
    "docker",
    "NetworkManager",
    "systemd-resolved",
    "Dnscache",
    "RasMan",
    "IKEEXT",
];

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("it is valid")
}

/// What begins with these only looks, on a Cisco device.
static LOOKS: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"^(show|ping|traceroute|packet-tracer|dir|more|who|test|system support|crypto ca crl request|undebug|no debug|no capture|failover exec mate show)\b",
    )
});

/// What begins with these acts at once and leaves no line in a configuration.
static ACTS_AT_ONCE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"^(debug|capture|clear|write|copy|delete|reload|(no )?failover (active|exec|reload-standby|reset)|vpn-sessiondb|(no )?shun|aaa-server \S+ (active|fail) host|ssh disconnect)",
    )
});

/// Verbs with the least risk that their step may carry; the first that fits counts.
static FLOORS: LazyLock<Vec<(Regex, Risk)>> = LazyLock::new(|| {
    let floors = [
        (
            r"^clear (crypto|configure|conn|xlate|local-host)",
            Risk::Disrupt,
        ),
        (
            r"^(write (standby|erase)|reload|failover reload-standby)",
            Risk::Disrupt,
        ),
        (r"^(no )?failover active", Risk::Disrupt),
        (r"^vpn-sessiondb logoff", Risk::Disrupt),
        (r"^shun ", Risk::Disrupt),
        (r"^diagnose debug (application|flow|enable)", Risk::Change),
        (
            r"^diagnose sys (session clear|ha reset)|^execute reboot",
            Risk::Disrupt,
        ),
    ];
    let compiled = floors.map(|(verb, risk)| (expression(verb), risk));
    compiled.into()
});

static RESTART: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"^(?:sudo )?(?:Restart-Service|Stop-Service|net stop|systemctl (?:restart|stop))\s+(?:-Name\s+)?([\w@.{}-]+)",
    )
});

fn is_cisco(device: &str) -> bool {
    matches!(device, "asa" | "ftd" | "ios")
}

/// The commands of a step, each with its device.
fn commands(step: &Step) -> impl Iterator<Item = (&str, &str)> {
    let runs = step.run.iter();
    runs.flat_map(|run| run.text.lines().map(|line| (&*run.device, line.trim())))
}

fn all_steps(runbook: &Runbook) -> Vec<&Step> {
    runbook.steps().map(|(_, step)| step).collect()
}

/// The least risk of a command. A debug on a Cisco device goes before all other work and, by Cisco's own
/// warning, can make the device unusable, so it disrupts; limited to one peer by a condition that stands
/// before it in the same step it only changes something, like a debug elsewhere. One rule for all
/// runbooks: nobody learns that a debug is harmless from the one where it says so.
fn floor(device: &str, line: &str, limited: bool) -> Risk {
    if let Some(service) = RESTART.captures(line) {
        let name = service[1].trim_end_matches(".service");
        return match OF_ONE_COMPUTER.contains(&name) {
            true => Risk::Change,
            false => Risk::Disrupt,
        };
    }
    if line.starts_with("debug ") {
        return match is_cisco(device) && !limited && !line.starts_with("debug crypto condition") {
            true => Risk::Disrupt,
            false => Risk::Change,
        };
    }
    if let Some((_, risk)) = FLOORS.iter().find(|(verb, _)| verb.is_match(line)) {
        return *risk;
    }
    match is_cisco(device) && !LOOKS.is_match(line) {
        true => Risk::Change,
        false => Risk::Read,
    }
}

fn risks(runbook: &Runbook) -> Vec<String> {
    let mut found = Vec::new();
    for step in all_steps(runbook) {
        let mut limited = false;
        for (device, line) in commands(step) {
            let least = floor(device, line, limited);
            limited |= line.starts_with("debug crypto condition ");
            if step.risk < least {
                found.push(format!("{}: `{line}` is at least {least}", step.id));
            }
        }
    }
    found
}

/// Debugs and captures that no later command of the runbook ends.
fn left_on(runbook: &Runbook) -> Vec<String> {
    let steps = all_steps(runbook);
    let lines: Vec<(&Step, &str)> = steps
        .iter()
        .flat_map(|step| commands(step).map(move |(_, line)| (*step, line)))
        .collect();
    let mut found = Vec::new();
    for (at, (step, line)) in lines.iter().enumerate() {
        let ends: &[&str] = match line {
            line if line.starts_with("debug crypto condition reset") => continue,
            line if line.starts_with("debug crypto condition") => &["debug crypto condition reset"],
            line if line.starts_with("debug ") => &["undebug", "no debug"],
            line if line.starts_with("capture ") => &["no capture"],
            line if line.starts_with("diagnose debug enable") => &["diagnose debug disable"],
            _ => continue,
        };
        let mut later = lines[at + 1..].iter();
        if !later.any(|(_, line)| ends.iter().any(|end| line.starts_with(end))) {
            found.push(format!(
                "{}: `{line}` is never ended by `{}`",
                step.id, ends[0]
            ));
        }
    }
    found
}

/// Changes of a configuration that the next reload takes back.
fn not_saved(runbook: &Runbook) -> Vec<String> {
    if runbook.mode != RunbookMode::Live {
        return Vec::new();
    }
    let saves = |device: &str, line: &str| match device {
        "panos" | "junos" => line.starts_with("commit"),
        _ => line.starts_with("write memory") || line.ends_with("running-config startup-config"),
    };
    let changes = |device: &str, line: &str| match device {
        "panos" | "junos" => ["set ", "delete ", "load "]
            .iter()
            .any(|verb| line.starts_with(verb)),
        "asa" | "ios" => !LOOKS.is_match(line) && !ACTS_AT_ONCE.is_match(line),
        _ => false,
    };
    let mut open: Option<String> = None;
    for step in all_steps(runbook) {
        let by_menu = step
            .menu
            .as_ref()
            .is_some_and(|menu| menu.starts_with("ASDM"));
        if step.kind == StepKind::Act && by_menu {
            open = Some(format!("{}: what its menu changes is not saved", step.id));
        }
        for (device, line) in commands(step) {
            if saves(device, line) {
                open = None;
            } else if step.kind == StepKind::Act && changes(device, line) {
                open = Some(format!("{}: `{line}` is gone after a reload", step.id));
            }
        }
    }
    open.into_iter().collect()
}

/// Rollbacks that go back to what nobody kept, or that do not undo.
fn no_way_back(runbook: &Runbook) -> Vec<String> {
    static SAVED: LazyLock<Regex> = LazyLock::new(|| expression(r"\bsaved\b"));
    static SAVES: LazyLock<Regex> = LazyLock::new(|| expression(r"(?i)\b(save|keep)\b"));
    let mut found = Vec::new();
    let mut kept = false;
    for step in all_steps(runbook) {
        kept |= SAVES.is_match(&step.does);
        let Some(rollback) = &step.rollback else {
            continue;
        };
        if SAVED.is_match(rollback) && !kept {
            found.push(format!(
                "{}: no step saves what its rollback wants",
                step.id
            ));
        }
        let inherits = commands(step)
            .any(|(_, line)| line.starts_with("group-policy ") && line.ends_with(" attributes"));
        if inherits && !rollback.contains("no ") {
            let what = "a line that was inherited goes by `no`, not by a value";
            found.push(format!("{}: {what}", step.id));
        }
        if rollback.contains("dap.xml") && !rollback.contains("activate") {
            let what = "dap.xml holds only after dynamic-access-policy-config activate";
            found.push(format!("{}: {what}", step.id));
        }
    }
    found
}

/// Commands that hide what they are run for, or do more than they say.
fn misleading(runbook: &Runbook) -> Vec<String> {
    let mut found = Vec::new();
    for step in all_steps(runbook) {
        for (_, line) in commands(step) {
            if is_mute(line) {
                found.push(format!("{}: `{line}` says nothing when it fails", step.id));
            }
            if line.contains("logoff name") {
                let what = "ends every session of the name; logoff index ends one";
                found.push(format!("{}: `{line}` {what}", step.id));
            }
            if line.starts_with("test aaa-server") && line.contains(" password ") {
                found.push(format!("{}: `{line}` keeps the password", step.id));
            }
        }
    }
    found
}

/// Whether a curl is silent about its errors as well.
fn is_mute(line: &str) -> bool {
    let mut words = line.split_whitespace();
    if !words.any(|word| matches!(word, "curl" | "curl.exe")) {
        return false;
    }
    let words: Vec<&str> = words.collect();
    let has = |short: char, long: &str| {
        let mut words = words.iter();
        words.any(|word| {
            *word == long
                || word.starts_with('-') && !word.starts_with("--") && word.contains(short)
        })
    };
    has('s', "--silent") && !has('S', "--show-error") && !has('v', "--verbose")
}

fn breaks(runbook: &Runbook) -> Vec<String> {
    let steps = all_steps(runbook).into_iter();
    steps
        .filter(|step| step.risk == Risk::Disrupt && step.breaks.is_none())
        .map(|step| format!("{}: it disrupts and does not say what", step.id))
        .collect()
}

#[test]
fn every_shipped_runbook_keeps_to_the_rules() {
    let mut found = Vec::new();
    for entry in Library::load(&[]).entries() {
        let runbook = &entry.book.runbook;
        for (name, rule) in RULES {
            let lines = rule(runbook).into_iter();
            found.extend(lines.map(|line| format!("{}/{line} ({name})", runbook.id)));
        }
    }
    assert!(found.is_empty(), "{}:\n{}", found.len(), found.join("\n"));
}

/// For each rule the keys of a step that breaks it, and of one that is nearly the same and does not.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str)] = &[
    ("risk", r#"kind: check, run: [{device: asa, text: "debug ldap 255\nno debug ldap"}]"#, r#"kind: collect, risk: disrupt, breaks: All., rollback: Off., run: [{device: asa, text: "debug ldap 255\nno debug ldap"}]"#),
    ("risk", r#"kind: collect, risk: change, rollback: Off., run: [{device: asa, text: "debug crypto ikev2 127\nundebug all"}]"#, r#"kind: collect, risk: change, rollback: Off., run: [{device: asa, text: "debug crypto condition peer 192.0.2.1\ndebug crypto ikev2 127\nundebug all\ndebug crypto condition reset"}]"#),
    ("risk", "kind: act, risk: change, rollback: Back., run: [{device: nps, text: Restart-Service IAS}]", "kind: act, risk: change, rollback: Back., run: [{device: windows, text: Restart-Service vpnagent}]"),
    ("risk", "kind: act, risk: change, rollback: Back., run: [{device: asa, text: write standby}]", "kind: act, risk: disrupt, breaks: All., rollback: Back., run: [{device: asa, text: write standby}]"),
    ("risk", "kind: check, run: [{device: ios, text: ntp server 192.0.2.1}]", "kind: check, run: [{device: ios, text: show ntp status}]"),
    ("left on", "kind: act, risk: change, rollback: Back., run: [{device: asa, text: capture A interface outside}]", r#"kind: act, risk: change, rollback: Back., run: [{device: asa, text: "capture A interface outside\nno capture A"}]"#),
    ("left on", "kind: act, risk: disrupt, breaks: All., rollback: Off., run: [{device: asa, text: debug ldap 255}]", r#"kind: act, risk: disrupt, breaks: All., rollback: Off., run: [{device: asa, text: "debug ldap 255\nundebug all"}]"#),
    ("left on", "kind: collect, risk: change, rollback: Off., run: [{device: fortigate, text: diagnose debug enable}]", r#"kind: collect, risk: change, rollback: Off., run: [{device: fortigate, text: "diagnose debug enable\ndiagnose debug disable"}]"#),
    ("not saved", "kind: act, risk: change, rollback: Back., run: [{device: asa, text: ntp server 192.0.2.1}]", r#"kind: act, risk: change, rollback: Back., run: [{device: asa, text: "ntp server 192.0.2.1\nwrite memory"}]"#),
    ("not saved", "kind: act, risk: change, rollback: Back., run: [{device: panos, text: set deviceconfig system ntp-servers}]", r#"kind: act, risk: change, rollback: Back., run: [{device: panos, text: "set deviceconfig system ntp-servers\ncommit"}]"#),
    ("not saved", r#"kind: act, risk: change, rollback: Back., menu: "ASDM: Records""#, r#"kind: act, risk: change, rollback: Back., menu: "NPS: Policies""#),
    ("no way back", "kind: act, risk: change, rollback: Enter the saved lines.", "kind: act, risk: change, rollback: Enter the former lines."),
    ("no way back", r#"kind: act, risk: change, rollback: Back., run: [{device: asa, text: "group-policy A attributes\nvpn-idle-timeout 30\nwrite memory"}]"#, r#"kind: act, risk: change, rollback: By no vpn-idle-timeout 30., run: [{device: asa, text: "group-policy A attributes\nvpn-idle-timeout 30\nwrite memory"}]"#),
    ("no way back", "kind: act, risk: change, rollback: Copy dap.xml back.", "kind: act, risk: change, rollback: Copy dap.xml back and activate it."),
    ("misleading", r#"kind: check, run: [{device: linux, text: "curl -sI https://vpn.example.com/"}]"#, r#"kind: check, run: [{device: linux, text: "curl -sSI https://vpn.example.com/"}]"#),
    ("misleading", "kind: act, risk: disrupt, breaks: One., rollback: None., run: [{device: asa, text: vpn-sessiondb logoff name jdoe}]", "kind: act, risk: disrupt, breaks: One., rollback: None., run: [{device: asa, text: vpn-sessiondb logoff index 4711}]"),
    ("misleading", "kind: check, run: [{device: asa, text: test aaa-server authentication A host B username C password D}]", "kind: check, run: [{device: asa, text: test aaa-server authentication A host B username C}]"),
    ("what it breaks", "kind: act, risk: disrupt, rollback: Back.", "kind: act, risk: disrupt, breaks: All., rollback: Back."),
];

#[test]
fn each_rule_finds_the_step_that_breaks_it() {
    for (name, broken, fine) in CASES {
        let of_broken = found(broken);
        assert!(
            of_broken.contains(&format!("({name}")),
            "{broken}: {of_broken}"
        );
        assert_eq!(found(fine), "", "{fine}");
    }
}

/// What the rules find in a runbook of one such step and another that only asks.
fn found(step: &str) -> String {
    let text = super::GOOD.replace("kind: check", step);
    let book = read_text("truth.yaml", &text).unwrap_or_else(|found| panic!("{step}: {found:?}"));
    let lines = RULES.iter().flat_map(|(name, rule)| {
        let lines = rule(&book.runbook).into_iter();
        lines.map(move |line| format!("{line} ({name})"))
    });
    lines.collect::<Vec<_>>().join("\n")
}
