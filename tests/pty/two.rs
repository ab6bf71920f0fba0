//! Two screens on one journal.

use crate::home::Home;
use crate::terminal::{Terminal, program};

#[test]
fn what_one_does_the_other_sees() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let ana = Terminal::open(&home, &["resume"]);
    let mut command = program(&home, &["resume", "INC-1"]);
    command.env("RUNSHEET_ACTOR", "ben");
    let ben = Terminal::run(command);
    ana.sees("Who is affected?");
    ben.sees("Who is affected?");
    ana.keys("nseen by ana\r").sees("noted");
    ben.sees("note: seen by ana");
    ben.keys("1").sees("1.1 done");
    ana.sees("1.1 done");
    for turn in 0..5 {
        ana.keys(format!("nana {turn}\r"));
        ben.keys(format!("nben {turn}\r"));
        ana.sees(&format!("note: ben {turn}"));
        ben.sees(&format!("note: ana {turn}"));
    }
    let document = home.json(&["status", "last", "--json"]);
    let actors = document["actors"].as_array().unwrap();
    assert_eq!(actors.len(), 2, "{actors:?}");
}

/// A reader that waits for edges would read what is left after 1,024 bytes only when the
/// next key comes.
#[test]
fn a_long_burst_arrives_whole() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let ana = Terminal::open(&home, &["resume"]);
    ana.sees("Who is affected?").sees("f failed");
    ana.keys("n").sees("note >");
    ana.at_once(format!("{}finis", "word ".repeat(350)));
    ana.sees("finis").keys("\r").sees("noted");
}

/// How often the threads of a process were woken so far.
fn wakes(terminal: &Terminal) -> u64 {
    let id = terminal.process().as_raw_nonzero();
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let of = |thread: std::path::PathBuf| -> Option<u64> {
        let told = std::fs::read_to_string(thread.join("status")).ok()?;
        let line = told
            .lines()
            .find(|l| l.starts_with("voluntary_ctxt_switches"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    threads
        .filter_map(|thread| of(thread.unwrap().path()))
        .sum()
}

/// Waits until the clock in the header has moved so many seconds.
fn clock_moves(terminal: &Terminal, seconds: u64) {
    let shown = |screen: &str| -> Option<u64> {
        let head = screen.lines().next()?;
        let words = head.split_whitespace();
        let clock = words
            .rev()
            .find_map(|w| w.trim_end_matches('*').split_once(':'))?;
        Some(clock.0.parse::<u64>().ok()? * 60 + clock.1.parse::<u64>().ok()?)
    };
    let from = terminal.until("a clock", shown);
    terminal.until("the clock moves", |screen| {
        (shown(screen)? >= from + seconds).then_some(())
    });
}

/// Only the clock wakes a screen that nobody touches: nobody asks the journal ten times a
/// second whether there is anything new.
#[test]
#[cfg(target_os = "linux")]
fn an_idle_screen_wakes_for_its_clock_alone() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let ana = Terminal::open(&home, &["resume"]);
    ana.sees("Who is affected?").sees("no action yet");
    // What was written at the beginning is looked after for a while.
    clock_moves(&ana, 5);
    let before = wakes(&ana);
    clock_moves(&ana, 4);
    let after = wakes(&ana);
    assert!(after - before <= 20, "{} wakes in 4 s", after - before);
}
