//! How many bytes a key writes: a line far away may carry only some hundred a second.

use std::sync::{Arc, Mutex};

use ratatui::layout::Size;

use crate::painter::{Written, painted};
use crate::support::Desk;

/// The bytes of each of a hundred moves along the checklist, at 120 by 40.
fn moves(hurried: bool) -> Vec<usize> {
    let mut desk = Desk::walking();
    let written = Written::default();
    let size = Arc::new(Mutex::new(Size::new(120, 40)));
    let mut terminal = painted(&written, &size);
    desk.app.draw(&mut terminal).unwrap();
    written.take();
    let mut bytes = Vec::new();
    for n in 0..100 {
        // Down and up again, so that every key moves something.
        desk.keys(if n / 10 % 2 == 0 { "j" } else { "k" });
        desk.app.hurry(hurried);
        desk.app.draw(&mut terminal).unwrap();
        bytes.push(written.take().len());
    }
    bytes.sort_unstable();
    bytes
}

#[test]
fn a_held_key_writes_less_than_400_bytes() {
    let bytes = moves(true);
    assert!(bytes[50] < 400, "{} at the median", bytes[50]);
}

#[test]
fn a_single_key_writes_little_more_than_the_step_that_it_shows() {
    let bytes = moves(false);
    assert!(bytes[50] < 1_100, "{} at the median", bytes[50]);
}
