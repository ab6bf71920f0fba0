//! Logs on the screen: a paste, a path or a file that grows comes in; causes, evidence in the
//! journal and the way to the step come out.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use runsheet::domain::event::Standing;
use runsheet::domain::state::Status;
use runsheet::evidence::Masks;
use runsheet::tui::effect::Msg;
use runsheet::tui::model::Overlay;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::frames::golden;
use crate::support::Desk;

const DENIED: &str = "2026-03-01T07:58:58Z vpnagent: AAA denied for user jdoe\n";

/// Twenty lines of a client's log; the thirteenth and two more say that the sign-in was denied.
fn log() -> String {
    let quiet = |n: usize| format!("2026-03-01T07:58:{n:02}Z vpnagent: state {n}\n");
    let mut lines: Vec<String> = (0..20).map(quiet).collect();
    for place in [12, 15, 17] {
        lines[place] = DENIED.to_owned();
    }
    lines.concat()
}

fn step(desk: &Desk) -> String {
    let walk = desk.app.model().walk.as_ref().unwrap();
    walk.step().unwrap().step.to_string()
}

#[test]
fn a_pasted_log_names_the_cause_its_line_and_the_step() {
    let mut desk = Desk::walking();
    desk.keys("l").sees("add a log").sees("Paste the log here");
    desk.paste(&log());
    desk.sees("20 lines pasted").sees_no("vpnagent");
    assert!(desk.state().evidence.is_empty(), "nothing before Enter");
    desk.keys("<Enter>")
        .sees("What the pasted text shows")
        .sees("3 of 20 lines known");
    golden(&desk, "reply");
    desk.sees("Wrong user name")
        .sees("3 lines")
        .sees("step 1.2")
        .sees("paste:13")
        .sees("AAA denied for user jdoe")
        .sees("vpnagent: state 11")
        .sees("recorded as evidence");
    let state = desk.state();
    assert_eq!(state.evidence.len(), 1);
    assert_eq!(state.evidence[0].findings[0].first.line, 13);
    assert_eq!(state.evidence[0].lines, 20);
    let credentials = desk.app.model().walk.as_ref().unwrap();
    let credentials = credentials.snapshot.causes.iter();
    let mut credentials = credentials.filter(|line| line.cause.cause.as_str() == "credentials");
    assert_eq!(credentials.next().unwrap().standing, Standing::Suspected);
    desk.keys("<Enter>").sees_no("What the pasted text shows");
    assert_eq!(step(&desk), "verify-credentials");
    // The evidence has the line with its neighbours.
    desk.keys("Ej").sees("line 13:").sees("state 11");
}

/// No signature knows it, and its words stand in one runbook.
const NEAR: &str = "openvpn[7]: negotiating a cipher failed: no shared cipher between tls-crypt peers, handshake aborted by CRL\n";

#[test]
fn a_failure_that_nothing_knows_shows_what_it_is_nearest_to() {
    let mut desk = Desk::walking();
    desk.keys("l");
    desk.paste(NEAR);
    desk.keys("<Enter>")
        .sees("Nothing known in 1 line")
        .sees("not known; nearest to OpenVPN stops with a TLS error")
        .sees("paste:1")
        .sees("attaches it");
    assert!(
        desk.state().evidence[0].findings.is_empty(),
        "it is not recorded"
    );
    desk.keys("<Enter>").sees("not attached");
    assert_eq!(desk.state().in_use().count(), 1);
    desk.keys("A");
    let state = desk.state();
    let attached: Vec<String> = state.in_use().map(|a| a.id.to_string()).collect();
    assert!(
        attached.contains(&"openvpn-tls-handshake".to_owned()),
        "{attached:?}"
    );
}

#[test]
fn nothing_known_is_said_and_recorded() {
    let mut desk = Desk::walking();
    desk.keys("l");
    desk.paste(&"all is well\n".repeat(1_204));
    desk.sees("1,204 lines pasted");
    desk.keys("<Enter>").sees("Nothing known in 1,204 lines");
    let state = desk.state();
    assert_eq!((state.evidence.len(), state.evidence[0].lines), (1, 1_204));
    assert!(state.evidence[0].findings.is_empty());
    desk.keys("<Enter>").sees("leads to no step");
    desk.keys("qt").sees("nothing known in 1,204 lines");
}

