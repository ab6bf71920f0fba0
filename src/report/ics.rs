//! Follow-ups as to-dos of an iCalendar file (RFC 5545). The id of each is that of its event, so
//! that a calendar which takes the file in again has each of them once.

use crate::domain::event::Payload;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

use super::audience::Leaving;
use super::document::Stamp;

/// Longest line in bytes, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar with the follow-ups that are in force.
pub fn ics(incidents: &[&Incident], stamp: Stamp, leaving: &Leaving) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(
        &mut out,
        &format!("PRODID:-//Runsheet//{}//EN", stamp.version),
    );
    for incident in incidents {
        let ledger = incident.ledger();
        let state = incident.state();
        for (recorded, _) in incident.log().filter(|(_, effective)| *effective) {
            let amended = ledger.view(recorded);
            let event = amended.as_ref().map_or(&recorded.event, |(event, _)| event);
            let Payload::FollowUpAdded { text, owner, due } = &event.payload else {
                continue;
            };
            let owner = owner.as_ref().map(|owner| format!("Owner: {owner}. "));
            let owner = owner.unwrap_or_default();
            let about = format!("{owner}From {} {}", state.key(), state.title);
            line(&mut out, "BEGIN:VTODO");
            line(&mut out, &format!("UID:{}", recorded.id));
            line(&mut out, &format!("DTSTAMP:{}", moment(stamp.exported_at)));
            line(&mut out, &format!("CREATED:{}", moment(event.occurred_at)));
            line(
                &mut out,
                &format!("SUMMARY:{}", escaped(&leaving.says(text))),
            );
            line(
                &mut out,
                &format!("DESCRIPTION:{}", escaped(&leaving.says(&about))),
            );
            line(&mut out, &format!("CATEGORIES:{}", escaped(&state.key())));
            if let Some(due) = due {
                line(&mut out, &format!("DUE:{}", moment(*due)));
            }
            line(&mut out, "STATUS:NEEDS-ACTION");
            line(&mut out, "END:VTODO");
        }
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// A moment in UTC to the second.
fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    let digits = text.chars().take(19).filter(|c| !matches!(c, '-' | ':'));
    format!("{}Z", digits.collect::<String>())
}

/// A text from outside as a value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in super::clean(text).chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

/// Writes a line, folded between letters where it is too long.
fn line(out: &mut String, text: &str) {
    let mut room = LINE;
    for letter in text.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
}
