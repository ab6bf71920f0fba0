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

use crate::domain::event::Mode;
use crate::domain::state::{State, Status};
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{LinePart, cut, fitted, inset, kept, put_both, split_top, taken};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, counted, fit, local_hms, width};
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
    let columns = usize::from(top.width);
    // Where it is narrow the title needs more than half.
    let most = if columns < 70 {
        columns * 2 / 5
    } else {
        columns / 2
    };
    let right = fitted(times(model, walk), most);
    let room = columns.saturating_sub(right.width() + 2);
    put_both(frame, top, name(model, walk, room), right);
}

/// Draws the header.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) {
    let (top, bottom) = split_top(area, 1);
    first_line(frame, top, model, walk);
    let bottom = inset(bottom);
    let columns = usize::from(bottom.width);
    // How it stands and where has a part of its own in every width.
    let kept = (place(model, walk, columns).width() + 2).min(columns * 3 / 10);
    let right = fitted(target(model, walk), columns - kept);
    let room = columns.saturating_sub(right.width() + 2);
    put_both(frame, bottom, place(model, walk, room), right);
}

/// The fewest columns of a title: at all, and beside who is affected. And its weight.
const SHORTEST: usize = 8;
const TITLE: usize = 16;
const HEAVIEST: u8 = 10;

fn name(model: &Model, walk: &Walk, room: usize) -> Line<'static> {
    let (theme, state) = (&model.theme, &walk.snapshot.state);
    let mut parts = vec![LinePart::new(
        9,
        format!("{:<6}", state.key()),
        theme.strong,
    )];
    match state.mode() {
        Mode::Live => {}
        Mode::Drill => {
            parts.push(LinePart::new(8, " DRILL ", theme.mode));
            let speed = walk.snapshot.drill.as_ref();
            let speed = speed.map_or(1, |drill| drill.script.reference.speed);
            if speed > 1 {
                let times = theme.glyphs.times;
                parts.push(LinePart::new(6, format!("{times}{speed}"), theme.warn));
            }
        }
        Mode::Change => parts.push(LinePart::new(8, " CHANGE ", theme.mode)),
    }
    if let Some(severity) = state.severity {
        let (glyph, style) = theme.severity(severity.word());
        parts.push(LinePart::new(
            7,
            format!("{glyph}{}", severity.word()),
            style,
        ));
    }
    let affected = match (&state.impact.users, &state.impact.scope) {
        (Some(1), _) => Some("1 user".to_owned()),
        (Some(users), _) => Some(counted(*users, "user")),
        (None, Some(scope)) => Some(scope.clone()),
        _ => None,
    };
    // The title is there in every width, and takes what the others leave.
    let title = &walk.snapshot.title;
    let least = fit(title, SHORTEST, theme.glyphs.ellipsis).into_owned();
    parts.push(LinePart::new(HEAVIEST, least, theme.title));
    let mut parts = kept(parts, room);
    let mut free = room.saturating_sub(taken(&parts));
    let affected = affected.map(|text| cut(&text, 20, theme.text, theme));
    // Who is affected has room only beside a title that can be read.
    let wanted = width(title).clamp(SHORTEST, TITLE) - SHORTEST;
    let fits = |affected: &Span| affected.width() + 2 + wanted <= free;
    if let Some(affected) = affected.filter(fits) {
        free -= affected.width() + 2;
        let spans = vec![affected];
        parts.push(LinePart { weight: 5, spans });
    }
    if let Some(part) = parts.iter_mut().find(|part| part.weight == HEAVIEST) {
        let columns = part.width() + free;
        part.spans = vec![cut(title, columns, theme.title, theme)];
    }
    fitted(parts, room)
}

/// The running clock, or how long it took; and the time to the first action.
fn times(model: &Model, walk: &Walk) -> Vec<LinePart> {
    let (theme, snapshot) = (&model.theme, &walk.snapshot);
    let (state, metrics) = (&snapshot.state, &snapshot.metrics);
    if state.mode() == Mode::Change {
        let running = || state.opened_at.map(|at| model.own_now().since(at).max(0));
        let elapsed = metrics.duration.or_else(running);
        let elapsed = elapsed.map(clock).unwrap_or_default();
        return vec![LinePart::new(9, elapsed, theme.strong)];
    }
    let marks = &state.milestones;
    let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
    let star = if assumed { "*" } else { "" };
    let elapsed = match (metrics.ttr, marks.detected) {
        (Some(ttr), _) => format!("resolved in {}{star}", clock(ttr)),
        _ if marks.resolved.is_some() => "resolved".to_owned(),
        (None, Some(mark)) => format!("{}{star}", clock(model.own_now().since(mark.at).max(0))),
        _ => String::new(),
    };
    let mut parts = vec![LinePart::new(9, elapsed, theme.strong)];
    parts.push(match snapshot.first_action() {
        Some(first) => {
            let style = match snapshot.targets.first_action_met {
                Some(false) => theme.bad,
                _ => theme.text,
            };
            let mut part = LinePart::new(5, "first action ", theme.dim);
            part.spans.push(Span::styled(first, style));
            part
        }
        None => LinePart::new(5, "no action yet", theme.dim),
    });
    parts
}

