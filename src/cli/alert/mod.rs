//! What an alert says about an incident: of Alertmanager's webhook (version 4), and of those
//! that post the same, such as Grafana (version 1).
//!
//! Sources: <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>,
//! <https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/>.
//!
//! Whoever can post an alert writes all of it, so nothing in it is trusted: texts become one
//! line each, and a value goes into a variable only if it is plain.

pub mod incident;
mod payload;

use std::collections::BTreeMap;
use std::path::Path;

use super::failure::{Exit, Failure};
use crate::domain::command::Command;
use crate::domain::digest::sha256_hex;
use crate::domain::event::Severity;
use crate::domain::runbook::Runbook;
use crate::domain::state::State;
use crate::domain::time::Reported;
use crate::files;

/// The largest payload, in bytes.
const MAX_BYTES: u64 = 1 << 20;
/// The longest title, and the longest line of a note, in letters.
const LINE: usize = 300;
/// At most so many alerts of a group are named and known again.
const NAMED: usize = 50;
/// At most so many labels and annotations stand in a note.
const TOLD: usize = 60;
/// The longest value of a variable.
const VALUE: usize = 200;

/// What a fingerprint and the key of a group are recorded as.
const SYSTEM: &str = "alertmanager";
const GROUP: &str = "alertmanager.group";

/// What an alert, or a group of them, says.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Nothing of it fires any more.
    pub is_resolved: bool,
    /// When the earliest firing alert began.
    pub starts_at: Option<Reported>,
    /// What it is about, in a line.
    pub title: String,
    /// What the search is asked.
    pub query: String,
    /// Its severity, if its label is a known word.
    pub severity: Option<Severity>,
    /// The alerts that fire; of a resolved payload all of them.
    pub alerts: Vec<One>,
    /// Labels that all of them share, as they came.
    pub labels: BTreeMap<String, String>,
    /// Annotations that all of them share, as they came.
    pub annotations: BTreeMap<String, String>,
    /// The key of the group.
    pub group: Option<String>,
    /// How many more were left out by the sender.
    pub left_out: u64,
}

/// One alert.
#[derive(Debug, Clone, PartialEq)]
pub struct One {
    /// Its name and what it is about.
    pub name: String,
    /// What tells it from others.
    pub fingerprint: String,
    /// Where it comes from.
    pub url: Option<String>,
}

/// What an incident is called elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    system: &'static str,
    id: String,
    url: Option<String>,
    text: String,
}

impl Linked {
    /// The command that records it.
    pub fn command(self) -> Command {
        Command::LinkExternal {
            system: self.system.to_owned(),
            id: self.id,
            url: self.url,
            text: Some(self.text),
        }
    }

    fn is_in(&self, state: &State) -> bool {
        let mut links = state.links.iter();
        links.any(|link| link.system == self.system && link.id == self.id)
    }
}

/// Reads a payload from a file, or from stdin if it is `-`.
pub fn read(file: &str) -> Result<Alert, Failure> {
    let name = if file == "-" { "what came in" } else { file };
    let result = match file {
        "-" => files::read_up_to(std::io::stdin(), MAX_BYTES),
        path => files::read(Path::new(path), MAX_BYTES),
    };
    let none = |what: String| {
        let what = format!("{name} is no Alertmanager payload: {what}");
        Failure::new(Exit::BadInput, what)
            .hint("it takes the JSON that Alertmanager posts to a webhook (version 4)")
    };
    let bytes = result.map_err(|error| match error.kind() {
        std::io::ErrorKind::QuotaExceeded => none(error.to_string()),
        _ => Failure::input(name, &error),
    })?;
    parse(&bytes).map_err(none)
}

/// Reads a payload that is at hand.
pub fn parse(bytes: &[u8]) -> Result<Alert, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    payload::read(text)
}

impl Alert {
    /// How many alerts it tells of.
    pub fn count(&self) -> u64 {
        self.alerts.len() as u64 + self.left_out
    }

