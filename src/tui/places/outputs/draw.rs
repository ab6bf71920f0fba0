//! The outputs of the incident, newest first.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::run::{RunOutcome, RunRecord};
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{blocks, cursor, inset, lines, page};
use crate::tui::model::{Model, Walk};
use crate::tui::places::outputs::rows::{ended, place, runs};
use crate::tui::text::{shown, wrap, wrap_plain};

/// Draws the outputs.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    (model, walk): (&Model, &Walk),
    selected: usize,
) -> usize {
    let theme = &model.theme;
    let title = format!("Outputs in {}", walk.snapshot.state.key());
    let count = walk.snapshot.state.runs.iter().count();
    let body = page(
        frame,
        area,
        &title,
        &format!("{count}, newest first"),
        theme,
    );
    let columns = usize::from(inset(body).width).min(120);
    if count == 0 {
        let key = |id| model.keys.press(id, Places::WALK);
        let says = format!(
            "Nothing was run or pasted in this incident. On a step {} runs its command, and {} \
             takes what it said elsewhere.",
            key(ActionId::Run),
            key(ActionId::Output)
        );
        lines(frame, inset(body), wrap_plain(&says, theme.dim, columns));
        cursor(frame, inset(area), 0);
        return 0;
    }
    let rows = runs(walk).map(|run: &RunRecord| {
        let style = match run.outcome {
            Some(RunOutcome::Exited) => theme.text,
            Some(RunOutcome::Lost) => theme.bad,
            _ => theme.warn,
        };
        let mut text = wrap(
            &[
                (Cow::Owned(place(walk, run)), theme.strong),
                (Cow::Owned(format!("   {}", ended(run))), style),
            ],
            columns,
            9,
        );
        let says = run.text.as_deref().unwrap_or("pasted").replace('\n', " / ");
        let says = format!("    {says}");
        text.extend(wrap(&[(shown(&says), theme.dim)], columns, 6));
        text
    });
    blocks::render(frame, body, rows.collect(), selected, theme);
    0
}
