//! The wheel moves, a click selects; nothing is recorded by either.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use runsheet::tui::model::{Focus, Overlay};

use crate::support::Desk;

const WHEEL: MouseEventKind = MouseEventKind::ScrollDown;
const CLICK: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

fn mouse(desk: &mut Desk, kind: MouseEventKind, column: u16, row: u16) {
    let event = MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    };
    if let Some(msg) = desk.app.mouse(event) {
        desk.app.handle(msg);
        desk.draw();
    }
}

/// What stands in the list at the left, without the text beside it.
fn head(line: &str) -> String {
    line.chars().take(34).collect()
}

/// Clicks on the line that holds a text.
#[track_caller]
fn click(desk: &mut Desk, text: &str) {
    let frame = desk.frame();
    let row = frame.lines().position(|line| head(line).contains(text));
    let row = u16::try_from(row.expect(text)).unwrap();
    mouse(desk, CLICK, 3, row);
}

fn focused(desk: &Desk) -> String {
    let walk = desk.app.model().walk.as_ref().unwrap();
    walk.snapshot.rows[walk.cursor].title.clone()
}

#[test]
fn a_click_selects_a_runbook_and_an_open_incident() {
    let mut desk = Desk::walking();
    desk.keys("q");
    let titles: Vec<String> = {
        let home = &desk.app.model().home;
        let titles = home.hits.iter().map(|hit| &hit.title);
        titles
            .map(|title| title.chars().take(30).collect())
            .collect()
    };
    for index in [2, 0, 1] {
        click(&mut desk, &titles[index]);
        let home = &desk.app.model().home;
        assert_eq!(home.selected, home.open.len() + index);
        assert_eq!(home.focus, Focus::List);
    }
    click(&mut desk, "INC-1");
    assert_eq!(desk.app.model().home.selected, 0);
    let before = desk.app.model().home.selected;
    mouse(&mut desk, CLICK, 3, 0);
    mouse(&mut desk, CLICK, 3, 23);
    assert_eq!(desk.app.model().home.selected, before, "there is no row");
    mouse(&mut desk, WHEEL, 3, 9);
    assert_eq!(desk.app.model().home.selected, before + 1);
}

#[test]
fn a_click_selects_a_step_wherever_the_list_stands() {
    let mut desk = Desk::walking();
    let before = desk.kinds().len();
    for keys in ["g", "G", ""] {
        desk.keys(keys);
        let frame = desk.frame();
        let rows = &desk.app.model().walk.as_ref().unwrap().snapshot.rows;
        let steps = rows.iter().filter(|row| row.step.is_some());
        let shown: Vec<String> = steps
            .map(|row| row.number.clone())
            .filter(|number| {
                let number = format!(" {number} ");
                frame.lines().any(|line| head(line).contains(&number))
            })
            .collect();
        let number = &shown[shown.len() / 2];
        click(&mut desk, &format!(" {number} "));
        let walk = desk.app.model().walk.as_ref().unwrap();
        assert_eq!(walk.snapshot.rows[walk.cursor].number, *number);
    }
    assert_eq!(desk.kinds().len(), before);
}

#[test]
fn the_wheel_moves_the_list_or_the_text_under_it() {
    let mut desk = Desk::walking();
    desk.keys("g");
    let first = focused(&desk);
    mouse(&mut desk, WHEEL, 5, 10);
    let second = focused(&desk);
    assert_ne!(first, second);
    mouse(&mut desk, MouseEventKind::ScrollUp, 5, 10);
    assert_eq!(focused(&desk), first);
    mouse(&mut desk, WHEEL, 60, 10);
    assert_eq!(focused(&desk), first, "only the text moves");
    // A click beside a question that costs a yes answers nothing.
    desk.keys("n");
    click(&mut desk, "INC-1");
    assert!(matches!(desk.app.model().overlay, Some(Overlay::Form(_))));
}
