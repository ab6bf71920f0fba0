//! Each shipped runbook from the search box to `closed`, by keys, at 80 by 24.

use std::fs;

use serde_json::Value;

use crate::home::{Home, files};
use crate::recompute;
use crate::terminal::Terminal;

const ENTER: &str = "\r";

/// Answers that lead to the most steps.
const CHOSEN: [&str; 5] = ["yes", "has-local-ca", "standalone", "local", "granted"];

/// An incident being walked by keys.
struct Walk<'a> {
    home: &'a Home,
    terminal: Terminal,
    source: Value,
    /// Steps by their numbers, and the states that the screen said they have.
    shown: Vec<(String, &'static str)>,
}

impl<'a> Walk<'a> {
    /// Finds the runbook by its title and starts it.
    fn start(home: &'a Home, runbook: &str) -> Self {
        let source = home.json(&["show", runbook, "--json"]);
        let title = source["title"].as_str().unwrap();
        let begin: String = title.chars().take(40).collect();
        let terminal = Terminal::open(home, &[]);
        terminal.sees("runbooks").keys(title);
        terminal.until("the runbook first in the list", |screen| {
            // The search box is a column further in.
            let first = screen.lines().find(|line| line.starts_with("> "))?;
            first.contains(&begin).then_some(())
        });
        terminal.keys(ENTER).sees("s start").sees(&begin);
        terminal.keys("s");
        if source["mode"] == "change" {
            terminal.sees("planned end >").keys("2h\r");
            terminal.sees("back out by >").keys(ENTER);
        }
        terminal.sees("INC-1").sees("f failed");
        Self {
            home,
            terminal,
            source,
            shown: Vec::new(),
        }
    }

    fn status(&self) -> Value {
        self.home.json(&["status", "last", "--json"])
    }

    /// The step to do next: the one that was started by itself, else the first left.
    fn next(&self) -> Option<Value> {
        let status = self.status();
        let steps = status["steps"].as_array().unwrap();
        let by = |state: &str| steps.iter().find(|step| step["state"] == state).cloned();
        by("active").or_else(|| by("pending"))
    }

    /// Moves the focus to a step, if it is not there.
    fn focus(&self, number: &str) {
        if self.focused().as_deref() == Some(number) {
            return;
        }
        let status = self.status();
        let steps = status["steps"].as_array().unwrap();
        let place = steps.iter().position(|step| step["number"] == number);
        let down = "j".repeat(place.unwrap());
        self.terminal.keys(format!("g{down}"));
        self.terminal
            .until_cursor(&format!("the focus on {number}"), |row| {
                row_number(row).as_deref() == Some(number)
            });
    }

    fn focused(&self) -> Option<String> {
        row_number(&self.terminal.cursor_row())
    }

    /// Does a step by keys: what to type is read from the screen and from the runbook.
    fn act(&mut self, step: &Value, turn: usize) {
        let number = step["number"].as_str().unwrap().to_owned();
        let phases = self.source["phases"].as_array().unwrap().iter();
        let source = phases
            .flat_map(|phase| phase["steps"].as_array().unwrap())
            .find(|source| source["id"] == step["id"])
            .unwrap()
            .clone();
        self.focus(&number);
        // Equal keys so fast would be taken for one that is held.
        self.terminal
            .keys("?")
            .sees("Help: ")
            .keys("q")
            .sees_no("Help: ");
        let answers = source["answers"].as_array();
        let terminal = &self.terminal;
        let plain = step["critical"] == false && step["risk"] != "disrupt";
        if turn % 7 == 3 && plain && answers.is_none() {
            terminal.keys("f").sees("observed >");
            terminal.keys("not as it should be\r");
            terminal.sees(&format!("{number} not as expected"));
            self.shown.push((number, "failed"));
            return;
        }
        match answers {
            Some(answers) => {
                let chosen = |a: &Value| CHOSEN.contains(&a["id"].as_str().unwrap());
                let index = answers.iter().position(chosen).unwrap_or(0);
                terminal.sees(&format!("1-{} answer", answers.len()));
                terminal.keys((index + 1).to_string());
            }
            None => drop(terminal.keys(" ")),
        }
        if source["expect"].is_string() {
            let observed = match turn % 2 {
                0 => ENTER,
                _ => "just so, seen twice\r",
            };
            terminal.sees("observed >").keys(observed);
            if observed != ENTER {
                terminal.sees("is that as expected?").keys("1");
            }
        }
        if source["approval"].is_string() {
            terminal.sees("approved by >").keys("sam\r");
        }
        if step["risk"] == "disrupt" {
            let wanted = terminal.until("what to type", |screen| {
                let (_, rest) = screen.split_once("type ")?;
                let (wanted, _) = rest.split_once(" to confirm; Enter alone cancels")?;
                Some(wanted.to_owned())
            });
            terminal.keys(format!("{wanted}\r"));
        }
        // A check is as expected, an act is done; the event says done of both.
        terminal.sees(&format!("{number} done"));
        self.shown.push((number, "done"));
    }

    /// What the screen has shown as done is what the journal holds.
    fn nothing_is_missing(&self) {
        let status = self.status();
        let steps = status["steps"].as_array().unwrap();
        for (number, state) in &self.shown {
            let step = steps.iter().find(|step| step["number"] == *number).unwrap();
            assert_eq!(step["state"], *state, "{number}");
        }
    }

