//! Secret values appear in no file, event, export, process list or output.

use super::home::{Home, files, reply};

const SECRET: &str = "s3cr3t-Pa55phrase-0xC0FFEE";

fn holds(bytes: &[u8]) -> bool {
    bytes
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes())
}

#[test]
fn a_secret_is_filled_in_and_recorded_nowhere() {
    let home = Home::new();
    let file = home.write("passphrase", format!("{SECRET}\n"));
    let given = format!("ca_passphrase=@{}", file.display());
    home.line("start anyconnect-certificate-otp --detach");
    let source = home.json(&["show", "anyconnect-certificate-otp", "--json"]);
    let variables = source["variables"].as_array().unwrap().iter();
    let plain = variables.filter(|variable| variable["secret"] != true);
    let set = plain.map(|variable| {
        format!(
            "{}={}",
            variable["name"].as_str().unwrap(),
            variable["example"].as_str().unwrap()
        )
    });
    let set: Vec<String> = set.flat_map(|set| ["--set".to_owned(), set]).collect();
    let phases = source["phases"].as_array().unwrap().iter();
    let steps = phases.flat_map(|p| p["steps"].as_array().unwrap());
    let mut used = 0;
    for step in steps {
        let runs = step["run"].as_array().map_or(0, Vec::len);
        for index in 1..=runs {
            let text = step["run"][index - 1]["text"].as_str().unwrap();
            if !text.contains("{{ca_passphrase}}") {
                continue;
            }
            let (id, index) = (step["id"].as_str().unwrap(), index.to_string());
            let mut arguments = vec!["copy", "last", id, &index, "--set", &given];
            let refused = home.run(&arguments);
            assert_eq!(refused.status, 1, "the others have no value: {refused:?}");
            assert!(!holds(refused.stdout.as_bytes()) && !holds(refused.stderr.as_bytes()));
            arguments.extend(set.iter().map(String::as_str));
            let copied = home.run(&arguments);
            assert_eq!(copied.status, 0, "{copied:?}");
            assert!(copied.stdout.contains(SECRET), "the clipboard gets it");
            assert!(!copied.stderr.contains(SECRET));
            used += 1;
        }
    }
    assert!(used > 0, "the runbook uses its secret");
    home.line("export last -o out.json");
    home.line("export last -o out.md --format markdown");
    std::fs::remove_file(&file).unwrap();
    for path in files(&home.path("")) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!holds(&bytes), "{} holds the secret", path.display());
    }
    let told = home.ok(&["status", "last", "--json"]) + &home.ok(&["doctor"]);
    assert!(!holds(told.as_bytes()));
}

#[test]
fn a_secret_may_not_be_typed_where_others_can_read_it() {
    let home = Home::new();
    let typed = format!("ca_passphrase={SECRET}");
    home.line("start anyconnect-certificate-otp --detach");
    for arguments in [
        &["copy", "last", "enable-ca", "--set", &typed][..],
        &[
            "start",
            "anyconnect-certificate-otp",
            "--detach",
            "--set",
            &typed,
        ],
        &["set", "last", "--var", &typed],
    ] {
        let reply = home.run(arguments);
        assert!(matches!(reply.status, 1 | 2), "{arguments:?}: {reply:?}");
        assert!(reply.stderr.contains("secret"), "{reply:?}");
        assert!(!reply.stderr.contains(SECRET), "{reply:?}");
    }
    for path in files(&home.data()) {
        assert!(!holds(&std::fs::read(&path).unwrap()), "{}", path.display());
    }
}

#[test]
fn a_debug_environment_reveals_nothing() {
    let home = Home::new();
    let file = home.write("passphrase", SECRET);
    let given = format!("ca_passphrase=@{}", file.display());
    home.line("start anyconnect-certificate-otp --detach");
    let mut command = home.command();
    command
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "1")
        .args(["copy", "last", "enable-ca", "9", "--set", &given]);
    let refused = reply(&mut command, "");
    assert_eq!(refused.status, 1, "{refused:?}");
    assert!(!holds(refused.stderr.as_bytes()) && !holds(refused.stdout.as_bytes()));
}
