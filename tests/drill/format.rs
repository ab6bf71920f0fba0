//! Scenario files: the documentation's example loads, what is wrong is refused with its line,
//! and the schema says the same.

use runsheet::library::{Diagnostic, as_json, read_scenario_text};
use serde_json::Value;

use crate::home::Home;
use crate::world::{library, scenarios};

/// The example of the documentation.
pub fn example() -> String {
    let page = include_str!("../../docs/drills.md");
    let from = page.find("```yaml\n").unwrap() + 8;
    let length = page[from..].find("```").unwrap();
    page[from..from + length].to_owned()
}

fn read(text: &str) -> Vec<Diagnostic> {
    read_scenario_text("test.yaml", text, library())
        .err()
        .unwrap_or_default()
}

pub fn validator() -> jsonschema::Validator {
    let schema = include_str!("../../assets/schemas/scenario-1.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn the_example_loads() {
    let found: Vec<String> = read(&example()).iter().map(ToString::to_string).collect();
    assert_eq!(found, Vec::<String>::new());
}

/// Every key of the schema stands in the example, so that none is without an explanation.
#[test]
fn the_example_shows_every_key() {
    let schema = include_str!("../../assets/schemas/scenario-1.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let example = example();
    let mut objects = vec![&schema];
    let mut count = 0;
    while let Some(object) = objects.pop() {
        for (key, value) in object.as_object().into_iter().flatten() {
            if key == "properties" {
                for name in value.as_object().unwrap().keys() {
                    assert!(example.contains(&format!("{name}:")), "{name}");
                    count += 1;
                }
            }
            objects.push(value);
        }
        objects.extend(object.as_array().into_iter().flatten());
    }
    assert!(count > 40, "{count} keys");
}

#[test]
fn the_schema_takes_what_loads() {
    let validator = validator();
    let shipped = scenarios().entries().iter().map(|s| s.text.to_string());
    for text in shipped.chain([example()]) {
        let json = as_json(&text).unwrap();
        let broken: Vec<String> = validator
            .iter_errors(&json)
            .map(|e| e.to_string())
            .collect();
        assert_eq!(broken, Vec::<String>::new());
    }
}

/// What is replaced in the example by what, and what is said about that line.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "runbook: anyconnect-authentication-failure",
        "runbook: anyconnect-authentication-failur",
        "there is no runbook \"anyconnect-authentication-failur\"",
    ),
    (
        "also_right: [aaa-server-unreachable]",
        "also_right: [aaa-server-unreachabel]",
        "there is no runbook",
    ),
    (
        "{step: scope, says: \"Only",
        "{step: scop, says: \"Only",
        "has no step \"scop\"",
    ),
    (
        "{step: aaa-server-unreachable/scope",
        "{step: aaa-server-unreachable/scopes",
        "aaa-server-unreachable has no step \"scopes\"",
    ),
    (
        "{step: aaa-server-unreachable/scope",
        "{step: nowhere/scope",
        "there is no runbook \"nowhere\"",
    ),
    (
        "answer: group}   #",
        "answer: grop}   #",
        "step scope has no answer \"grop\"",
    ),
    (
        "run: 1, output: \"INFO",
        "run: 9, output: \"INFO",
        "runs nothing with the number 9",
    ),
    (
        "after: [service-back]",
        "after: [service-bakc]",
        "has no step \"service-bakc\"",
    ),
    (
        "after: server-test, delay",
        "after: server-tests, delay",
        "has no step \"server-tests\"",
    ),
    (
        "answer: group, within: 2m",
        "answer: everybody, within: 2m",
        "has no answer \"everybody\"",
    ),
    (
        "signature: server-unreachable",
        "signature: eap-failure",
        "no log of this scenario holds",
    ),
    (
        "signature: server-unreachable",
        "signature: server-unreachabel",
        "there is no signature",
    ),
    (
        "step: server-test, outcome: failed, within: 6m",
        "step: sever-test, outcome: failed, within: 6m",
        "has no step \"sever-test\"",
    ),
    (
        "inject: status-asked}",
        "inject: status-aksed}",
        "there is no inject \"status-aksed\"",
    ),
    (
        "inject: status-asked}",
        "inject: service-back}",
        "wants no reply",
    ),
    (
        "cause: aaa-unreachable, within",
        "cause: aaa-unreachabel, within",
        "there is no cause \"aaa-unreachabel\"",
    ),
    (
        "cause: aaa-unreachable           #",
        "cause: aaa-gone           #",
        "there is no cause \"aaa-gone\"",
    ),
    ("also: []", "also: [acount]", "there is no cause \"acount\""),
    (
        "step: update-client, because",
        "step: update-cleint, because",
        "has no step \"update-cleint\"",
    ),
    ("until: scope", "until: scpoe", "has no step \"scpoe\""),
    (
        "{after: scope, says",
        "{after: scoep, says",
        "has no step \"scoep\"",
    ),
    (
        "steps: [scope, read-client-log",
        "steps: [scope, read-cleint-log",
        "has no step \"read-cleint-log\"",
    ),
    (
        "says: \"{user} is in.\"",
        "says: \"{usr} is in.\"",
        "there is no pool \"usr\"",
    ),
    ("within: 4m", "within: 4 minutes", "is no duration"),
    ("at: 6m ", "at: soon ", "is no duration"),
    (
        "{id: not-blindly, step",
        "{id: no-update, step",
        "stands twice",
    ),
    (
        "id: tested, step: server-test",
        "id: tested, mark: resolved, step: server-test",
        "one of step, inject",
    ),
    (
        "log-added, signature: server-unreachable",
        "log-added, outcome: done, mark: resolved",
        "one of step, inject",
    ),
    (
        "says: \"{user} is still refused.\", outcome",
        "outcome",
        "either said, printed",
    ),
    (
        "{id: no-disruption, risk: disrupt",
        "{id: no-disruption, until: scope",
        "either a step or a risk",
    ),
    ("level: usual", "level: tough", "unknown word \"tough\""),
    ("minutes: 20", "minuets: 20", "unknown key \"minuets\""),
    (
        "id: signin-rejected ",
        "id: Signin rejected ",
        "is not an id",
    ),
    (
        "format: runsheet.scenario/1",
        "format: runsheet.scenario/2",
        "this version reads",
    ),
];

