//! What a runbook reads is read from a box of a lab, and held against its rules.

use runsheet_kit::home::Home;

const BOOK: &str = "\
format: runsheet.runbook/1.1
id: kiosk
title: Label printer lost its tunnel
revision: 1
variables: [{name: pool, ask: Which pool?}]
phases:
  - id: look
    title: Look
    steps:
      - id: lease
        do: Look for the lease.
        kind: check
        run:
          - {device: linux, text: \"echo bound {{pool}}\", shows: [{matches: expired, as: failed}, {matches: bound, as: done}]}
      - id: other
        do: Look elsewhere.
        kind: check
        run: [{device: asa, text: \"show version\"}]
      - id: renew
        do: Renew it.
        kind: act
        risk: change
        rollback: none needed
        run: [{device: linux, text: \"touch renewed\"}]
";

#[test]
fn what_steps_read_is_read_and_what_alters_something_is_not() {
    let home = Home::new();
    home.write("books/kiosk.yaml", BOOK);
    home.write("config/config.toml", "runbooks = ['../books']\n");
    let reply = home.run(&["test", "books", "--run", "--set", "pool=a"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(
        reply.stdout.contains("kiosk lease run 1 on local  done: "),
        "{reply:?}"
    );
    assert!(
        reply.stdout.contains("kiosk other run 1  left out: "),
        "{reply:?}"
    );
    assert!(!reply.stdout.contains("renew run"), "{reply:?}");
    assert!(!home.path("renewed").exists());
    assert_eq!(home.ok(&["incidents"]), "", "nothing is recorded");
    // Without its value the step is left out, and then nothing is read at all.
    let reply = home.run(&["test", "books", "--run"]);
    assert_eq!(reply.status, 1, "{reply:?}");
    assert!(reply.stderr.contains("nothing was read"), "{reply:?}");
    // What no rule knows has to be looked at by the author.
    let odd = BOOK.replace("echo bound", "echo nothing of");
    home.write("books/kiosk.yaml", odd);
    let told = home.run(&["test", "books", "--run", "--set", "pool=a", "--json"]);
    assert_eq!(told.status, 1, "{told:?}");
    let told: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(told["lab"][0]["came"], "not understood", "{told:#}");
}
