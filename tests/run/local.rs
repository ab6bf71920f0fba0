//! The shell on this machine.

use std::path::PathBuf;
use std::time::Duration;

use runsheet::domain::run::RunOutcome;
use runsheet::masks::{Masks, Stream};
use runsheet::paths::harmless_environment;
use runsheet::run::local::Local;
use runsheet::run::{Intake, Order, OutputSink, Transport};

use super::contract::{self, never, order, run};

fn local() -> Local {
    Local {
        environment: harmless_environment(),
        folder: PathBuf::from("/"),
    }
}

#[test]
fn the_contract_holds() {
    let way = &mut local();
    contract::tells_output_and_status(way);
    contract::takes_a_text_as_it_stands(way);
    contract::has_no_input(way);
    contract::hides_a_secret(way);
    contract::ends_what_takes_too_long(way);
    contract::does_not_wait_for_what_is_left_behind(way);
}

#[test]
fn it_knows_nothing_of_our_environment_that_is_not_listed() {
    let (_, out) = run(&mut local(), &order("env"));
    let names: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split('=').next())
        .collect();
    let listed: Vec<String> = harmless_environment()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    // A shell adds some of its own.
    let own = ["PWD", "OLDPWD", "SHLVL", "_"];
    for name in names {
        let is_known = own.contains(&name) || listed.iter().any(|known| known == name);
        assert!(is_known, "{name}");
    }
    assert!(!out.contains("CARGO"), "{out}");
}

/// Stops it as soon as its first line has come, so no time is waited for.
struct StopsAt<'a> {
    stop: &'a runsheet::run::Stop,
    seen: Vec<u8>,
    at: &'static str,
}

impl OutputSink for StopsAt<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.seen.extend_from_slice(bytes);
        if String::from_utf8_lossy(&self.seen).contains(self.at) {
            self.stop.stop();
        }
    }
}

/// What is no secret is seen in the list of processes: so the check for secrets looks there.
#[test]
fn a_text_without_a_secret_is_in_the_list_of_processes() {
    let text = "plain=xq7-seen-value; ps -eo args | grep -c '[x]q7-seen'";
    let (_, out) = run(&mut local(), &order(text));
    assert_ne!(out, "0\n");
}

#[test]
fn a_stop_ends_the_group_though_it_does_not_want_to() {
    let (stop, stopped) = never();
    let mut sink = StopsAt {
        stop: &stop,
        seen: Vec::new(),
        at: "begun",
    };
    let text =
        "trap '' TERM; (trap '' TERM; sleep 7392; sleep 7392) & echo begun; sleep 7393; sleep 7393";
    let end = local().run(&order(text), &stopped, &mut sink);
    assert_eq!(end.outcome, RunOutcome::Stopped);
    contract::nothing_is_left("sleep 7392");
    contract::nothing_is_left("sleep 7393");
}

#[test]
fn what_was_stopped_before_it_began_is_never_sent() {
    let (stop, stopped) = never();
    stop.stop();
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    let text = format!("touch {}", made.display());
    let end = local().run(&order(&text), &stopped, &mut Vec::new());
    assert_eq!(end.outcome, RunOutcome::NotSent);
    assert!(!made.exists());
}

#[test]
fn what_cannot_be_started_is_not_sent() {
    let mut nowhere = local();
    nowhere.folder = "/nonexistent/folder".into();
    let (end, _) = run(&mut nowhere, &order("true"));
    assert_eq!(end.outcome, RunOutcome::NotSent);
    assert!(end.trouble.is_some());
}

#[test]
fn a_signal_that_ends_it_is_its_status() {
    let (end, _) = run(&mut local(), &order("kill -9 $$"));
    assert_eq!((end.outcome, end.exit), (RunOutcome::Exited, Some(137)));
}

/// Much more than is kept goes by, and is counted to the last line.
#[test]
fn a_flood_is_counted_and_cut() {
    let mut intake = Intake::unseen(Stream::new(Masks::default(), []));
    let (_stop, stopped) = never();
    let flood = Order {
        timeout: Duration::from_secs(300),
        ..order("yes 'a line of output as many commands print it' | head -n 400000")
    };
    let end = local().run(&flood, &stopped, &mut intake);
    assert_eq!((end.outcome, end.exit), (RunOutcome::Exited, Some(0)));
    let taken = intake.finish();
    assert_eq!(taken.output.lines, Some(400_000));
    assert!(taken.output.truncated && taken.text.len() <= runsheet::run::intake::KEPT);
}

/// How fast a gigabyte goes through: `cargo test --release --test run -- --ignored a_gigabyte --nocapture`.
#[test]
#[ignore = "a figure, not a check"]
fn a_gigabyte() {
    let mut intake = Intake::unseen(Stream::new(Masks::default(), []));
    let (_stop, stopped) = never();
    let line = "Nov 30 21:44:44 gw charon[812]: 07[IKE] sending keep alive to 192.0.2.17[4500]";
    let text = format!("yes '{line}' | head -c 1000000000");
    let flood = Order {
        timeout: Duration::from_secs(600),
        ..order(&text)
    };
    let begun = std::time::Instant::now();
    let end = local().run(&flood, &stopped, &mut intake);
    let taken = intake.finish();
    let took = begun.elapsed();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    eprintln!(
        "{:?}: {} bytes in {took:?}, {:.0} MB/s, {peak}",
        end.outcome,
        taken.output.bytes.unwrap_or_default(),
        1000.0 / took.as_secs_f64()
    );
}
