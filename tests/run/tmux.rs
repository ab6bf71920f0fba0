//! A pane of tmux in which somebody is signed in: a real tmux, and in it a shell or a stand-in.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use runsheet::domain::run::RunOutcome;
use runsheet::run::prompt::Speech;
use runsheet::run::tmux::TmuxServer;
use runsheet::run::{End, Order, Transport};

use super::contract::{never, order, run, waits_until};
use super::runs::{opened, runs};

/// A tmux server with one pane, for as long as a test.
struct Server {
    name: String,
    folder: tempfile::TempDir,
}

impl Server {
    fn start(program: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("rs-{}", uuid());
        let server = Self { name, folder };
        server.ask(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "40",
            program,
        ]);
        server
    }

    /// A shell whose prompt shows a host.
    fn shell(host: &str) -> Self {
        let server = Self::start(&format!(
            "env -i PATH=/usr/bin:/bin TERM=screen PS1='ana@{host}:~$ ' /bin/sh"
        ));
        server.shows(&format!("ana@{host}:~$"));
        server
    }

    fn device(kind: &str) -> Self {
        let standin = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run/standin.sh");
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut server = Self::start(&format!(
            "/bin/sh {} {kind} {}",
            standin.display(),
            log.display()
        ));
        server.folder = folder;
        server.shows("asa1/pri/act#");
        server
    }

    fn ask(&self, words: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.args(["-L", &self.name]).args(words);
        let said = command.output().unwrap();
        assert!(said.status.success(), "{words:?}: {said:?}");
        String::from_utf8(said.stdout).unwrap()
    }

    fn screen(&self) -> String {
        self.ask(&["capture-pane", "-p"])
    }

    fn shows(&self, words: &str) {
        waits_until(words, || self.screen().contains(words));
    }

    fn tmux(&self) -> TmuxServer {
        TmuxServer(vec!["-L".into(), self.name.clone().into()])
    }

    fn pane(&self) -> String {
        self.tmux().panes().unwrap()[0].id.clone()
    }

    fn way(&self, kind: &str, host: &str) -> Result<runsheet::run::prompt::Device, String> {
        let speech = Speech::in_pane(kind).unwrap();
        self.tmux().open(&self.pane(), speech, host)
    }

    fn run(&self, text: &str) -> (End, String) {
        run(&mut self.way("linux", "gw").unwrap(), &order(text))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut command = Command::new("tmux");
        let _ = command.args(["-L", &self.name, "kill-server"]).output();
    }
}

fn uuid() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

#[test]
fn a_shell_in_a_pane_is_spoken_to_and_left_as_it_was() {
    let server = Server::shell("gw");
    let (end, out) = server.run("echo one; echo two >&2");
    assert_eq!((end.outcome, &*out), (RunOutcome::Exited, "one\ntwo\n"));
    let (_, out) = server.run("printf '%s\\n' 'a  b' '$HOME' '`x`'");
    assert_eq!(out, "a  b\n$HOME\n`x`\n");
    // Longer than the pane is wide.
    let long = format!("echo over; : {}", "word ".repeat(60));
    assert_eq!(server.run(&long).1, "over\n");
    let (end, out) = server.run("yes line | head -n 3000");
    assert_eq!(
        (end.outcome, out.lines().count()),
        (RunOutcome::Exited, 3000)
    );
    assert!(
        server.tmux().panes().unwrap()[0].unfit.is_none(),
        "its pipe is taken off"
    );
    assert_eq!(
        server.ask(&["list-buffers"]),
        "",
        "nothing is left to paste"
    );
}

#[test]
fn only_the_pane_of_the_host_that_is_meant_is_typed_into() {
    let server = Server::shell("other");
    let before = server.screen();
    let refused = server.way("linux", "gw").err().unwrap();
    assert!(refused.contains("is that of other, not of gw"), "{refused}");
    let refused = server.way("asa", "gw").err().unwrap();
    assert!(refused.contains("is no prompt of asa"), "{refused}");
    let speech = Speech::in_pane("linux").unwrap();
    assert_eq!(server.tmux().of_host(speech, "gw").unwrap(), []);
    assert_eq!(server.tmux().of_host(speech, "other").unwrap().len(), 1);
    assert!(server.tmux().open("%77", speech, "other").is_err());
    server.ask(&["copy-mode"]);
    assert!(
        server
            .way("linux", "other")
            .err()
            .unwrap()
            .contains("read back")
    );
    assert_eq!(server.screen(), before);
}

