//! Rows → past incidents, and what is wrong with the others.

use std::collections::HashMap;

use super::columns::{Mapping, PastField};
use super::moments::{Written, Zones};
use super::stated;
use super::table::{ListRow, ListTable};
use crate::domain::event::Severity;
use crate::domain::past::{Moment, PastIncident};
use crate::domain::time::{Precision, Timestamp};

/// The longest title that is kept, in characters.
const LONGEST_TITLE: usize = 500;
/// How far a stated duration may lie beside its times: lists round to minutes.
const ROUNDING_MS: i64 = 60_000;

/// Something said of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The line that its row begins in.
    pub line: u64,
    /// What.
    pub reason: String,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum RowsRead {
    /// An incident, and what is doubtful about it.
    Taken(Box<PastIncident>, Vec<Said>),
    /// Nothing.
    LeftOut(Said),
}

/// A file that is read row by row.
pub struct Reading {
    table: ListTable,
    mapping: Mapping,
    zones: Zones,
    /// The file, as it is shown.
    name: String,
    now: Timestamp,
    /// The ids that were read, and their lines.
    seen: HashMap<String, u64>,
}

impl Reading {
    /// Begins.
    pub fn new(
        table: ListTable,
        mapping: Mapping,
        zones: Zones,
        name: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            table,
            mapping,
            zones,
            name: name.to_owned(),
            now,
            seen: HashMap::new(),
        }
    }

    fn read(&mut self, row: ListRow) -> RowsRead {
        let line = row.line;
        let said = |reason: String| Said { line, reason };
        match self.past(line, row.cells) {
            Err(reason) => RowsRead::LeftOut(said(reason)),
            Ok((past, doubts)) => {
                RowsRead::Taken(Box::new(past), doubts.into_iter().map(said).collect())
            }
        }
    }

    fn past(
        &mut self,
        line: u64,
        cells: Result<Vec<String>, String>,
    ) -> Result<(PastIncident, Vec<String>), String> {
        let cells = cells?;
        let cell = |field| self.mapping.cell(&cells, field);
        let id = cell(PastField::Id).ok_or("it has no id")?.to_owned();
        let mut doubts = Vec::new();
        let mut moments = [None; 5];
        for moment in Moment::ALL {
            let Some(text) = cell(PastField::At(moment)) else {
                continue;
            };
            let named = |why: String| format!("{} \"{text}\": {why}", moment.word());
            let written = Written::of(text);
            let written = written.ok_or_else(|| named("is no date with a time".to_owned()))?;
            let told = written.told(&self.zones).map_err(named)?;
            doubts.extend(told.doubt.map(named));
            moments[moment as usize] = Some(told.at);
        }
        if let Some((detected, _)) = moments[Moment::Detected as usize]
            && let Some(seconds) = cell(PastField::AckSeconds).and_then(|s| s.parse::<i64>().ok())
            && seconds >= 0
        {
            let at = detected.plus_ms(seconds.saturating_mul(1_000));
            moments[Moment::Acknowledged as usize] = Some((at, Precision::Second));
        }
        let severity = match cell(PastField::Severity) {
            None => None,
            Some(text) => {
                let severity = severity(text);
                if severity.is_none() {
                    doubts.push(format!(
                        "severity \"{text}\" is none of sev1 to sev4: left open"
                    ));
                }
                severity
            }
        };
        let mut past = PastIncident {
            system: self.mapping.system().to_owned(),
            title: one_line(cell(PastField::Title).unwrap_or(&id)),
            severity,
            moments,
            cause: cell(PastField::Cause).map(str::to_owned),
            url: cell(PastField::Url).map(str::to_owned),
            list: self.name.clone(),
            remarks: format!("{}, line {line}", self.name),
            id,
        };
        if let Some(wrong) = past.contradiction(self.now) {
            return Err(wrong);
        }
        for (field, end) in [
            (PastField::RepairTime, Moment::Repaired),
            (PastField::ResolveTime, Moment::Resolved),
        ] {
            let Some(text) = cell(field) else { continue };
            past.remarks
                .push_str(&format!("; stated: {} after {text}", end.word()));
            doubts.extend(unborne(&past, end, text));
        }
        if past.at(Moment::Resolved).is_none() {
            doubts
                .push("when it was resolved is not given: it counts in no time to resolve".into());
        }
        if let Some(earlier) = self.seen.get(&past.id) {
            return Err(format!("id {} stands in line {earlier} already", past.id));
        }
        self.seen.insert(past.id.clone(), line);
        Ok((past, doubts))
    }
}

impl Iterator for Reading {
    type Item = RowsRead;
    fn next(&mut self) -> Option<RowsRead> {
        let row = self.table.next()?;
        Some(self.read(row))
    }
}

/// A title is one line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_TITLE).collect()
}

/// Why a stated duration does not follow from the times, counted from any of them.
fn unborne(past: &PastIncident, end: Moment, text: &str) -> Option<String> {
    let Some(to) = past.at(end) else {
        return Some(format!(
            "states {} after {text}, and gives no such time",
            end.word()
        ));
    };
    let Some(stated) = stated::ms(text) else {
        return Some(format!(
            "states {} after \"{text}\", which is no duration",
            end.word()
        ));
    };
    let starts = Moment::ALL
        .into_iter()
        .filter(|m| *m < end && *m != Moment::Repaired);
    let spans: Vec<(Moment, i64)> = starts
        .filter_map(|m| Some((m, to.since(past.at(m)?))))
        .collect();
    if spans
        .iter()
        .any(|(_, span)| (span - stated).abs() < ROUNDING_MS)
    {
        return None;
    }
    let given: Vec<String> = spans
        .iter()
        .map(|(from, span)| format!("{} since {}", stated::words(*span), from.word()))
        .collect();
    let given = match given.is_empty() {
        true => "its times give no start".to_owned(),
        false => format!("its times give {}", given.join(", ")),
    };
    Some(format!("states {} after {text}; {given}", end.word()))
}

/// `sev1`, `P2`, `3 - Moderate`, `Critical`.
fn severity(text: &str) -> Option<Severity> {
    let lower = text.trim().to_lowercase();
    let short = lower
        .trim_start_matches("sev")
        .trim_start_matches('p')
        .trim_start_matches(['-', ' ']);
    let number = short.chars().next().filter(|c| c.is_ascii_digit());
    Some(match (number, lower.as_str()) {
        (Some('1'), _) | (None, "critical" | "highest" | "blocker") => Severity::Sev1,
        (Some('2'), _) | (None, "high" | "major") => Severity::Sev2,
        (Some('3'), _) | (None, "medium" | "moderate") => Severity::Sev3,
        (Some('4'), _) | (None, "low" | "minor") => Severity::Sev4,
        _ => return None,
    })
}
