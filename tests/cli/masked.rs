//! Secrets in a log that `scan` reads are in nothing that the program says or keeps, unless a
//! copy of the log is asked for.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use super::home::{Home, Reply, files, reply};
use super::leaks::{leaked, log};

/// Runs a command with a folder for temporary files that is looked at afterwards.
fn run(home: &Home, arguments: &[&str], input: &str) -> Reply {
    let mut command = home.command();
    command.args(arguments).env("TMPDIR", home.path("tmp"));
    reply(&mut command, input)
}

/// What was hidden in [`log`], by kind.
const KINDS: [&str; 9] = [
    "bearer",
    "community",
    "cookie",
    "credentials",
    "key",
    "passphrase",
    "password",
    "private key",
    "token",
];

fn kinds(told: &str) -> Vec<&str> {
    let parts = told.split("[masked ").skip(1);
    let mut kinds: Vec<&str> = parts.filter_map(|part| part.split(']').next()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[test]
fn secrets_in_logs_go_nowhere() {
    let home = Home::new();
    let logs = tempfile::tempdir().unwrap();
    let path = logs.path().join("asa.log");
    std::fs::write(&path, log()).unwrap();
    let path = path.to_str().unwrap();
    std::fs::create_dir(home.path("tmp")).unwrap();
    home.line("start aaa-server-unreachable --detach");
    let mut told = String::new();
    for (arguments, input) in [
        (&["scan", path][..], ""),
        (&["scan", path, "--json"], ""),
        (&["scan", path, "--incident", "last"], ""),
        (&["scan", logs.path().to_str().unwrap()], ""),
        (&["scan", "-", "--incident", "last", "--json"], &log()[..]),
        (&["status", "last"], ""),
        (&["status", "last", "--json"], ""),
        (&["handoff", "last"], ""),
    ] {
        let reply = run(&home, arguments, input);
        assert_eq!(reply.status, 0, "{arguments:?}: {reply:?}");
        told += &(reply.stdout + &reply.stderr);
    }
    told += &followed(&home);
    assert_eq!(kinds(&told), KINDS, "{told}");
    // Formats that are still to come are held to it from their first day.
    let formats = ["json", "ndjson", "markdown", "html", "csv", "otlp"];
    let exported = formats.map(|format| {
        let export = run(&home, &["export", "last", "--format", format], "");
        told += &(export.stdout + &export.stderr);
        usize::from(export.status == 0)
    });
    assert_eq!(exported[..4], [1; 4], "{exported:?}");
    assert_eq!(leaked(told.as_bytes()), [""; 0], "{told}");
    let mut kept = files(&home.path(""));
    kept.sort();
    assert!(kept.iter().any(|path| path.ends_with("journal.db")));
    for path in kept {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(leaked(&bytes), [""; 0], "{}", path.display());
    }
    // A copy is the log as it was, and says so by being asked for; so a leak would be seen.
    let copied = run(&home, &["scan", path, "--incident", "last", "--keep"], "");
    assert_eq!(copied.status, 0);
    let copy = files(&home.data().join("evidence"));
    let copy = std::fs::read(&copy[0]).unwrap();
    assert_eq!(leaked(&copy).len(), super::leaks::SECRETS.len());
}

/// What following such a log says, until its last known line was found.
fn followed(home: &Home) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grows.log");
    std::fs::write(&path, "all is well\n").unwrap();
    let mut command = home.command();
    command.args(["scan", "--follow", "--json", "--incident", "last"]);
    command.arg(&path).env("TMPDIR", home.path("tmp"));
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = lines.next().unwrap().unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(log().as_bytes()).unwrap();
    while !told.contains("verification failed for peer") {
        told += &lines.next().expect("it follows on").unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    told
}

/// Lines of what people type and paste, each with its secret.
const TYPED: [(&str, &str); 6] = [
    ("he typed password=hunter2 twice", "hunter2"),
    ("Authorization: Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
    ("Cookie: lang=en; webvpn=3F4A@8192@1B2C", "3F4A@8192@1B2C"),
    ("the PSK is Br4nchOffice#1", "Br4nchOffice#1"),
    ("curl -sku admin:S0mmer26 https://fw1/", "S0mmer26"),
    ("OTP 482913 was refused", "482913"),
];

#[test]
fn secrets_in_what_is_typed_go_nowhere_and_that_is_said() {
    let home = Home::new();
    let mut told = String::new();
    for (text, secret) in TYPED {
        let acts: [&[&str]; 14] = [
            &[
                "start",
                "aaa-server-unreachable",
                "--detach",
                "--title",
                text,
            ],
            &["note", "last", text],
            &["act", "last", text, "--risk", "change", "--rollback", text],
            &["update", "last", text, "--audience", text],
            &["handoff", "last", text, "--to", text],
            &["follow-up", "last", text, "--owner", text],
            &["set", "last", "--title", text],
            &["set", "last", "--scope", text],
            &[
                "mark",
                "last",
                "held",
                "--reason",
                text,
                "--waiting-on",
                text,
            ],
            &["mark", "last", "resumed"],
            &["mark", "last", "mitigated"],
            &[
                "mark",
                "last",
                "resolved",
                "--cause",
                text,
                "--summary",
                text,
                "--override",
                "all",
            ],
            &["mark", "last", "cancelled", "--reason", text],
            &["undo", "last", "--reason", text],
        ];
        let mut said = 0;
        for arguments in acts {
            let reply = home.run(arguments);
            said += usize::from(reply.stderr.contains("masked: "));
            assert!(!reply.stdout.contains(secret), "{arguments:?}: {reply:?}");
            told += &(reply.stdout + &reply.stderr);
        }
        assert!(said >= 7, "{said} of them say so: {told}");
        for format in ["json", "ndjson", "markdown", "html"] {
            let export = home.ok(&["export", "last", "--format", format]);
            assert!(
                export.contains("[masked ") && !export.contains(secret),
                "{export}"
            );
        }
        for path in files(&home.path("")) {
            let bytes = std::fs::read(&path).unwrap();
            let is_in = memchr::memmem::find(&bytes, secret.as_bytes()).is_some();
            assert!(!is_in, "{secret} in {}", path.display());
        }
    }
    assert!(
        told.contains("masked: a password in the note; reword it with `amend` if it was none"),
        "{told}"
    );
}

#[test]
fn a_value_that_looks_like_a_secret_is_refused() {
    let home = Home::new();
    home.line("start aaa-server-unreachable --detach");
    let show = home.json(&["show", "aaa-server-unreachable", "--json"]);
    let variables = show["variables"].as_array().unwrap().iter();
    let name = variables
        .filter(|variable| variable["secret"] != true)
        .find_map(|variable| variable["name"].as_str())
        .unwrap();
    let before = home.ok(&["export", "last", "--format", "ndjson"]);
    let given = format!("{name}=x password=hunter2");
    let refused = home.run(&["set", "last", "--var", &given]);
    assert_eq!(refused.status, 1, "{refused:?}");
    assert!(
        refused.stderr.contains("looks like a secret"),
        "{refused:?}"
    );
    assert!(refused.stderr.contains("reword"), "{refused:?}");
    assert!(!refused.stderr.contains("hunter2"), "{refused:?}");
    let events = |text: &str| text.matches("\"kind\"").count();
    let after = home.ok(&["export", "last", "--format", "ndjson"]);
    assert_eq!(events(&before), events(&after), "nothing was recorded");
}
