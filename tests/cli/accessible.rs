//! The first two minutes in lines: typed into a pipe, read from its other end.

use super::home::Home;

#[test]
fn the_first_two_minutes_are_walked_in_lines() {
    let home = Home::new();
    let lines = "stuck at authenticating\n1\nstart\n1\nlog\nstate 1\n\
                 vpnagent: AAA denied for user jdoe\n.\n1\ncopy\nleave\ny\n";
    let reply = home.run_with(&["--accessible"], lines);
    assert_eq!(reply.status, 0, "{reply:?}");
    for said in [
        "fit \"stuck at authenticating\", best first:",
        "  1  AnyConnect rejects the sign-in",
        "INC-1, live, open",
        "1.1 done.",
        "first action  0:0",
        "What the pasted text shows, 1 of 2 lines known. A number goes to the step:",
        ", 1 line, step 1.2. paste line 2: vpnagent: AAA denied for user jdoe",
        "go on with    runsheet resume INC-1",
    ] {
        assert!(
            reply.stdout.contains(said),
            "no {said:?} in {}",
            reply.stdout
        );
    }
    // The terminal died in the meantime; the next one goes on.
    let lines = "1\n7.1\ndone\nshe sees the wiki\n1\nresolve\n1\n\n\n\n\ny\nexport\n1\n\nq\n";
    let reply = home.run_with(&["--accessible"], lines);
    assert_eq!(reply.status, 0, "{reply:?}");
    for said in [
        "Open incidents:\n  1  INC-1, open, Sign-in rejected",
        "7.1 as expected.",
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

#[test]
fn the_first_shift_is_played_in_lines() {
    let home = Home::new();
    let lines = "stuck at authenticating\n1\nstart\nstart\n1\nstart\ndone\n\ncopy\n1\n\
                 failed\nit is locked\ndone\n7.1\nstart\ndone\n\nresolve\n1\n\n\n\ny\n\
                 the lock\n\nq\n";
    let reply = home.run_with(
        &["--accessible", "drill", "first-shift", "--seed", "7"],
        lines,
    );
    assert_eq!(reply.status, 0, "{reply:?}");
    for said in [
        "INC-1, drill, open",
        "Report from Service desk: asmith is at home",
        "This is a drill: nothing real is touched",
        "You see: Nobody but asmith has called.",
        "Command 1 prints:\n  SamAccountName  : asmith",
        "You see: asmith is in, and the intranet opens.",
        "What surprised you?",
        "Debrief of INC-1",
        "18 of 18 points",
    ] {
        assert!(
            reply.stdout.contains(said),
            "no {said:?} in {}",
            reply.stdout
        );
    }
    let document = home.json(&["export", "last"]);
    assert_eq!(document["drill"]["score"]["verdict"], "strong");
    // Without a terminal the list is a text, with --accessible a conversation.
    let list = home.run_with(&["drill"], "");
    assert!(list.stdout.contains("first-shift"), "{}", list.stdout);
    let talk = home.run_with(&["--accessible", "drill"], "leave\n");
    assert!(
        talk.stdout
            .contains("One user cannot sign in, first, 5 minutes, last strong"),
        "{}",
        talk.stdout
    );
}
