//! The first two minutes in lines: typed into a pipe, read from its other end.

use super::home::Home;

#[test]
fn the_first_two_minutes_are_walked_in_lines() {
    let home = Home::new();
    let lines = "stuck at authenticating\n1\nstart\n1\ncopy\nleave\ny\n";
    let reply = home.run_with(&["--accessible"], lines);
    assert_eq!(reply.status, 0, "{reply:?}");
    for said in [
        "fit \"stuck at authenticating\", best first:",
        "  1  AnyConnect rejects the sign-in",
        "INC-1, live, open",
        "1.1 done.",
        "first action  0:0",
        "go on with    runsheet resume INC-1",
    ] {
        assert!(
            reply.stdout.contains(said),
            "no {said:?} in {}",
            reply.stdout
        );
    }
    // The terminal died in the meantime; the next one goes on.
    let lines = "1\n7.1\ndone\nshe sees the wiki\nresolve\n1\n\n\n\n\ny\nexport\nq\n";
    let reply = home.run_with(&["--accessible"], lines);
    assert_eq!(reply.status, 0, "{reply:?}");
    for said in [
        "Open incidents:\n  1  INC-1, open, Sign-in rejected",
        "7.1 done.",
        "resolved in",
        "exported to",
    ] {
        assert!(
            reply.stdout.contains(said),
            "no {said:?} in {}",
            reply.stdout
        );
    }
    assert!(!reply.stdout.contains('\u{1b}'), "{}", reply.stdout);
    let status = home.json(&["status", "last", "--json"]);
    assert_eq!(status["incident"]["status"], "resolved");
}

#[test]
fn lines_that_end_leave_the_incident_as_it_is() {
    let home = Home::new();
    let reply = home.run_with(
        &["start", "anyconnect-token-policy", "--accessible"],
        "note\nthe pipe ends here\n",
    );
    assert_eq!(reply.status, 0, "{reply:?}");
    assert!(reply.stdout.contains("noted"), "{}", reply.stdout);
    let status = home.json(&["status", "last", "--json"]);
    assert_eq!(status["incident"]["status"], "open");
    let active = status["steps"].as_array().unwrap();
    let active = active.iter().filter(|step| step["state"] == "active");
    assert_eq!(active.count(), 0, "what the program started is given back");
}
