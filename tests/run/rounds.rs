//! Rounds of faults: whatever goes wrong on the way, nothing hangs beyond its timeout, nothing is
//! told as done that was not, nothing runs twice, and nothing runs on where nobody sees it.
//!
//! `ROUNDS=500 SEED=7 cargo test --features run-tests --test run rounds -- --nocapture`

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use runsheet::domain::run::RunOutcome::{self, Exited, Lost, Stopped, TimedOut};
use runsheet::run::prompt::{Device, Speech};
use runsheet::run::ssh::Master;
use runsheet::run::{End, Order, OutputSink, Transport};
use rustix::process::{Pid, Signal, kill_process};

use super::contract::{never, nothing_is_left, order, waits_until};
use super::home::Home;
use super::runs::{opened, runs};
use super::ssh::{connected, shell};
use super::sshd::Sshd;

/// What goes wrong, and how.
type RoundFault = (&'static str, fn(&Round));

const FAULTS: &[RoundFault] = &[
    ("the link is cut", link_cut),
    ("the client is killed", client_killed),
    ("the shell there is killed", remote_killed),
    ("it is stopped", stopped),
    ("the device reloads", device_reloads),
    ("output without an end", endless),
    ("a command that never ends", never_ends),
    ("a prompt that never comes", no_prompt),
    ("a pager in the middle", pager),
    ("a full disk", full_disk),
    ("our own process is killed", own_killed),
];

/// What a round goes wrong with.
struct Round {
    sshd: Sshd,
    home: Home,
    /// Lines in it are runs of the command.
    count: std::path::PathBuf,
    /// The arguments of a process that nothing else has.
    sleep: String,
    /// A number by chance.
    chance: u64,
}

impl Round {
    /// A text that tells that it ran, and then takes long.
    fn text(&self) -> String {
        format!(
            "echo run >>{}; echo begun; {}; echo over",
            self.count.display(),
            self.sleep
        )
    }

    fn times(&self) -> usize {
        std::fs::read_to_string(&self.count)
            .unwrap_or_default()
            .lines()
            .count()
    }

    fn master(&self) -> Arc<Master> {
        connected(&self.sshd)
    }

    fn order(&self, text: &str, timeout: u64) -> Order {
        Order {
            timeout: Duration::from_millis(timeout),
            ..order(text)
        }
    }

    fn device(&self, kind: &'static str) -> Device {
        let standin = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run/standin.sh");
        let log = self.count.clone();
        Device::new(Speech::of(kind).unwrap(), move || {
            let mut command = std::process::Command::new("/bin/sh");
            command.arg(&standin).arg(kind).arg(&log);
            command
        })
    }

    /// Our own program with that text under way: its first line has come.
    fn program(&self, text: &str) -> std::process::Child {
        self.home.write(
            "config/config.toml",
            "[targets.vpn]\nkind = 'linux'\nssh = 'box'\nrun = 'change'\n\
             [targets.here]\nkind = 'linux'\nvia = 'local'\nrun = 'change'\n",
        );
        let target = if self.chance.is_multiple_of(2) {
            "vpn"
        } else {
            "here"
        };
        let path = format!("{}:/usr/bin:/bin", self.sshd.shim().display());
        let mut command = self.home.command();
        command.env("PATH", path);
        command.args(["run", "last", "--target", target, "--yes", "--", text]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().unwrap()
    }
}

/// Takes output, and does something at the first of it, a chance later.
struct At<'a> {
    act: Option<Box<dyn FnOnce() + 'a>>,
    bytes: usize,
    text: String,
}

impl<'a> At<'a> {
    fn first(act: impl FnOnce() + 'a) -> Self {
        Self {
            act: Some(Box::new(act)),
            ..Self::nothing()
        }
    }

    fn nothing() -> Self {
        Self {
            act: None,
            bytes: 0,
            text: String::new(),
        }
    }
}

impl OutputSink for At<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        if self.text.len() < 4096 {
            self.text.push_str(&String::from_utf8_lossy(bytes));
        }
        if let Some(act) = self.act.take() {
            act();
        }
    }
}

