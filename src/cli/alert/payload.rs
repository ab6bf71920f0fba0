//! From the JSON of a payload to an [`Alert`], or to a sentence that says what is wrong and where.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Alert, LINE, One, fingerprint_of, one_line};
use crate::domain::event::Severity;
use crate::domain::time::{Precision, Reported, Timestamp};

type Texts = BTreeMap<String, String>;
type Object = Map<String, Value>;

/// Versions of the payload: Alertmanager's, and Grafana's.
const VERSIONS: [&str; 2] = ["4", "1"];
/// The longest id of an alert or a group that is kept.
const ID: usize = 500;

/// Reads a payload.
pub fn read(text: &str) -> Result<Alert, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let payload: Value = serde_json::from_str(text).map_err(|error| no_json(&error))?;
    let payload = object(&payload, "it")?;
    if let Some(version) = text_in(payload, "version", "")?
        && !VERSIONS.contains(&version)
    {
        let version = one_line(version, 20);
        return Err(format!("its version is \"{version}\", not \"4\""));
    }
    let alerts = match payload.get("alerts") {
        Some(Value::Array(alerts)) => alerts,
        Some(other) => return Err(format!("\"alerts\" is {}, not a list", kind(other))),
        None => return Err("it has no \"alerts\"".to_owned()),
    };
    let status = text_in(payload, "status", "")?;
    let common = texts(payload, "commonLabels", "")?;
    let mut all = Vec::new();
    for (place, alert) in alerts.iter().enumerate() {
        all.push(raw(alert, place + 1, status, &common)?);
    }
    if all.is_empty() {
        return Err("it holds no alerts".to_owned());
    }
    let is_resolved = all.iter().all(|alert| alert.is_resolved);
    all.retain(|alert| alert.is_resolved == is_resolved);
    let labels = shared(all.iter().map(|alert| &alert.labels));
    let mut annotations = texts(payload, "commonAnnotations", "")?;
    annotations.extend(shared(all.iter().map(|alert| &alert.annotations)));
    let name = all.iter().find_map(|alert| alert.labels.get("alertname"));
    let name = name.or(common.get("alertname"));
    let name = name
        .map(|name| one_line(name, LINE))
        .filter(|name| !name.is_empty());
    let summary = annotations.get("summary").map(|text| one_line(text, LINE));
    let summary = summary.filter(|text| !text.is_empty());
    let query = [name.as_deref().map(words), summary.clone()];
    let query: Vec<String> = query.into_iter().flatten().collect();
    let left_out = payload.get("truncatedAlerts").and_then(Value::as_u64);
    let mut title = match (&summary, &name) {
        (Some(summary), _) => summary.clone(),
        (None, Some(name)) => titled(name, all.first().map_or(&labels, |one| &one.labels)),
        (None, None) => return Err("it has no label \"alertname\"".to_owned()),
    };
    let count = all.len() as u64 + left_out.unwrap_or(0);
    if count > 1 {
        title.push_str(&format!(" ({count} alerts)"));
    }
    let starts = all.iter().filter_map(|alert| alert.starts_at).min();
    Ok(Alert {
        is_resolved,
        starts_at: starts.map(|at| Reported {
            at,
            precision: Precision::Millisecond,
        }),
        title,
        query: query.join(" "),
        severity: labels.get("severity").and_then(|word| severity(word)),
        group: text_in(payload, "groupKey", "")?.map(|key| one_line(key, ID)),
        left_out: left_out.unwrap_or(0),
        alerts: all.into_iter().map(|raw| raw.named(&query)).collect(),
        labels,
        annotations,
    })
}

/// Why a text is no JSON. The parser's own words speak of its grammar.
fn no_json(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return format!("it breaks off at line {line}, column {column}");
    }
    if error.to_string().contains("recursion limit") {
        return "it is nested too deep".to_owned();
    }
    format!("it is no JSON: line {line}, column {column} cannot be read")
}

/// One alert as it came.
struct Raw {
    is_resolved: bool,
    labels: Texts,
    annotations: Texts,
    starts_at: Option<Timestamp>,
    fingerprint: Option<String>,
    url: Option<String>,
}

