//! What the shapes of lines tell: failures that nothing explains, what is new and what changed.

use std::sync::Arc;

use runsheet::evidence::{
    LogLevel, Scan, ScanOptions, ScanReport, Shape, Shaping, Threading, Usual,
};

use super::ordinary::Ordinary;
use super::{shipped, times};

const FAILING: &str =
    "2026-11-16T08:10:00Z gw frobd[7]: flux of 10.0.0.7 is inverted, giving up after 31 tries\n";

/// All lines, parted by a moment.
fn since(at: &str) -> ScanOptions {
    ScanOptions {
        shaping: Some(Shaping::All),
        times: Some(times(Some(at))),
        ..ScanOptions::default()
    }
}

fn look(text: &str, options: ScanOptions) -> ScanReport {
    let mut look = Scan::new(shipped(), options);
    look.stream("vpn.log", &mut text.as_bytes());
    look.finish()
}

fn usual(text: &str) -> Arc<Usual> {
    let options = ScanOptions {
        shaping: Some(Shaping::All),
        ..ScanOptions::default()
    };
    let mut look = Scan::at_good_logs(shipped(), options);
    look.stream("good.log", &mut text.as_bytes());
    Arc::new(look.usual().0)
}

/// Lines of one kind, a second apart, in a minute of the eighth hour.
fn lines(minute: u32, count: u32, text: &str) -> String {
    let line = |n: u32| {
        let text = text.replace('#', &(n * 7 + minute).to_string());
        format!("2026-11-16T08:{minute:02}:{:02}Z gw {text}\n", n % 60)
    };
    (0..count).map(line).collect()
}

fn told(shapes: &[Shape]) -> Vec<(&str, u64, u64)> {
    let told = shapes.iter();
    told.map(|s| (s.first.text.split(": ").last().unwrap(), s.count, s.before))
        .collect()
}

#[test]
fn failing_lines_that_nothing_explains_are_grouped() {
    let known = "Nov 16 2026 08:05:58 asa1 : %ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";
    let text = format!(
        "{}{known}{FAILING}{known}{}",
        "all is well\n".repeat(90),
        FAILING.replace("31", "77")
    );
    let options = ScanOptions {
        shaping: Some(Shaping::default()),
        ..ScanOptions::default()
    };
    let report = look(&text, options);
    let shapes = report.shapes();
    assert_eq!(shapes.len(), 1, "{shapes:?}");
    let shape = &shapes[0];
    assert_eq!(
        shape.shape,
        "frobd[*]: flux of * is inverted, giving up after * tries"
    );
    assert_eq!(
        (shape.count, shape.before, shape.level),
        (2, 0, LogLevel::Error)
    );
    assert_eq!((shape.first.line, shape.last.line), (92, 94));
    assert_eq!(shape.first.path, "vpn.log");
    assert!(
        look(&text, ScanOptions::default()).shapes().is_empty(),
        "nobody asked"
    );
}

#[test]
fn shapes_depend_on_neither_threads_nor_blocks() {
    let text = Ordinary::new(5).text(300_000) + FAILING;
    let shaped = |shaping: Shaping, threads, block| {
        let options = ScanOptions {
            shaping: Some(shaping),
            usual: Some(usual("nothing like it\n")),
            threading: Threading { threads, block },
            ..ScanOptions::default()
        };
        look(&text, options).shaped
    };
    for shaping in [Shaping::All, Shaping::Failing] {
        let wanted = shaped(shaping, 1, 1 << 20);
        assert!(wanted.failing.len() > 3);
        for (threads, block) in [(1, 700), (3, 5_000), (4, 60_000)] {
            assert_eq!(shaped(shaping, threads, block), wanted);
        }
    }
}

#[test]
fn against_a_good_log_new_lines_come_first_then_frequent_and_gone_ones() {
    let usually = |minute| {
        lines(minute, 40, "app: request # served") + &lines(minute, 10, "app: cache miss #")
    };
    let good = usually(1) + &usually(2) + &lines(3, 30, "app: heartbeat #");
    let bad = usually(5) + &lines(6, 200, "app: cache miss #") + "app: colour is green\n" + FAILING;
    let options = ScanOptions {
        shaping: Some(Shaping::All),
        usual: Some(usual(&good)),
        ..ScanOptions::default()
    };
    let report = look(&bad, options);
    let shapes = told(report.shapes());
    assert_eq!(
        shapes,
        [
            (
                "flux of 10.0.0.7 is inverted, giving up after 31 tries",
                1,
                0
            ),
            ("colour is green", 1, 0),
            ("cache miss 5", 210, 20),
            ("heartbeat 3", 0, 30),
        ]
    );
    assert_eq!(report.shapes()[3].first.path, "good.log");
    let same = ScanOptions {
        shaping: Some(Shaping::All),
        usual: Some(usual(&good)),
        ..ScanOptions::default()
    };
    assert_eq!(look(&good, same).shaped.news, Some(Vec::new()));
}

#[test]
fn within_one_log_the_time_before_is_the_good_one() {
    let mut text = String::new();
    text += "Nov 14 23:00:00 fw %ASA-5-111008: User 'old' executed the 'too long ago' command.\n";
    text += "Nov 16 07:59:00 fw %ASA-5-111010: User 'ada', running 'CLI' from IP 10.0.0.9, executed 'no crypto map'\n";
    text += &lines(0, 50, "app: request # served");
    text += "  a line without a time has that of the one before\n";
    text += &lines(10, 50, "app: request # served");
    text += &lines(40, 3, "app: error: late and far from it");
    text += "Nov 16 08:11:00 gw app: first seen around it\n";
    let since = || since("2026-11-16T08:10:00.000Z");
    let report = look(&text, since());
    assert_eq!(
        told(report.shapes()),
        [
            ("first seen around it", 1, 0),
            ("late and far from it", 3, 0)
        ]
    );
    let changed = &report.shaped.changed;
    assert_eq!(changed.len(), 1, "only the day before: {changed:?}");
    assert_eq!(changed[0].who.as_deref(), Some("ada"));
    assert_eq!(changed[0].line.line, 2);
    for (text, why) in [
        ("no time\n".to_owned(), "tells its time"),
        (lines(0, 3, "app: x"), "from then on"),
        (lines(20, 3, "app: x"), "before then"),
    ] {
        let shaped = look(&text, since()).shaped;
        assert_eq!(shaped.news, None);
        assert!(shaped.why_not.unwrap().contains(why), "{why}");
    }
}

#[test]
fn no_secret_is_in_a_shape() {
    let line = |secret: &str| format!("gw app: login failed, password={secret} refused\n");
    let text = line("hunter") + &line("swordfish");
    let options = ScanOptions {
        shaping: Some(Shaping::default()),
        ..ScanOptions::default()
    };
    let report = look(&text, options);
    let said = format!("{:?}", report.shaped);
    assert!(
        !said.contains("hunter") && !said.contains("swordfish"),
        "{said}"
    );
    assert_eq!(report.shapes().iter().map(|s| s.count).sum::<u64>(), 2);
}
