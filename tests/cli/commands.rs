//! Words that are no command, files that are there already, and times that contradict.

use std::fs;

use super::home::Home;

#[test]
fn a_mistyped_command_is_a_usage_error_that_names_the_nearest() {
    let home = Home::new();
    home.write("vpnagent.log", "AAA denied\n");
    for (word, says, next) in [
        (
            "statsu",
            "no command `statsu`; did you mean `stats`?",
            "search statsu",
        ),
        ("incidnets", "did you mean `incidents`?", "search"),
        ("redact", "`redact` is not in this version", "runsheet help"),
        ("forget", "`forget` is not in this version", "search forget"),
        (
            "redcat",
            "did you mean `redact`? (it is not in this version)",
            "",
        ),
        (
            "vpnagent.log",
            "no command `vpnagent.log`: it is a file",
            "scan vpnagent.log",
        ),
    ] {
        for arguments in [&[word][..], &["--accessible", word]] {
            let reply = home.run(arguments);
            assert_eq!(reply.status, 2, "{word}: {reply:?}");
            assert!(reply.stderr.contains(says), "{word}: {reply:?}");
            assert!(reply.stderr.contains(next), "{word}: {reply:?}");
            assert_eq!(reply.stdout, "", "{word}");
        }
    }
    assert!(!home.data().exists(), "nothing is opened for it");
    for query in ["stuck", "radius", "certificate", "statsu x", "no such.log"] {
        let words: Vec<&str> = query.split(' ').collect();
        let reply = home.run(&words);
        assert!(
            reply.stderr.contains("needs a terminal"),
            "{query}: {reply:?}"
        );
    }
}

#[test]
fn an_export_is_written_over_only_by_force() {
    let home = Home::new();
    home.line("start anyconnect-token-policy --detach");
    fs::create_dir(home.path("out")).unwrap();
    home.line("export 1 -o it.json");
    home.line("export 1 -o out");
    home.write("it.json", "mine");
    for arguments in ["export 1 -o it.json", "export 1 -o out"] {
        let words: Vec<&str> = arguments.split(' ').collect();
        let reply = home.run(&words);
        assert_eq!(reply.status, 73, "{arguments}: {reply:?}");
        assert!(reply.stderr.contains(" is there already"), "{reply:?}");
        assert!(reply.stderr.contains("--force writes over it"), "{reply:?}");
    }
    assert_eq!(fs::read_to_string(home.path("it.json")).unwrap(), "mine");
    home.line("export 1 -o it.json --force");
    home.line("export 1 -o out --force");
    let text = fs::read_to_string(home.path("it.json")).unwrap();
    assert!(text.contains("runsheet.timeline"), "{text}");
    // Of several files that are there all are named, and none is written.
    home.line("start anyconnect-token-policy --detach");
    let reply = home.run(&["export", "2", "1", "-o", "out"]);
    assert_eq!(reply.status, 73, "{reply:?}");
    assert!(!home.path("out/INC-2.json").exists());
}

#[test]
fn planned_work_is_not_backed_out_after_its_end() {
    let home = Home::new();
    let plan = |end: &str, backout: &str| {
        let end = format!("--planned-end={end}");
        let backout = format!("--backout-by={backout}");
        let start = [
            "start",
            "anyconnect-token-policy",
            "--mode",
            "change",
            "--detach",
        ];
        home.run(&[&start[..], &[&end, &backout]].concat())
    };
    let reply = plan("1h", "2h");
    assert_eq!(reply.status, 2, "{reply:?}");
    assert!(reply.stderr.contains("after the planned end"), "{reply:?}");
    assert_eq!(plan("2h", "1h").status, 0);
    // Read at night, a time has no milliseconds and says its zone.
    let told = home.run(&["status", "last"]).stdout;
    let line = told.lines().find(|line| line.starts_with("planned end "));
    let line = line.unwrap_or_else(|| panic!("{told}"));
    assert!(line.ends_with("  (UTC)") && !line.contains('Z'), "{line}");
    assert_eq!(
        home.json(&["incidents", "--json"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn one_thing_is_wrong_in_one_file() {
    let home = Home::new();
    home.write("odd.yaml", "format: runsheet.runbook/1\nid: odd\n");
    let reply = home.run(&["lint", "odd.yaml"]);
    assert_eq!(reply.status, 65);
    let count = reply
        .stdout
        .lines()
        .filter(|line| line.contains("odd.yaml"))
        .count();
    let says = match count {
        1 => "1 thing is wrong in 1 file\n".to_owned(),
        count => format!("{count} things are wrong in 1 file\n"),
    };
    assert!(reply.stderr.contains(&says), "{reply:?}");
}

#[test]
fn a_paste_is_counted_once_and_in_names() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let log =
        "state 1\nvpnagent: AAA denied for user jdoe\nstate 2\nvpnagent: AAA denied for user bo\n";
    let reply = home.run_with(&["scan", "-", "--incident", "last"], log);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(
        reply
            .stdout
            .contains("4 lines in 1 log; 2 of them are known"),
        "{reply:?}"
    );
    assert!(
        reply
            .stderr
            .contains("recorded in INC-1: evidence stdin, 2 known lines"),
        "{reply:?}"
    );
    let report = home.ok(&["export", "last", "--format", "markdown"]);
    assert!(report.contains("(2 lines)"), "{report}");
    let status = home.json(&["status", "last", "--json"]);
    let because: Vec<&str> = status["causes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|cause| cause["because"].as_array().unwrap())
        .map(|because| because["text"].as_str().unwrap())
        .collect();
    assert!(!because.is_empty());
    assert!(
        because
            .iter()
            .all(|text| text.starts_with("2 lines in stdin")),
        "{because:?}"
    );
}

#[test]
fn the_name_of_a_file_says_the_format_unless_it_is_given() {
    let home = Home::new();
    home.line("start anyconnect-token-policy --detach");
    for (line, begins) in [
        ("export 1 -o it.html", "<!"),
        ("export 1 -o it.MD", "# "),
        ("export 1 -o it.csv", "incident"),
        ("export 1 -o it.txt", "{"),
        ("export 1 -o other.html --format json", "{"),
    ] {
        home.line(line);
        let file = line.split(' ').nth(3).unwrap();
        let text = fs::read_to_string(home.path(file)).unwrap();
        assert!(text.starts_with(begins), "{line}: {text:.80}");
    }
}
