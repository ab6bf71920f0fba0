//! What a query is taken to ask for: a trouble's end, or planned work.

use super::*;
use crate::domain::runbook::RunbookMode;

/// What was tried in vain tells nothing: without it the same runbook comes first.
#[test]
fn what_was_tried_in_vain_does_not_lead_away() {
    let index = shipped();
    for trouble in [
        "The VPN drops every hour",
        "I cannot print at home while connected",
    ] {
        let first = ids(&index, trouble).swap_remove(0);
        for tried in [
            "changing DNS servers did not help.",
            "I already reinstalled the client and flushed the DNS cache.",
            "Restarted the router, no luck.",
            "I tried another network.",
        ] {
            let query = format!("{trouble}. {tried}");
            assert_eq!(ids(&index, &query)[0], first, "{query}");
        }
    }
    let alone = ids(&index, "changing DNS servers did not help");
    assert_eq!(alone[0], "vpn-dns-resolution", "nothing else is told");
}

/// A complaint must not end in the introduction of certificates.
#[test]
fn planned_work_comes_first_only_when_it_is_asked_for() {
    let (index, work) = (shipped(), "anyconnect-certificate-otp");
    for query in [
        "OTP",
        "OTP not accepted",
        "one-time password",
        "AnyConnect OTP is refused",
    ] {
        assert_ne!(ids(&index, query)[0], work, "{query}");
    }
    for query in [
        "set up certificates with OTP on the ASA",
        "OTP certificate",
        "the enrolment page refuses my one-time password",
        "%ASA-3-717042: Failed to enable Local CA Server. Reason: Time has not been set.",
    ] {
        assert_eq!(ids(&index, query)[0], work, "{query}");
    }
    let live = runbook("a", "Melon soup", "grape juice", "text: one two three");
    let plan = runbook("b", "Melon", "grape", "text: four five six");
    let mut plan = (*plan.runbook).clone();
    plan.mode = RunbookMode::Change;
    let both = Index::new([&*live.runbook, &plan]);
    assert_eq!(ids(&both, "grape"), ["a", "b"]);
    assert_eq!(ids(&both, "how to set up grape"), ["b", "a"]);
    assert_eq!(
        ids(&Index::new([&plan]), "grape"),
        ["b"],
        "nothing else fits"
    );
}

/// Everyday words of a title that once found nothing.
#[test]
fn everyday_words_and_names_of_clients_find_their_runbook() {
    let index = shipped();
    for (query, first) in [
        (
            "trouble to stay connected",
            "anyconnect-frequent-reconnects",
        ),
        ("our provider has a DDoS", "regional-isp-outage"),
        ("both are CARP master", "asa-failover"),
        ("the TAP adapter is gone", "anyconnect-client-service"),
        (
            "KVpnc gets no answer from the gateway",
            "vpn-headend-unreachable",
        ),
        (
            "nm-applet does not take my password",
            "anyconnect-authentication-failure",
        ),
        ("PPTP and GRE behind my router", "vpn-protocol-blocked"),
    ] {
        assert_eq!(ids(&index, query)[0], first, "{query}");
    }
}
