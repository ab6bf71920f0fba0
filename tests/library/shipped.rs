//! The runbooks inside the program.

use crate::support::*;
use runsheet::domain::checklist::{Applies, StepState};
use runsheet::domain::command::Command;
use runsheet::domain::fill::variables_in;
use runsheet::domain::id::StepRef;
use runsheet::domain::runbook::{Risk, Runbook};
use runsheet::domain::state::Status;
use runsheet::library::{LISTED, Library, Origin};
use runsheet::signature::Matcher;

const IDS: [&str; 39] = [
    "aaa-server-certificate-expired",
    "aaa-server-unreachable",
    "anyconnect-authentication-failure",
    "anyconnect-certificate-otp",
    "anyconnect-certificate-validation-failure",
    "anyconnect-client-service",
    "anyconnect-dtls-fallback",
    "anyconnect-frequent-reconnects",
    "anyconnect-saml-sso",
    "anyconnect-token-policy",
    "anyconnect-untrusted-server-certificate",
    "asa-failover",
    "asa-high-cpu",
    "fortinet-ipsec-remote-access",
    "fortinet-ssl-vpn",
    "globalprotect-portal",
    "hostscan-posture",
    "ldap-ad-bind",
    "openvpn-tls-handshake",
    "radius-mfa-timeout",
    "regional-isp-outage",
    "s2s-ikev2-phase1",
    "s2s-ipsec-phase2",
    "vpn-address-pool-exhausted",
    "vpn-broken-after-update",
    "vpn-captive-portal",
    "vpn-connected-no-traffic",
    "vpn-dns-resolution",
    "vpn-headend-unreachable",
    "vpn-home-subnet-overlap",
    "vpn-license-limit",
    "vpn-local-lan-lost",
    "vpn-mtu-fragmentation",
    "vpn-password-spray-lockout",
    "vpn-protocol-blocked",
    "vpn-service-down",
    "vpn-wsl-docker-network",
    "windows-always-on-vpn",
    "wireguard-no-handshake",
];

/// The first runbooks came from documents that give fewer addresses and symptoms than the
/// later ones; a planned procedure has no causes to tell apart.
const FROM_THE_SOURCES: [&str; 3] = [
    "anyconnect-authentication-failure",
    "anyconnect-certificate-otp",
    "anyconnect-token-policy",
];

fn shipped() -> Library {
    let library = Library::load(&[]);
    let said: Vec<String> = library
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    library
}

#[test]
fn all_load_without_a_diagnostic() {
    let library = shipped();
    let mut ids: Vec<&str> = library
        .entries()
        .iter()
        .map(|e| e.book.runbook.id.as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, IDS);
    for entry in library.entries() {
        assert_eq!(entry.origin, Origin::Embedded);
        assert!(!entry.book.runbook.symptoms.is_empty());
        for see in &entry.book.runbook.see {
            assert!(
                library.get(see.runbook.as_str()).is_some(),
                "{}",
                see.runbook
            );
        }
    }
}

/// What a runbook has to have before it is shipped.
#[test]
fn every_runbook_holds_what_an_operator_needs() {
    let mut lacks = Vec::new();
    for entry in shipped().entries() {
        let runbook = &entry.book.runbook;
        let mut wants = |holds: bool, what: &str| {
            if !holds {
                lacks.push(format!("{}: {what}", runbook.id));
            }
        };
        let steps: Vec<_> = runbook.steps().map(|(_, step)| step).collect();
        let addresses = runbook.references.iter().filter(|r| r.url.is_some());
        wants(addresses.count() >= 2, "two references with an address");
        let titled = runbook
            .references
            .iter()
            .all(|r| !r.title.trim().is_empty());
        wants(titled, "a title for each reference");
        for step in &steps {
            let alters = step.risk != Risk::Read;
            let back = !alters || step.rollback.is_some();
            wants(back, &format!("a rollback for {}", step.number));
            let runs = step.run.iter().all(|run| !run.device.trim().is_empty());
            wants(runs, &format!("a device for what {} runs", step.number));
        }
        wants(runbook.signatures.len() >= 4, "four signatures");
        wants(steps.len() >= 8, "eight steps");
        wants(steps.iter().any(|step| step.critical), "a critical step");
        wants(runbook.escalation.is_some(), "whom to escalate to");
        if FROM_THE_SOURCES.contains(&runbook.id.as_str()) {
            continue;
        }
        wants(steps.len() <= 20, "at most twenty steps");
        wants(runbook.symptoms.len() >= 6, "six symptoms");
        wants(runbook.causes.len() >= 3, "three causes");
        wants(!runbook.see.is_empty(), "when another runbook is right");
    }
    assert!(lacks.is_empty(), "{}", lacks.join("\n"));
}

#[test]
fn there_are_signatures_enough() {
    let library = shipped();
    let each = library.entries().iter();
    let all: usize = each.map(|e| e.book.runbook.signatures.len()).sum();
    assert!(all >= 250, "{all} signatures");
}