    /// What its incident is known by.
    fn links(&self) -> Vec<Linked> {
        let group = self.group.iter().map(|key| Linked {
            system: GROUP,
            id: key.clone(),
            url: None,
            text: self.title.clone(),
        });
        let alerts = self.alerts.iter().take(NAMED).map(|one| Linked {
            system: SYSTEM,
            id: one.fingerprint.clone(),
            url: one.url.clone(),
            text: one.name.clone(),
        });
        group.chain(alerts).collect()
    }

    /// Whether an incident has this alert, one of its group, or the group.
    pub fn is_of(&self, state: &State) -> bool {
        self.links().iter().any(|link| link.is_in(state))
    }

    /// What an incident does not know of it yet.
    pub fn news(&self, state: &State) -> Vec<Linked> {
        let links = self.links().into_iter();
        links.filter(|link| !link.is_in(state)).collect()
    }

    /// Everything that it says and that has no place of its own, a line each.
    pub fn note(&self) -> String {
        let count = match self.count() {
            1 => "alert".to_owned(),
            count => format!("{count} alerts"),
        };
        let mut lines = vec![format!("{count}: {}", self.title)];
        if self.count() > 1 {
            let named = self.alerts.iter().take(NAMED);
            lines.extend(named.map(|one| format!("- {}", one.name)));
            let more = self.count().saturating_sub(NAMED as u64);
            if more > 0 {
                lines.push(format!("- and {more} more"));
            }
        }
        let told = |kind: &'static str, all: &BTreeMap<String, String>| {
            let all = all.iter().take(TOLD);
            let line = |(name, value): (&String, &String)| {
                one_line(&format!("{kind} {name}: {value}"), LINE)
            };
            all.map(line).collect::<Vec<_>>()
        };
        lines.extend(told("annotation", &self.annotations));
        lines.extend(told("label", &self.labels));
        lines.join("\n")
    }

    /// The variables of a runbook that it gives a value to, and why it gives none to others that
    /// it names.
    pub fn variables(&self, runbook: &Runbook) -> (Vec<(String, String)>, Vec<String>) {
        let (mut set, mut refused) = (Vec::new(), Vec::new());
        for variable in &runbook.variables {
            let name = &variable.name;
            let Some(value) = self.labels.get(name).or_else(|| self.annotations.get(name)) else {
                continue;
            };
            match (variable.secret, is_plain(value)) {
                (true, _) => refused.push(format!("{name} is not set: it is a secret")),
                (_, false) => refused.push(format!(
                    "{name} is not set: its value in the alert is not plain, {}",
                    one_line(&format!("{value:?}"), 60)
                )),
                _ => set.push((name.clone(), value.clone())),
            }
        }
        (set, refused)
    }
}

/// Whether a value of foreign origin may stand in what an operator runs: names, addresses and
/// numbers are made of these letters, and nothing else is needed.
fn is_plain(value: &str) -> bool {
    let is_fit = |c: char| c.is_alphanumeric() || "._-:/@+".contains(c);
    let first = value.chars().next();
    // What begins with a dash is taken for an option.
    first.is_some_and(|c| c != '-') && value.len() <= VALUE && value.chars().all(is_fit)
}