#[test]
fn a_paste_is_taken_back_whole_and_letters_do_not_mix_with_it() {
    let mut desk = Desk::walking();
    desk.keys("l<Enter>")
        .sees("there is nothing to look through");
    desk.paste("one\ntwo");
    desk.keys("xyz").sees("2 lines pasted");
    desk.paste("\nthree\n");
    desk.sees("3 lines pasted");
    desk.keys("<C-u>").sees("Paste the log here");
    desk.keys("<Esc>").sees("Basic checks");
    assert!(desk.state().evidence.is_empty());
}

#[test]
fn a_path_is_completed_and_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("logs")).unwrap();
    for name in ["logs/vpnagent.log", "logs/vpnui.log"] {
        fs::write(folder.path().join(name), log()).unwrap();
    }
    let typed = folder.path().to_str().unwrap().to_owned();
    let mut desk = Desk::sized(200, 40);
    desk.keys("stuck at authenticating<Enter>sl");
    desk.keys(&format!("{typed}/lo<Tab>"))
        .sees("logs/vpnagent.log");
    desk.keys("<Tab>").sees("/logs/vpn");
    desk.keys("nothing").sees("nothing there begins like this");
    desk.keys("<Enter>").sees("vpnnothing");
    assert!(desk.state().evidence.is_empty());
    desk.keys("<C-w>").keys(&format!("{typed}/logs/vpna<Tab>"));
    desk.keys("<Enter>").sees("What /").sees("3 lines");
    assert_eq!(desk.state().evidence[0].name, "vpnagent.log");
}

#[test]
fn a_step_that_asks_for_a_log_says_which_and_takes_a_paste_at_once() {
    let mut desk = Desk::sized(100, 30);
    desk.keys("stuck at authenticating<Enter>s");
    desk.paste("no log\nat all\n");
    desk.sees("pasted text is not taken as keys")
        .sees("l takes a log");
    let walk = desk.app.model().walk.as_ref().unwrap();
    let state = walk.snapshot.state.clone();
    let runbook = state.runbooks[0].runbook.clone().unwrap();
    let mut steps = runbook.phases.iter().flat_map(|phase| &phase.steps);
    let asking = steps.find(|step| step.log.is_some()).unwrap();
    desk.go_to(asking.id.as_str()).keys("l");
    desk.sees("asks for: vpnagent.log")
        .sees("macos")
        .sees("headend");
    desk.keys("<Esc>");
    desk.paste(DENIED);
    desk.sees("1 line pasted");
    desk.keys("<Enter>").sees("step 1.2");
}

#[test]
fn secrets_are_on_no_frame_and_in_no_event() {
    let mut desk = Desk::walking();
    desk.keys("l");
    desk.paste(&format!(
        "username jdoe password hunter2secret\n{DENIED}password=hunter2secret\n"
    ));
    desk.sees_no("hunter2");
    desk.keys("<Enter>").sees("AAA denied").sees_no("hunter2");
    desk.keys("qEj").sees("AAA denied").sees_no("hunter2");
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    for (recorded, _) in incident.log() {
        assert!(!recorded.data().to_string().contains("hunter2"));
    }
}

#[test]
fn a_runbook_that_fits_better_is_attached_with_one_key() {
    let mut desk = Desk::walking();
    desk.keys("l");
    let line = "%ASA-4-737012: IPAA: Session=0x00001000, Unable to get address from group-policy or tunnel-group local pools\n\
                %ASA-3-722020: TunnelGroup <VPN> GroupPolicy <GP> User <jdoe> IP <198.51.100.7> No address available for SVC connection\n";
    desk.paste(line);
    desk.keys("<Enter>").sees("not attached, A attaches it");
    let before = desk.state().runbooks.len();
    desk.keys("<Enter>").sees("this runbook is not attached");
    desk.keys("A").sees("attached:").sees_no("not attached, A");
    assert_eq!(desk.state().runbooks.len(), before + 1);
    desk.keys("<Enter>").sees_no("What the pasted text shows");
}

#[test]
fn a_copy_is_kept_only_when_it_is_asked_for() {
    let mut desk = Desk::walking();
    desk.keys("l");
    desk.paste(&log());
    desk.keys("<Enter>c").sees("what was pasted is not kept");
}

/// A desk whose threads are heard.
fn heard() -> (Desk, UnboundedReceiver<Msg>) {
    let (sender, tasks) = unbounded_channel();
    let mut desk = Desk::with_tasks(sender, Masks::default());
    desk.keys("stuck at authenticating<Enter>s");
    (desk, tasks)
}

