//! What has no room: nothing touches, nothing is lost for good, and there is one key to read it.

use ratatui::style::Modifier;
use runsheet::tui::action::Places;
use runsheet::tui::theme::{ASCII, Palette, Theme, UNICODE};

use crate::support::Desk;

/// The first two lines of a walk in which everything that a header can tell is told.
fn header(columns: u16) -> Vec<String> {
    let mut desk = Desk::sized(columns, 24);
    desk.keys("stuck at authenticating<Enter>s1")
        .keys("aswapped it<Enter><Enter><Enter><Enter>")
        .keys("p1")
        .keys("I400<Enter><Enter>");
    desk.wait(3_726);
    desk.frame().lines().take(2).map(str::to_owned).collect()
}

#[test]
fn the_parts_of_a_header_never_touch_and_the_clock_is_always_there() {
    for columns in [60, 72, 80, 100, 120, 160, 200] {
        let lines = header(columns);
        assert!(lines[0].contains("1:02:"), "{columns}: {lines:?}");
        assert!(lines[0].contains("INC-1"), "{columns}: {lines:?}");
        assert!(lines[1].contains("in force"), "{columns}: {lines:?}");
        for line in &lines {
            for part in ["1 in force", "first action", "400 users", "target"] {
                if let Some(at) = line.find(part) {
                    let apart = line[..at].ends_with("  ");
                    assert!(apart, "{columns}: {part:?} touches in {line:?}");
                }
            }
        }
    }
}

#[test]
fn a_refusal_says_what_to_do_in_every_size() {
    let long = "an observation that goes on and on ".repeat(60);
    for (columns, rows) in [(60, 15), (80, 24), (120, 40)] {
        let mut desk = Desk::sized(columns, rows);
        desk.keys("stuck at authenticating<Enter>s1");
        desk.app.warn(long.clone(), "press this key to mend it");
        desk.draw();
        desk.sees("press this key to mend it").sees("Z: whole");
        desk.keys("Z").sees("In full").sees("on and on");
        desk.keys("<Esc>").sees("Basic checks");
    }
}

#[test]
fn what_is_cut_is_read_in_full_by_one_key() {
    let mut desk = Desk::sized(60, 15);
    desk.keys("stuck at authenticating<Enter>s1");
    desk.keys("fit works with the old password, which was typed twice by hand<Enter>");
    desk.keys("Z").sees("In full").sees("1.3");
    desk.keys("<PgDn><PgDn><PgDn>").sees("typed twice by hand");
    // The same from a question, where letters are text.
    desk.keys("<Esc>R<Enter>")
        .keys("nhere<F4>")
        .sees("In full")
        .sees("note");
    desk.keys("<Esc>").sees("here");
}

#[test]
fn a_command_that_wraps_says_so_and_its_mark_stands_apart() {
    let mut desk = Desk::walking();
    desk.keys("1");
    desk.go_to("account-active");
    let frame = desk.frame();
    let marked: Vec<&str> = frame
        .lines()
        .filter(|l| l.trim_end().ends_with(['↩', '¬']))
        .collect();
    assert!(!marked.is_empty(), "{frame}");
    for line in marked {
        let before = line.trim_end().trim_end_matches(['↩', '¬']);
        assert!(before.ends_with(' '), "{line:?}");
    }
}

#[test]
fn looking_for_words_goes_to_the_next_row_that_has_them() {
    let mut desk = Desk::walking();
    desk.keys("1/tac<Enter>").sees("7.2");
    let step = |desk: &Desk| desk.app.model().walk.as_ref().unwrap().step().cloned();
    let tac = step(&desk);
    desk.keys("/restart<Enter>");
    let restart = step(&desk);
    assert_ne!(tac, restart);
    desk.keys("/<Enter>").sees_no("no row has");
    desk.keys("/zzzz<Enter>").sees("no row has \"zzzz\"");
    // The same question in a list.
    desk.keys("w/certificate<Enter>").sees("Causes in INC-1");
    let model = desk.app.model();
    let selected = model.selected_at(Places::CAUSES);
    let selected = selected.expect("the causes are still open");
    let causes = &model.walk.as_ref().unwrap().snapshot.causes;
    assert!(causes[selected].title.contains("ertificate"));
}

#[test]
fn the_list_is_as_wide_as_its_titles_want() {
    for (columns, rows) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        let mut desk = Desk::sized(columns, rows);
        desk.keys("sales cannot<Esc>dns<Enter>s");
        let frame = desk.frame();
        let wall = frame.lines().nth(2).unwrap().chars().position(|c| c == '┬');
        let cut = frame.lines().skip(3).filter(|line| {
            let list: String = line.chars().take(wall.unwrap()).collect();
            list.contains('…')
        });
        let wall = wall.unwrap();
        // Where a title is cut there was no more room to give.
        assert!(
            cut.count() == 0 || wall >= usize::from(columns) / 3,
            "{frame}"
        );
    }
}

#[test]
fn the_worse_a_severity_the_more_it_stands_out() {
    for glyphs in [ASCII, UNICODE] {
        for palette in [Palette::Dark, Palette::Light, Palette::Mono] {
            let theme = Theme::new(palette, glyphs);
            let all = ["sev1", "sev2", "sev3", "sev4"].map(|word| theme.severity(word));
            assert_ne!(all[0].0, all[1].0);
            assert!(all[0].0.len() > all[1].0.len() && all[2].0.is_empty());
            assert!(all[0].1.add_modifier.contains(Modifier::REVERSED));
        }
    }
}

#[test]
fn an_undo_says_what_it_took_back_and_events_differ_by_kind() {
    let mut desk = Desk::walking();
    desk.keys("1nthe directory team is on it<Enter>u");
    desk.keys("t")
        .sees("← undid \"note: the directory team is on it\"");
    desk.sees("✓ 1.1 done").sees("» undone: note");
}

#[test]
fn without_words_home_lists_what_was_used_last() {
    let mut desk = Desk::sized(80, 40);
    let first = |desk: &Desk| desk.app.model().home.hits[0].runbook.to_string();
    let alphabet = first(&desk);
    desk.keys("names do not resolve<Enter>s1q");
    assert_ne!(first(&desk), alphabet);
    desk.sees("last used");
}