/// How much time is left to turn back, and to the end of planned work.
fn planned(model: &Model, state: &State) -> Vec<LinePart> {
    let theme = &model.theme;
    let mut parts = Vec::new();
    let word = match state.changes_in_force().next() {
        Some(_) => "begin back-out",
        None => "back out",
    };
    for (weight, word, until) in [
        (8, word, state.begin_backout_by()),
        (6, "end", state.planned_end),
    ] {
        let Some(until) = until else { continue };
        let left = until.since(model.own_now());
        let (text, style) = match left {
            SOON_MS.. => (format!("in {}", clock(left)), theme.text),
            0.. => (format!("in {}", clock(left)), theme.warn),
            _ => (format!("{} ago", clock(-left)), theme.bad),
        };
        let mut part = LinePart::new(weight, format!("{word} "), theme.dim);
        part.spans.push(Span::styled(text, style));
        parts.push(part);
    }
    parts
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
        (Some(_), _) if let Some(at) = snapshot.state.stopped_at() => {
            format!("stopped at {}", snapshot.state.number_of(at))
        }
        (Some((title, ended, of)), _) => format!("{title} {ended}/{of}"),
        (None, _) if snapshot.state.runbooks.is_empty() => "no runbook yet".to_owned(),
        (None, _) if status.is_unfinished() => "every step is finished".to_owned(),
        _ => String::new(),
    };
    spans.push(cut(&phase, room, theme.text, theme));
    Line::from(spans)
}

/// What was announced for the next act, what is followed, what is in force, and the countdown
/// to the target that comes next.
fn target(model: &Model, walk: &Walk) -> Vec<LinePart> {
    let (theme, snapshot) = (&model.theme, &walk.snapshot);
    let state = &snapshot.state;
    let unfinished = state.status.is_some_and(Status::is_unfinished);
    let mut parts = Vec::new();
    if let Some(reported) = walk.happened_at {
        let at = local_hms(reported.at.plus_ms(model.ahead_ms()));
        let back = model.keys.press(ActionId::Back, Places::WALK);
        let says = format!("next act at {at}, {back}: now");
        parts.push(LinePart::new(9, says, theme.warn));
    }
    if let Some(log) = &model.following {
        let name = fit(&log.name, 16, theme.glyphs.ellipsis);
        parts.push(LinePart::new(2, format!("follows {name}"), theme.key));
        parts.push(LinePart::new(4, counted(log.lines, "line"), theme.key));
    }
    if state.mode() == Mode::Change && unfinished {
        parts.extend(planned(model, state));
    }
    let in_force = state.changes_in_force().count();
    if in_force > 0 {
        parts.push(LinePart::new(7, format!("{in_force} in force"), theme.warn));
    }
    let detected = state.milestones.detected.map(|mark| mark.at);
    let first = snapshot
        .targets
        .first_action
        .map(|ms| ("first action by ", ms));
    let first = first.filter(|_| snapshot.first_action().is_none());
    let next = first.or(snapshot.targets.resolve.map(|ms| ("target ", ms)));
    if let (Some((word, within)), Some(detected), true) = (next, detected, unfinished) {
        let elapsed = model.own_now().since(detected).max(0);
        let mut part = LinePart::new(6, format!("{word}{} ", clock(within)), theme.dim);
        part.spans.extend(bar(elapsed, within, theme));
        parts.push(part);
    }
    let due = state.updates.last().and_then(|update| update.next_due);
    if let Some(due) = due.filter(|_| unfinished) {
        let left = due.since(model.own_now());
        parts.push(match left {
            0.. => LinePart::new(5, format!("update in {}", clock(left)), theme.text),
            _ => LinePart::new(8, format!("update late {}", clock(-left)), theme.bad),
        });
    }
    parts
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