#[test]
fn what_takes_too_long_is_interrupted() {
    let server = Server::shell("gw");
    let brief = Order {
        timeout: Duration::from_millis(700),
        ..order("echo begun; sleep 7401")
    };
    let (end, out) = run(&mut server.way("linux", "gw").unwrap(), &brief);
    assert_eq!((end.outcome, end.is_answered), (RunOutcome::TimedOut, true));
    assert!(out.starts_with("begun\n"), "{out}");
    super::contract::nothing_is_left("sleep 7401");
}

#[test]
fn a_device_in_a_pane_pages_and_its_questions_are_the_operators() {
    let server = Server::device("asa");
    let mut way = server.way("asa", "asa1").unwrap();
    let (end, out) = run(&mut way, &order("show long"));
    assert_eq!(
        (end.outcome, out.lines().count()),
        (RunOutcome::Exited, 60),
        "{out}"
    );
    let answers = std::thread::scope(|scope| {
        let run = scope.spawn(|| run(&mut way, &order("reload")));
        server.shows("Save?");
        server.ask(&["send-keys", "y", "Enter"]);
        server.shows("[confirm]");
        server.ask(&["send-keys", "Enter"]);
        run.join().unwrap()
    });
    assert_eq!(answers.0.outcome, RunOutcome::Exited);
    let typed = std::fs::read_to_string(server.folder.path().join("log")).unwrap();
    assert!(
        typed.contains("save:y") && typed.contains("confirm:"),
        "{typed}"
    );
}

#[test]
fn the_last_enter_is_the_operators() {
    let server = Server::shell("gw");
    let made = server.folder.path().join("made");
    let left = |text: String, timeout| Order {
        timeout: Duration::from_millis(timeout),
        leaves_enter: true,
        ..order(&text)
    };
    let mut way = server.way("linux", "gw").unwrap();
    // Nobody presses it: it is taken away again.
    let typed = left(format!("touch {}", made.display()), 500);
    let (end, _) = run(&mut way, &typed);
    assert_eq!(end.outcome, RunOutcome::NotSent, "{end:?}");
    assert!(!made.exists());
    server.ask(&["send-keys", "Enter"]);
    let (end, out) = std::thread::scope(|scope| {
        let typed = left(format!("touch {}; echo done", made.display()), 60_000);
        let way = &mut way;
        let run = scope.spawn(move || run(way, &typed));
        server.shows("echo done");
        assert!(!made.exists());
        server.ask(&["send-keys", "Enter"]);
        run.join().unwrap()
    });
    assert_eq!((end.outcome, &*out), (RunOutcome::Exited, "done\n"));
    assert!(made.exists());
    // Of several lines all but the last would be entered.
    let (end, _) = run(&mut way, &left("true\ntrue".to_owned(), 500));
    assert_eq!(end.outcome, RunOutcome::NotSent);
    let (_stop, stopped) = never();
    let end = way.run(&order("echo a\tb"), &stopped, &mut Vec::new());
    assert_eq!(end.outcome, RunOutcome::NotSent, "a tab is a key");
}

#[test]
fn it_is_run_in_the_pane_that_shows_its_host_and_recorded() {
    let server = Server::shell("gw");
    let home = opened();
    home.write(
        "config/config.toml",
        "[targets.gw]\nkind = 'linux'\nvia = 'tmux'\n",
    );
    let socket = server.ask(&["display-message", "-p", "#{socket_path}"]);
    let mut command = home.command();
    command
        .env("PATH", "/usr/bin:/bin")
        .env("TMUX", format!("{},1,0", socket.trim()));
    let words = [
        "run", "last", "--target", "gw", "--risk", "read", "--json", "--", "echo", "here",
    ];
    let reply = super::home::reply(command.args(words), "");
    assert_eq!(reply.status, 0, "{reply:?}");
    let run = &runs(&home)[0];
    assert_eq!(
        (run["via"].as_str(), run["head"].as_str()),
        (Some("tmux"), Some("here\n"))
    );
}
