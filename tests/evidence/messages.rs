//! What an open program can say is decided: each of its failure messages is found by a signature or
//! passed over with a reason (`tests/messages/`).
//!
//! A list holds a format, the source file that has it, the decision and a note. A format is filled with
//! plausible values and written in the line shapes that a log has; the scanner is held to the decision in
//! each of them.

use std::fs;
use std::path::{Path, PathBuf};

use runsheet::evidence::ScanReport;

use super::{look, shipped};

/// A line of a list.
struct Row {
    format: String,
    decision: String,
    /// Texts for the `%s` of this format, in their order, where the usual ones would not be plausible.
    values: Vec<String>,
}

/// The reasons for which a message is passed over.
const REASONS: [&str; 4] = [
    "harmless",
    "too general",
    "not about VPN access",
    "a consequence",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages")
}

/// The lists of the open programs by name; the others have tests of their own.
fn lists() -> Vec<(String, Vec<Row>)> {
    let names = fs::read_to_string(folder().join("extract.py")).expect("the script is there");
    let open = |name: &str| names.contains(&format!("\n    \"{name}\": {{"));
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .collect();
    paths.sort();
    let named = paths.iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        (name.into_owned(), path)
    });
    named
        .filter(|(name, _)| open(name))
        .map(|(name, path)| (name, rows(path)))
        .collect()
}

fn rows(path: &Path) -> Vec<Row> {
    let text = fs::read_to_string(path).expect("the list can be read");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [format, _source, decision, note] = fields[..] else {
                panic!("{}: four columns: {line}", path.display());
            };
            let values = note
                .strip_prefix("with: ")
                .map(|values| values.split(" | "));
            Row {
                format: format.to_owned(),
                decision: decision.to_owned(),
                values: values.into_iter().flatten().map(str::to_owned).collect(),
            }
        })
        .collect()
}

/// A format of C or Go with values. What the programs themselves add to `%` is among them: `%H` is a host of
/// strongSwan, `%Y` an identity, `%N` a name, `%T` a time, `%pISpfsc` the kernel's address with its port.
fn fill(format: &str, values: &[String]) -> String {
    let mut values = values.iter();
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        text += &rest[..at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let flags = |c: char| "-+ #0123456789.*".contains(c);
        let short = rest.trim_start_matches(flags);
        let flag = &rest[..rest.len() - short.len()];
        let size = |c: char| "hlzjtqL".contains(c);
        let bare = short.trim_start_matches(size);
        let (value, length) = value(bare, flag);
        text += match (bare.chars().next(), values.len()) {
            (Some('s' | 'N' | 'v' | 'w'), 1..) => values.next().expect("one is left"),
            _ => value,
        };
        rest = &bare[length.min(bare.len())..];
    }
    text + rest
}

/// The value for what follows `%`, its flags and sizes, and how many bytes of the format it stands for.
fn value(bare: &str, flag: &str) -> (&'static str, usize) {
    let address = ["pISpfsc", "pISc", "pI4", "pI6"];
    if let Some(kind) = address.iter().find(|kind| bare.starts_with(**kind)) {
        let value = match *kind {
            "pISpfsc" => "203.0.113.7:51820",
            "pI6" => "2001:db8::7",
            _ => "203.0.113.7",
        };
        return (value, kind.len());
    }
    let value = match bare.chars().next() {
        Some('H' | 'I') if flag.contains('#') => "203.0.113.7[500]",
        Some('H' | 'I') => "203.0.113.7",
        Some('R' | 'P') => "10.1.0.0/16",
        Some('Y') => "gw-b.example.com",
        Some('N') => "NAME_OF_IT",
        Some('T') => "Nov 30 10:00:00 2026",
        Some('V') => "30 seconds",
        Some('B' | 'x' | 'X' | 'p') => "c0ffee01",
        Some('d' | 'i' | 'u') => "7",
        Some('f' | 'g') => "2.5",
        Some('c') => "c",
        Some('m') => "No such file or directory",
        Some('q') => "alice",
        Some('v' | 'w') => "peer(AbCd…EfGh)",
        _ => "example",
    };
    (value, bare.chars().next().map_or(0, char::len_utf8))
}

