//! Settings from outside: what `doctor` tells of them, and what they change.

use crate::home::{Home, reply};

fn with_settings(text: &str) -> Home {
    let home = Home::new();
    std::fs::create_dir(home.path("config")).unwrap();
    home.write("config/config.toml", text);
    home
}

#[test]
fn doctor_lists_everything_that_is_wrong_with_the_settings() {
    let home = with_settings(
        "theme = 'pink'\nrunbooks = ['gone']\n[notify]\nbel = true\n\
         [keys]\nresolve = 'f'\nhelp = ['F3', 'Spce']\nleave = []\nnote = 'F7'\n",
    );
    let report = home.json(&["doctor", "--json"]);
    let settings = &report["settings"];
    assert_eq!(settings["state"], "read, with 6 warnings");
    assert_eq!(settings["keys"], 1);
    let file = home.path("config/config.toml");
    assert_eq!(settings["file"], file.to_str().unwrap());
    let gone = home.path("config/gone");
    assert_eq!(
        settings["warnings"],
        serde_json::json!([
            "line 1, column 9: theme = 'pink' will not do; allowed: \"auto\", \"light\", \"dark\", \"mono\"",
            format!(
                "line 2, column 13: runbooks: {} is no folder",
                gone.display()
            ),
            "line 4, column 1: there is no setting bel; did you mean bell?",
            "line 6, column 1: resolve: f means fail in the same place; it stays R",
            "line 7, column 1: help: there is no key Spce; did you mean Space?",
            "line 8, column 1: leave: it needs a key, or there is no way out",
        ])
    );
    let text = home.ok(&["doctor"]);
    assert!(
        text.contains("warnings       line 8, column 1: leave"),
        "{text}"
    );
}