fn run(way: &mut dyn Transport, order: &Order, sink: &mut At<'_>) -> End {
    let (_stop, stopped) = never();
    way.run(order, &stopped, sink)
}

#[track_caller]
fn is_one_of(end: &End, outcomes: &[RunOutcome]) {
    assert!(outcomes.contains(&end.outcome), "{end:?}");
    assert_ne!(
        (end.outcome, end.exit),
        (Exited, Some(0)),
        "it was not done"
    );
}

fn kill(pids: &[i32]) {
    for pid in pids {
        let _ = kill_process(Pid::from_raw(*pid).unwrap(), Signal::KILL);
    }
}

fn link_cut(round: &Round) {
    let master = round.master();
    let sessions = round.sshd.sessions();
    let mut sink = At::first(|| kill(&sessions));
    let end = run(
        &mut shell(&master),
        &round.order(&round.text(), 60_000),
        &mut sink,
    );
    is_one_of(&end, &[Lost]);
    let again = run(
        &mut shell(&master),
        &round.order(&round.text(), 60_000),
        &mut At::nothing(),
    );
    assert_eq!(again.outcome, RunOutcome::NotSent);
    assert_eq!(round.times(), 1);
    nothing_is_left(&round.sleep);
}

/// The clients of ours that carry a command.
fn clients(round: &Round) -> Vec<i32> {
    let list = std::process::Command::new("ps")
        .args(["-eo", "pid,args"])
        .output()
        .unwrap();
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    let own = round.sshd.client().display().to_string();
    let lines = list
        .lines()
        .filter(|line| line.contains(&own) && line.contains("exec sh -c"));
    lines
        .filter_map(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

fn client_killed(round: &Round) {
    let master = round.master();
    let mut sink = At::first(|| {
        let clients = clients(round);
        assert!(!clients.is_empty());
        kill(&clients);
    });
    let end = run(
        &mut shell(&master),
        &round.order(&round.text(), 60_000),
        &mut sink,
    );
    is_one_of(&end, &[Lost]);
    assert_eq!(round.times(), 1);
    nothing_is_left(&round.sleep);
}

fn remote_killed(round: &Round) {
    let text = format!(
        "echo run >>{}; kill -KILL $$; {}",
        round.count.display(),
        round.sleep
    );
    let end = run(
        &mut shell(&round.master()),
        &round.order(&text, 1500),
        &mut At::nothing(),
    );
    is_one_of(&end, &[Lost, TimedOut, Exited]);
    assert_eq!(round.times(), 1);
    nothing_is_left(&round.sleep);
}

fn stopped(round: &Round) {
    let (stop, stopped) = never();
    let mut sink = At::first(|| {
        std::thread::sleep(Duration::from_millis(round.chance % 40));
        stop.stop();
    });
    let end = shell(&round.master()).run(&round.order(&round.text(), 60_000), &stopped, &mut sink);
    is_one_of(&end, &[Stopped]);
    assert_eq!(round.times(), 1);
    nothing_is_left(&round.sleep);
}

fn device_reloads(round: &Round) {
    let kind = Speech::all()[round.chance as usize % Speech::all().len()].kind;
    let mut device = round.device(kind);
    let end = run(
        &mut device,
        &round.order("first\ndie\nlast", 20_000),
        &mut At::nothing(),
    );
    is_one_of(&end, &[Lost]);
    let typed = std::fs::read_to_string(&round.count).unwrap();
    let times = |what: &str| typed.lines().filter(|line| *line == what).count();
    assert_eq!((times("first"), times("die"), times("last")), (1, 1, 0));
}

fn endless(round: &Round) {
    let text = format!("echo run >>{}; yes {}", round.count.display(), round.sleep);
    let mut sink = At::nothing();
    let end = run(
        &mut shell(&round.master()),
        &round.order(&text, 1000),
        &mut sink,
    );
    is_one_of(&end, &[TimedOut]);
    assert!(sink.bytes > 100_000);
    nothing_is_left(&format!("yes {}", round.sleep));
}

fn never_ends(round: &Round) {
    let stubborn = match round.chance % 3 {
        0 => "trap '' TERM HUP INT; ",
        _ => "",
    };
    let text = format!("{stubborn}{}", round.text());
    let end = run(
        &mut shell(&round.master()),
        &round.order(&text, 1000),
        &mut At::nothing(),
    );
    is_one_of(&end, &[TimedOut]);
    assert_eq!(round.times(), 1);
    nothing_is_left(&round.sleep);
}

fn no_prompt(round: &Round) {
    let mut device = round.device("asa");
    let end = run(&mut device, &round.order("hang", 500), &mut At::nothing());
    is_one_of(&end, &[TimedOut]);
}

fn pager(round: &Round) {
    let kind = Speech::all()[round.chance as usize % Speech::all().len()].kind;
    let mut device = round.device(kind);
    let mut sink = At::nothing();
    // The stand-in's pager is on again where nobody put it off.
    let end = run(
        &mut device,
        &round.order("page\nshow long", 20_000),
        &mut sink,
    );
    assert_eq!((end.outcome, end.trouble), (Exited, None));
    assert!(sink.text.contains("line 60 of sixty"));
}

fn full_disk(round: &Round) {
    // Writes beyond a megabyte fail, as they do where no room is left.
    let home = &round.home;
    let program = env!("CARGO_BIN_EXE_runsheet");
    let text = "od -An -tx1 -N3000000 /dev/urandom";
    let script = format!(
        "trap '' XFSZ; ulimit -f 2048; exec {program} run last --target local --risk read --json -- '{text}'"
    );
    let mut command = std::process::Command::new("/bin/sh");
    command.arg("-c").arg(script).env_clear();
    let given = home.command();
    for (name, value) in given.get_envs() {
        command.env(name, value.unwrap());
    }
    let reply = super::home::reply(&mut command, "");
    assert!(!reply.stderr.contains("panicked"), "{reply:?}");
    let run = &runs(home)[0];
    assert_eq!(run["outcome"], "exited", "{reply:?}");
    assert!(
        reply.stderr.contains("could not be kept"),
        "{}",
        reply.stderr
    );
}

fn own_killed(round: &Round) {
    let text = format!(
        "echo run >>{}; yes begun | head -n 20000; {}",
        round.count.display(),
        round.sleep
    );
    let mut child = round.program(&text);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut String::new()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    nothing_is_left(&round.sleep);
    assert_eq!(round.times(), 1);
    round.home.run(&["status", "last"]);
    // Before it the box was asked who it is.
    let all = runs(&round.home);
    let run = all.as_array().unwrap().last().unwrap();
    assert_eq!(run["outcome"], "lost", "{run}");
    let client = round.sshd.client().display().to_string();
    waits_until("its connection ends", || {
        !super::contract::processes().contains(&client)
    });
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn whatever_goes_wrong_nothing_is_told_that_is_not_so() {
    let rounds = number("ROUNDS").unwrap_or(FAULTS.len() as u64);
    let mut chance = number("SEED").unwrap_or(1).wrapping_mul(2).wrapping_add(1);
    let seed = chance;
    let mut told: BTreeMap<&str, (u64, Duration)> = BTreeMap::new();
    for round in 0..rounds {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Each of them comes up; which is first is chance.
        let (name, fault) = FAULTS[((seed + round) % FAULTS.len() as u64) as usize];
        let folder = tempfile::tempdir().unwrap();
        let state = Round {
            sshd: Sshd::start(),
            home: opened(),
            count: folder.path().join("count"),
            sleep: format!("sleep 9{}.{round}", chance >> 44),
            chance: chance >> 33,
        };
        let begun = Instant::now();
        fault(&state);
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(50), "{name}: {took:?}");
        let (count, longest) = told.entry(name).or_default();
        *count += 1;
        *longest = took.max(*longest);
    }
    for (name, (count, longest)) in told {
        eprintln!("{count:>4}  {name}, {:.1} s at most", longest.as_secs_f64());
    }
}
