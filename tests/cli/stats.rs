//! Figures in groups, since a date, and before against after it.

use serde_json::{Value, json};

use super::home::{Home, reply, words};

/// What `stats` writes.
const FORMATS: &[&str] = &["text", "json"];

const RUNBOOK: &str = "anyconnect-authentication-failure";

/// Two live incidents, one of which was resolved, and one planned change.
fn busy() -> Home {
    let home = Home::new();
    home.line(&format!(
        "start {RUNBOOK} --detach --detected-at -20m --severity sev2"
    ));
    home.line("act last looked --risk read --at -19m");
    home.line(&format!(
        "start {RUNBOOK} --detach --detected-at -10m --severity sev1"
    ));
    home.line("act last looked --risk read --at -7m");
    home.line("start anyconnect-certificate-otp --detach");
    home
}

fn names(stats: &Value, key: &str) -> Vec<String> {
    let groups = stats["groups"].as_array().unwrap().iter();
    groups
        .map(|group| group[key].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn groups_stand_beside_the_keys_of_old() {
    let home = busy();
    let stats = home.json(&["stats", "--by", "runbook", "--json"]);
    let keys: Vec<&String> = stats.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["live", "drill", "change", "by", "groups"]);
    assert_eq!(stats["by"], "runbook");
    assert_eq!(
        names(&stats, "runbook"),
        [RUNBOOK, "anyconnect-certificate-otp"]
    );
    let group = &stats["groups"][0];
    assert_eq!(group["live"]["n"], 2);
    assert_eq!(group["live"]["open"], 2);
    assert_eq!(group["change"]["n"], 0, "modes are never pooled");
    let median = group["live"]["ttfa_s"]["median"].as_f64().unwrap();
    assert!((120.0..180.0).contains(&median), "{median}");
    assert_eq!(
        group["live"]["first_action"],
        json!({"target_s": 300.0, "met": 2, "missed": 0})
    );
    let claims = group["claims"].as_array().unwrap();
    assert!(claims.iter().any(|claim| claim["metric"] == "ttr"));
    assert_eq!(claims[0]["holds"], Value::Null, "too little is known");
}

#[test]
fn severities_and_people_make_groups_and_causes_wait_for_the_end() {
    let home = busy();
    let by = |what: &str| home.json(&["stats", "--by", what, "--json"]);
    assert_eq!(names(&by("severity"), "severity"), ["sev1", "sev2"]);
    assert_eq!(names(&by("actor"), "actor"), ["you"], "people are off");
    assert_eq!(names(&by("cause"), "cause"), Vec::<String>::new());
    let text = home.run(&["stats", "--by", "cause"]).stdout;
    assert!(text.contains("no incident has a cause"), "{text}");
    let refused = home.run(&["stats", "--by", "weather"]);
    assert_eq!(refused.status, 2, "{refused:?}");
}

#[test]
fn since_leaves_out_what_was_opened_before() {
    let home = busy();
    let all = home.json(&["stats", "--since", "-30d", "--json"]);
    assert_eq!(all["live"]["n"], 2);
    assert!(all["since"].is_string());
    let none = home.json(&["stats", "--since", "-0s", "--json"]);
    assert_eq!(none["live"]["n"], 0);
    let refused = home.run(&["stats", "--since", "someday"]);
    assert_ne!(refused.status, 0);
    assert!(refused.stderr.contains("someday"), "{refused:?}");
}

#[test]
fn what_came_after_a_date_is_held_against_what_came_before() {
    let home = busy();
    let stats = home.json(&["stats", "--compare", "2000-01-01", "--json"]);
    let live = &stats["compared"]["live"];
    assert_eq!(live["before"]["n"], 0);
    assert_eq!(live["after"]["n"], 2);
    assert_eq!(live["ttfa_change_percent"], Value::Null);
    let row = &stats["compare"][0];
    assert_eq!(
        (&row["mode"], &row["metric"]),
        (&json!("live"), &json!("ttfa_s"))
    );
    assert_eq!((&row["before_n"], &row["after_n"]), (&json!(0), &json!(2)));
    assert_eq!(
        (&row["ratio"], &row["verdict"]),
        (&Value::Null, &json!("cannot_tell"))
    );
    let text = home.run(&["stats", "--compare", "2000-01-01"]).stdout;
    assert!(text.contains("before and after 2000-01-01"), "{text}");
}

/// Runs a line as somebody else.
fn by(home: &Home, actor: &str, line: &str) {
    let mut command = home.command();
    let reply = reply(command.env("RUNSHEET_ACTOR", actor).args(words(line)), "");
    assert_eq!(reply.status, 0, "{line}: {reply:?}");
}

/// Six incidents of two people, one of a third, all of them over; and one drill.
fn team() -> Home {
    let home = Home::new();
    let walk = |actor: &str| {
        by(
            &home,
            actor,
            "start anyconnect-token-policy --detach --detected-at -20m --severity sev2",
        );
        by(&home, actor, "act last looked --risk read --at -15m");
    };
    for _ in 0..6 {
        walk("zebulon");
        by(
            &home,
            "quillfeather",
            "act last helped --risk read --at -14m",
        );
        by(&home, "zebulon", "mark last held --reason later");
    }
    walk("wolfram");
    by(&home, "zebulon", "drill first-shift --detach");
    home
}

fn settings(home: &Home, text: &str) {
    std::fs::create_dir_all(home.path("config")).unwrap();
    std::fs::write(home.path("config/config.toml"), text).unwrap();
}

#[test]
fn while_people_are_off_no_name_is_in_any_output() {
    let home = team();
    let all = home.ok(&[
        "export", "1", "2", "3", "4", "5", "6", "7", "--format", "ndjson",
    ]);
    home.write("before.ndjson", all);
    let mut outputs = Vec::new();
    for by in ["runbook", "cause", "class", "severity", "month", "actor"] {
        for format in FORMATS {
            if (by, *format) == ("actor", "openmetrics") {
                continue;
            }
            let line =
                format!("stats --by {by} --format {format} --coverage --compare before.ndjson");
            outputs.push((line.clone(), home.line(&line)));
        }
    }
    for (line, output) in outputs {
        for name in ["zebulon", "quillfeather", "wolfram"] {
            assert!(!output.contains(name), "{line}: {output}");
        }
    }
}

#[test]
fn while_people_are_on_few_incidents_and_an_open_one_still_hide_them() {
    let home = team();
    settings(&home, "people = 'on'\n");
    let stats = |home: &Home| home.json(&["stats", "--by", "actor", "--json"]);
    let open = stats(&home);
    assert_eq!(names(&open, "actor"), [""; 0], "ana did nothing");
    assert!(
        open["left_out"]
            .as_str()
            .unwrap()
            .contains("while an incident is open")
    );
    for key in ["1", "2", "3", "4", "5", "6", "7"] {
        let line = format!("mark {key} cancelled --reason 'false alarm'");
        // What is cancelled counts nowhere: one by one until none is open.
        home.line(&line);
    }
    assert_eq!(
        names(&stats(&home), "actor"),
        [""; 0],
        "the drill is of one person"
    );
    let told = home.json(&["stats", "--coverage", "--json"]);
    assert!(told["coverage"]["drills_due"].as_array().unwrap().len() > 1);
}

#[test]
fn coverage_counts_who_walked_what() {
    let home = team();
    let told = home.json(&["stats", "--coverage", "--json"]);
    let row = told["coverage"]["runbooks"].as_array().unwrap().iter();
    let row = row
        .clone()
        .find(|r| r["runbook"] == "anyconnect-token-policy")
        .unwrap();
    assert_eq!((&row["walked"], &row["people"]), (&json!(7), &json!(3)));
    assert_eq!(row["names"], json!([]), "people are off");
    settings(&home, "people = 'on'\n");
    let told = home.json(&["stats", "--coverage", "--json"]);
    let rows = told["coverage"]["runbooks"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|r| r["runbook"] == "anyconnect-token-policy")
        .unwrap();
    assert_eq!(row["names"], json!(["quillfeather", "wolfram", "zebulon"]));
    let text = home.line("stats --coverage");
    assert!(text.contains("Who knows what, since"), "{text}");
}

#[test]
fn a_file_of_exports_is_what_was_before() {
    let home = busy();
    let first = home.ok(&["export", "1", "--format", "json"]);
    home.write("before.json", first);
    let stats = home.json(&["stats", "--compare", "before.json", "--json"]);
    let live = &stats["compared"]["live"];
    assert_eq!(
        (&live["before"]["n"], &live["after"]["n"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(stats["compared"]["file"], "before.json");
    home.write("bad.json", "{}");
    let refused = home.run(&["stats", "--compare", "bad.json"]);
    assert_eq!(refused.status, 65, "{refused:?}");
    let refused = home.run(&["stats", "--compare", "someday"]);
    assert_ne!(refused.status, 0);
    assert!(
        refused.stderr.contains("--compare takes a date"),
        "{refused:?}"
    );
}