#[test]
fn a_broken_file_stops_no_command() {
    let home = with_settings("theme = [\n");
    let report = home.json(&["doctor", "--json"]);
    let warnings = report["settings"]["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].as_str().unwrap().ends_with("the defaults hold"));
    let reply = home.run(&["runbooks"]);
    assert_eq!((reply.status, reply.stderr.as_str()), (0, ""));
}

#[test]
fn no_file_is_no_mistake() {
    let settings = Home::new().json(&["doctor", "--json"])["settings"].clone();
    assert_eq!(settings["state"], "not there; the defaults hold");
    assert_eq!(settings["warnings"], serde_json::json!([]));
}

#[test]
fn doctor_tells_the_theme_and_why() {
    let theme = |text: &str, set: &[(&str, &str)], color: &str| {
        let home = with_settings(text);
        let mut command = home.command();
        command.args(["doctor", "--json", "--color", color]);
        let reply = crate::home::reply(command.envs(set.iter().copied()), "");
        let report: serde_json::Value = serde_json::from_str(&reply.stdout).unwrap();
        report["terminal"]["theme"].as_str().unwrap().to_owned()
    };
    let until = "until the terminal tells its background";
    for (text, set, color, says) in [
        ("", &[][..], "auto", format!("dark (assumed, {until})")),
        (
            "",
            &[("COLORFGBG", "0;15")],
            "auto",
            format!("light (COLORFGBG, {until})"),
        ),
        (
            "theme = 'light'",
            &[("NO_COLOR", "1")],
            "auto",
            "light (config.toml)".to_owned(),
        ),
        (
            "",
            &[("NO_COLOR", "1")],
            "auto",
            "mono (NO_COLOR)".to_owned(),
        ),
        (
            "theme = 'light'",
            &[("RUNSHEET_THEME", "dark")],
            "auto",
            "dark (RUNSHEET_THEME)".to_owned(),
        ),
        (
            "theme = 'light'",
            &[],
            "never",
            "mono (--color never)".to_owned(),
        ),
    ] {
        assert_eq!(theme(text, set, color), says, "{text} {set:?}");
    }
    let unknown = theme("", &[("RUNSHEET_THEME", "pink")], "auto");
    assert!(unknown.contains("RUNSHEET_THEME is none of"), "{unknown}");
}

#[test]
fn doctor_tells_how_due_things_are_told() {
    let home = with_settings("[notify]\nbell = true\nosc9 = true\n");
    let notify = |set: &[(&str, &str)]| {
        let mut command = home.command();
        command.args(["doctor", "--json"]);
        let reply = crate::home::reply(command.envs(set.iter().copied()), "");
        let report: serde_json::Value = serde_json::from_str(&reply.stdout).unwrap();
        report["terminal"]["notify"].as_str().unwrap().to_owned()
    };
    assert_eq!(notify(&[("TERM", "xterm")]), "bell, osc9, title");
    assert_eq!(
        notify(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux")]),
        "bell, no osc9 (tmux keeps it; set tmux-passthrough), title"
    );
}

#[test]
fn folders_in_the_settings_add_runbooks_and_broken_ones_are_told() {
    let home = with_settings("runbooks = ['mine', 'gone']\n");
    std::fs::create_dir(home.path("config/mine")).unwrap();
    let source = std::fs::read_to_string("runbooks/anyconnect-token-policy.yaml").unwrap();
    let own = source.replace("id: anyconnect-token-policy", "id: mine");
    home.write("config/mine/mine.yaml", own);
    let reply = home.run(&["runbooks", "--json"]);
    assert_eq!(reply.status, 0);
    assert!(reply.stdout.contains("\"mine\""), "{}", reply.stdout);
    assert!(reply.stderr.contains("config/gone"), "{}", reply.stderr);
}

#[test]
fn a_mask_of_ones_own_hides_what_is_found_and_a_broken_one_is_told() {
    let home = with_settings("[[mask]]\npattern = 'badge (\\d{6})'\nkind = 'badge'\n");
    home.write(
        "vpn.log",
        "vpnagent: AAA denied for user jdoe badge 123456\n",
    );
    let log = home.path("vpn.log");
    let reply = home.run(&["scan", log.to_str().unwrap()]);
    assert_eq!((reply.status, reply.stderr.as_str()), (0, ""));
    assert!(reply.stdout.contains("AAA denied"), "{}", reply.stdout);
    assert!(!reply.stdout.contains("123456"), "{}", reply.stdout);
    home.line("start aaa-server-unreachable --detach");
    home.line("note last 'badge 123456 was at the door'");
    assert!(home.ok(&["export", "last"]).contains("[masked badge]"));
    home.line("set last --var aaa_group=RAD");
    // Masks that cannot be read hide nothing, so nothing is told or kept that they might.
    for (text, place) in [
        (
            "[[mask]]\npattern = 'badge ('\n",
            "config.toml line 2: mask",
        ),
        (
            "mouse = true\n[[mask]\npattern = 'badge'\n",
            "config.toml line 2: ",
        ),
        (
            "[[mask]]\npattern = 'badge'\nkind = 7\n",
            "config.toml line 3: kind",
        ),
        (
            "[[msk]]\npattern = 'badge'\n",
            "config.toml line 1: there is no setting msk",
        ),
    ] {
        home.write("config/config.toml", text);
        for arguments in [
            &["scan", "-"][..],
            &["note", "last", "badge 654321"],
            &["act", "last", "badge 654321"],
            &["start", "aaa-server-unreachable", "--detach"],
            &["export", "last"],
            &["copy", "last", "2.1"],
        ] {
            let refused = home.run_with(arguments, "badge 654321");
            assert_eq!(refused.stdout, "", "{arguments:?}: {refused:?}");
            assert_eq!(refused.status, 78, "{arguments:?}: {refused:?}");
            assert!(refused.stderr.contains(place), "{arguments:?}: {refused:?}");
            assert!(
                refused.stderr.contains("doctor"),
                "{arguments:?}: {refused:?}"
            );
            assert_eq!(refused.stdout, "");
        }
        home.ok(&["status", "last"]);
        assert!(home.ok(&["doctor"]).contains("line "));
    }
    home.write("config/config.toml", "mouse = 'yes'\n");
    home.line("note last 'other mistakes keep nobody from work'");
}

#[test]
fn a_time_of_the_night_when_clocks_change_is_refused_with_both() {
    let home = Home::new();
    let run = |arguments: &[&str]| {
        let mut command = home.command();
        reply(command.env("TZ", "Europe/London").args(arguments), "")
    };
    // A deadline of the next night in which London's clocks go back, by its date.
    let start = |at: &str| {
        let arguments = [
            "start",
            "anyconnect-certificate-otp",
            "--detach",
            "--planned-end",
            at,
        ];
        run(&arguments)
    };
    let refused = start("2037-10-25 01:40");
    assert_eq!(refused.status, 1, "{refused:?}");
    for choice in ["2037-10-25 01:40+01:00", "2037-10-25 01:40+00:00"] {
        assert!(refused.stderr.contains(choice), "{refused:?}");
        assert_eq!(start(choice).status, 0, "{choice}");
    }
    let refused = start("2037-03-29 01:40");
    assert!(
        refused.status == 1 && refused.stderr.contains("go forward"),
        "{refused:?}"
    );
    for at in ["04:00", "tomorrow 02:40", "sat 02:40", "+3h"] {
        let started = start(at);
        assert_eq!(started.status, 0, "{at}: {started:?}");
    }
}

#[test]
fn doctor_tells_what_was_built() {
    let report = Home::new().json(&["doctor", "--json"]);
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    let built = &report["built"];
    assert!(built["for"].as_str().unwrap().contains('-'), "{built}");
    assert!(built["features"].is_array(), "{built}");
    assert!(report.get("update").is_none(), "nothing was asked");
}

/// A home with a `curl` of its own, which writes down how it was called.
fn with_curl(answer: &str) -> Home {
    use std::os::unix::fs::PermissionsExt;
    let home = with_settings("updates = 'https://example.net/latest'\n");
    let script = format!("#!/bin/sh\necho \"$@\" > \"$HOME/asked\"\ncat <<'END'\n{answer}\nEND\n");
    let curl = home.write("curl", script);
    std::fs::set_permissions(&curl, PermissionsExt::from_mode(0o755)).unwrap();
    home
}

fn doctor(home: &Home, arguments: &[&str]) -> crate::home::Reply {
    let path = format!("{}:/usr/bin:/bin", home.path("").display());
    let mut command = home.command();
    reply(command.env("PATH", path).arg("doctor").args(arguments), "")
}

#[test]
fn a_newer_version_is_told_only_when_asked_for() {
    let home = with_curl("{\"tag_name\": \"v99.1.0\"}");
    assert!(!doctor(&home, &[]).stdout.contains("99.1.0"));
    assert!(!home.path("asked").exists(), "nothing asks by itself");
    let told = doctor(&home, &["--check-update"]).stdout;
    assert!(told.contains("99.1.0 is there"), "{told}");
    let asked = std::fs::read_to_string(home.path("asked")).unwrap();
    assert!(asked.contains("--proto =https"), "{asked}");
    assert!(
        asked.trim().ends_with("-- https://example.net/latest"),
        "{asked}"
    );
}

#[test]
fn without_an_address_or_an_answer_that_is_said() {
    let refused = Home::new().run(&["doctor", "--check-update"]);
    assert_eq!(refused.status, 78);
    assert!(refused.stderr.contains("updates ="), "{}", refused.stderr);
    let home = with_curl("<html>not found</html>");
    let refused = doctor(&home, &["--check-update"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.contains("names no version"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_setting_under_its_old_name_still_works() {
    let home = with_settings("[colours]\nbad = 'red'\n");
    let report = home.json(&["doctor", "--json"]);
    let warnings = report["settings"]["warnings"].to_string();
    assert!(
        warnings.contains("colours is called colors now"),
        "{warnings}"
    );
}