impl Raw {
    fn named(self, query: &[String]) -> One {
        let own = self
            .labels
            .get("alertname")
            .map(|name| one_line(name, LINE));
        let name = own.unwrap_or_else(|| query.first().cloned().unwrap_or_default());
        One {
            name: one_line(&titled(&name, &self.labels), LINE),
            fingerprint: self
                .fingerprint
                .unwrap_or_else(|| fingerprint_of(&self.labels)),
            url: self.url,
        }
    }
}

fn raw(alert: &Value, number: usize, status: Option<&str>, common: &Texts) -> Result<Raw, String> {
    let alert_object = object(alert, &format!("alert {number}"))?;
    let of = format!(" of alert {number}");
    let mut labels = common.clone();
    labels.extend(texts(alert_object, "labels", &of)?);
    let starts_at = match text_in(alert_object, "startsAt", &of)? {
        // What a program writes that knows no time.
        Some(at) if at.is_empty() || at.starts_with("0001-") => None,
        Some(at) => Some(at.parse::<Timestamp>().map_err(|_| {
            let at = one_line(at, 40);
            format!("\"startsAt\"{of} is no time: \"{at}\"")
        })?),
        None => None,
    };
    let own = text_in(alert_object, "status", &of)?.or(status);
    let fingerprint = text_in(alert_object, "fingerprint", &of)?;
    let fingerprint = fingerprint.map(|id| one_line(id, ID));
    let url = text_in(alert_object, "generatorURL", &of)?.map(|url| one_line(url, ID));
    let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    Ok(Raw {
        is_resolved: own.is_some_and(|word| matches!(word, "resolved" | "ok")),
        labels,
        annotations: texts(alert_object, "annotations", &of)?,
        starts_at,
        fingerprint: fingerprint.filter(|id| !id.is_empty()),
        url: url.filter(is_web),
    })
}

fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Object, String> {
    let object = value.as_object();
    object.ok_or_else(|| format!("{what} is {}, not an object", kind(value)))
}

fn text_in<'a>(object: &'a Object, key: &str, of: &str) -> Result<Option<&'a str>, String> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("\"{key}\"{of} is {}, not a text", kind(other))),
    }
}

fn texts(object: &Object, key: &str, of: &str) -> Result<Texts, String> {
    let entries = match object.get(key) {
        None | Some(Value::Null) => return Ok(Texts::new()),
        Some(Value::Object(entries)) => entries,
        Some(other) => return Err(format!("\"{key}\"{of} is {}, not an object", kind(other))),
    };
    let mut texts = Texts::new();
    for (name, value) in entries {
        let Value::String(text) = value else {
            let name = one_line(name, 60);
            let kind = kind(value);
            return Err(format!("\"{name}\" in \"{key}\"{of} is {kind}, not a text"));
        };
        texts.insert(name.clone(), text.clone());
    }
    Ok(texts)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What all of them say alike.
fn shared<'a>(mut all: impl Iterator<Item = &'a Texts>) -> Texts {
    let mut shared = all.next().cloned().unwrap_or_default();
    for one in all {
        shared.retain(|name, value| one.get(name) == Some(value));
    }
    shared
}

/// A name with what it is about.
fn titled(name: &str, labels: &Texts) -> String {
    let about = ["service", "instance", "job"].iter();
    let about = about.filter_map(|label| labels.get(*label)).next();
    match about {
        Some(about) => format!("{name} ({})", one_line(about, 80)),
        None => name.to_owned(),
    }
}

/// The words that an alert's name is made of: `VPNSignInsFailing` is four.
fn words(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if begins {
            words.push(' ');
        }
        words.push(if letter.is_alphanumeric() {
            *letter
        } else {
            ' '
        });
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words that alerting rules commonly use, and what they are here.
fn severity(word: &str) -> Option<Severity> {
    Some(match word.to_lowercase().as_str() {
        "sev1" | "critical" | "page" | "emergency" | "p1" => Severity::Sev1,
        "sev2" | "error" | "major" | "high" | "p2" => Severity::Sev2,
        "sev3" | "warning" | "minor" | "medium" | "p3" => Severity::Sev3,
        "sev4" | "info" | "informational" | "low" | "none" | "p4" => Severity::Sev4,
        _ => return None,
    })
}
