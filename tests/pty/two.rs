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
