//! Lists of past incidents: what is taken, what is named with its line, what is refused.

use std::fs;

use serde_json::Value;

use super::home::Home;

const PUBLIC: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/history/public-incidents.csv"
);
const EXPECTED: &str = include_str!("../history/expected.json");

const MAPPED: [&str; 12] = [
    "--zone",
    "Europe/London",
    "--map",
    "id=file",
    "--map",
    "acknowledged=declared",
    "--map",
    "repair_time=ttrepair_text",
    "--map",
    "resolve_time=ttresolve_text",
    "--json",
    PUBLIC,
];

fn import(home: &Home, args: &[&str]) -> Value {
    home.json(&[&["import", "--history"], args].concat())
}

fn lines(told: &Value, key: &str) -> Vec<u64> {
    let rows = told[key].as_array().unwrap().iter();
    rows.map(|row| row["line"].as_u64().unwrap()).collect()
}

fn list(home: &Home, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = home.path(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_real_list_agrees_with_a_second_computation_and_is_taken_once() {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    let home = Home::new();
    let told = import(&home, &MAPPED);
    assert_eq!(told["imported"], expected["imported"], "{told:#}");
    let left_out = lines(&told, "left_out");
    assert_eq!(
        serde_json::json!(left_out),
        expected["left_out"],
        "{told:#}"
    );
    // Stated: 1 h 50; its times: two months.
    assert!(lines(&told, "warnings").contains(&2), "{told:#}");
    let again = import(&home, &MAPPED);
    assert_eq!(again["imported"], 0);
    assert_eq!(again["here"], expected["imported"]);

    let stats = home.json(&["stats", "--json"]);
    assert_eq!(stats["live"]["imported"], expected["imported"]);
    assert_eq!(stats["live"]["open"], 0, "past ones are not open");
    for metric in ["tta_s", "ttm_s", "ttr_s"] {
        for figure in ["n", "median", "p25", "p75", "p90", "mean"] {
            let own = stats["live"][metric][figure].as_f64().unwrap();
            let second = expected[metric][figure].as_f64().unwrap();
            assert!(
                (own - second).abs() < 0.06,
                "{metric} {figure}: {own} {second}"
            );
        }
    }
    let without = home.json(&["stats", "--no-imported", "--json"]);
    assert_eq!(without["live"]["n"], 0);
}

#[test]
fn past_incidents_have_keys_of_their_own_and_are_never_the_last() {
    let home = Home::new();
    import(&home, &MAPPED);
    let status = home.json(&["status", "H-1", "--json"]);
    assert_eq!(status["incident"]["key"], "H-1");
    assert_ne!(home.run(&["status", "last"]).status, 0);
    assert_ne!(home.run(&["status", "1"]).status, 0);
    assert_eq!(
        home.json(&["incidents", "--open", "--json"]),
        serde_json::json!([])
    );
    let first = home.json(&[
        "start",
        "anyconnect-authentication-failure",
        "--detach",
        "--json",
    ]);
    assert_eq!(first["incident"], "INC-1");
    let export = home.run(&["export", "H-1"]).stdout;
    let file = list(&home, "h1.json", &export);
    let verified = home.run(&["verify", &file]);
    assert_eq!(verified.status, 0, "{verified:?}");
    let other = Home::new();
    let file = list(&other, "h1.json", export);
    let told = other.json(&["import", &file, "--json"]);
    let key = told[0]["incident"].as_str().unwrap();
    assert!(key.starts_with("H-1-"), "{key}");
    let stats = other.json(&["stats", "--json"]);
    assert_eq!(stats["live"]["imported"], 1, "provenance goes with it");
}

#[test]
fn what_is_unclear_is_refused_and_nothing_is_taken() {
    let home = Home::new();
    let refused = |args: &[&str], why: &str| {
        let said = home.run(&[&["import", "--history"], args].concat());
        assert_eq!(said.status, 2, "{said:?}");
        assert!(said.stderr.contains(why), "{said:?}");
        assert_eq!(home.json(&["incidents", "--json"]), serde_json::json!([]));
    };
    refused(&[PUBLIC], "no column is called id");
    refused(&["--map", "id=file", PUBLIC], "declared");
    refused(
        &["--map", "id=file", "--map", "ignore=declared", PUBLIC],
        "state no zone",
    );
    refused(&["--map", "id=nowhere", PUBLIC], "no column \"nowhere\"");
    let either = list(&home, "either.csv", "id,detected\n1,02/03/2020 10:00 UTC\n");
    refused(&[&either], "day or the month first");
    let both = list(
        &home,
        "both.csv",
        "id,detected\n1,13/03/2020 10:00Z\n2,03/13/2020 10:00Z\n",
    );
    refused(&[&both], "cannot both be read");
    let told = import(&home, &["--dates", "month-first", "--json", &either]);
    assert_eq!(told["imported"], 1);
    let status = home.json(&["status", "H-1", "--json"]);
    assert_eq!(status["milestones"]["detected"], "2020-02-03T10:00:00.000Z");
}

#[test]
fn a_list_in_german_with_semicolons_marks_and_line_breaks() {
    let home = Home::new();
    let text = "\u{feff}id;title;severity;detected;resolved\r\n\
        7;\"VPN weg;\r\nalle \"\"Nutzer\"\"\";P1;13.02.2020 10:00;13.02.2020 11:30\r\n\
        8;kurz;egal;31.10.2021 02:30;31.10.2021 04:00\r\n\
        9;nie;P2;28.03.2021 02:30;28.03.2021 04:00\r\n\
        10;nur vier;P2;1.1.2020 10:00\r\n";
    let file = list(&home, "liste.csv", text);
    let told = import(&home, &["--zone", "Europe/Berlin", "--json", &file]);
    assert_eq!(told["imported"], 2, "{told:#}");
    assert_eq!(
        lines(&told, "left_out"),
        [5, 6],
        "a gap, and a row that is too short"
    );
    assert_eq!(
        lines(&told, "warnings"),
        [4, 4],
        "a doubled hour, a severity"
    );
    let status = home.json(&["status", "H-1", "--json"]);
    assert_eq!(status["incident"]["title"], "VPN weg; alle \"Nutzer\"");
    assert_eq!(status["metrics"]["ttr_s"], 5400.0);
}

#[test]
fn known_exports_and_markdown_tables_need_no_map() {
    let home = Home::new();
    let files = [
        (
            "jira.csv",
            "Issue key,Summary,Labels,Labels,Priority,Created,Resolved,Updated\n\
             VPN-1,Slow,a,b,High,12/Mar/24 9:15 AM,12/Mar/24 10:15 AM,13/Mar/24 9:00 AM\n",
        ),
        (
            "now.csv",
            "number,short_description,priority,opened_at,resolved_at,sys_updated_on\n\
             INC0010,Down,1 - Critical,2024-03-12 09:00:00,2024-03-12 09:30:00,2024-03-13 09:00:00\n",
        ),
        (
            "pd.csv",
            "id,incident_number,description,urgency,created_on,resolved_on,seconds_to_first_ack\n\
             Q1,17,Down,high,2024-03-12T09:00:00Z,2024-03-12T09:20:00Z,90\n",
        ),
        (
            "list.md",
            "# Ours\n\n| id | title | detected | resolved |\n|---|---|---|---|\n\
             | 1 | a \\| b | 2024-03-12 09:00 | 2024-03-12 09:10 |\n",
        ),
    ];
    for (place, (name, text)) in files.iter().enumerate() {
        let file = list(&home, name, text);
        let told = import(&home, &["--zone", "UTC", "--json", &file]);
        assert_eq!(told["imported"], 1, "{name}: {told:#}");
        let status = home.json(&["status", &format!("H-{}", place + 1), "--json"]);
        let minutes = [60, 30, 20, 10][place];
        assert_eq!(
            status["metrics"]["ttr_s"],
            f64::from(minutes * 60),
            "{name}"
        );
    }
    let acknowledged = home.json(&["status", "H-3", "--json"]);
    assert_eq!(acknowledged["metrics"]["tta_s"], 90.0);
}
