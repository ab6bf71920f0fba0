//! What a shell is told on Tab. How real shells show it is tried by `tests/shells/completions`.

use crate::home::{Home, reply};

/// What is offered at the end of a line, one a line: the name, a tab and what it stands for.
fn offered(home: &Home, words: &[&str]) -> String {
    let mut command = home.command();
    command.env("RUNSHEET_COMPLETE", "fish");
    let reply = reply(command.args(["--", "runsheet"]).args(words), "");
    assert_eq!((reply.status, &*reply.stderr), (0, ""), "{words:?}");
    reply.stdout
}

#[test]
fn names_are_offered_from_the_journal_and_the_library() {
    let home = Home::new();
    std::fs::create_dir(home.path("config")).unwrap();
    home.write(
        "config/config.toml",
        "[targets.asa1]\nkind = 'asa'\nssh = 'asa1'\n",
    );
    home.line("start anyconnect-authentication-failure --detach");
    home.line("start radius-mfa-timeout --detach");
    for (words, holds, lacks) in [
        (&["status", "IN"][..], "INC-2\topen:", "last"),
        (&["status", "1"], "1\topen:", "2\topen"),
        (&["step", "INC-1", "acc"], "account-active\t1.3 ", "push"),
        (&["step", "INC-1", "1."], "1.2\t", "account-active"),
        (
            &["step", "INC-1", "scope", "done", "--answer", ""],
            "everyone",
            "account",
        ),
        (&["step", "last", ""], "\t1.1 ", "account-active"),
        (&["cause", "INC-1", ""], "credentials\t", "push"),
        (&["start", "radius-m"], "radius-mfa-timeout\t", "INC"),
        (&["drill", "first"], "first-shift\t", "INC"),
        (&["run", "1", "--target", ""], "asa1\tasa", "INC"),
        (&["set", "1", "--var", ""], "user=\t", "INC"),
        (&["undo", "1", ""], "\tincident.opened", "INC"),
        (&["resu"], "resume", "status"),
    ] {
        let told = offered(&home, words);
        assert!(told.contains(holds), "{words:?}: {told}");
        assert!(!told.contains(lacks), "{words:?}: {told}");
    }
}

#[test]
fn values_are_offered_from_the_last_incident_with_the_same_target() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --set headend=vpn1 --set aaa_group=RAD1 --set user=jdoe");
    home.line(
        "start anyconnect-authentication-failure --detach --set headend=vpn2 --set aaa_group=RAD2",
    );
    home.line("start anyconnect-authentication-failure --detach --set headend=vpn1");
    let told = offered(&home, &["set", "3", "--var", "aaa"]);
    assert!(told.contains("aaa_group=RAD1\tas in INC-1"), "{told}");
    assert!(!told.contains("RAD2"), "{told}");
    // Without a target there is nothing to go by.
    home.line("start anyconnect-authentication-failure --detach");
    let told = offered(&home, &["set", "4", "--var", ""]);
    assert!(
        told.contains("aaa_group=\t") && !told.contains("RAD"),
        "{told}"
    );
}

#[test]
fn tab_makes_no_journal_and_says_nothing_of_a_broken_one() {
    let home = Home::new();
    assert_eq!(offered(&home, &["status", "I"]), "");
    assert!(!home.data().exists());
    std::fs::create_dir(home.data()).unwrap();
    home.write("data/journal.db", "no journal at all, but some bytes");
    assert_eq!(offered(&home, &["status", "I"]), "");
    let kept = std::fs::read_to_string(home.path("data/journal.db")).unwrap();
    assert_eq!(kept, "no journal at all, but some bytes");
}

#[test]
fn what_a_name_stands_for_cannot_steer_the_terminal() {
    let home = Home::new();
    home.line("start radius-mfa-timeout --detach --title 'bad\u{1b}]0;x\u{7}\ttitle'");
    let told = offered(&home, &["status", "I"]);
    assert!(
        told.contains("INC-1") && !told.contains('\u{1b}'),
        "{told:?}"
    );
}
