//! Which cause comes first.

use runsheet::evidence::{Scan, ScanOptions, Signatures};

use super::{look, runbook};

#[test]
fn the_servers_cause_comes_before_what_the_client_says() {
    let client = "2026-11-16T08:05:58Z vpnagent: AAA denied for user jdoe\n".repeat(500);
    let server = "Nov 16 2026 08:05:58 asa1 : %ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";
    for text in [format!("{client}{server}"), format!("{server}{client}")] {
        let report = look(text);
        let answer = &report.answer;
        let known: Vec<&str> = answer
            .findings
            .iter()
            .map(|f| f.first.text.as_str())
            .collect();
        assert!(
            known.iter().any(|text| text.contains("AAA denied")),
            "{known:?}"
        );
        let best = &answer.runbooks[0].causes[0];
        assert!(
            answer.findings[best.findings[0]]
                .first
                .text
                .contains("113022"),
            "{best:?}"
        );
        assert!(best.step.is_some());
    }
}

#[test]
fn two_signatures_that_agree_beat_one() {
    let report = look(
        "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n%ASA-6-113014: AAA authentication server not accessible : server = 10.1.1.5 : user = jdoe\n",
    );
    assert_eq!(
        report.answer.runbooks[0].runbook.as_str(),
        "aaa-server-unreachable"
    );
}

/// A runbook with a cause that follows from another, and a signature for each.
fn own() -> Signatures {
    Signatures::new([runbook(
        "own",
        "causes: [{id: login, title: The sign-in fails, follows: [server]}, {id: server, title: The server is gone}, {id: other, title: Other}]\nsignatures:\n  - {id: says, text: the login that everybody waits for has failed again, causes: [login], step: look, examples: [\"the login that everybody waits for has failed again\"], not: [\"login\"]}\n  - {id: gone, text: server gone, causes: [server], step: look, examples: [\"server gone\"], not: [\"server\"]}\n  - {id: also, text: server lost, causes: [other], step: look, examples: [\"server lost\"], not: [\"lost\"]}\n  - {id: more, text: it is lost, causes: [other], step: look, examples: [\"it is lost\"], not: [\"lost\"]}",
    )])
}

fn causes(text: &str) -> Vec<(String, u64, Option<String>)> {
    let signatures = own();
    let mut look = Scan::new(&signatures, ScanOptions::default());
    look.stream("paste", &mut text.as_bytes());
    let report = look.finish();
    let causes = report
        .answer
        .runbooks
        .iter()
        .flat_map(|runbook| &runbook.causes);
    causes
        .map(|c| {
            (
                c.cause.to_string(),
                c.count,
                c.explained_by.as_ref().map(ToString::to_string),
            )
        })
        .collect()
}

#[test]
fn what_follows_ranks_below_what_explains_it() {
    let said = "the login that everybody waits for has failed again\n".repeat(9);
    assert_eq!(causes(&said), [("login".into(), 9, None)]);
    let both = said + "server gone\n";
    assert_eq!(
        causes(&both),
        [
            ("server".into(), 1, None),
            ("login".into(), 9, Some("server".into()))
        ]
    );
}

#[test]
fn different_signatures_count_and_repetitions_do_not() {
    let text = "server gone\n".repeat(50) + "server lost\nit is lost\n";
    let order: Vec<String> = causes(&text).into_iter().map(|(cause, ..)| cause).collect();
    assert_eq!(order, ["other", "server"]);
}

#[test]
fn nothing_known_is_an_answer() {
    let report = look("all is well\n".repeat(48_211));
    assert!(report.answer.runbooks.is_empty() && report.answer.findings.is_empty());
    assert_eq!(report.lines(), 48_211);
    let evidence = report.evidence(super::shipped());
    assert_eq!((evidence.len(), evidence[0].lines), (1, 48_211));
}

/// Two runbooks with a signature each. Of equals the first would come first.
fn first_of(one: &str, other: &str, text: &str) -> String {
    let signature = |pattern: &str, causes: &str, line: &str| {
        format!(
            "causes: [{{id: c1, title: One}}, {{id: c2, title: Two}}, {{id: c3, title: Three}}]\nsignatures:\n  - {{id: own, {pattern}, causes: {causes}, step: look, examples: [\"{line}\"], not: [\"other\"]}}"
        )
    };
    let lines: Vec<&str> = text.lines().collect();
    let signatures = Signatures::new([
        runbook("a-first", &signature(one, "[c1, c2, c3]", lines[0])),
        runbook("b-second", &signature(other, "[c1]", lines[1])),
    ]);
    let mut look = Scan::new(&signatures, ScanOptions::default());
    look.stream("paste", &mut text.as_bytes());
    look.finish().answer.runbooks[0].runbook.to_string()
}

#[test]
fn words_that_may_have_many_causes_rank_below_those_that_have_one() {
    let first = first_of(
        "text: the connection could not be opened",
        "text: the certificate of the server expired",
        "the connection could not be opened\nthe certificate of the server expired\n",
    );
    assert_eq!(first, "b-second");
}

