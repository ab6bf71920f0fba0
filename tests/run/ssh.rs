//! A shell behind ssh: the same contract, and what only a connection can do wrong.

use std::sync::Arc;
use std::time::Duration;

use runsheet::domain::run::RunOutcome;
use runsheet::run::ssh::{Dialogue, Master, Ssh, address};
use runsheet::run::{Order, OutputSink, Stop, Transport};

use super::contract::{self, never, nothing_is_left, order, run};
use super::runs::{opened, runs};
use super::sshd::Sshd;

fn options(sshd: &Sshd) -> Vec<std::ffi::OsString> {
    vec!["-F".into(), sshd.client().into()]
}

pub fn connected(sshd: &Sshd) -> Arc<Master> {
    Arc::new(Master::connect("box", options(sshd), Dialogue::Nobody).unwrap())
}

pub fn shell(master: &Arc<Master>) -> Ssh {
    let mut count = 0;
    Ssh::new(master.clone(), move || {
        count += 1;
        format!("mark{count}x7391")
    })
}

#[test]
fn the_contract_holds() {
    let sshd = Sshd::start();
    let way = &mut shell(&connected(&sshd));
    contract::tells_output_and_status(way);
    contract::takes_a_text_as_it_stands(way);
    contract::has_no_input(way);
    contract::hides_a_secret(way);
    contract::does_not_wait_for_what_is_left_behind(way);
    let brief = Order {
        timeout: Duration::from_secs(1),
        ..order("echo begun; sleep 7394; echo never")
    };
    let (end, out) = run(way, &brief);
    assert_eq!((end.outcome, &*out), (RunOutcome::TimedOut, "begun\n"));
    nothing_is_left("sleep 7394");
}

#[test]
fn a_status_of_the_command_is_no_loss_of_the_link() {
    let sshd = Sshd::start();
    let way = &mut shell(&connected(&sshd));
    for status in [255, 124, 137, 1] {
        let (end, _) = run(way, &order(&format!("exit {status}")));
        assert_eq!((end.outcome, end.exit), (RunOutcome::Exited, Some(status)));
    }
}

#[test]
fn nobody_is_asked_where_nobody_sits() {
    let sshd = Sshd::start();
    for alias in ["stranger", "nobody"] {
        let refused = Master::connect(alias, options(&sshd), Dialogue::Nobody).unwrap_err();
        assert!(!refused.is_empty(), "{refused}");
    }
    let told = address("box", &options(&sshd)).unwrap();
    assert!(told.contains("@127.0.0.1:"), "{told}");
}

/// Does something at the first output.
struct At<F: FnMut()>(Option<F>, Vec<u8>);

impl<F: FnMut()> OutputSink for At<F> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.1.extend_from_slice(bytes);
        if let Some(mut act) = self.0.take() {
            act();
        }
    }
}

