//! The program is killed again and again: what the screen showed as done is in the journal.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::home::Home;
use crate::terminal::Terminal;
use crate::walk::row_number;

const ROUNDS: usize = 40;

/// Numbers that differ from run to run, told when the test fails.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let seed = now.subsec_nanos();
        eprintln!("the dice begin with {seed}");
        Self(u64::from(seed) | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// The incident as the journal has it, after its chain was verified.
fn exported(home: &Home, round: usize) -> Value {
    let file = home.path("round.json");
    let _ = std::fs::remove_file(&file);
    home.ok(&["export", "last", "-o", file.to_str().unwrap()]);
    home.ok(&["verify", file.to_str().unwrap()]);
    let text = std::fs::read(&file).unwrap();
    serde_json::from_slice(&text).unwrap_or_else(|e| panic!("round {round}: {e}"))
}

/// How often a text stands in the events of an export.
fn times(document: &Value, text: &str) -> usize {
    let events = document["events"].as_array().unwrap().iter();
    let says = |event: &&Value| {
        let data = &event["data"];
        data["text"] == text || data["observed"] == text
    };
    events.filter(says).count()
}

fn active(document: &Value) -> Option<String> {
    let steps = document["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["state"] == "active")?;
    Some(step["number"].as_str().unwrap().to_owned())
}

#[test]
fn no_act_that_was_shown_is_lost() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let mut dice = Dice::new();
    let mut shown: Vec<String> = Vec::new();
    let mut sent: Vec<String> = Vec::new();
    let mut at: Option<String> = None;
    for round in 0..ROUNDS {
        let mut terminal = Terminal::open(&home, &[]);
        terminal.sees("INC-1").sees("go on");
        if let Some(at) = &at {
            terminal.sees(&format!("step {at}"));
        }
        terminal
            .keys("\r")
            .sees("Sign-in rejected")
            .sees("f failed");
        if let Some(at) = &at {
            terminal.until_cursor(&format!("the focus on {at}, round {round}"), |row| {
                row_number(row).as_ref() == Some(at)
            });
        }
        let act = format!("round {round}");
        let by_step = at.is_some() && dice.below(2) == 0;
        match by_step {
            true => {
                terminal.keys("f").sees("observed >");
                terminal.keys(format!("{act}\r")).sees("not as expected");
            }
            false => {
                terminal.keys("n").sees("note >");
                terminal.keys(format!("{act}\r")).sees("noted");
            }
        }
        shown.push(act);
        match dice.below(3) {
            0 => {}
            1 => std::thread::sleep(Duration::from_micros(dice.below(30_000))),
            _ => {
                // The next act may be anywhere on its way.
                let more = format!("after {round}");
                terminal.keys(format!("n{more}\r"));
                sent.push(more);
                std::thread::sleep(Duration::from_micros(dice.below(6_000)));
            }
        }
        terminal.kill();
        let document = exported(&home, round);
        for act in &shown {
            assert_eq!(times(&document, act), 1, "{act} in round {round}");
        }
        for act in &sent {
            assert!(times(&document, act) <= 1, "{act} in round {round}");
        }
        at = active(&document);
    }
    let document = exported(&home, ROUNDS);
    let arrived = sent.iter().filter(|act| times(&document, act) == 1).count();
    eprintln!(
        "{} acts shown, {arrived} of {} more arrived",
        shown.len(),
        sent.len()
    );
}
