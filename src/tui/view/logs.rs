//! The box that a log is added in.
//!
//! ```text
//! ┌──────────────────────────────────────────────┐
//! │ > ~/Downloads/vpn_                 add a log │
//! ├──────────────────────────────────────────────┤
//! │ ~/Downloads/vpnagent.log                     │
//! │                                              │
//! │ 2.3 asks for: DART bundle                    │
//! │ windows  Start > Cisco > DART, then Next     │
//! └──────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{cursor, cut, inset, label, lines, put_both, rule, split_top};
use crate::tui::model::{BoxOf, LogBox, Model};
use crate::tui::text::{counted, fit, shown, size, width, wrap, wrap_plain};

/// As many paths are shown below the box.
const PATHS: usize = 6;

/// Draws the box.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, log: &LogBox) -> usize {
    let theme = &model.theme;
    let (top, rest) = split_top(area, 1);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, theme);
    let columns = usize::from(inset(rest).width);
    let mut text: Vec<Line<'static>> = Vec::new();
    let key = |id| model.keys.press(id, Places::LOG);
    if let Some(running) = &log.running {
        let so_far = running.bytes.map(|bytes| format!(": {}", size(bytes)));
        let says = format!(
            "Looking through it{}. {} stops.",
            so_far.unwrap_or_default(),
            key(ActionId::Back)
        );
        text.extend(wrap_plain(&says, theme.strong, columns));
    } else if let (BoxOf::Output(_), true) = (log.of, log.input.text().is_empty()) {
        text.extend(wrap_plain(&of_output(model, log), theme.text, columns));
    } else if !log.paste.is_empty() {
        let says = format!(
            "{} looks through what was pasted, Backspace takes it back, and more can be pasted \
             after it.",
            key(ActionId::Confirm)
        );
        text.extend(wrap_plain(&says, theme.text, columns));
    } else if log.input.text().is_empty() && !log.handed.is_empty() {
        text.extend(handed(model, log, columns));
    } else if log.input.text().is_empty() {
        let says = format!(
            "Paste the log here, or type its path: a file, an archive or a folder. {} completes \
             it, {} looks through it, {} goes on with what is added to it.",
            key(ActionId::Complete),
            key(ActionId::Confirm),
            key(ActionId::Follow)
        );
        text.extend(wrap_plain(&says, theme.text, columns));
    } else {
        let paths = log.found.iter().take(PATHS);
        text.extend(paths.map(|path| cut(path, columns, theme.text, theme).into()));
        let more = log.found.len().saturating_sub(PATHS);
        match (log.found.len(), more) {
            (0, _) => text.push(Line::styled("nothing there begins like this", theme.dim)),
            (_, 0) => {}
            _ => text.push(Line::styled(format!("and {more} more"), theme.dim)),
        }
    }
    text.push(Line::default());
    text.extend(asked_for(model, log, columns));
    lines(frame, inset(rest), text);

    let word = match log.of {
        BoxOf::Log => "add a log",
        BoxOf::Output(_) => "an output",
    };
    let head = format!("{} ", theme.glyphs.cursor);
    let (typed, column) = match log.paste.is_empty() {
        true => (log.input.text().to_owned(), log.input.column()),
        false => (counted(log.paste.lines(), "line") + " pasted", 0),
    };
    // Of a long path the end is what is being typed.
    let room = usize::from(inset(top).width).saturating_sub(width(&head) + 12);
    let typed = shown(&typed).into_owned();
    let hidden = column.saturating_sub(room);
    let skipped: String = typed.chars().skip(hidden).collect();
    let left = Line::from(vec![
        Span::styled(head.clone(), theme.key),
        Span::styled(fit(&skipped, room + 1, "").into_owned(), theme.strong),
    ]);
    put_both(frame, inset(top), left, Line::styled(word, theme.dim));
    cursor(frame, inset(top), width(&head) + column - hidden);
    0
}

/// What the box takes where a command's output is given back.
fn of_output(model: &Model, log: &LogBox) -> String {
    let key = |id| model.keys.press(id, Places::LOG);
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let number = state.zip(log.step.as_ref());
    let number = number.map_or(String::new(), |(state, at)| state.number_of(at));
    match log.paste.is_empty() {
        true => format!(
            "Paste here what the command of {number} said, or type the path of a file. {} takes \
             it: secrets are masked, known errors found, and an outcome is proposed where the \
             runbook can tell.",
            key(ActionId::Confirm)
        ),
        false => format!(
            "{} takes what was pasted as what the command of {number} said, Backspace takes it \
             back, and more can be pasted after it.",
            key(ActionId::Confirm)
        ),
    }
}

/// The logs that a drill has handed over: Enter takes the selected one.
fn handed(model: &Model, log: &LogBox, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let key = model.keys.press(ActionId::Confirm, Places::LOG);
    let says =
        format!("Handed over in this drill; {key} looks through it, a paste or a path works too:");
    let mut text = wrap_plain(&says, theme.text, columns);
    for (place, handed) in log.handed.iter().enumerate().take(PATHS) {
        let is_selected = place == log.selected;
        let mark = if is_selected {
            theme.glyphs.cursor
        } else {
            " "
        };
        let count = counted(handed.text.lines(), "line");
        let style = if is_selected {
            theme.strong
        } else {
            theme.text
        };
        text.push(Line::from(vec![
            Span::styled(format!(" {mark} "), theme.key),
            cut(&handed.name, columns / 2, style, theme),
            Span::styled(format!("   {count}"), theme.dim),
        ]));
    }
    text
}

/// Which log a step asks for, where it lies, and how to get it.
fn asked_for(model: &Model, log: &LogBox, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let walk = model.walk.as_ref();
    let step = walk.zip(log.step.as_ref());
    let step = step.and_then(|(walk, at)| {
        let state = &walk.snapshot.state;
        Some((state.number_of(at), state.step(at)?.1.log.as_ref()?))
    });
    let Some((number, source)) = step else {
        return Vec::new();
    };
    let head = format!("{number} asks for: ");
    let mut text = wrap(
        &[
            (head.into(), theme.dim),
            (shown(&source.name), theme.strong),
        ],
        columns,
        2,
    );
    for (system, how) in &source.how {
        let word = label(&fit(system, 8, ""), theme);
        text.extend(wrap(
            &[(word.content, word.style), (shown(how), theme.text)],
            columns,
            9,
        ));
    }
    if let Some(note) = &source.note {
        text.extend(wrap_plain(note, theme.dim, columns));
    }
    text
}
