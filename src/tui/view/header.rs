//! Who is hurt, since when, and how much time is left.
//!
//! ```text
//! ┌───────────────────────────────────────────────────────────────────────┐
//! │ INC-12  sev2  Sign-in rejected   400 users     7:41   first action 1:12│
//! │ open    Basic checks 1/3               target 10:00 ███████▒▒▒         │
//! └───────────────────────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{cut, inset, put_both, split_top};
use crate::domain::event::Mode;
use crate::domain::state::{State, Status};
use crate::tui::action::{Id, Places};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, counted, fit, local_hms};
use crate::tui::theme::Theme;

/// Its lines.
pub const HEIGHT: u16 = 2;

/// The columns of the bar that fills up towards the target.
const BAR: i64 = 10;

/// A time to come is near from here on.
const SOON_MS: i64 = 5 * 60_000;

/// Draws its first line alone, over a place that is no walk.
pub fn first_line(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) {
    let top = inset(area);
    let right = times(model, walk);
    let room = usize::from(top.width).saturating_sub(right.width() + 2);
    put_both(frame, top, name(model, walk, room), right);
}

/// Draws the header.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) {
    let (top, bottom) = split_top(area, 1);
    first_line(frame, top, model, walk);
    let bottom = inset(bottom);
    let right = target(model, walk);
    let room = usize::from(bottom.width).saturating_sub(right.width() + 2);
    put_both(frame, bottom, place(model, walk, room), right);
}

fn name(model: &Model, walk: &Walk, room: usize) -> Line<'static> {
    let (theme, state) = (&model.theme, &walk.snapshot.state);
    let mut spans = vec![Span::styled(format!("{:<8}", state.key()), theme.strong)];
    match state.mode() {
        Mode::Live => {}
        Mode::Drill => {
            spans.extend([Span::styled(" DRILL ", theme.mode), Span::raw("  ")]);
            let speed = walk.snapshot.drill.as_ref();
            let speed = speed.map_or(1, |drill| drill.script.reference.speed);
            if speed > 1 {
                let times = theme.glyphs.times;
                spans.push(Span::styled(format!("{times}{speed}  "), theme.warn));
            }
        }
        Mode::Change => spans.extend([Span::styled(" CHANGE ", theme.mode), Span::raw("  ")]),
    }
    if let Some(severity) = state.severity {
        spans.push(Span::styled(format!("{}  ", severity.word()), theme.warn));
    }
    let affected = match (&state.impact.users, &state.impact.scope) {
        (Some(1), _) => Some("1 user".to_owned()),
        (Some(users), _) => Some(format!("{users} users")),
        (None, Some(scope)) => Some(scope.clone()),
        _ => None,
    };
    let used: usize = spans.iter().map(Span::width).sum();
    let tail = affected.as_ref().map_or(0, |text| text.len().min(20) + 3);
    let title = room.saturating_sub(used + tail);
    spans.push(cut(&walk.snapshot.title, title, theme.title, theme));
    if let Some(affected) = affected {
        spans.push(Span::raw("   "));
        spans.push(cut(&affected, 20, theme.text, theme));
    }
    Line::from(spans)
}

/// The running clock, or how long it took; and the time to the first action.
fn times(model: &Model, walk: &Walk) -> Line<'static> {
    let (theme, snapshot) = (&model.theme, &walk.snapshot);
    let (state, metrics) = (&snapshot.state, &snapshot.metrics);
    if state.mode() == Mode::Change {
        let running = || state.opened_at.map(|at| model.own_now().since(at).max(0));
        let elapsed = metrics.duration.or_else(running);
        let elapsed = elapsed.map(clock).unwrap_or_default();
        return Line::styled(elapsed, theme.strong);
    }
    let marks = &state.milestones;
    let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
    let star = if assumed { "*" } else { "" };
    let elapsed = match (metrics.ttr, marks.detected) {
        (Some(ttr), _) => format!("resolved in {}{star}", clock(ttr)),
        (None, Some(mark)) => format!("{}{star}", clock(model.own_now().since(mark.at).max(0))),
        _ => String::new(),
    };
    let mut spans = vec![Span::styled(elapsed, theme.strong)];
    match metrics.ttfa {
        Some(ttfa) => {
            spans.push(Span::styled("   first action ", theme.dim));
            let style = match snapshot.targets.first_action_met {
                Some(false) => theme.bad,
                _ => theme.text,
            };
            spans.push(Span::styled(clock(ttfa), style));
        }
        None => spans.push(Span::styled("   no action yet", theme.dim)),
    }
    Line::from(spans)
}