    /// The terminal is lost and the program with it; a new one goes on where it was.
    fn lose_the_terminal(&mut self) {
        self.terminal.kill();
        self.nothing_is_missing();
        let next = self.next().unwrap()["number"].as_str().unwrap().to_owned();
        self.terminal = Terminal::open(self.home, &[]);
        self.terminal.sees("go on").sees(&format!("step {next}"));
        self.terminal.keys(ENTER).sees("i unsure");
        self.terminal
            .until_cursor(&format!("the focus on {next}"), |row| {
                row_number(row).as_deref() == Some(&next)
            });
        self.nothing_is_missing();
    }

    fn resolve_and_close(&self) {
        let terminal = &self.terminal;
        terminal.keys("R");
        if self.source["mode"] != "change" {
            terminal.sees("the cause").keys("1");
            terminal.sees("detected at >").keys("-20m\r");
        }
        terminal.sees("service back at >").keys(ENTER);
        if self.source["mode"] != "change" {
            terminal
                .sees("contributing >")
                .keys("no sleep, a new policy\r");
        }
        terminal.sees("summary >").keys("walked by keys\r");
        terminal.sees("Resolve INC-1?").keys("y");
        terminal.sees("C closes it").keys("C");
        terminal.sees("reason >").keys(ENTER);
        terminal.sees("Close INC-1?").keys("y");
        terminal.until("closed", |screen| {
            let closed = screen.contains("closed ") && !screen.contains("Close INC-1?");
            closed.then_some(())
        });
    }

    /// Exports into the current folder and leaves; what stands in the shell.
    fn export_and_leave(&mut self) -> String {
        self.terminal.keys("e").sees("format").keys("1");
        self.terminal.sees("file >").keys("\r").sees("exported to");
        self.terminal.keys("q").sees("Ctrl-C leave");
        self.terminal.keys("\x03");
        assert!(self.terminal.ended().success());
        self.terminal.drain();
        self.terminal.text()
    }
}

/// The step number in a row of the checklist.
pub fn row_number(row: &str) -> Option<String> {
    let list = row.split('│').next()?;
    // A critical step has a mark behind its number.
    let mut words = list.split(|c: char| c.is_whitespace() || c == '!');
    let number = words.find(|word| {
        let mut parts = word.split('.');
        let both = (parts.next(), parts.next(), parts.next());
        matches!(both, (Some(phase), Some(step), None)
            if phase.parse::<u32>().is_ok() && step.parse::<u32>().is_ok())
    });
    number.map(str::to_owned)
}

/// The one export in the folder, held against the schema, the recomputation and `verify`.
fn checked_export(home: &Home) -> Value {
    let found = files(&home.path(""));
    let mut exports = found
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "json"));
    let (path, none) = (exports.next().unwrap(), exports.next());
    assert_eq!(none, None);
    let document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let schema = fs::read("assets/schemas/timeline-1.json").unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let broken: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(broken, Vec::<String>::new());
    assert_eq!(recompute::differences(&document), Vec::<String>::new());
    home.ok(&["verify", path.to_str().unwrap()]);
    document
}

/// Walks a runbook; the terminal is lost after as many steps as said.
fn walked(runbook: &str, lost_after: Option<usize>) {
    let home = Home::new();
    let mut walk = Walk::start(&home, runbook);
    for turn in 0..100 {
        let Some(step) = walk.next() else { break };
        walk.act(&step, turn);
        if lost_after == Some(turn) {
            walk.lose_the_terminal();
        }
    }
    assert!(walk.shown.len() > 5, "{:?}", walk.shown);
    walk.nothing_is_missing();
    walk.resolve_and_close();
    let shell = walk.export_and_leave();
    let document = checked_export(&home);
    assert_eq!(document["incident"]["status"], "closed");
    let change = document["incident"]["mode"] == "change";
    assert_eq!(document["metrics"]["ttr_s"].is_null(), change);
    let took = if change { "ended after" } else { "resolved in" };
    let lines: Vec<&str> = shell.lines().filter(|line| !line.is_empty()).collect();
    for (line, begin) in lines
        .iter()
        .zip(["INC-1  ", "first action  ", took, "exported to   "])
    {
        assert!(line.starts_with(begin), "{shell}");
    }
    assert!(lines.len() >= 4, "{shell}");
    if !change {
        assert_eq!(document["incident"]["detection"]["assumed"], false);
        let contributing = document["incident"]["contributing"].as_array().unwrap();
        assert_eq!(contributing.len(), 2);
        assert_eq!(contributing[1]["title"], "a new policy");
        let ttr = document["metrics"]["ttr_s"].as_f64().unwrap();
        assert!(ttr >= 1_200.0, "{ttr}");
    }
    let failed = document["steps"].as_array().unwrap().iter();
    assert!(failed.filter(|step| step["state"] == "failed").count() > 0);
}

#[test]
fn the_failed_sign_in_is_walked_to_closed() {
    walked("anyconnect-authentication-failure", None);
}

#[test]
fn the_token_policy_is_walked_to_closed_and_the_terminal_is_lost_half_way() {
    walked("anyconnect-token-policy", Some(6));
}

#[test]
fn the_planned_change_is_walked_to_closed() {
    walked("anyconnect-certificate-otp", None);
}
