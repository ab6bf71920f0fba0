//! A message is found in whatever shape its line reaches whoever scans it, and an ordinary one
//! is found in none.

use std::collections::BTreeSet;

use runsheet::evidence::{Threading, scan};
use runsheet::signature::Matcher;
use serde_json::json;

use super::alarms::healthy;
use super::ordinary::Ordinary;
use super::shipped;

/// A way in which a line is written, and its name.
type Shape = (&'static str, fn(&str) -> String);

const SHAPES: [Shape; 19] = [
    ("plain", |message| message.to_owned()),
    ("RFC 3164", rfc3164),
    ("RFC 3164 with a priority", |message| {
        format!("<134>{}", rfc3164(message))
    }),
    ("RFC 5424", |message| {
        format!(
            "<134>1 2026-11-30T11:44:51.003+01:00 gw1 vpn 4711 ID47 [origin ip=\"192.0.2.1\"] {message}"
        )
    }),
    ("journald, ISO times", |message| {
        format!("2026-11-30T11:44:51+0100 gw1 vpn[4711]: {message}")
    }),
    ("journald JSON", |message| {
        json!({"_HOSTNAME": "gw1", "PRIORITY": "4", "MESSAGE": message, "_PID": "4711"}).to_string()
    }),
    ("Docker JSON", docker),
    ("Docker JSON of JSON", |message| {
        docker(&json!({"level": "info", "msg": message}).to_string())
    }),
    ("CRI", |message| {
        format!("2026-11-30T11:44:51.123456789Z stderr F {message}")
    }),
    ("compose", |message| format!("openvpn-1  | {message}")),
    ("compose with times", |message| {
        format!("openvpn-1  | 2026-11-30 11:44:51 {message}")
    }),
    ("kubectl --prefix", |message| {
        format!("[pod/vpn-0/openvpn] {message}")
    }),
    ("grep -rn", |message| {
        format!("/var/log/vpn.log:123:{}", rfc3164(message))
    }),
    ("a SIEM's export in JSON", |message| {
        json!({"_index": "fw", "_source": {"@timestamp": "2026-11-30T11:44:51Z", "message": rfc3164(message)}}).to_string()
    }),
    ("a SIEM's export as a table", |message| {
        format!(
            "\"2026-11-30T11:44:51Z\",gw1,\"{}\"",
            message.replace('"', "\"\"")
        )
    }),
    ("XML", |message| {
        let message = message
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        format!(
            "<Event><EventData><Data>{}</Data></EventData></Event>",
            message.replace('"', "&quot;")
        )
    }),
    ("wrapped at 80 columns", |message| {
        wrapped(&rfc3164(message), 80)
    }),
    ("wrapped at words", |message| {
        at_words(&rfc3164(message), 78, "")
    }),
    ("quoted in a mail", |message| {
        at_words(&rfc3164(message), 76, "> ")
    }),
];

fn rfc3164(message: &str) -> String {
    format!("Nov 30 11:44:51 gw1 vpn[4711]: {message}")
}

fn docker(message: &str) -> String {
    // Docker writes these three by their numbers.
    let line = json!({"log": format!("{message}\n"), "stream": "stderr"}).to_string();
    line.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

fn wrapped(line: &str, width: usize) -> String {
    let letters: Vec<char> = line.chars().collect();
    let parts = letters
        .chunks(width)
        .map(|part| part.iter().collect::<String>());
    parts.collect::<Vec<_>>().join("\n")
}

fn at_words(line: &str, width: usize, mark: &str) -> String {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last_mut().expect("there is one");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
        .iter()
        .map(|line| format!("{mark}{line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn found(text: &str) -> BTreeSet<u32> {
    let threading = Threading {
        threads: 1,
        block: 1 << 16,
    };
    let scanned = scan(text.as_bytes(), shipped(), threading);
    scanned
        .found
        .into_iter()
        .map(|found| found.signature)
        .collect()
}

/// Every example of every signature, with its signature.
fn examples() -> Vec<(u32, String)> {
    let numbers = 0..shipped().len() as u32;
    let each = numbers.flat_map(|number| {
        let examples = shipped().get(number).1.examples.iter();
        examples.map(move |example| (number, example.clone()))
    });
    each.collect()
}

/// What is not found yet: rows of a firewall's table that are broken at the words within a quoted
/// field, four lines for one.
const KNOWN_MISSES: &[(&str, &str)] = &[
    // No Windows event holds what these programs write.
    ("XML", "softether-refused"),
    ("XML", "freeradius-ippool"),
    ("XML", "proxy-full"),
    ("wrapped at words", "frr-session-lost"),
    ("wrapped at words", "gp-auth-failure"),
    ("wrapped at words", "gp-gateway-config"),
    ("quoted in a mail", "gp-auth-failure"),
    ("quoted in a mail", "gp-gateway-config"),
];

#[test]
fn every_example_is_found_in_every_shape() {
    let examples = examples();
    assert!(examples.len() >= 366);
    let patterns = (0..shipped().len() as u32).map(|number| &shipped().get(number).1.pattern);
    let matchers: Vec<Matcher> = patterns.map(Matcher::new).collect();
    let mut missed = String::new();
    let (mut all, mut now, mut line_by_line) = (0, 0, 0);
    for (name, shape) in SHAPES {
        let (mut here, mut alone) = (0, 0);
        for (number, example) in &examples {
            let text = shape(example);
            let signature = &shipped().get(*number).1;
            let matcher = &matchers[*number as usize];
            let is_found = found(&text).contains(number);
            here += usize::from(is_found);
            alone += usize::from(text.lines().any(|line| matcher.matches(line)));
            let is_known = KNOWN_MISSES.contains(&(name, signature.id.as_str()));
            if !is_found && !is_known {
                missed += &format!("{name}: {}: {text}\n", signature.id);
            }
        }
        println!(
            "{name}: {here} of {}, by expressions on lines alone {alone}",
            examples.len()
        );
        (all, now, line_by_line) = (all + examples.len(), now + here, line_by_line + alone);
    }
    println!("in all {now} of {all}, by expressions on lines alone {line_by_line}");
    assert!(missed.is_empty(), "{now} of {all}:\n{missed}");
}

#[test]
fn every_near_miss_stays_one_in_every_shape() {
    for number in 0..shipped().len() as u32 {
        let (runbook, signature) = shipped().get(number);
        for near in &signature.not {
            for (name, shape) in SHAPES {
                let text = shape(near);
                assert!(
                    !found(&text).contains(&number),
                    "{name}: {} {}: {text}",
                    runbook.id,
                    signature.id
                );
            }
        }
    }
}

#[test]
fn ordinary_lines_hold_nothing_in_any_shape() {
    let mut text = Ordinary::new(11).text(300_000);
    for log in healthy() {
        text += &log;
    }
    assert!(text.lines().count() > 3_000);
    for (name, shape) in SHAPES {
        let shaped: Vec<String> = text.lines().map(shape).collect();
        let scanned = scan(
            shaped.join("\n").as_bytes(),
            shipped(),
            Threading::default(),
        );
        let told = scanned.found.iter().map(|found| {
            let signature = &shipped().get(found.signature).1;
            format!(
                "{name}: {} x {}: {} {:?}\n",
                found.count, signature.id, found.first.text, found.first.after
            )
        });
        let told: String = told.collect();
        assert!(told.is_empty(), "{told}");
    }
}

/// Lines as a terminal and `systemctl status` leave them, between ordinary ones.
fn pasted() -> String {
    let message = "%ASA-4-750003: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:Unknown IKEv2 Negotiation aborted due to ERROR: Failed to authenticate the IKE SA";
    let mut text = Ordinary::new(5).text(3_000);
    for number in 0..6 {
        text += &wrapped(&rfc3164(message), 80);
        text += "\n";
        text += &Ordinary::new(number).text(700);
        text += "Nov 30 11:44:51 gw1 vpn[4711]: Negotiation aborted due to ERROR: Failed to receive the AUTH msg bef…ired\n";
    }
    text
}

#[test]
fn wrapped_and_cut_lines_do_not_depend_on_blocks_or_threads() {
    let text = pasted();
    let look =
        |threads, block| scan(text.as_bytes(), shipped(), Threading { threads, block }).found;
    let wanted = look(1, 1 << 20);
    let ids: Vec<(&str, u64)> = wanted
        .iter()
        .map(|found| (shipped().get(found.signature).1.id.as_str(), found.count))
        .collect();
    assert!(ids.contains(&("asa-ike-auth-failed", 6)), "{ids:?}");
    assert!(ids.contains(&("asa-auth-timer", 6)), "{ids:?}");
    for block in (50..4_000).step_by(97) {
        for threads in [1, 3] {
            assert_eq!(look(threads, block), wanted, "{threads} threads, {block}");
        }
    }
}

#[test]
fn a_wrapped_line_is_shown_as_it_stands() {
    let text = pasted();
    let found = scan(text.as_bytes(), shipped(), Threading::default()).found;
    let is_wrapped = |id: &str| id == "asa-ike-auth-failed";
    let found = found
        .iter()
        .find(|found| is_wrapped(shipped().get(found.signature).1.id.as_str()))
        .expect("it is found");
    assert_eq!(found.first.text.chars().count(), 80);
    assert!(text.lines().nth(found.first.line as usize - 1) == Some(&found.first.text));
    assert!(
        found.first.after[0].contains("Negotiation aborted"),
        "{:?}",
        found.first
    );
}

#[test]
fn too_little_before_an_ellipsis_tells_nothing() {
    for line in [
        "Nov 30 11:44:51 gw1 vpn[4711]: Negotiation aborted due to ERROR: Failed to rec…ired",
        "Nov 30 11:44:51 gw1 vpn[4711]: Negotiation abor…",
        "Starting Negotiation aborted due to ERROR: Failed to receive the AUTH msg bef...",
    ] {
        assert!(found(line).is_empty(), "{line}");
    }
}

#[test]
fn the_fields_of_a_firewall_are_found_in_any_order() {
    let mut tried = 0;
    for (number, example) in examples() {
        let fields: Vec<&str> = fields(&example);
        if fields.len() < 6 || fields.iter().any(|field| !field.contains('=')) {
            continue;
        }
        tried += 1;
        let mut turned = fields.clone();
        turned.reverse();
        for _ in 0..fields.len() {
            turned.rotate_left(1);
            let line = turned.join(" ");
            assert!(found(&line).contains(&number), "{line}");
        }
    }
    assert!(tried >= 3, "only {tried} examples consist of fields");
}

/// The fields of a line; a quoted one may hold blanks.
fn fields(line: &str) -> Vec<&str> {
    let mut is_quoted = false;
    line.split(|letter: char| {
        is_quoted ^= letter == '"';
        letter == ' ' && !is_quoted
    })
    .collect()
}

#[test]
fn events_of_windows_are_found_over_several_lines() {
    let message = "NPS Extension for Azure MFA: CID: 341b704d-03f1-4ba6-ae92-eb19ae2f2bf3 :Exception in Authentication Ext for User jdoe :: ErrorCode:: HTTP_CONNECT_ERROR";
    let number = examples()
        .into_iter()
        .find(|(_, example)| example == message);
    let number = number.expect("it is an example").0;
    for width in [80, 120, 160] {
        let list = at_words(message, width - 11, "          ");
        let text = format!(
            "TimeCreated : 11/30/2026 11:44:51 AM\nId          : 1\nMessage : {}\n\n",
            list.trim_start()
        );
        assert!(found(&text).contains(&number), "{text}");
    }
    let xml = format!(
        "<Event>\n  <System>\n    <EventID>1</EventID>\n  </System>\n  <EventData>\n    <Data>{message}</Data>\n  </EventData>\n</Event>\n"
    );
    assert!(found(&xml).contains(&number));
}

#[test]
fn the_newest_line_may_come_first() {
    let message =
        "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED";
    let lines: Vec<String> = (0..20)
        .map(|number| match number {
            7 => rfc3164(message),
            _ => format!("Nov 30 11:44:{number:02} gw1 app: ordinary"),
        })
        .collect();
    let turned: Vec<String> = lines.iter().rev().cloned().collect();
    let (there, back) = (found(&lines.join("\n")), found(&turned.join("\n")));
    assert!(!there.is_empty() && there == back);
}
