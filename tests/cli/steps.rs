//! `step`: what an answer says of the causes, whose step a number names, and how planned work
//! that was backed out is counted.

use super::home::Home;

#[test]
fn what_a_step_rules_out_or_suspects_is_said_on_stderr() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let done = "step last 1.2 done --observed 'as expected'";
    let reply = home.run(&super::home::words(done));
    assert!(reply.stderr.contains("1.2 rules out "), "{}", reply.stderr);
    let failed = "step last 1.3 failed --observed 'it is locked'";
    let reply = home.run(&super::home::words(failed));
    assert!(reply.stderr.contains("1.3 suspects "), "{}", reply.stderr);
    // What says nothing of causes is not remarked on.
    let reply = home.run(&super::home::words("step last 1.1 done --answer one"));
    assert_eq!(reply.stderr, "recorded in INC-1:\n");
}

#[test]
fn a_number_names_its_runbook_by_a_letter_where_two_are_attached() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    home.line("attach last anyconnect-token-policy");
    let reply = home.run(&super::home::words("step last 1.1 start"));
    assert!(
        reply.stderr.contains("write A1.1 or B1.1"),
        "{}",
        reply.stderr
    );
    home.line("step last B1.1 start");
    home.line("step last a1.2 start");
    let status = home.line("status last");
    assert!(status.contains(" B1.1"), "{status}");
    let refused = home.run(&super::home::words(
        "mark last resolved --cause unknown --owner me",
    ));
    assert!(
        refused.stderr.contains("critical step A7.1"),
        "{}",
        refused.stderr
    );
    let timeline = home.line("export last --format markdown");
    assert!(timeline.contains("B1.1 started"), "{timeline}");
    // One that was set aside is told by its heading alone, and its event names it.
    home.line("set-aside last anyconnect-token-policy --reason 'not a token'");
    let status = home.line("status last");
    assert!(!status.contains(" B1.1"), "{status}");
    let timeline = home.line("export last --format markdown");
    let says = "set aside: not a token";
    assert!(
        timeline.contains("runbook \"") && timeline.contains(says),
        "{timeline}"
    );
}

#[test]
fn planned_work_that_was_backed_out_is_counted_apart() {
    let home = Home::new();
    home.line("start anyconnect-certificate-otp --detach");
    home.line("mark last backed-out --reason 'no window left'");
    let figures = home.json(&["stats", "--json"]);
    assert_eq!(figures["change"]["n"], 1);
    assert_eq!(figures["change"]["backed_out"], 1);
    assert_eq!(figures["change"]["resolved"], 0);
    home.line("mark last closed");
    let figures = home.json(&["stats", "--json"]);
    assert_eq!(
        figures["change"]["backed_out"], 1,
        "closing keeps how it ended"
    );
    let lines = home.line("stats");
    assert!(lines.contains("1, 1 backed out"), "{lines}");
}

#[test]
fn planned_work_stops_at_a_failed_critical_step_until_it_is_decided() {
    let home = Home::new();
    home.line("start anyconnect-certificate-otp --detach");
    let failed = "step last verify-clock failed --observed 'not synchronized'";
    let failed = home.run(&super::home::words(failed));
    assert!(failed.stderr.contains("INC-1 stops at 2.4"), "{failed:?}");
    let status = home.line("status last");
    assert!(status.contains("stopped at 2.4 verify-clock"), "{status}");
    for act in [
        "done --observed ok",
        "failed --observed no",
        "inconclusive --reason 'no access'",
    ] {
        let refused = home.run(&super::home::words(&format!("step last verify-ca {act}")));
        assert_eq!(refused.status, 1, "{refused:?}");
        let says = "the work stopped at step 2.4 (verify-clock)";
        assert!(refused.stderr.contains(says), "{refused:?}");
        assert!(refused.stderr.contains("backed-out"), "{refused:?}");
    }
    // What is not needed may still be left out, and the handoff tells where it stands.
    home.line("step last enable-ca skip --reason 'later'");
    let brief = home.line("handoff last");
    assert!(
        brief.contains("stopped at a critical check that failed: 2.4"),
        "{brief}"
    );
    // Starting a step by hand is the decision to go on.
    home.line("step last verify-ca start");
    home.line("step last verify-ca failed --observed 'disabled'");
    assert!(home.line("status last").contains("stopped at 3."));
    home.line("step last verify-ca start");
    assert!(!home.line("status last").contains("stopped at"));
}

#[test]
fn an_answer_is_known_by_its_id_its_number_and_its_words() {
    let home = Home::new();
    for said in ["everyone", "1", "'Everyone'"] {
        home.line("start aaa-server-unreachable --detach");
        home.line(&format!("step last 1.1 done --answer {said}"));
        let exported = home.json(&["export", "last"]);
        let events = exported["events"].as_array().unwrap();
        let done = events
            .iter()
            .find(|event| event["kind"] == "step.completed");
        let answer = &done.unwrap_or_else(|| panic!("{said}: {exported}"))["data"]["answer"];
        assert_eq!(answer, "everyone", "{said}");
    }
    let refused = home.run(&super::home::words("step last 1.2 done --answer 77"));
    assert_eq!(refused.status, 1, "{refused:?}");
}

#[test]
fn what_a_command_did_beyond_its_words_is_told() {
    let home = Home::new();
    let told = |line: &str| home.run(&super::home::words(line)).stderr;
    home.line("start aaa-server-unreachable --detach");
    home.line("note last 'one'");
    assert!(told("undo last").contains("undone: note: one"));
    let copied = told("copy last 2.2 --set aaa_group=G --set aaa_server=s --set test_user=t");
    assert!(copied.contains("INDEX takes another: 2 ftd"), "{copied}");
    home.line("act last 'moved the route' --risk change --rollback 'move it back'");
    home.line("step last 4.3 skip --override 4.3 --reason 'seen by phone'");
    home.line("mark last resolved --cause unknown --owner ana");
    let closed = told("mark last closed");
    assert!(
        closed.contains("still in force: moved the route"),
        "{closed}"
    );
    let planned = told("start anyconnect-certificate-otp --detach --planned-end 2h");
    assert!(
        planned.contains("planned end 2") && planned.contains("(UTC)"),
        "{planned}"
    );
}

#[test]
fn what_an_act_moves_beside_itself_is_said() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let says = |line: &str| home.run(&super::home::words(line)).stderr;
    let jumped = says("step last 1.1 done --answer everyone");
    assert!(
        jumped.contains("on to 4.2, 1.2 to 4.1 stay open"),
        "{jumped}"
    );
    let earlier = says("act last 'asked the helpdesk' --at -20m");
    assert!(earlier.contains("taken as noticed "), "{earlier}");
    let same = says("act last 'asked again' --at -10m");
    assert!(!same.contains("noticed"), "{same}");
    // Wrong credentials have a target of their own.
    let target = says("cause last credentials confirmed");
    assert!(
        target.contains("the target is to resolve in 10:00 now"),
        "{target}"
    );
    let again = says("cause last credentials confirmed --reason 'seen again'");
    assert!(!again.contains("the target is"), "{again}");
}
