//! Sign-ins that take more than a key: a code that is asked for, and a host on the way.

use runsheet_kit::terminal::{Terminal, program};

use super::contract::waits_until;
use super::home::Home;
use super::runs::{opened, runs};
use super::sshd::Sshd;

const TARGETS: &str =
    "[targets.vpn]\nkind = 'linux'\nssh = 'box'\n[targets.far]\nkind = 'linux'\nssh = 'far'\n";

fn path(sshd: &Sshd) -> String {
    format!("{}:/usr/bin:/bin", sshd.shim().display())
}

/// A run in a terminal, with answers for its questions; what the terminal showed, and its status.
fn in_terminal(home: &Home, sshd: &Sshd, answers: &[&str]) -> (String, u32) {
    let words = [
        "run", "last", "--target", "vpn", "--risk", "read", "--", "echo", "reached",
    ];
    let mut command = program(home, &words);
    command.env("PATH", path(sshd));
    let mut terminal = Terminal::run(command);
    for (place, answer) in answers.iter().enumerate() {
        waits_until("it asks", || {
            terminal.printed().matches("assword").count() > place
        });
        terminal.at_once(format!("{answer}\r"));
    }
    let status = terminal.ended().exit_code();
    (terminal.printed(), status)
}

#[test]
fn a_code_is_asked_for_by_ssh_itself_and_kept_nowhere() {
    let Some(sshd) = Sshd::with_code("271828") else {
        eprintln!("not tried: it takes root");
        return;
    };
    let home = opened();
    home.write("config/config.toml", TARGETS);
    // Where nobody sits it is refused, and nothing is recorded.
    let mut command = home.command();
    command.env("PATH", path(&sshd));
    let words = [
        "run", "last", "--target", "vpn", "--risk", "read", "--", "true",
    ];
    let refused = super::home::reply(command.args(words), "");
    assert_eq!(refused.status, 1, "{refused:?}");
    assert_eq!(runs(&home), serde_json::json!([]));
    let (shown, status) = in_terminal(&home, &sshd, &["314159", "314159", "314159"]);
    assert_eq!(status, 1, "{shown}");
    assert_eq!(runs(&home), serde_json::json!([]));
    let (shown, status) = in_terminal(&home, &sshd, &["271828"]);
    assert_eq!(status, 0, "{shown}");
    assert!(
        shown.contains("reached") && !shown.contains("271828"),
        "{shown}"
    );
    assert_eq!(runs(&home)[0]["head"], "reached\n");
    super::runs::nothing_holds(&home, "271828");
}

#[test]
fn a_host_on_the_way_is_passed_and_recorded() {
    let (near, far) = (Sshd::start(), Sshd::start());
    near.in_front_of(&far);
    let home = opened();
    home.write("config/config.toml", TARGETS);
    let mut command = home.command();
    command.env("PATH", path(&near));
    let reply = super::home::reply(
        command.args(["run", "last", "look", "--target", "far", "--json"]),
        "",
    );
    assert_eq!(reply.status, 0, "{reply:?}");
    let run = &runs(&home)[0];
    let address = run["address"].as_str().unwrap();
    assert!(address.ends_with(" via box"), "{address}");
    assert_eq!(run["exit"].as_i64(), Some(4));
}
