//! `targets`, and which of them a run goes to.

use serde_json::json;

use super::home::Home;

pub const TARGETS: &str = "\
[targets.asa1]\nkind = 'asa'\nrole = 'unit a'\npath = true\nrun = 'change'\n\
[targets.gw]\nkind = 'linux'\nvia = 'local'\nserves = ['openvpn']\n\
[targets.bad]\nkind = 'toaster'\n";

pub fn home() -> Home {
    let home = Home::new();
    std::fs::create_dir(home.path("config")).unwrap();
    home.write("config/config.toml", TARGETS);
    home
}

#[test]
fn they_are_listed_and_local_is_always_one() {
    let home = home();
    let all = home.json(&["targets", "--json"]);
    let names: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["local", "asa1", "gw"]);
    assert_eq!(all[0]["ok"], json!(null), "nobody tried it");
    assert_eq!(all[1]["via"], "ssh");
    assert_eq!(all[1]["run"], "change");
    assert_eq!(all[2]["serves"], json!(["linux", "openvpn"]));
    let reply = home.run(&["targets"]);
    assert!(
        reply.stderr.contains("targets.bad is left out"),
        "{}",
        reply.stderr
    );
    let reply = Home::new().run(&["targets", "--check", "--json"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(reply.stdout.contains("\"ok\": true"), "{}", reply.stdout);
}

#[test]
fn an_inventory_is_kept_for_when_it_cannot_be_asked() {
    let home = home();
    let list = json!({"_meta": {"hostvars": {
        "fw7": {"ansible_network_os": "asa", "ansible_password": "Tango-7391"},
        "asa1": {"ansible_network_os": "ios"},
    }}});
    let file = home.write("list.json", list.to_string());
    let settings = format!("inventory = 'cat {}'\n{TARGETS}", file.display());
    home.write("config/config.toml", settings);
    home.ok(&["targets", "--refresh"]);
    std::fs::remove_file(&file).unwrap();
    let all = home.json(&["targets", "--json"]);
    assert_eq!(all[3]["name"], "fw7");
    assert_eq!(all[1]["kind"], "asa", "the settings come first");
    let failed = home.run(&["targets", "--refresh"]);
    assert_eq!(failed.status, 1, "{failed:?}");
    assert_eq!(
        home.json(&["targets", "--json"]),
        all,
        "what was kept still holds"
    );
    super::runs::nothing_holds(&home, "Tango");
}
