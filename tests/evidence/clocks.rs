//! Times of several logs are merged, clocks that are off are moved, and each log is held against
//! its own source.

use std::sync::Arc;

use jiff::tz::TimeZone;
use runsheet::evidence::{LogClock, LogLine, Scan, ScanOptions, ScanReport, Shaping, Times, Usual};

use super::{shipped, times};

fn known(time: &str) -> String {
    format!(
        "{time} %ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n"
    )
}

fn failing(time: &str) -> String {
    format!("{time} gw frobd[7]: flux of 10.0.0.7 is inverted, giving up after 31 tries\n")
}

fn look(logs: &[(&str, &str)], options: ScanOptions) -> ScanReport {
    let mut look = Scan::new(shipped(), options);
    for (path, text) in logs {
        look.stream(path, &mut text.as_bytes());
    }
    look.finish()
}

fn usual(logs: &[(&str, &str)]) -> Arc<Usual> {
    let options = ScanOptions {
        shaping: Some(Shaping::All),
        ..ScanOptions::default()
    };
    let mut look = Scan::at_good_logs(shipped(), options);
    for (path, text) in logs {
        look.stream(path, &mut text.as_bytes());
    }
    Arc::new(look.usual().0)
}

/// Times by which the clock of one log is off.
fn moved(path: &str, shift_ms: i64, zone: Option<&str>, since: Option<&str>) -> Times {
    let zone = zone.map(|name| TimeZone::get(name).unwrap());
    Times {
        clocks: vec![(path.to_owned(), LogClock { shift_ms, zone })],
        ..times(since)
    }
}

fn place(line: &LogLine) -> (&str, u64) {
    (&line.path, line.line)
}

#[test]
fn first_and_last_of_several_logs_go_by_their_times() {
    let (early, late) = ("2026-11-16 08:00:00", "2026-11-16 09:00:00");
    let text = |time: &str| known(time) + &failing(time);
    let (first, second) = (text(late), text(early));
    let logs = [("late.log", first.as_str()), ("early.log", &second)];
    let told = |times: Option<Times>| {
        let options = ScanOptions {
            shaping: Some(Shaping::Failing),
            times,
            ..ScanOptions::default()
        };
        let report = look(&logs, options);
        let (finding, shape) = (&report.answer.findings[0], &report.shapes()[0]);
        let ends = [&finding.first, &finding.last, &shape.first, &shape.last];
        assert_eq!((finding.count, shape.count), (2, 2));
        ends.map(|line| place(line).0.to_owned())
    };
    let merged = ["early.log", "late.log", "early.log", "late.log"];
    let as_read = ["late.log", "early.log", "late.log", "early.log"];
    assert_eq!(told(Some(times(None))), merged);
    assert_eq!(told(None), as_read, "nobody said how times are read");
    let hours = 3_600_000;
    let shifted = |ms| told(Some(moved("early.log", ms, None, None)));
    assert_eq!(shifted(2 * hours), as_read, "now it is the later one");
    assert_eq!(shifted(-2 * hours), merged);
    let west = moved("early.log", 0, Some("America/New_York"), None);
    assert_eq!(told(Some(west)), as_read, "eight there is after nine here");
}

#[test]
fn what_is_before_the_moment_goes_by_moved_times_too() {
    let line = |minute: u32, text: &str| format!("2026-11-16 08:{minute:02}:00 gw app: {text}\n");
    let change = |minute: u32| {
        line(
            minute,
            "%ASA-5-111008: User 'ada' executed the 'x' command.",
        )
    };
    let server: String = (0..20).map(|minute| line(minute, "served")).collect();
    let server = server + &change(8);
    let client = change(1) + &line(2, "purple") + &line(12, "served");
    let logs = [("client.log", client.as_str()), ("server.log", &server)];
    let told = |shift_minutes: i64| {
        let since = Some("2026-11-16T08:10:00.000Z");
        let options = ScanOptions {
            shaping: Some(Shaping::All),
            times: Some(moved("client.log", shift_minutes * 60_000, None, since)),
            ..ScanOptions::default()
        };
        let shaped = look(&logs, options).shaped;
        let news = shaped.news.unwrap();
        let news = news.iter().map(|shape| place(&shape.first).1).collect();
        let changed = shaped.changed.iter();
        let changed = changed.map(|c| place(&c.line).0.to_owned()).collect();
        (news, changed)
    };
    let none: Vec<u64> = Vec::new();
    let both = |one: &str, other: &str| vec![one.to_owned(), other.to_owned()];
    assert_eq!(told(0), (none.clone(), both("client.log", "server.log")));
    assert_eq!(told(8), (vec![2], both("server.log", "client.log")));
    assert_eq!(told(9).1, ["server.log"], "at the moment it is not before");
}

#[test]
fn each_log_is_held_against_its_own_source() {
    let served = "app: request 7 served\n".repeat(20);
    let purple = "app: purple\n".repeat(20);
    let beat = "app: heartbeat\n".repeat(20);
    let server = served.clone() + &beat;
    let good = [
        ("good/server.log.1", server.as_str()),
        ("good/client.log-20261115", &purple),
        ("good/empty.log", ""),
    ];
    let told = |usual: &Arc<Usual>, logs: &[(&str, &str)]| {
        let options = ScanOptions {
            shaping: Some(Shaping::All),
            usual: Some(usual.clone()),
            ..ScanOptions::default()
        };
        let news = look(logs, options).shaped.news.unwrap();
        let told = news.iter().map(|shape| {
            let text = shape.first.text.trim_start_matches("app: ");
            (text.to_owned(), shape.count, shape.before)
        });
        told.collect::<Vec<_>>()
    };
    let several = usual(&good);
    let new = |text: &str, count: u64| (text.to_owned(), count, 0);
    let gone = |text: &str, before: u64| (text.to_owned(), 0, before);
    let now = server.clone() + "app: purple\n";
    let client = purple.clone();
    assert_eq!(
        told(&several, &[("server.log", &now)]),
        [new("purple", 1)],
        "ordinary only in the client's log"
    );
    assert_eq!(
        told(&several, &[("server.log", &now), ("client.log", &client)]),
        [new("purple", 1)]
    );
    // A log without a source of its name is held against all.
    assert_eq!(
        told(&several, &[("other.log", &(now.clone() + &purple))]),
        []
    );
    assert_eq!(
        told(&several, &[("empty.log", &(now.clone() + &purple))]),
        []
    );
    // What is missing is missing in its own source.
    let quiet = served.clone();
    assert_eq!(
        told(&several, &[("server.log", &quiet), ("client.log", &client)]),
        [gone("heartbeat", 20)]
    );
    assert_eq!(
        told(&several, &[("server.log", &server), ("other.log", &purple)]),
        [],
        "the server's lines are not missing in another log"
    );
    let one = usual(&good[..1]);
    assert_eq!(told(&one, &[("client.log", &now)]), [new("purple", 1)]);
}
