use super::kind::{PERSONS, Reads};
use super::policy::{Asked, Limit, Limits, NotAllowed, Policy};
use super::*;
use crate::domain::runbook::Risk::{self, Change, Disrupt, Read};

fn target(name: &str, kind: &str) -> Target {
    Target {
        name: name.to_owned(),
        kind: TargetKind::of(kind).unwrap(),
        via: Via::Ssh(name.to_owned()),
        ..Target::local()
    }
}

#[test]
fn a_box_serves_what_runs_on_it_or_what_is_said() {
    let mut linux = target("gw", "linux");
    assert!(linux.serves("strongswan") && linux.serves("linux") && !linux.serves("asa"));
    linux.serves = vec!["openvpn".to_owned()];
    assert!(linux.serves("openvpn") && linux.serves("linux") && !linux.serves("strongswan"));
    assert_eq!(linux.devices(), ["linux", "openvpn"]);
}

#[test]
fn a_target_is_chosen_by_name_or_by_being_the_only_one() {
    let targets = [
        target("fw1", "asa"),
        target("fw2", "asa"),
        target("gw", "linux"),
    ];
    assert_eq!(choose(&targets, None, Some("openvpn")).unwrap().name, "gw");
    assert_eq!(
        choose(&targets, Some("fw2"), Some("asa")).unwrap().name,
        "fw2"
    );
    assert_eq!(choose(&targets, Some("fw2"), None).unwrap().name, "fw2");
    let says = |name, device| choose(&targets, name, device).unwrap_err().to_string();
    for (name, device, expected) in [
        (None, "asa", "several targets serve asa: fw1, fw2"),
        (None, "windows", "no target serves windows"),
        (Some("gw9"), "linux", "there is no target gw9"),
        (Some("fw1"), "ftd", "fw1 is asa and serves asa, not ftd"),
    ] {
        assert_eq!(says(name, Some(device)), expected);
    }
}

#[test]
fn a_name_is_never_an_option_or_more_than_a_word() {
    for good in [
        "asa1",
        "ops@fw.example.net",
        "%3",
        "[2001:db8::1]",
        "main:1.2",
    ] {
        assert_eq!(plain_word(good), Ok(good));
    }
    for bad in [
        "",
        "-oProxyCommand=x",
        "a b",
        "a;b",
        "$(x)",
        "a\nb",
        "a'b",
        "é",
    ] {
        assert_eq!(plain_word(bad), Err(NoPlainWord), "{bad}");
    }
}

#[test]
fn what_reads_is_sent_and_what_disrupts_never() {
    let mut asa = target("asa1", "asa");
    let policy = Policy::default();
    assert_eq!(policy.permit(&asa, Read), Ok(Asked::Enter));
    let refused = policy.permit(&asa, Change).unwrap_err().to_string();
    assert_eq!(
        refused,
        "asa1 takes only what reads: your settings forbid more"
    );
    asa.limit = Limit::Change;
    assert_eq!(policy.permit(&asa, Change), Ok(Asked::Yes));
    assert!(matches!(
        policy.permit(&asa, Disrupt),
        Err(NotAllowed::Disrupt { .. })
    ));
    asa.via = Via::Tmux(None);
    assert_eq!(policy.permit(&asa, Disrupt), Ok(Asked::LastEnter));
    asa.limit = Limit::None;
    assert!(matches!(
        policy.permit(&asa, Read),
        Err(NotAllowed::Nothing { .. })
    ));
}

/// Every pair of limits, in every place where root can put one: the result is never more than
/// the operator's own, and never more than root's.
#[test]
fn root_only_tightens() {
    for own in Limit::WORDS.map(|(_, limit)| limit) {
        for root in Limit::WORDS.map(|(_, limit)| limit) {
            let everywhere = Limits {
                run: Some(root),
                ..Limits::default()
            };
            let by_kind = Limits {
                kinds: [("asa".to_owned(), root)].into(),
                ..Limits::default()
            };
            let by_name = Limits {
                targets: [("asa1".to_owned(), root)].into(),
                ..Limits::default()
            };
            for root_says in [everywhere, by_kind, by_name] {
                let policy = Policy {
                    own: Limit::Read,
                    root: root_says,
                };
                let mut asa = target("asa1", "asa");
                asa.limit = own;
                assert_eq!(policy.limit(&asa), (own.min(root), root < own));
            }
        }
    }
    let none = Policy {
        own: Limit::None,
        root: Limits::default(),
    };
    let mut asa = target("asa1", "asa");
    asa.limit = Limit::Change;
    assert_eq!(
        none.limit(&asa).0,
        Limit::None,
        "the settings end it everywhere"
    );
}

#[test]
fn a_verb_raises_a_risk_and_nothing_lowers_it() {
    let cases: &[(&str, &str, Risk, Risk)] = &[
        ("asa", "show vpn-sessiondb anyconnect", Read, Read),
        ("asa", "show running-config | include reload", Read, Read),
        ("asa", "sh run", Read, Read),
        (
            "asa",
            "test aaa-server authentication X host 192.0.2.1",
            Read,
            Change,
        ),
        ("asa", "debug crypto ikev2 platform 5", Read, Change),
        ("asa", "wr mem", Read, Change),
        ("asa", "reload noconfirm", Change, Disrupt),
        ("asa", "rel", Read, Disrupt),
        ("asa", "clear crypto ikev2 sa", Read, Disrupt),
        ("asa", "show clock\nconf t\nno logging on", Read, Change),
        ("asa", "show clock", Disrupt, Disrupt),
        ("ios", "do reload", Read, Disrupt),
        ("junos", "show interfaces", Read, Read),
        ("junos", "request system reboot", Read, Disrupt),
        ("panos", "debug software restart process", Read, Disrupt),
        ("fortigate", "diag deb enable", Read, Change),
        ("fortigate", "get system status", Read, Read),
        ("fortigate", "exec reboot", Read, Disrupt),
        ("linux", "swanctl --list-sas", Read, Read),
        ("linux", "sudo swanctl --load-all", Read, Change),
        ("linux", "journalctl -u strongswan | tail -n 50", Read, Read),
        ("linux", "journalctl -u x 2>&1 >/dev/null", Read, Read),
        ("linux", "ls > /etc/passwd", Read, Change),
        ("linux", "true; sudo -n /sbin/reboot", Read, Disrupt),
        ("linux", "sh -c 'rm -rf /tmp/x'", Read, Change),
        (
            "linux",
            "LANG=C timeout 5 systemctl restart strongswan",
            Read,
            Disrupt,
        ),
        ("linux", "echo rm", Read, Read),
        ("windows", "Restart-Computer", Read, Read),
    ];
    for (kind, text, stated, expected) in cases {
        let (risk, _) = verbs::raised(TargetKind::of(kind).unwrap(), text, *stated);
        assert_eq!(risk, *expected, "{kind}: {text}");
    }
}

#[test]
fn kinds_are_named_once_and_serve_themselves() {
    for kind in TargetKind::all() {
        assert_eq!(kind.serves.first(), Some(&kind.name));
        assert_eq!(TargetKind::of(kind.name), Some(kind));
        assert!(PERSONS.iter().all(|person| !kind.serves(person)));
    }
    assert_eq!(Target::local().kind.reads, Reads::Shell);
}