/// Takes in what threads send until something is so.
#[track_caller]
fn until(
    desk: &mut Desk,
    tasks: &mut UnboundedReceiver<Msg>,
    what: &str,
    mut is_so: impl FnMut(&mut Desk) -> bool,
) {
    let start = Instant::now();
    while !is_so(desk) {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "never {what}:\n{}",
            desk.frame()
        );
        match tasks.try_recv() {
            Ok(msg) => {
                desk.app.handle(msg);
                desk.draw();
            }
            Err(_) => std::thread::yield_now(),
        }
    }
}

fn shows(text: &str) -> impl FnMut(&mut Desk) -> bool {
    move |desk| desk.frame().contains(text)
}

#[test]
fn a_log_is_followed_until_a_key_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vpn.log");
    fs::write(&path, "all is well\n").unwrap();
    let (mut desk, mut tasks) = heard();
    desk.keys("L").sees("no log is followed");
    desk.keys(&format!("l{}<C-f>", path.display()));
    until(
        &mut desk,
        &mut tasks,
        "following",
        shows("nothing known in 1 line so far"),
    );
    assert_eq!(desk.state().evidence.len(), 1);
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(DENIED.as_bytes()).unwrap();
    until(&mut desk, &mut tasks, "found", shows("vpn.log line 2: "));
    desk.sees("step 1.2");
    let evidence = desk.state().evidence;
    assert_eq!((evidence.len(), evidence[1].findings.len()), (2, 1));
    desk.wait(1);
    desk.sees("follows vpn.log  2 lines");
    // It is no act: no time to first action comes of it.
    desk.keys("L")
        .sees("vpn.log is no longer followed")
        .sees_no("follows vpn.log");
    file.write_all(DENIED.as_bytes()).unwrap();
    desk.keys("L").sees("no log is followed");
    assert_eq!(desk.state().evidence.len(), 2);
}

#[test]
fn what_waits_is_recorded_when_the_operator_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vpn.log");
    fs::write(&path, "all is well\n").unwrap();
    let (mut desk, mut tasks) = heard();
    desk.keys(&format!("l{}<C-f>", path.display()));
    until(&mut desk, &mut tasks, "following", shows("so far"));
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    // The second one would wait for ten seconds, so as not to flood the timeline.
    file.write_all(DENIED.as_bytes()).unwrap();
    until(&mut desk, &mut tasks, "found", shows("vpn.log line 2: "));
    file.write_all(DENIED.as_bytes()).unwrap();
    until(&mut desk, &mut tasks, "read", |desk| {
        desk.wait(0);
        desk.app
            .model()
            .following
            .as_ref()
            .is_some_and(|log| log.lines == 3)
    });
    assert_eq!(desk.state().evidence.len(), 2);
    desk.app.release();
    assert_eq!(desk.state().evidence.len(), 3);
    assert_eq!(desk.state().status, Some(Status::Open));
}

#[test]
fn a_file_that_cannot_be_followed_stays_in_the_box() {
    let (mut desk, mut tasks) = heard();
    desk.keys("l/no/such.log<C-f>");
    until(&mut desk, &mut tasks, "refused", shows("/no/such.log"));
    until(&mut desk, &mut tasks, "idle", |desk| !desk.app.is_looking());
    assert!(matches!(desk.app.model().overlay, Some(Overlay::Log(_))));
    assert!(desk.app.model().following.is_none());
}

#[test]
fn a_look_on_a_thread_can_be_stopped_and_records_nothing_then() {
    let (mut desk, mut tasks) = heard();
    desk.keys("l");
    desk.paste(&format!("{DENIED}{}", "all is well\n".repeat(100)));
    desk.keys("<Enter>");
    // The message of the thread is not taken yet, so the look is still under way here.
    desk.sees("Looking through it").sees("Esc stops");
    desk.keys("<Enter>").sees("the log is being looked through");
    until(
        &mut desk,
        &mut tasks,
        "recorded",
        shows("What the pasted text shows"),
    );
    assert_eq!(desk.state().evidence.len(), 1);
    desk.keys("ql");
    desk.paste(&"all is well\n".repeat(4_000_000));
    desk.keys("<Enter><Esc>");
    until(&mut desk, &mut tasks, "over", |desk| !desk.app.is_looking());
    let frame = desk.frame();
    let is_stopped = frame.contains("nothing was recorded");
    assert_eq!(
        desk.state().evidence.len(),
        if is_stopped { 1 } else { 2 },
        "{frame}"
    );
}
