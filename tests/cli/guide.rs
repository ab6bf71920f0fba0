//! The page on writing runbooks does what it says: its command lines run one after the other in
//! an empty home, with the files that it shows.

use crate::home::Home;

const PAGE: &str = include_str!("../../docs/writing-runbooks.md");

/// The blocks of code of the page as one script: those of the shell as they stand, files under
/// the name in their first line. What would open the screen opens none.
fn script() -> String {
    let mut script = String::new();
    for block in PAGE.split("```").skip(1).step_by(2) {
        let (language, body) = block.split_once('\n').unwrap();
        let file = body.lines().next().and_then(|line| line.strip_prefix("# "));
        match (language, file.filter(|name| name.ends_with(".yaml"))) {
            ("sh", _) => {
                for line in body.lines() {
                    let opens_screen = line.contains(" start ");
                    script.push_str(line);
                    script.push_str(if opens_screen { " --detach\n" } else { "\n" });
                }
            }
            (_, Some(name)) => script.push_str(&format!("cat > {name} <<'END'\n{body}END\n")),
            _ => {}
        }
    }
    script
}

#[test]
fn every_command_line_of_the_page_runs_in_an_empty_home() {
    let home = Home::new();
    let mut program = std::path::PathBuf::from(env!("CARGO_BIN_EXE_runsheet"));
    program.pop();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = home.program("sh");
    shell
        .args(["-exc", &script()])
        .env("PATH", format!("{}:{path}", program.display()));
    let reply = crate::home::reply(&mut shell, "");
    assert_eq!(reply.status, 0, "{}\n{}", reply.stdout, reply.stderr);
    // It was walked to its end, and the team's words find it.
    let status = home.json(&["status", "last", "--json"]);
    assert_eq!(status["incident"]["status"], "closed", "{status:#}");
    let found = home.json(&[
        "--runbooks",
        "runbooks",
        "search",
        "the zebra is dead",
        "--json",
    ]);
    assert_eq!(found["results"][0]["runbook"], "printer-vpn-drops");
    for file in ["vpn-slow.runsheet.yaml", "phrases.yaml", "vocabulary.yaml"] {
        assert!(home.path("runbooks").join(file).exists(), "{file}");
    }
}

#[test]
fn every_page_that_it_names_is_there() {
    let links = PAGE.split("](").skip(1);
    for (link, _) in links.filter_map(|rest| rest.split_once(')')) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/").to_owned() + link;
        assert!(std::path::Path::new(&path).exists(), "{path}");
    }
}
