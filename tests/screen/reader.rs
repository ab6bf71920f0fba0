//! What a terminal sends, in whatever pieces and at whatever pace, and what is made of it.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEventKind, KeyModifiers};
use runsheet::tui::effect::Msg;
use runsheet::tui::reader::TerminalInput;
use runsheet::tui::reader::decoder::{Decoder, LARGEST};

use crate::support::Desk;

/// A decoder and a clock.
#[derive(Default)]
struct Line {
    decoder: Decoder,
    now: u64,
}

impl Line {
    /// Bytes come, after a pause.
    fn sends(&mut self, pause: u64, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.rests(pause);
        self.decoder.feed(bytes.as_ref(), self.now);
        self
    }

    /// Nothing comes for so long. The decoder is woken whenever it asked for it.
    fn rests(&mut self, pause: u64) -> &mut Self {
        let until = self.now + pause;
        while let Some(at) = self.decoder.deadline().filter(|at| *at <= until) {
            assert!(at >= self.now, "it is woken again and again");
            self.now = at;
            self.decoder.pause(at);
        }
        self.now = until;
        self
    }

    /// What came so far, in words: letters as they are, others by name.
    fn came(&mut self) -> Vec<String> {
        self.decoder.take().iter().map(word).collect()
    }

    /// What came when nothing more does.
    fn all(&mut self) -> Vec<String> {
        self.rests(10_000);
        self.came()
    }
}

fn word(came: &TerminalInput) -> String {
    let pressed = match came {
        TerminalInput::Key(pressed) => pressed,
        TerminalInput::Paste(text) => return format!("paste {text:?}"),
        TerminalInput::Answer(answer) => return format!("{answer:?}"),
        other => return format!("{other:?}"),
    };
    let key = pressed.key;
    let mut word = String::new();
    for (modifier, mark) in [
        (KeyModifiers::CONTROL, "C-"),
        (KeyModifiers::ALT, "A-"),
        (KeyModifiers::SHIFT, "S-"),
    ] {
        if key.modifiers.contains(modifier) {
            word.push_str(mark);
        }
    }
    match key.code {
        KeyCode::Char(letter) => word.push(letter),
        other => word.push_str(&format!("{other:?}")),
    }
    if let Some(base) = pressed.base {
        word.push_str(&format!("={base}"));
    }
    match key.kind {
        KeyEventKind::Press => {}
        other => word.push_str(&format!(" {other:?}")),
    }
    word
}

#[track_caller]
fn means(bytes: impl AsRef<[u8]>, wanted: &[&str]) {
    let came = Line::default().sends(1_000, bytes).all();
    assert_eq!(came, wanted);
}

#[test]
fn keys_of_xterm() {
    means("j", &["j"]);
    means("\r", &["Enter"]);
    means("\u{3}", &["C-c"]);
    means("\u{7f}", &["Backspace"]);
    means("字", &["字"]);
    means(
        "\u{1b}[A\u{1b}OB\u{1b}[1;5C\u{1b}[6~",
        &["Up", "Down", "C-Right", "PageDown"],
    );
    means(
        "\u{1b}OP\u{1b}[15~\u{1b}[24;2~",
        &["F(1)", "F(5)", "S-F(12)"],
    );
    means(
        "\u{1b}[Z\u{1b}[3~\u{1b}[27;5;105~",
        &["BackTab", "Delete", "C-i"],
    );
}

#[test]
fn keys_of_kitty() {
    means(
        "\u{1b}[27u\u{1b}[13u\u{1b}[9;2u\u{1b}[127u",
        &["Esc", "Enter", "S-BackTab", "Backspace"],
    );
    means("\u{1b}[106;;106u", &["j"]);
    means("\u{1b}[114:82;2;82u", &["S-R"]);
    means("\u{1b}[97;5u", &["C-a"]);
    means("\u{1b}[106;1:2u\u{1b}[106;1:3u", &["j Repeat", "j Release"]);
    means("\u{1b}[1;1:2B", &["Down Repeat"]);
    // ξ and Ξ stand where j and J are, й where q is.
    means("\u{1b}[958::106;;958u", &["ξ=j"]);
    means("\u{1b}[958:926:106;2;926u", &["S-Ξ=J"]);
    means("\u{1b}[1081::113;5u", &["C-й=q"]);
    // Text of an input method, Shift alone, and a key for the desktop.
    means("\u{1b}[0;;23383:23383u", &["字", "字"]);
    means("\u{1b}[57441;2u\u{1b}[106;9u", &[]);
    means("\u{1b}[57400;;49u", &["1"]);
}

