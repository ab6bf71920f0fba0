//! An Alertmanager webhook payload, version 4.
//!
//! Source: <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::failure::{Exit, Failure};
use crate::domain::event::Severity;
use crate::domain::time::{Precision, Reported, Timestamp};
use crate::files;

/// The largest payload, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// What an alert says about an incident.
#[derive(Debug)]
pub struct Alert {
    /// When the earliest firing alert began.
    pub starts_at: Option<Reported>,
    /// Its name and what it is about.
    pub title: String,
    /// Its severity, if its label is a known word.
    pub severity: Option<Severity>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    version: String,
    #[serde(default)]
    common_labels: BTreeMap<String, String>,
    #[serde(default)]
    alerts: Vec<One>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    #[serde(default)]
    status: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    starts_at: Option<String>,
}

/// Reads a payload from a file, or from stdin if it is `-`.
pub fn read(file: &str) -> Result<Alert, Failure> {
    let result = match file {
        "-" => files::read_up_to(std::io::stdin(), MAX_BYTES).and_then(files::text),
        path => files::read_text(Path::new(path), MAX_BYTES),
    };
    let text = result.map_err(|error| Failure::input(file, &error))?;
    parse(&text).map_err(|what| {
        Failure::new(
            Exit::BadInput,
            format!("{file} is no Alertmanager payload: {what}"),
        )
        .hint("it takes the JSON that Alertmanager posts to a webhook (version 4)")
    })
}

fn parse(text: &str) -> Result<Alert, String> {
    let payload: Payload = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if payload.version != "4" {
        return Err(format!("its version is \"{}\", not \"4\"", payload.version));
    }
    if payload.alerts.is_empty() {
        return Err("it holds no alerts".to_owned());
    }
    let firing = payload.alerts.iter().filter(|a| a.status != "resolved");
    let alerts: Vec<&One> = match firing.clone().count() {
        0 => payload.alerts.iter().collect(),
        _ => firing.collect(),
    };
    let label = |name: &str| {
        let common = payload.common_labels.get(name);
        common.or_else(|| alerts.first()?.labels.get(name))
    };
    let name = label("alertname").ok_or("it has no label \"alertname\"")?;
    let about = ["service", "instance", "job"].into_iter().find_map(label);
    let starts: Result<Vec<Timestamp>, String> = alerts
        .iter()
        .filter_map(|a| a.starts_at.as_deref())
        .map(|at| {
            at.parse::<Timestamp>()
                .map_err(|e| format!("startsAt: {e}"))
        })
        .collect();
    Ok(Alert {
        starts_at: starts?.into_iter().min().map(|at| Reported {
            at,
            precision: Precision::Millisecond,
        }),
        title: match about {
            Some(about) => format!("{name} ({about})"),
            None => name.clone(),
        },
        severity: label("severity").and_then(|word| severity(word)),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_firing_alert_counts() {
        let alert = parse(
            r#"{"version": "4", "status": "firing",
                "commonLabels": {"alertname": "VpnSignInsFailing", "severity": "critical"},
                "alerts": [
                  {"status": "resolved", "labels": {}, "startsAt": "2026-03-01T01:00:00Z"},
                  {"status": "firing", "labels": {"instance": "asa1"}, "startsAt": "2026-03-01T02:00:00.5Z"},
                  {"status": "firing", "labels": {}, "startsAt": "2026-03-01T03:00:00Z"}]}"#,
        )
        .unwrap();
        assert_eq!(alert.title, "VpnSignInsFailing (asa1)");
        assert_eq!(alert.severity, Some(Severity::Sev1));
        let at = alert.starts_at.unwrap().at;
        assert_eq!(at.to_string(), "2026-03-01T02:00:00.500Z");
    }

    #[test]
    fn other_payloads_are_refused_with_the_reason() {
        for (text, reason) in [
            ("{", "EOF"),
            (r#"{"version": "3", "alerts": []}"#, "version"),
            (r#"{"version": "4", "alerts": []}"#, "no alerts"),
            (
                r#"{"version": "4", "alerts": [{"labels": {}}]}"#,
                "alertname",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