/// A line as the program itself writes it, as syslog of RFC 3164 and as the journal in its short form.
fn shapes(product: &str, text: &str) -> [String; 3] {
    let (program, own) = match product {
        "strongswan" => match text.split_once("] ") {
            Some((group, said)) => ("charon", format!("07{group}] <ra|3> {said}")),
            None => ("charon", text.to_owned()),
        },
        "libreswan" => ("pluto", format!("\"branch\"[1] 203.0.113.7 #2: {text}")),
        "openvpn" => ("openvpn", format!("alice/203.0.113.7:51820 {text}")),
        "ocserv" => ("ocserv", format!("worker[alice]: 203.0.113.7 {text}")),
        "freeradius" => ("radiusd", format!("(5) ERROR: {text}")),
        "openfortivpn" => ("openfortivpn", format!("ERROR:  {text}")),
        "wireguard" if text.starts_with("example: ") => {
            let said = text.trim_start_matches("example: ");
            ("kernel", format!("wireguard: wg0: {said}"))
        }
        "wireguard" => (
            "wireguard-go",
            format!("ERROR: (wg0) 2026/11/30 12:00:01 {text}"),
        ),
        "keepalived" => ("Keepalived_vrrp", text.to_owned()),
        "chrony" => ("chronyd", text.to_owned()),
        "openldap" => ("slapd", text.to_owned()),
        "sssd" => ("sssd_be", text.to_owned()),
        "krb5" if text.starts_with("AS_REQ") => ("krb5kdc", text.to_owned()),
        "krb5" => ("krb5_child", text.to_owned()),
        "unbound" => ("unbound", format!("[811:0] error: {text}")),
        "racoon" => ("racoon", format!("ERROR: {text}")),
        "haproxy" => ("haproxy", format!("[ALERT]    (811) : {text}")),
        "nginx" => (
            "nginx",
            format!("2026/11/30 12:00:01 [emerg] 811#811: {text}"),
        ),
        "softether" => ("vpnserver", text.to_owned()),
        "stunnel" => ("stunnel", format!("LOG3[0]: {text}")),
        "accel-ppp" => ("accel-pppd", format!("warn: ppp0: {text}")),
        "sstp-client" => ("sstpc", text.to_owned()),
        "radcli" => ("ocserv", text.to_owned()),
        "pam_radius" => ("openvpn", format!("pam_radius_auth: {text}")),
        program => (program, text.to_owned()),
    };
    let journal = format!("2026-11-30T12:00:01+0100 vpn1 {program}[811]: {own}");
    let syslog = format!("<27>Nov 30 12:00:01 vpn1 {program}[811]: {own}");
    let plain = match program {
        // Their own logs name the program in each line.
        "ocserv" | "Keepalived_vrrp" | "chronyd" | "slapd" | "sssd_be" | "krb5kdc"
        | "krb5_child" | "unbound" | "racoon" | "dnsmasq" | "sstpc" | "gpclient" => {
            format!("{program}[811]: {own}")
        }
        _ => own,
    };
    [plain, syslog, journal]
}

/// The signatures that a text is found by, each as `runbook/signature`, the best first.
fn found(text: &str) -> Vec<String> {
    let report: ScanReport = look(text);
    let findings = report.answer.findings.iter();
    findings
        .map(|f| format!("{}/{}", f.runbook, f.signature))
        .collect()
}

/// What is wrong with a decision, in each of the shapes.
fn wrong(product: &str, row: &Row) -> Option<String> {
    let text = fill(&row.format, &row.values);
    for line in shapes(product, &text) {
        let found = found(&line);
        if let Some(reason) = row.decision.strip_prefix("pass: ") {
            if !REASONS.iter().any(|known| reason.starts_with(known)) {
                return Some(format!("{}: no reason is called {reason}", row.format));
            }
            if !found.is_empty() {
                return Some(format!(
                    "{line}: passed over, found by {}",
                    found.join(", ")
                ));
            }
        } else if !found.contains(&row.decision) {
            let by = found.join(", ");
            return Some(format!("{line}: wants {}, found by [{by}]", row.decision));
        }
    }
    None
}

#[test]
fn each_message_of_an_open_program_is_found_or_passed_over_as_decided() {
    let mut all = 0;
    let mut wrongs = Vec::new();
    for (product, rows) in lists() {
        let decided = rows.iter().filter(|row| !row.decision.is_empty()).count();
        let signed = rows
            .iter()
            .filter(|row| row.decision.contains('/') && !row.decision.starts_with("pass"));
        println!(
            "{product}: {decided} of {} decided, {} by a signature",
            rows.len(),
            signed.count()
        );
        wrongs.extend(rows.iter().filter_map(|row| wrong(&product, row)));
        assert_eq!(
            decided,
            rows.len(),
            "{product} has messages that nobody decided"
        );
        all += decided;
    }
    assert!(all >= 700, "only {all} decisions");
    assert!(
        wrongs.is_empty(),
        "{} of {all}:\n{}",
        wrongs.len(),
        wrongs.join("\n")
    );
}

#[test]
fn a_wrong_decision_is_noticed() {
    let row = |format: &str, decision: &str| Row {
        format: format.into(),
        decision: decision.into(),
        values: Vec::new(),
    };
    let known = "[IKE] giving up after %u retransmits";
    let right = "s2s-ikev2-phase1/charon-retransmits";
    assert!(wrong("strongswan", &row(known, right)).is_none());
    assert!(wrong("strongswan", &row(known, "pass: harmless")).is_some());
    assert!(wrong("strongswan", &row("[IKE] all is well", right)).is_some());
    assert!(wrong("strongswan", &row("[IKE] all is well", "pass: because")).is_some());
}

/// The formats of a file (`FORMATS`, as `extract.py` prints them; `PRODUCT` says whose they are), each with
/// the signature that finds it already: a beginning for the list of a new release.
#[test]
#[ignore = "writes no test's result; it helps whoever extends a list"]
fn rows_for_new_formats() {
    let path = std::env::var("FORMATS").expect("FORMATS names a file");
    let product = std::env::var("PRODUCT").expect("PRODUCT names one of the lists");
    assert!(!shipped().is_empty());
    for line in fs::read_to_string(path).expect("it can be read").lines() {
        let (format, source) = line.split_once('\t').unwrap_or((line, ""));
        let text = fill(format, &[]);
        let [_, syslog, _] = shapes(&product, &text);
        let first = found(&syslog).into_iter().next().unwrap_or_default();
        println!("ROW\t{format}\t{source}\t{first}\t");
    }
}
