//! A message is found in whatever shape its line reaches whoever scans it, and an ordinary one
//! is found in none.

use std::collections::BTreeSet;

use runsheet::evidence::{Manner, scan};
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
    let manner = Manner {
        threads: 1,
        block: 1 << 16,
    };
    let scanned = scan(text.as_bytes(), shipped(), manner);
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

#[test]
fn every_example_is_found_in_every_shape() {
    let examples = examples();
    assert!(examples.len() >= 366);
    let mut missed = String::new();
    let (mut all, mut now, mut line_by_line) = (0, 0, 0);
    for (name, shape) in SHAPES {
        let (mut here, mut alone) = (0, 0);
        for (number, example) in &examples {
            let text = shape(example);
            let signature = &shipped().get(*number).1;
            let is_found = found(&text).contains(number);
            here += usize::from(is_found);
            alone += usize::from(text.lines().any(|line| signature.pattern.matches(line)));
            if !is_found {
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
        let scanned = scan(shaped.join("\n").as_bytes(), shipped(), Manner::default());
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