#[test]
fn a_letter_of_another_alphabet_is_a_command_by_its_place_and_text_in_a_text_box() {
    let mut line = Line::default();
    line.sends(0, "\u{1b}[1086::106;;1086u").rests(100);
    let Some(TerminalInput::Key(pressed)) = line.decoder.take().pop() else {
        panic!("it is a key");
    };
    let msg = || Msg::KeyInPlace {
        key: pressed.key,
        base: pressed.base.unwrap(),
        at_ms: 0,
    };
    let mut desk = Desk::walking();
    let cursor = |desk: &Desk| desk.app.model().walk.as_ref().unwrap().cursor;
    let before = cursor(&desk);
    desk.app.handle(msg());
    assert_eq!(cursor(&desk), before + 1);
    desk.keys("n");
    desk.app.handle(msg());
    desk.draw();
    desk.sees("> о");
}

#[test]
fn an_escape_alone_is_a_key_soon_and_one_with_a_letter_is_none() {
    let mut line = Line::default();
    line.sends(0, "\u{1b}").rests(30);
    assert_eq!(line.came(), [""; 0]);
    line.rests(15);
    assert_eq!(line.came(), ["Esc"]);
    line.sends(0, "\u{1b}").sends(5, "x");
    assert_eq!(line.all(), ["A-x"]);
    line.sends(0, "\u{1b}").sends(60, "x");
    assert_eq!(line.all(), ["Esc", "x"]);
    line.sends(0, "\u{1b}\u{1b}[A");
    assert_eq!(line.all(), ["Esc", "Up"]);
}

const ANSWERS: &str = "\u{1b}[?0u\u{1b}]10;rgb:d0d0/d0d0/d0d0\u{7}\
    \u{1b}]11;rgb:fdfd/f6f6/e3e3\u{1b}\\\u{1b}P>|XTerm(390)\u{1b}\\\u{1b}[?2004;2$y\
    \u{1b}[0n\u{1b}[12;40R\u{1b}[1;5R\u{1b}[>41;390;0c\u{1b}[?62;22c";

#[test]
fn answers_are_never_keys_however_they_come() {
    let wanted = ["Keyboard", "Background { light: true }", "Marks", "Last"];
    means(ANSWERS, &wanted);
    for at in 1..ANSWERS.len() {
        for pause in [0, 3, 35, 200] {
            let (one, other) = ANSWERS.as_bytes().split_at(at);
            let mut line = Line::default();
            line.decoder.asked(0);
            let came = line.sends(1, one).sends(pause, other).all();
            assert_eq!(came, wanted, "in two at {at}, after {pause} ms");
        }
    }
    let mut line = Line::default();
    line.decoder.asked(0);
    for byte in ANSWERS.as_bytes() {
        line.sends(2, [*byte]);
    }
    assert_eq!(line.sends(0, "j").all().last().unwrap(), "j");
}

#[test]
fn a_sequence_that_never_ends_does_not_take_the_keyboard_away() {
    for begun in ["\u{1b}]11;", "\u{1b}P", "\u{1b}[12", "\u{1b}O", "\u{ce}"] {
        let begun: Vec<u8> = begun.chars().map(|c| c as u8).collect();
        let mut line = Line::default();
        line.sends(0, begun).rests(1_100);
        assert_eq!(line.sends(0, "j").all(), ["j"]);
    }
}

