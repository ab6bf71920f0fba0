//! An incident that was over before this journal began, as a list tells it: the events that it
//! becomes, and what is wrong with its times.
//!
//! Absent from here: how lists are written. `history` reads them.

use super::event::{Event, Mode, Payload, Severity};
use super::time::{Precision, TimeSource, Timestamp};

/// Where the detection comes from when the list does not give it.
pub const ASSUMED_SOURCE: &str = "opening";

/// The moments that a list may give, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of the lists")]
pub enum Moment {
    Started,
    Detected,
    Acknowledged,
    Repaired,
    Resolved,
}

impl Moment {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [
        Self::Started,
        Self::Detected,
        Self::Acknowledged,
        Self::Repaired,
        Self::Resolved,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Detected => "detected",
            Self::Acknowledged => "acknowledged",
            Self::Repaired => "repaired",
            Self::Resolved => "resolved",
        }
    }
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct PastIncident {
    /// What keeps it: `history`, `servicenow`, `jira`, `pagerduty`.
    pub system: String,
    /// Its id there.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// When each [`Moment`] was, in their order.
    pub moments: [Option<(Timestamp, Precision)>; 5],
    /// The cause, in the list's words.
    pub cause: Option<String>,
    /// Its address there.
    pub url: Option<String>,
    /// The list, as it is shown.
    pub list: String,
    /// What else the row says: its line, durations that it states.
    pub remarks: String,
}

impl PastIncident {
    /// When a moment was.
    pub fn at(&self, moment: Moment) -> Option<Timestamp> {
        self.moments[moment as usize].map(|(at, _)| at)
    }

    /// The earliest time given.
    pub fn opened_at(&self) -> Option<(Timestamp, Precision)> {
        self.moments.iter().flatten().min_by_key(|m| m.0).copied()
    }

    /// Why its times cannot all be right, if so.
    pub fn contradiction(&self, now: Timestamp) -> Option<String> {
        let given = Moment::ALL.into_iter();
        let given: Vec<(Moment, Timestamp)> =
            given.filter_map(|m| Some((m, self.at(m)?))).collect();
        let mut wrong = Vec::new();
        for (place, (later, later_at)) in given.iter().enumerate() {
            let before = given[..place].iter().filter(|(_, at)| later_at < at);
            wrong.extend(before.map(|(earlier, at)| {
                format!(
                    "{} ({}) lies before {} ({})",
                    later.word(),
                    short(*later_at),
                    earlier.word(),
                    short(*at)
                )
            }));
            if *later_at > now {
                let at = short(*later_at);
                wrong.push(format!("{} ({at}) lies in the future", later.word()));
            }
        }
        if given.is_empty() {
            wrong.push("it gives no time".to_owned());
        }
        (!wrong.is_empty()).then(|| wrong.join("; "))
    }

    /// The events that it becomes, under a number; none if it gives no time.
    pub fn events(&self, number: u64) -> Vec<Event> {
        let Some(opened) = self.opened_at() else {
            return Vec::new();
        };
        let mut events = Vec::with_capacity(7);
        let mut push = |(at, precision): (Timestamp, Precision), payload| {
            events.push(Event {
                occurred_at: at,
                time_source: TimeSource::Imported,
                precision,
                runbook: None,
                step: None,
                payload,
            });
        };
        let opening = Payload::IncidentOpened {
            number,
            title: self.title.clone(),
            mode: Mode::Live,
            severity: self.severity,
            source: Some(self.list.clone()),
            scenario: None,
            planned_end: None,
            backout_by: None,
        };
        push(opened, opening);
        let link = Payload::ExternalLinked {
            system: self.system.clone(),
            id: self.id.clone(),
            url: self.url.clone(),
            text: Some(self.remarks.clone()),
        };
        push(opened, link);
        let [started, detected, acknowledged, repaired, resolved] = self.moments;
        if let Some(at) = started {
            push(at, Payload::ImpactStarted {});
        }
        let assumed = detected.is_none();
        let source = if assumed {
            ASSUMED_SOURCE
        } else {
            &self.system
        };
        let source = source.to_owned();
        push(
            detected.unwrap_or(opened),
            Payload::Detected { source, assumed },
        );
        if let Some(at) = acknowledged {
            push(at, Payload::Acknowledged {});
        }
        if let Some(at) = repaired {
            push(at, Payload::Mitigated {});
        }
        if let Some(at) = resolved {
            let resolved = Payload::Resolved {
                cause: self.cause.clone(),
                contributing: Vec::new(),
                summary: None,
                owner: None,
            };
            push(at, resolved);
            let reason = Some("from a list of past incidents".to_owned());
            push(at, Payload::Closed { reason });
        }
        events
    }
}

/// A time as remarks tell it, to the second, in UTC.
pub fn short(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..19)
        .map_or_else(|| text.clone(), |text| format!("{text}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(moments: [Option<i64>; 5]) -> PastIncident {
        let at = |minute: i64| (Timestamp::from_ms(minute * 60_000), Precision::Minute);
        PastIncident {
            system: "history".into(),
            id: "1".into(),
            title: "VPN down".into(),
            severity: None,
            moments: moments.map(|m| m.map(at)),
            cause: None,
            url: None,
            list: "past.csv".into(),
            remarks: "line 2".into(),
        }
    }

    #[test]
    fn every_pair_in_the_wrong_order_is_a_contradiction() {
        let now = Timestamp::from_ms(60_000_000);
        for first in 0..5 {
            for second in first + 1..5 {
                let mut moments = [None; 5];
                (moments[first], moments[second]) = (Some(5), Some(4));
                let said = past(moments).contradiction(now).unwrap();
                assert!(said.contains("lies before"), "{said}");
                moments[second] = Some(5);
                assert_eq!(past(moments).contradiction(now), None);
            }
        }
        let ahead = past([Some(1_001), None, None, None, None]);
        assert!(ahead.contradiction(now).unwrap().contains("the future"));
        assert!(past([None; 5]).contradiction(now).is_some());
    }

    #[test]
    fn it_opens_at_the_earliest_time_and_assumes_what_is_not_given() {
        let row = past([None, None, Some(7), None, Some(9)]);
        let events = row.events(3);
        let kinds: Vec<&str> = events.iter().map(|e| e.payload.kind()).collect();
        let expected = [
            "incident.opened",
            "external.linked",
            "incident.detected",
            "incident.acknowledged",
            "incident.resolved",
            "incident.closed",
        ];
        assert_eq!(kinds, expected);
        assert_eq!(events[0].occurred_at.ms(), 7 * 60_000);
        assert!(matches!(
            events[2].payload,
            Payload::Detected { assumed: true, .. }
        ));
        assert!(events.iter().all(|e| e.time_source == TimeSource::Imported));
    }
}
