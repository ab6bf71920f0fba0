//! What is told to others, from the command line.

use super::home::Home;

#[test]
fn an_update_is_sent_as_drafted() {
    let home = Home::new();
    home.ok(&["start", "anyconnect-authentication-failure", "--detach"]);
    home.ok(&["set", "last", "--users", "400", "--severity", "sev2"]);
    let said = home.ok(&["update", "last", "--draft", "--next-due", "15m"]);
    for part in ["(sev2)", "Affected: 400 users.", "follows in 1", " UTC."] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let document = home.ok(&["export", "last"]);
    assert!(document.contains("Affected: 400 users."), "{document}");
    let both = home.run(&["update", "last", "a text", "--draft"]);
    assert_eq!(both.status, 2);
}
