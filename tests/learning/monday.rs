//! A lead's Monday: the lines of the page, as they stand, from three closed incidents to a patch
//! that is in, and two drills that somebody is to play.

use runsheet_kit::home::{Home, reply};

const PAGE: &str = include_str!("../../docs/learning.md");

const BOOK: &str = "\
# Ours.
format: runsheet.runbook/1
id: kiosk
title: The kiosk's label printer lost its tunnel
revision: 1
causes:
  - {id: lease, title: The DHCP lease ran out, class: network}
  - {id: cable, title: The cable is out, class: network}
phases:
  - id: look
    title: Look
    steps:
      - {id: who, do: Is one kiosk affected or all?, kind: check, answers: [{id: one, says: One kiosk}, {id: all, says: All of them}]}
      - {id: lease, do: Look up the kiosk in the lease list., kind: check, expect: It has a lease., suspects: [lease], rules_out: [lease]}   # by name
      - {id: renew, do: Renew the lease., kind: act, risk: change, rollback: none needed}
      - {id: prints, do: Print a test label., kind: verify, critical: true}
";

/// The last block of the shell under a heading of the page, and the file after it.
fn monday() -> (String, String) {
    let part = PAGE.split("## Monday").nth(1).unwrap();
    let mut blocks = part.split("```").skip(1).step_by(2);
    let mut next = || {
        blocks
            .next()
            .unwrap()
            .split_once('\n')
            .unwrap()
            .1
            .to_owned()
    };
    (next(), next())
}

#[test]
fn the_lines_of_a_leads_monday_do_what_they_say() {
    let home = Home::new();
    home.write("runbooks/kiosk.yaml", BOOK);
    home.write(
        "logs/good/a.log",
        "Nov 30 08:00:00 gw dhcpd[1]: DHCPACK on 10.1.0.5\n",
    );
    home.write(
        "bad.log",
        "Nov 30 09:00:00 gw dhcpd[1]: DHCPACK on 10.1.0.5\n\
         Nov 30 09:00:10 gw dhcpd[1]: pool 10.1.0.0/24 exhausted: address request refused\n",
    );
    home.write("config/config.toml", "runbooks = ['../runbooks']\n");
    let shell = |script: &str| {
        let mut program = std::path::PathBuf::from(env!("CARGO_BIN_EXE_runsheet"));
        program.pop();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = home.program("sh");
        shell
            .args(["-exc", script])
            .env("PATH", format!("{}:{path}", program.display()))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "lea")
            .env("GIT_AUTHOR_EMAIL", "lea@example.com")
            .env("GIT_COMMITTER_NAME", "lea")
            .env("GIT_COMMITTER_EMAIL", "lea@example.com");
        let reply = reply(&mut shell, "");
        assert_eq!(reply.status, 0, "{}\n{}", reply.stdout, reply.stderr);
        reply.stdout
    };
    shell("cd runbooks && git init -q . && git add -A && git commit -qm first");
    // Whoever was on call: a line was pinned, an act outside was what helped.
    shell(
        "runsheet start kiosk --detach
         runsheet step last who done --answer one
         runsheet scan bad.log --incident last
         runsheet scan --incident last --pin bad.log:2 --cause lease
         runsheet step last lease failed --observed 'no lease'
         runsheet act last 'freed old leases' --device gw --rollback 'none needed'
         runsheet step last prints done --observed ok
         runsheet mark last resolved --cause lease
         runsheet mark last closed
         for note in 'the list has moved: see ipam' ''; do
           runsheet start kiosk --detach
           runsheet step last who done --answer all
           [ -z \"$note\" ] || runsheet note last \"$note\" --step lease
           runsheet step last prints done --observed ok
           runsheet mark last resolved --cause cable
           runsheet mark last closed
         done",
    );
    let (lines, assignments) = monday();
    // What the page leaves to the reader: which incident, and since when.
    let lines = lines
        .replace("2026-11-23", "-1h")
        .replace("INC-12", "INC-1")
        .replace("~/", "");
    let told = shell(&lines);
    let patch = std::fs::read_to_string(home.path("week.patch")).unwrap();
    for lesson in ["# signature of kiosk", "# step of kiosk", "# note of kiosk"] {
        assert!(patch.contains(lesson), "{patch}");
    }
    assert!(told.contains("kiosk"), "{told}");
    let taught = std::fs::read_to_string(home.path("runbooks/kiosk.yaml")).unwrap();
    assert!(
        taught.contains("exhausted") && taught.contains("# by name"),
        "{taught}"
    );
    home.write("runbooks/assignments.yaml", &assignments);
    let report = shell("runsheet lint runbooks && runsheet drill report");
    for due in ["kiosk ", "lease ", "by 2026-12-14"] {
        assert!(report.contains(due), "{due}: {report}");
    }
    // What is in is no news.
    let again = shell("runsheet learn --since -1h --baseline logs/good --json");
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["patches"], serde_json::json!([]), "{again:#}");
    // A date will do as well, and what is wrong beside the runbooks is told with its place.
    shell("runsheet learn --since 2026-01-01 -o all.patch");
    home.write(
        "runbooks/assignments.yaml",
        assignments.replace("who: bo", "hwo: bo"),
    );
    home.write(
        "runbooks/tests/odd.yaml",
        "format: runsheet.tests/1\nrunbook: gone\ntests: []\n",
    );
    let wrong = shell("runsheet lint runbooks || true");
    for place in ["assignments.yaml:4:", "tests/odd.yaml:2:10"] {
        assert!(wrong.contains(place), "{place}: {wrong}");
    }
    // The log of that night names its cause from now on.
    let scanned = shell("runsheet scan bad.log");
    assert!(scanned.contains("The DHCP lease ran out"), "{scanned}");
}
