//! What still runs on devices by itself, as whoever takes over is told.

use crate::support::World;
use crate::support::act::*;
use runsheet::domain::command::Command;
use runsheet::domain::lasting::{Lasting, running};
use runsheet::domain::runbook::Risk;

const TRACES: &str = "format: runsheet.runbook/1
id: traces
title: Traces
revision: 1
phases:
  - id: one
    title: One
    steps:
      - {id: debug-on, do: Debug, kind: act, risk: change, rollback: undebug all, run: [{device: asa, text: 'debug webvpn anyconnect 255'}]}
      - {id: capture-on, do: Capture, kind: collect, run: [{device: asa, text: \"capture A interface outside match udp any any\\ncapture B interface inside match udp any any\"}]}
      - {id: later, do: Later, kind: act, risk: disrupt, rollback: reload cancel, run: [{device: asa, text: reload in 10}]}
      - {id: look, do: Look, kind: check, run: [{device: asa, text: show capture}]}
      - {id: capture-off, do: Stop one, kind: act, risk: read, run: [{device: asa, text: no capture A}]}
      - {id: debug-off, do: Stop, kind: act, risk: read, run: [{device: asa, text: undebug all}]}
";

fn texts(world: &mut World) -> Vec<String> {
    let all = running(&world.state()).into_iter();
    all.map(|running| running.text).collect()
}

#[test]
fn what_was_started_runs_until_it_is_ended() {
    let mut world = World::new(TRACES);
    assert_eq!(texts(&mut world), [""; 0]);
    world.ok(done("traces/debug-on"));
    world.wait(1_000);
    world.ok(done("traces/capture-on"));
    world.wait(1_000);
    world.ok(done("traces/look"));
    let all = running(&world.state());
    let kinds: Vec<Lasting> = all.iter().map(|running| running.kind).collect();
    assert_eq!(kinds, [Lasting::Debug, Lasting::Capture, Lasting::Capture]);
    assert_eq!(all[0].number.as_deref(), Some("1.1"));
    world.wait(1_000);
    world.ok(done("traces/capture-off"));
    let b = "capture B interface inside match udp any any";
    assert_eq!(texts(&mut world), ["debug webvpn anyconnect 255", b]);
    world.wait(1_000);
    world.ok(done("traces/debug-off"));
    assert_eq!(texts(&mut world), [b]);
    world.wait(1_000);
    let timer = world.event(Command::TakeAction {
        text: "reload in 10".into(),
        device: some("asa"),
        risk: Risk::Disrupt,
        rollback: some("reload cancel"),
        step: None,
    });
    assert_eq!(texts(&mut world), [b, "reload in 10"]);
    world.wait(1_000);
    let event = timer;
    world.ok(Command::RevertAction { event, note: None });
    assert_eq!(texts(&mut world), [b]);
}
