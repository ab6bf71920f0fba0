//! What an incident teaches, and whom to call, on the screen.

use runsheet::domain::contact::Contact;

use crate::support::{Desk, shipped};
use crate::walk::pass_over_critical_steps;

fn contact(who: &str, role: &str, valid_until: &str) -> Contact {
    Contact {
        who: who.to_owned(),
        role: Some(role.to_owned()),
        reach: vec!["+44 20 7946 0000".to_owned()],
        hours: None,
        valid_until: Some(valid_until.to_owned()),
        note: None,
    }
}

#[test]
fn whom_to_call_stands_at_the_step_that_hands_over() {
    let mut desk = Desk::walking();
    let people = [
        contact("Cisco support", "vendor", "2099-01-31"),
        contact("Old support", "vendor", "2020-01-31"),
        contact("Nobody for this", "security", "2099-01-31"),
    ];
    desk.load_with(shipped(), people.to_vec());
    desk.keys("1").go_to("signed-in");
    let frame = desk.frame();
    assert!(!frame.contains("Cisco support"), "{frame}");
    desk.keys("fstill refused<Enter>").go_to("vendor");
    desk.sees("Cisco support").sees("+44 20 7946");
    desk.sees("Old support").sees("has passed");
    let frame = desk.frame();
    assert!(!frame.contains("Nobody for this"), "{frame}");
    desk.keys("h").sees("call: Cisco support");
}

#[test]
fn one_key_writes_what_an_incident_teaches_or_says_that_it_taught_nothing() {
    let mut desk = Desk::walking();
    desk.keys("+").sees("it is not over");
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.wait(60);
    desk.keys("R1<Enter><Enter><Enter><Enter>y")
        .sees("resolved");
    desk.keys("+").sees("INC-1 taught nothing");
    // An act that was followed by the end of the trouble becomes a step; the desk has no folder
    // to put it in.
    let mut desk = Desk::walking();
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.keys("afreed old leases<Enter><Enter><Enter><Enter>")
        .sees("freed old leases");
    desk.wait(60);
    desk.go_to("verify-credentials").keys("snot needed<Enter>");
    desk.keys("R1<Enter><Enter><Enter><Enter>y")
        .sees("resolved");
    desk.keys("+").sees("/exports/INC-1.patch");
}
