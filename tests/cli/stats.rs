//! Figures in groups, since a date, and before against after it.

use serde_json::{Value, json};

use super::home::Home;

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
    assert_eq!(names(&by("actor"), "actor"), ["ana"]);
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