#[test]
fn a_numbered_message_ranks_first_however_many_causes_it_may_have() {
    let first = first_of(
        "regex: '%ASA-3-113099: server gone'",
        "text: the certificate of the server expired",
        "%ASA-3-113099: server gone\nthe certificate of the server expired\n",
    );
    assert_eq!(first, "a-first");
}

#[test]
fn what_may_have_many_causes_agrees_with_nothing() {
    // The second finding of the first runbook is what anybody sees whose sign-in is refused.
    let refused = "causes: [{id: c1, title: One}, {id: c2, title: Two}, {id: c3, title: Three}, {id: c4, title: Four}]\nsignatures:\n  - {id: cause, text: password wrong, causes: [c1], step: look, examples: [\"password wrong\"], not: [\"other\"]}\n  - {id: symptom, text: it did not work, causes: [c1, c2, c3, c4], step: look, examples: [\"it did not work\"], not: [\"other\"]}";
    let secret = "causes: [{id: c1, title: One}]\nsignatures:\n  - {id: own, text: the secrets of the two differ, causes: [c1], step: look, examples: [\"the secrets of the two differ\"], not: [\"other\"]}";
    let signatures = Signatures::new([runbook("a-first", refused), runbook("b-second", secret)]);
    let mut look = Scan::new(&signatures, ScanOptions::default());
    look.stream(
        "paste",
        &mut "password wrong\nit did not work\nthe secrets of the two differ\n".as_bytes(),
    );
    let answer = look.finish().answer;
    assert_eq!(answer.findings.len(), 3);
    assert_eq!(answer.runbooks[0].runbook.as_str(), "b-second");
}

/// The runbooks that a text leads to, the likeliest first.
fn led_to(text: &str) -> Vec<String> {
    let report = look(text);
    let books = report.answer.runbooks.iter();
    books.map(|book| book.runbook.to_string()).collect()
}

#[test]
fn a_password_that_was_mistyped_once_is_no_finding() {
    let refused = "Auth: (2) Login incorrect (pap: Cleartext password does not match \"known good\" password): [ada] (from client gw port 22 cli 203.0.113.8)\n";
    let came_in = "Auth: (3) Login OK: [ada] (from client gw port 22 cli 203.0.113.8)\n";
    assert_eq!(led_to(refused)[0], "anyconnect-authentication-failure");
    assert!(led_to(&format!("{refused}{came_in}")).is_empty());
    assert!(!led_to(&format!("{came_in}{refused}")).is_empty());
    // Nor where it lies blocks apart.
    let between = "Info: Ready to process requests\n".repeat(40_000);
    assert!(led_to(&format!("{refused}{between}{came_in}")).is_empty());
    assert!(!led_to(&format!("{came_in}{between}{refused}")).is_empty());
}

#[test]
fn a_peer_that_came_back_by_itself_is_no_finding() {
    let logs = [
        [
            "Nov 30 02:10:01 gw charon: 13[IKE] <site-b|3> giving up after 5 retransmits\n",
            "Nov 30 02:10:31 gw charon: 09[IKE] <site-b|4> IKE_SA site-b[4] established between 192.0.2.1[gw-a]...198.51.100.9[gw-b]\n",
        ],
        [
            "Nov 30 02:10:01 pc openvpn[9]: [vpn1] Inactivity timeout (--ping-restart), restarting\n",
            "Nov 30 02:10:31 pc openvpn[9]: [vpn1] Peer Connection Initiated with [AF_INET]198.51.100.9:1194\n",
        ],
        [
            "%ASA-4-113019: Group = G, Username = ada, IP = 203.0.113.5, Session disconnected. Session Type: SSL, Duration: 6h:58m:34s, Bytes xmt: 37, Bytes rcv: 61, Reason: Idle Timeout\n",
            "%ASA-6-113039: Group <G> User <ada> IP <203.0.113.5> AnyConnect parent session started.\n",
        ],
    ];
    for [lost, back] in logs {
        assert!(!led_to(lost).is_empty(), "{lost}");
        assert!(!led_to(&format!("{back}{lost}")).is_empty(), "{lost}");
        let report = look(format!("{lost}{back}"));
        assert!(report.answer.runbooks.is_empty(), "{lost}");
        // It is told all the same.
        assert_eq!(report.came_right[0].first.text, lost.trim_end());
        // Lost again and again, it has come back each time and is a fault.
        assert!(
            !led_to(&format!("{lost}{back}").repeat(3)).is_empty(),
            "{lost}"
        );
    }
}

#[test]
fn many_people_refused_from_few_addresses_are_an_attack() {
    let refused = |people: usize, addresses: usize| {
        let line = |n: usize| {
            format!(
                "Auth: ({n}) Login incorrect (pap: Cleartext password does not match \"known good\" password): [user{n}] (from client gw port {n} cli 203.0.113.{})\n",
                n % addresses
            )
        };
        led_to(&(0..people).map(line).collect::<String>())
    };
    let attack = "vpn-password-spray-lockout";
    assert_eq!(refused(9, 2)[0], attack);
    assert!(!refused(2, 1).contains(&attack.to_owned()));
    assert!(!refused(9, 9).contains(&attack.to_owned()));
}