#[test]
fn signatures_find_their_examples_and_no_near_miss() {
    for entry in shipped().entries() {
        for signature in &entry.book.runbook.signatures {
            let name = format!("{}/{}", entry.book.runbook.id, signature.id);
            assert!(!signature.examples.is_empty(), "{name} has no example");
            assert!(!signature.not.is_empty(), "{name} has no near miss");
            let matcher = Matcher::new(&signature.pattern);
            for line in &signature.examples {
                assert!(matcher.matches(line), "{name}: {line}");
            }
            for line in &signature.not {
                assert!(!matcher.matches(line), "{name}: {line}");
            }
        }
    }
}

#[test]
fn every_variable_is_used_and_secrets_have_no_example() {
    for entry in shipped().entries() {
        let runbook = &entry.book.runbook;
        let used = variables_in(&entry.text);
        for variable in &runbook.variables {
            assert!(
                used.contains(&&*variable.name),
                "{}: {}",
                runbook.id,
                variable.name
            );
            assert!(
                !(variable.secret && variable.example.is_some()),
                "{}: {}",
                runbook.id,
                variable.name
            );
        }
    }
}

#[test]
fn authentication_runbooks_ask_for_the_scope_first() {
    let library = shipped();
    for id in [
        "anyconnect-authentication-failure",
        "anyconnect-token-policy",
    ] {
        let runbook = &library.get(id).unwrap().book.runbook;
        let (_, first) = runbook.steps().next().unwrap();
        assert_eq!(first.id.as_str(), "scope");
        let answers: Vec<&str> = first.answers.iter().map(|a| &*a.id).collect();
        assert_eq!(answers, ["one", "group", "everyone", "unknown"]);
    }
}

/// Walks a runbook to `closed`: every step that counts is done, every question gets the
/// answer that `choose` takes.
pub fn walk(text: &str, choose: fn(usize) -> usize) -> (World, usize) {
    let mut world = World::new(text);
    let runbook: std::sync::Arc<Runbook> = world.state().runbooks[0].runbook.clone().unwrap();
    let mut steps = 0;
    while let Some(at) = open_step(&mut world) {
        let step = runbook.step(&at.step).unwrap();
        world.wait(1_000);
        world.ok(Command::StartStep { step: at.clone() });
        world.wait(1_000);
        let answers = step.answers.len();
        world.ok(Command::CompleteStep {
            step: at,
            observed: Some("as expected".into()),
            answer: (answers > 0).then(|| step.answers[choose(answers)].id.clone()),
            approved_by: step.approval.map(|_| "sue".into()),
            confirm: step.confirmation().map(str::to_owned),
        });
        steps += 1;
        assert!(steps < 200, "{} never ends", runbook.id);
    }
    world.ok(Command::Resolve {
        cause: Some("unknown".into()),
        contributing: vec![],
        summary: None,
        owner: Some("ann".into()),
    });
    world.ok(Command::Close { reason: None });
    assert_eq!(world.state().status, Some(Status::Closed));
    (world, steps)
}

/// The next step that counts; one whose question stays open is passed by.
fn open_step(world: &mut World) -> Option<StepRef> {
    let state = world.state();
    state.next_step().filter(|at| {
        let (attachment, step) = state.step(at).unwrap();
        attachment.state_of(step) == StepState::Pending && attachment.applies(step) == Applies::Yes
    })
}

#[test]
fn each_is_walked_to_closed_by_the_first_and_by_the_last_answers() {
    for entry in shipped().entries() {
        for (name, choose) in [
            ("first", (|_| 0) as fn(usize) -> usize),
            ("last", |count| count - 1),
        ] {
            let (mut world, steps) = walk(&entry.text, choose);
            let state = world.state();
            for (attachment, step) in state.steps_in_use() {
                let stands = attachment.state_of(step);
                let fine = matches!(stands, StepState::Done | StepState::Na)
                    || attachment.applies(step) == Applies::Unknown && !step.critical;
                assert!(fine, "{}, {name}: {} is {stands}", attachment.id, step.id);
            }
            assert!(
                steps >= 3,
                "{}, {name}: {steps} steps",
                entry.book.runbook.id
            );
        }
    }
}

/// The first frame shows what was known when the program was built.
#[test]
fn the_list_of_the_first_frame_is_what_the_library_holds() {
    let library = Library::load(&[]);
    let listed = LISTED.iter().map(|l| (l.id, l.title, l.short, l.summary));
    let listed: Vec<_> = listed.collect();
    let entries = library.entries().iter().map(|e| &e.book.runbook);
    let loaded: Vec<_> = entries
        .map(|r| (r.id.as_str(), &*r.title, r.short.as_deref(), &*r.summary))
        .collect();
    assert_eq!(listed, loaded);
}