/// How much time is left to turn back, and to the end of planned work.
fn planned(model: &Model, state: &State) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let mut spans = Vec::new();
    let word = match state.changes_in_force().next() {
        Some(_) => "begin back-out",
        None => "back out",
    };
    for (word, until) in [(word, state.begin_backout_by()), ("end", state.planned_end)] {
        let Some(until) = until else { continue };
        let left = until.since(model.own_now());
        spans.push(Span::styled(format!("   {word} "), theme.dim));
        let (text, style) = match left {
            SOON_MS.. => (format!("in {}", clock(left)), theme.text),
            0.. => (format!("in {}", clock(left)), theme.warn),
            _ => (format!("{} ago", clock(-left)), theme.bad),
        };
        spans.push(Span::styled(text, style));
    }
    spans
}

fn place(model: &Model, walk: &Walk, room: usize) -> Line<'static> {
    let (theme, snapshot) = (&model.theme, &walk.snapshot);
    let status = snapshot.state.status.unwrap_or(Status::Open);
    let style = match status {
        Status::Open => theme.warn,
        Status::Mitigated | Status::Resolved | Status::Closed => theme.good,
        Status::Held | Status::BackedOut | Status::Cancelled => theme.dim,
    };
    let mut spans = vec![Span::styled(format!("{:<8}", status.word()), style)];
    if status.word().len() >= 8 {
        spans.push(Span::raw(" "));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    let room = room.saturating_sub(used);
    let on = snapshot.phase.as_ref().filter(|_| status.is_unfinished());
    let phase = match (on, &snapshot.state.waiting_on) {
        (_, Some(on)) if status == Status::Held => format!("waiting on {on}"),
        (Some((title, ended, of)), _) => format!("{title} {ended}/{of}"),
        (None, _) if snapshot.state.runbooks.is_empty() => "no runbook yet".to_owned(),
        (None, _) if status.is_unfinished() => "every step is finished".to_owned(),
        _ => String::new(),
    };
    spans.push(cut(&phase, room, theme.text, theme));
    Line::from(spans)
}

/// The countdown to the target that comes next.
fn target(model: &Model, walk: &Walk) -> Line<'static> {
    let (theme, snapshot) = (&model.theme, &walk.snapshot);
    let state = &snapshot.state;
    let unfinished = state.status.is_some_and(Status::is_unfinished);
    let mut spans = Vec::new();
    if let Some(reported) = walk.happened_at {
        let at = local_hms(reported.at.plus_ms(model.ahead_ms()));
        let back = model.keys.press(Id::Back, Places::WALK);
        spans.push(Span::styled(
            format!("next act at {at}, {back}: now  "),
            theme.warn,
        ));
    }
    if let Some(log) = &model.following {
        // On a narrow screen the countdown has the room.
        let name = if model.size.0 < 80 { 0 } else { 16 };
        let name = fit(&log.name, name, theme.glyphs.ellipsis);
        let lines = counted(log.lines, "line");
        let gap = if name.is_empty() { "" } else { " " };
        let says = format!("follows {name}{gap}{lines}  ");
        spans.push(Span::styled(says, theme.key));
    }
    if state.mode() == Mode::Change && unfinished {
        spans.extend(planned(model, state));
    }
    let in_force = state.changes_in_force().count();
    if in_force > 0 {
        spans.push(Span::styled(format!("{in_force} in force  "), theme.warn));
    }
    let detected = state.milestones.detected.map(|mark| mark.at);
    let first = snapshot
        .targets
        .first_action
        .map(|ms| ("first action by ", ms));
    let first = first.filter(|_| snapshot.metrics.ttfa.is_none());
    let next = first.or(snapshot.targets.resolve.map(|ms| ("target ", ms)));
    if let (Some((word, within)), Some(detected), true) = (next, detected, unfinished) {
        let elapsed = model.own_now().since(detected).max(0);
        spans.push(Span::styled(format!("{word}{} ", clock(within)), theme.dim));
        spans.extend(bar(elapsed, within, theme));
    }
    let due = state.updates.last().and_then(|update| update.next_due);
    if let Some(due) = due.filter(|_| unfinished) {
        let left = due.since(model.own_now());
        let (text, style) = match left {
            0.. => (format!("   update in {}", clock(left)), theme.text),
            _ => (format!("   update late {}", clock(-left)), theme.bad),
        };
        spans.push(Span::styled(text, style));
    }
    Line::from(spans)
}

fn bar(elapsed: i64, within: i64, theme: &Theme) -> Vec<Span<'static>> {
    let glyphs = &theme.glyphs;
    if elapsed > within {
        let over = format!("over by {}", clock(elapsed - within));
        return vec![Span::styled(over, theme.bad)];
    }
    let filled = usize::try_from(elapsed * BAR / within.max(1))
        .unwrap_or(0)
        .min(10);
    let style = if filled >= 8 { theme.warn } else { theme.good };
    vec![
        Span::styled(glyphs.full.repeat(filled), style),
        Span::styled(glyphs.empty.repeat(10 - filled), theme.dim),
    ]
}