#[test]
fn marked_text_is_pasted_in_one_piece() {
    means(
        "\u{1b}[200~two\rlines\r\n\u{1b}[31m\u{1b}[201~",
        &[r#"paste "two\nlines\n\u{1b}[31m""#],
    );
    let whole = "a\u{1b}[200~字 and y\r\u{1b}[201~".as_bytes();
    for at in 2..whole.len() {
        let mut line = Line::default();
        let came = line.sends(0, &whole[..at]).sends(25, &whole[at..]).all();
        assert_eq!(came, ["a", r#"paste "字 and y\n""#], "in two at {at}");
    }
    let mut line = Line::default();
    line.sends(0, "\u{1b}[200~text\u{1b}[201~").sends(200, "y");
    assert_eq!(line.all(), [r#"paste "text""#, "y"]);
}

#[test]
fn a_mark_inside_pasted_text_ends_nothing() {
    let text = "\u{1b}[200~harmless\u{1b}[201~\ry\rR1y\u{1b}[201~";
    means(text, &[r#"paste "harmless\ny\nR1y""#]);
    // In pieces, with pauses as between packets.
    let mut line = Line::default();
    line.sends(0, "\u{1b}[200~harmless\u{1b}[201~")
        .sends(20, "y\r")
        .sends(20, "y\u{1b}[201~");
    assert_eq!(line.all(), [r#"paste "harmlessy\ny""#]);
}

#[test]
fn a_paste_whose_end_is_lost_does_not_take_the_keyboard_away() {
    let mut line = Line::default();
    line.sends(0, "\u{1b}[200~half")
        .sends(5_000, " and half")
        .rests(8_100);
    assert_eq!(line.sends(0, "j").all(), [r#"paste "half and half""#, "j"]);
}

#[test]
fn text_at_once_is_pasted_without_marks_too() {
    means("show version", &[r#"paste "show version""#]);
    means(" fRy1u\r fRy1u\r", &[r#"paste " fRy1u\n fRy1u\n""#]);
    means("y\ry", &[r#"paste "y\ny""#]);
    means("yes\n", &["y", "e", "s", "EnterLeftOut"]);
    let mut line = Line::default();
    line.sends(0, "show run")
        .sends(4, "ning-config\r")
        .sends(60, "y\r")
        .sends(60, "R");
    assert_eq!(line.all(), [r#"paste "show running-config\ny\nR""#]);
    // Only its first letter can come before anybody knows.
    let mut line = Line::default();
    for letter in "slow line\r".chars() {
        line.sends(2, letter.to_string());
    }
    assert_eq!(line.all(), ["s", r#"paste "low line\n""#]);
}

#[test]
fn a_person_on_a_line_that_stalls_still_types() {
    means("jjk", &["j", "j", "k"]);
    means("nno ping", &["n", "n", "o", " ", "p", "i", "n", "g"]);
    means("jjjjjjjjjjjjjjjjjjjj", &["j"; 20]);
    means("\u{1b}[B".repeat(30), &["Down"; 30]);
    let mut line = Line::default();
    for letter in ["n", "o", " ", "p", "i", "n", "g", " ", "y", "\r"] {
        line.sends(30, letter);
    }
    assert_eq!(line.all().last().unwrap(), "Enter");
    // A key alone waits for nothing.
    let mut line = Line::default();
    assert_eq!(line.sends(100, "j").came(), ["j"]);
}

#[test]
fn a_terminal_that_marks_pastes_is_trusted_more() {
    let mut line = Line::default();
    line.sends(0, "\u{1b}[?2004;1$y").came();
    line.sends(0, "nping fails\r").rests(50);
    assert_eq!(line.came().last().unwrap(), "Enter");
    line.sends(100, "y\ry");
    assert_eq!(line.all(), [r#"paste "y\ny""#]);
}

#[test]
fn a_paste_of_any_size_is_taken_in_bounded_steps() {
    let text = "a line of a log\r".repeat(1_000_000);
    let mut line = Line::default();
    line.sends(0, "\u{1b}[200~");
    for part in text.as_bytes().chunks(4_096) {
        line.sends(0, part);
    }
    line.sends(0, "\u{1b}[201~").rests(40);
    let Some(TerminalInput::Paste(pasted)) = line.decoder.take().pop() else {
        panic!("it is a paste");
    };
    assert_eq!(pasted.len(), text.len());
    for keys in ["n", "", "<Esc>q/"] {
        let mut desk = Desk::walking();
        desk.keys(keys);
        let start = Instant::now();
        desk.app.handle(Msg::Paste(pasted.clone()));
        desk.draw();
        let took = start.elapsed();
        assert!(took < Duration::from_millis(100), "{took:?} after {keys}");
    }
}

#[test]
fn a_paste_beyond_the_limit_is_refused_and_said() {
    let mut line = Line::default();
    line.sends(0, "\u{1b}[200~");
    let part = vec![b'x'; 1024 * 1024];
    for _ in 0..=LARGEST / part.len() {
        line.sends(0, &part);
    }
    line.sends(0, "\u{1b}[201~");
    assert_eq!(line.all(), ["TooLong"]);
    assert_eq!(line.sends(0, "j").all(), ["j"]);
    let mut desk = Desk::walking();
    desk.app.handle(Msg::PasteTooLong);
    desk.draw();
    desk.sees("64 MiB");
}

#[test]
fn an_enter_that_is_left_out_is_said() {
    let mut line = Line::default();
    line.sends(0, "ping\r").rests(50);
    assert_eq!(line.came(), ["p", "i", "n", "g", "EnterLeftOut"]);
    // Later it is a key like any other.
    line.sends(100, "\r");
    assert_eq!(line.all(), ["Enter"]);
    let mut desk = Desk::walking();
    desk.keys("n");
    desk.app.handle(Msg::EnterLeftOut);
    desk.draw();
    desk.sees("Enter came at once with the text")
        .sees("press it again");
}