#[test]
fn a_link_that_is_cut_is_lost_and_nothing_is_run_twice() {
    let sshd = Sshd::start();
    let master = connected(&sshd);
    let count = sshd.folder.path().join("count");
    let text = format!(
        "echo run >> {}; echo begun; exec sleep 7395",
        count.display()
    );
    let sessions = sshd.sessions();
    assert!(!sessions.is_empty());
    let cut = || {
        for pid in &sessions {
            let pid = rustix::process::Pid::from_raw(*pid).unwrap();
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    };
    let (_stop, stopped) = never();
    let end = shell(&master).run(&order(&text), &stopped, &mut At(Some(cut), Vec::new()));
    assert_eq!(end.outcome, RunOutcome::Lost, "{end:?}");
    // And the next one finds no connection, and makes none by itself.
    let again = shell(&master).run(&order(&text), &stopped, &mut Vec::new());
    assert_eq!(again.outcome, RunOutcome::NotSent, "{again:?}");
    assert_eq!(std::fs::read_to_string(&count).unwrap(), "run\n");
    // The other end has noticed, and does not go on where nobody sees it.
    nothing_is_left("sleep 7395");
}

#[test]
fn a_stop_reaches_the_other_end() {
    // A server that allows one session at a time is enough.
    let sshd = Sshd::with("MaxSessions 1");
    let master = connected(&sshd);
    let (stop, stopped): (Stop, _) = never();
    let act = || stop.stop();
    let text = "trap '' TERM; echo begun; (trap '' TERM; sleep 7396); sleep 7397";
    let end = shell(&master).run(&order(text), &stopped, &mut At(Some(act), Vec::new()));
    assert_eq!(end.outcome, RunOutcome::Stopped, "{end:?}");
    nothing_is_left("sleep 7396");
    nothing_is_left("sleep 7397");
}

/// A server that runs this for each command, which is in `$SSH_ORIGINAL_COMMAND`.
fn with_login(login: &str) -> Sshd {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("login");
    std::fs::write(&file, login).unwrap();
    let mut sshd = Sshd::with(&format!("ForceCommand /bin/sh {}", file.display()));
    sshd.beside = Some(folder);
    sshd
}

#[test]
fn what_a_sign_in_prints_is_no_output_and_no_shell_is_told() {
    let noisy = with_login("echo welcome; eval \"$SSH_ORIGINAL_COMMAND\"");
    let (end, out) = run(&mut shell(&connected(&noisy)), &order("echo said"));
    assert_eq!((end.outcome, &*out), (RunOutcome::Exited, "said\n"));
    let none = with_login("echo This account is currently not available.; exit 1");
    let made = none.folder.path().join("made");
    let text = format!("touch {}", made.display());
    let (end, out) = run(&mut shell(&connected(&none)), &order(&text));
    assert_eq!(end.outcome, RunOutcome::NotSent, "{end:?}");
    assert!(out.contains("not available") && !made.exists(), "{out}");
}

#[test]
fn a_text_that_no_shell_can_read_runs_in_no_part() {
    let sshd = Sshd::start();
    let made = sshd.folder.path().join("made");
    let text = format!("touch {}; echo 'open", made.display());
    let (end, _) = run(&mut shell(&connected(&sshd)), &order(&text));
    assert_eq!((end.outcome, end.exit), (RunOutcome::Exited, Some(2)));
    assert!(!made.exists());
}

#[test]
fn our_own_end_ends_what_runs_there_and_the_connection() {
    let sshd = Sshd::start();
    let home = opened();
    home.write(
        "config/config.toml",
        "[targets.vpn]\nkind = 'linux'\nssh = 'box'\n",
    );
    let path = format!("{}:/usr/bin:/bin", sshd.shim().display());
    let mut child = home
        .command()
        .env("PATH", path)
        .args(["run", "last", "--target", "vpn", "--risk", "read", "--"])
        .arg("yes begun | head -n 20000; sleep 7398")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut lines, &mut String::new()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    nothing_is_left("sleep 7398");
    let client = sshd.client().display().to_string();
    contract::waits_until("no connection is left", || {
        !contract::processes().contains(&client)
    });
    home.run(&["status", "last"]);
    assert_eq!(runs(&home)[0]["outcome"], "lost");
}

#[test]
fn it_is_run_and_recorded_with_its_address() {
    let sshd = Sshd::start();
    let home = opened();
    home.write(
        "config/config.toml",
        "[targets.vpn]\nkind = 'linux'\nssh = 'box'\n",
    );
    let path = format!("{}:/usr/bin:/bin", sshd.shim().display());
    let mut command = home.command();
    command.env("PATH", path);
    let reply = super::home::reply(
        command.args(["run", "last", "look", "--target", "vpn", "--json"]),
        "",
    );
    assert_eq!(reply.status, 0, "{reply:?}");
    let run = &runs(&home)[0];
    assert_eq!(
        (run["via"].as_str(), run["exit"].as_i64()),
        (Some("ssh"), Some(4))
    );
    assert!(
        run["address"].as_str().unwrap().contains("@127.0.0.1:"),
        "{run}"
    );
    assert_eq!(
        run["head"],
        "write failed: No space left on device\na b.service\n"
    );
    let own = sshd.client().display().to_string();
    assert!(
        !contract::processes().contains(&own),
        "its connection is ended"
    );
}

#[test]
fn a_device_is_reached_over_the_same_connection() {
    let standin = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run/standin.sh");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let sshd = Sshd::with(&format!(
        "ForceCommand /bin/sh {} asa {}",
        standin.display(),
        log.display()
    ));
    let master = connected(&sshd);
    let speech = runsheet::run::prompt::Speech::of("asa").unwrap();
    let mut device = runsheet::run::prompt::Device::new(speech, move || master.terminal());
    let (end, out) = run(&mut device, &order("show long\nwrong"));
    assert_eq!(end.outcome, RunOutcome::Exited, "{end:?}");
    assert!(end.trouble.unwrap().starts_with("line 2 of 2 was refused"));
    assert_eq!(out.lines().count(), 61, "{out}");
    assert_eq!(device.prompt().unwrap().host.as_deref(), Some("asa1"));
}
