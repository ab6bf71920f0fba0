//! Every text of every kind of event is masked: kinds are taken from the one list, and their
//! texts are found by trying, so that a new kind is held to it from its first day.

use serde_json::{Value, json};

use super::*;
use crate::domain::time::{Precision, TimeSource, Timestamp};

const CORPUS: &str = include_str!("../../../tests/evidence/masks/lines.tsv");

/// Stands where an operator's text would.
const TEXT: &str = "§";

/// Lines of the corpus with their secrets.
fn corpus() -> Vec<(Vec<String>, String)> {
    let shown = |text: &str| text.replace('␉', "\t").replace('␛', "\u{1b}");
    let rows = CORPUS.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let secrets = cells[1].split(" ¦ ").map(shown).collect();
        (secrets, shown(cells[2]))
    });
    rows.collect()
}

/// What may stand in a key of an event's data. A text comes first, so that a key that takes
/// one gets one.
fn candidates() -> Vec<Value> {
    let id = "00000000-0000-7000-8000-000000000000";
    let finding = json!({"runbook": "vpn-one", "signature": "sig-one", "causes": [], "count": 1,
        "first": {"line": 1, "text": TEXT}});
    vec![
        json!(TEXT),
        json!([TEXT]),
        json!([finding]),
        json!(1),
        json!(true),
        json!(id),
        json!([id]),
        json!([]),
        json!("live"),
        json!("change"),
        json!("suspected"),
        json!("step"),
        json!("exited"),
        json!("vpn-one"),
        json!("2026-11-30T10:00:00.000Z"),
        json!({}),
    ]
}

fn read(kind: &str, data: &Value) -> Result<Payload, String> {
    let tagged = json!({"kind": kind, "data": data});
    Payload::deserialize(&tagged).map_err(|error| error.to_string())
}

/// An event's data with a text in every key that takes one.
fn sample(kind: &str) -> Payload {
    let mut data = json!({});
    let missing = |error: &str| {
        let name = error.strip_prefix("missing field `")?.split('`').next()?;
        Some(name.to_owned())
    };
    let mut payload = read(kind, &data);
    while let Err(error) = &payload {
        let key = missing(error).unwrap_or_else(|| panic!("{kind}: {error}: {data}"));
        let fits = candidates().into_iter().find(|candidate| {
            data[&key] = candidate.clone();
            match read(kind, &data) {
                Ok(_) => true,
                Err(error) => missing(&error).is_some_and(|other| other != key),
            }
        });
        data[&key] = fits.unwrap_or_else(|| panic!("{kind}: nothing fits {key}"));
        payload = read(kind, &data);
    }
    // Keys that may be absent are null now: those that take a text get one.
    let whole = serde_json::to_value(payload.expect("an event")).expect("JSON");
    let mut data = whole["data"].clone();
    let keys: Vec<String> = data
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect();
    for key in keys
        .iter()
        .filter(|key| data[*key].is_null())
        .cloned()
        .collect::<Vec<_>>()
    {
        data[&key] = json!(TEXT);
        if read(kind, &data).is_err() {
            data[&key] = Value::Null;
        }
    }
    read(kind, &data).unwrap_or_else(|error| panic!("{kind}: {error}"))
}

/// The same event with other texts, in all keys but those that are kept.
fn with_texts(kind: &str, sample: &Payload, text: &str) -> (Payload, usize) {
    let mut json = serde_json::to_value(sample).expect("JSON");
    let mut places = Vec::new();
    find(("/data".to_owned(), ""), &json["data"], &mut places);
    places.retain(|(_, _, found)| found == TEXT);
    for (place, _, _) in &places {
        *json.pointer_mut(place).expect("a place") = json!(text);
    }
    let payload = read(kind, &json["data"]).unwrap_or_else(|error| panic!("{kind}: {error}"));
    (payload, places.len())
}

fn event(payload: Payload) -> Event {
    Event {
        occurred_at: Timestamp::from_ms(0),
        time_source: TimeSource::Clock,
        precision: Precision::Millisecond,
        runbook: None,
        step: None,
        payload,
    }
}

#[test]
fn every_text_of_every_kind_of_event_is_masked() {
    let corpus = corpus();
    assert!(corpus.len() >= 600);
    let (masks, secrets) = (Masks::default(), Secrets::default());
    let (mut texts, mut tried, mut leaks) = (0, 0, Vec::new());
    for (number, kind) in Payload::KINDS.iter().enumerate() {
        let sample = sample(kind);
        // Each kind gets other lines; together they get all of them several times.
        let lines = corpus.iter().skip(number % 8).step_by(8);
        for (hidden, line) in lines {
            let (payload, count) = with_texts(kind, &sample, line);
            texts = texts.max(count);
            let mut event = event(payload);
            let said = mask_event(&mut event, &masks, &secrets);
            if matches!(sample, Payload::VariableSet { .. }) {
                let is_refused = matches!(said, Err(Refusal::LooksSecret { .. }));
                leaks.extend((!is_refused).then(|| format!("{kind}: {line}")));
                tried += 1;
                continue;
            }
            let kept = serde_json::to_string(&event.payload).expect("JSON");
            let is_in = |secret: &String| {
                let written = json!(secret).to_string();
                kept.contains(written.trim_matches('"'))
            };
            let leak = count > 0 && hidden.iter().any(is_in);
            leaks.extend(leak.then(|| format!("{kind}: {line}")));
            assert_eq!(
                said.expect("masked").is_empty() && count > 0,
                leak,
                "{kind}: {line}"
            );
            tried += usize::from(count > 0);
        }
    }
    println!("{} of {tried} leak:\n{}", leaks.len(), leaks.join("\n"));
    assert!(texts >= 3 && tried > 2000, "{tried} tried");
    assert!(leaks.len() * 100 <= tried * 2, "{}", leaks.join("\n"));
}

#[test]
fn ids_answers_devices_and_words_of_the_format_stay() {
    let payload = json!({"text": "set password=hunter2 on it", "device": "token:fw-1a2b3c", "risk": "change",
        "rollback": "no password=hunter2"});
    let mut event = event(read("action.taken", &payload).expect("an act"));
    let said = mask_event(&mut event, &Masks::default(), &Secrets::default()).expect("masked");
    let told: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["a password in the act", "a password in how it is undone"]
    );
    let json = serde_json::to_value(&event.payload).expect("JSON");
    assert_eq!(json["data"]["device"], "token:fw-1a2b3c");
    assert_eq!(json["data"]["text"], "set password=[masked password] on it");
}

#[test]
fn what_was_masked_is_told_in_a_sentence() {
    let text = |field: &str, what: &[&str]| MaskedText {
        field: field.to_owned(),
        what: what.iter().map(|kind| (*kind).to_owned()).collect(),
    };
    assert_eq!(said(&[], "E"), None);
    assert_eq!(
        said(&[text("the note", &["password"])], "E").as_deref(),
        Some("masked: a password in the note; reword it with E if it was none")
    );
    assert_eq!(
        said(&[text("the note", &["private key", "the secret pin"])], "E").as_deref(),
        Some(
            "masked: a private key and the secret pin in the note; reword it with E if they were none"
        )
    );
}
