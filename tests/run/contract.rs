//! What every way to a POSIX shell has to do, whichever it is.

use std::time::Duration;

use runsheet::domain::run::RunOutcome;
use runsheet::run::{End, Order, Stop, Stopped, Transport, stop};

/// A long time: nothing waits for it that goes right.
pub const LONG: Duration = Duration::from_secs(60);

pub fn order(text: &str) -> Order {
    Order {
        text: text.to_owned(),
        is_secret: false,
        timeout: LONG,
        leaves_enter: false,
    }
}

pub fn never() -> (Stop, Stopped) {
    stop::pair().unwrap()
}

/// Runs a text to its end.
pub fn run(way: &mut dyn Transport, order: &Order) -> (End, String) {
    let (_stop, stopped) = never();
    let mut out = Vec::new();
    let end = way.run(order, &stopped, &mut out);
    (end, String::from_utf8(out).unwrap())
}

/// Output, errors and status come as the shell gives them.
pub fn tells_output_and_status(way: &mut dyn Transport) {
    let (end, out) = run(way, &order("echo one; echo two >&2; exit 3"));
    assert_eq!((end.outcome, end.exit), (RunOutcome::Exited, Some(3)));
    assert_eq!(out, "one\ntwo\n");
    let (end, out) = run(way, &order("true"));
    assert_eq!(
        (end.outcome, end.exit, &*out),
        (RunOutcome::Exited, Some(0), "")
    );
}

/// No text is read again by anything on the way.
pub fn takes_a_text_as_it_stands(way: &mut dyn Transport) {
    let text = "printf '%s\\n' 'a  b' \"c'd\" '$HOME' '`x`' '\\' 'é' '*' '!'\nprintf '%s' end";
    let (_, out) = run(way, &order(text));
    assert_eq!(out, "a  b\nc'd\n$HOME\n`x`\n\\\né\n*\n!\nend");
}

/// Nothing can be read from it, so nothing waits for a key.
pub fn has_no_input(way: &mut dyn Transport) {
    let (end, out) = run(way, &order("cat; echo over"));
    assert_eq!((end.outcome, &*out), (RunOutcome::Exited, "over\n"));
}

/// A text with a secret works as well, and no list of processes shows it.
pub fn hides_a_secret(way: &mut dyn Transport) {
    let text = "secret=xq7-hidden-value; ps -eo args | grep -c '[x]q7-hidden'; cat; echo $?";
    let hidden = Order {
        is_secret: true,
        ..order(text)
    };
    let (end, out) = run(way, &hidden);
    assert_eq!((end.outcome, &*out), (RunOutcome::Exited, "0\n0\n"));
}

/// What takes too long is ended, with all that it started.
pub fn ends_what_takes_too_long(way: &mut dyn Transport) {
    let brief = Order {
        timeout: Duration::from_millis(400),
        ..order("echo begun; sleep 7391; echo never")
    };
    let (end, out) = run(way, &brief);
    assert_eq!((end.outcome, &*out), (RunOutcome::TimedOut, "begun\n"));
    nothing_is_left("sleep 7391");
}

/// What is left behind in the background keeps nobody waiting.
pub fn does_not_wait_for_what_is_left_behind(way: &mut dyn Transport) {
    let begun = std::time::Instant::now();
    let (end, out) = run(way, &order("echo here; sleep 41 & exit 0"));
    assert_eq!(
        (end.outcome, end.exit, &*out),
        (RunOutcome::Exited, Some(0), "here\n")
    );
    assert!(begun.elapsed() < LONG / 2);
}

/// All processes with their arguments, one a line.
pub fn processes() -> String {
    let list = std::process::Command::new("ps")
        .args(["-eo", "args"])
        .output()
        .unwrap();
    String::from_utf8_lossy(&list.stdout).into_owned()
}

/// Waits until no process has such arguments.
#[track_caller]
pub fn nothing_is_left(arguments: &str) {
    waits_until(&format!("{arguments} ends"), || {
        !processes().lines().any(|line| line.trim() == arguments)
    });
}

/// Waits for something that another process does.
#[track_caller]
pub fn waits_until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..800 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("not so within 20 s: {what}");
}