#[test]
fn what_is_wrong_is_refused_with_its_line() {
    let example = example();
    for (good, bad, says) in REFUSED {
        let at = example
            .find(good)
            .unwrap_or_else(|| panic!("the example lacks {good}"));
        let line = u32::try_from(example[..at].lines().count().max(1)).unwrap();
        // A place at the very beginning of a line belongs to the next one.
        let line = line + u32::from(example[..at].ends_with('\n'));
        let found = read(&example.replacen(good, bad, 1));
        let first = found
            .first()
            .unwrap_or_else(|| panic!("{bad} was accepted"));
        assert!(first.what.contains(says), "{bad}: {first}");
        assert_eq!(first.line, line, "{bad}: {first}");
        assert!(first.column > 0 && !first.text.is_empty(), "{bad}: {first}");
    }
}

#[test]
fn three_hints_and_a_variant_are_needed() {
    let two = example().replace("  - Their servers differ.\n", "");
    assert!(
        read(&two)[0].what.contains("2 hints; three"),
        "{:?}",
        read(&two)
    );
    let example = example();
    let from = example.find("variants:").unwrap();
    let to = example.find("questions:").unwrap();
    let none = format!("{}variants: []\n{}", &example[..from], &example[to..]);
    assert!(read(&none)[0].what.contains("at least one variant"));
}

/// What is wrong in shape, and not in what it refers to, breaks the schema too.
#[test]
fn the_schema_refuses_what_is_wrong_in_shape() {
    let validator = validator();
    let is_shape = |says: &&str| {
        [
            "is no duration",
            "one of step",
            "either",
            "unknown",
            "is not an id",
            "this version",
        ]
        .iter()
        .any(|word| says.contains(word))
    };
    let example = example();
    let mut count = 0;
    for (good, bad, _) in REFUSED.iter().filter(|(_, _, says)| is_shape(says)) {
        let json = as_json(&example.replacen(good, bad, 1)).unwrap();
        assert!(!validator.is_valid(&json), "{bad}");
        count += 1;
    }
    assert!(count >= 9, "{count}");
}

#[test]
fn lint_tells_a_scenario_by_its_format() {
    let home = Home::new();
    let good = home.path("good.yaml");
    std::fs::write(&good, example()).unwrap();
    home.ok(&["lint", good.to_str().unwrap()]);
    let bad = home.path("bad.yaml");
    std::fs::write(&bad, example().replace("until: scope", "until: scpoe")).unwrap();
    let reply = home.run(&["lint", good.to_str().unwrap(), bad.to_str().unwrap()]);
    assert_eq!(reply.status, 65, "{reply:?}");
    assert!(reply.stdout.contains("bad.yaml:") && reply.stdout.contains("did you mean \"scope\"?"));
    assert!(!reply.stdout.contains("good.yaml"));
    home.ok(&["lint", concat!(env!("CARGO_MANIFEST_DIR"), "/runbooks")]);
}

#[test]
fn lint_warns_of_a_critical_act_that_may_not_count() {
    let home = Home::new();
    let file = home.path("doubtful.yaml");
    let doubtful =
        "  - {id: private, step: private-window, outcome: done, critical: true}\nforbidden:";
    let text = example().replacen("forbidden:", doubtful, 1);
    std::fs::write(&file, &text).unwrap();
    let reply = home.run(&["lint", file.to_str().unwrap()]);
    assert_eq!(reply.status, 0, "{reply:?}");
    let says =
        "the critical act private wants step private-window, which counts only after sso-involved";
    assert!(reply.stdout.contains(says), "{reply:?}");
    let settled = "  - {id: sso, step: sso-involved, answer: \"yes\"}\nforbidden:";
    std::fs::write(&file, text.replacen("forbidden:", settled, 1)).unwrap();
    let reply = home.run(&["lint", file.to_str().unwrap()]);
    assert!(!reply.stdout.contains("warning"), "{reply:?}");
}