/// A text as one line of at most so many letters, without control characters.
fn one_line(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = super::output::visible(&line);
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What stands for an alert's own fingerprint where the sender gives none.
fn fingerprint_of(labels: &BTreeMap<String, String>) -> String {
    let all: Vec<String> = labels.iter().map(|pair| format!("{pair:?}")).collect();
    let digest = sha256_hex(all.join("\n").as_bytes());
    format!("labels-{}", digest.get(..16).unwrap_or(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_firing_alert_counts() {
        let alert = parse(
            br#"{"version": "4", "status": "firing",
                "commonLabels": {"alertname": "VpnSignInsFailing", "severity": "critical"},
                "alerts": [
                  {"status": "resolved", "labels": {}, "startsAt": "2026-03-01T01:00:00Z"},
                  {"status": "firing", "labels": {"instance": "asa1"}, "startsAt": "2026-03-01T02:00:00.5Z"}]}"#,
        )
        .unwrap();
        assert_eq!(alert.title, "VpnSignInsFailing (asa1)");
        assert_eq!(alert.query, "Vpn Sign Ins Failing");
        assert_eq!(alert.severity, Some(Severity::Sev1));
        assert!(!alert.is_resolved);
        assert_eq!(alert.alerts.len(), 1);
        let at = alert.starts_at.unwrap().at;
        assert_eq!(at.to_string(), "2026-03-01T02:00:00.500Z");
    }

    #[test]
    fn a_payload_of_which_nothing_fires_is_resolved() {
        for (text, resolved) in [
            (
                r#"{"status": "resolved", "alerts": [{"labels": {"alertname": "A"}}]}"#,
                true,
            ),
            (
                r#"{"alerts": [{"status": "resolved", "labels": {"alertname": "A"}}]}"#,
                true,
            ),
            (
                r#"{"status": "resolved", "alerts": [{"status": "firing", "labels": {"alertname": "A"}}]}"#,
                false,
            ),
            (r#"{"alerts": [{"labels": {"alertname": "A"}}]}"#, false),
        ] {
            assert_eq!(
                parse(text.as_bytes()).unwrap().is_resolved,
                resolved,
                "{text}"
            );
        }
    }

    #[test]
    fn other_payloads_are_refused_with_the_reason() {
        let deep = "[".repeat(100_000);
        for (text, reason) in [
            ("", "it is empty"),
            ("{", "breaks off at line 1"),
            ("{\"alerts\": [,]}", "it is no JSON: line 1, column"),
            ("what is this", "it is no JSON: line 1, column"),
            (&deep, "nested too deep"),
            ("[]", "it is a list, not an object"),
            ("7", "it is a number, not an object"),
            ("{}", "it has no \"alerts\""),
            (r#"{"version": "3", "alerts": []}"#, "its version is \"3\""),
            (
                r#"{"version": 4, "alerts": []}"#,
                "\"version\" is a number, not a text",
            ),
            (r#"{"version": "4", "alerts": []}"#, "no alerts"),
            (r#"{"alerts": {}}"#, "\"alerts\" is an object, not a list"),
            (r#"{"alerts": ["x"]}"#, "alert 1 is a text, not an object"),
            (
                r#"{"alerts": [{"labels": []}]}"#,
                "\"labels\" of alert 1 is a list",
            ),
            (
                r#"{"alerts": [{"labels": {"alertname": ["A"]}}]}"#,
                "\"alertname\" in \"labels\" of alert 1 is a list, not a text",
            ),
            (
                r#"{"alerts": [{"labels": {"alertname": "A"}, "startsAt": "yesterday"}]}"#,
                "\"startsAt\" of alert 1 is no time",
            ),
            (
                r#"{"version": "4", "alerts": [{"labels": {}}]}"#,
                "alertname",
            ),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            let text: String = text.chars().take(60).collect();
            assert!(error.contains(reason), "{text}: {error}");
        }
        assert!(parse(b"\xff\xfe").unwrap_err().contains("UTF-8"));
    }

    #[test]
    fn only_plain_values_go_into_variables() {
        for (value, plain) in [
            ("asa1.example.net:443", true),
            ("2001:db8::1", true),
            ("jdoe@example.net", true),
            ("Müller", true),
            ("$(reboot)", false),
            ("x; reboot", false),
            ("a\nreload noconfirm", false),
            ("a\u{1b}[31m", false),
            ("`id`", false),
            ("-rf", false),
            ("a b", false),
            ("", false),
            ("a\u{202e}b", false),
        ] {
            assert_eq!(is_plain(value), plain, "{value:?}");
        }
        assert!(!is_plain(&"x".repeat(201)));
    }

    #[test]
    fn texts_are_a_line_each() {
        assert_eq!(one_line("a\r\n b\u{1b}[2J\tc", 20), "a b\u{fffd}[2J c");
        assert_eq!(
            one_line(&"ä".repeat(40), 10),
            format!("{}…", "ä".repeat(10))
        );
    }

    #[test]
    fn alerts_without_a_fingerprint_are_told_apart_by_their_labels() {
        let of = |name: &str| {
            let text = format!(r#"{{"alerts": [{{"labels": {{"alertname": "{name}"}}}}]}}"#);
            parse(text.as_bytes()).unwrap().alerts[0]
                .fingerprint
                .clone()
        };
        assert_eq!(of("A"), of("A"));
        assert_ne!(of("A"), of("B"));
    }
}
