//! Drills in a real terminal of 80 by 24: the guided one from the first frame to its debrief, and
//! one whose program is killed.

use crate::home::Home;
use crate::terminal::Terminal;

/// F2, as terminals send it.
const F2: &str = "\x1bOQ";

#[test]
fn the_first_shift_is_played_by_whoever_is_new() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.sees("New here? F2").sees("39 runbooks");
    terminal
        .keys(F2)
        .sees("DRILL")
        .sees("Report from Service desk");
    terminal.sees("This is a drill: nothing real is touched");
    terminal.keys("stuck at authenticating");
    terminal.until("the right runbook first", |screen| {
        let first = screen.lines().find(|line| line.starts_with("> "))?;
        first
            .contains("AnyConnect rejects the sign-in")
            .then_some(())
    });
    terminal.keys("\r").sees("s take it").keys("s");
    terminal
        .sees("The steps stand on the left")
        .sees("Enter looks");
    terminal.keys("\r").sees("Nobody but").keys("1");
    terminal.sees("The step is stamped").sees("first action 0:");
    terminal.keys("\r").sees("types the password again");
    terminal.keys(" ").sees("observed >").keys("\r");
    terminal.sees("Copy with y").keys("y").sees("copy which");
    terminal.keys("1").sees("LockedOut       : True");
    terminal.keys("f").sees("what was seen instead");
    terminal
        .keys("it is locked\r")
        .sees("What failed points at");
    terminal.keys(" ").sees("Now prove it");
    terminal
        .keys("G")
        .sees("7.2")
        .keys("k")
        .sees("7.1  Have the user");
    terminal.keys("\r").sees("is in, and the intranet");
    terminal.keys(" ").sees("observed >").keys("\r");
    terminal.sees("R resolves").keys("R").sees("the cause");
    terminal.keys("\r").sees("service back at >").keys("\r");
    terminal.sees("contributing >").keys("\r");
    terminal.sees("summary >").keys("\r");
    terminal.sees("Resolve INC-1?").keys("y");
    terminal.sees("What surprised you? >").keys("the lock\r");
    terminal.sees("2/2").keys("\r");
    terminal.sees("Debrief of INC-1").sees("strong");
    terminal.sees("18 of 18 points").sees("the expert's path");
    terminal.keys("e").sees("format").keys("1");
    terminal.sees("file >").keys("\r").sees("exported to");
    terminal
        .keys("q")
        .sees_no("Debrief of")
        .keys("q")
        .sees("Ctrl-C leave");
    terminal.keys("\x03");
    assert!(terminal.ended().success());
    let document = home.json(&["export", "last"]);
    assert_eq!(document["drill"]["score"]["verdict"], "strong");
    assert_eq!(document["drill"]["score"]["runbook"]["rank"], 1);
    assert_eq!(document["drill"]["debrief"]["answers"][0], "the lock");
    let figures = home.json(&["stats", "--json"]);
    assert_eq!(figures["live"]["n"], 0);
}

#[test]
fn a_drill_that_is_killed_goes_on_with_its_clock_and_its_messages() {
    let home = Home::new();
    let play = "drill sales-cannot-sign-in --seed 7 --variant unreachable --speed 30";
    let words: Vec<&str> = play.split(' ').collect();
    let mut terminal = Terminal::open(&home, &words);
    terminal
        .sees("DRILL")
        .sees("×30")
        .sees("Report from Service desk");
    terminal
        .keys("stuck at authenticating")
        .sees("find the runbook")
        // On a busy machine the runbooks are read later than this is typed.
        .sees("AnyConnect rejects");
    terminal
        .keys("\r")
        .sees("s take it")
        .keys("s")
        .sees("Enter looks");
    terminal.keys("\r").sees("eleven others");
    terminal.kill();
    // Its clock runs on, half a minute each second.
    let terminal = Terminal::open(&home, &["resume"]);
    terminal.sees("DRILL").sees("×30").sees("eleven others");
    terminal.sees("Sales has a quarter to close");
    let status = home.json(&["drill", "status", "last", "--json"]);
    let opened = home.json(&["export", "last"])["events"][0]["occurred_at"].clone();
    let asked = status["injects"][0]["at"].as_str().unwrap();
    let span = |at: &str| at.parse::<jiff::Timestamp>().unwrap();
    let after = span(asked).duration_since(span(opened.as_str().unwrap()));
    assert_eq!(after.as_secs(), 7 * 60);
}

#[test]
fn the_list_of_drills_is_where_a_drill_goes_on() {
    let home = Home::new();
    let terminal = Terminal::open(&home, &["drill"]);
    terminal.sees("18, 18 to train").sees("not played");
    terminal.keys("\r").sees("Report from Service desk");
    // Ctrl-C leaves it for a while.
    terminal.keys("\x03").sees("its clock stands").keys("y");
    let mut terminal = terminal;
    assert!(terminal.ended().success());
    let status = home.json(&["status", "last", "--json"]);
    assert_eq!(status["incident"]["status"], "held");
    let terminal = Terminal::open(&home, &["drill"]);
    terminal.sees("held INC-1").sees("go on").keys("\r");
    terminal.sees("Report from Service desk").sees("open  ");
}
