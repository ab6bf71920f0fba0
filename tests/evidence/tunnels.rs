//! The two ends of one tunnel, put beside each other.

use std::path::{Path, PathBuf};

use runsheet::evidence::{LogClock, Scan, ScanOptions, Times, TunnelTimeline, Tunnels};

use super::{shipped, times};

fn look(paths: &[PathBuf], tunnels: Tunnels, times: Times) -> Vec<TunnelTimeline> {
    let options = ScanOptions {
        times: Some(times),
        tunnels,
        ..ScanOptions::default()
    };
    let mut look = Scan::new(shipped(), options);
    paths.iter().for_each(|path| look.path(path));
    look.finish().tunnels
}

/// Both ends of a connection that was broken on purpose.
fn fault(name: &str) -> [PathBuf; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/logs");
    ["client.log", "server.log"].map(|log| folder.join(name).join(log))
}

fn written(logs: &[(&str, &str)]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |(name, text): &(&str, &str)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let paths = logs.iter().map(write).collect();
    (folder, paths)
}

fn marks(timeline: &TunnelTimeline) -> String {
    timeline.lines.iter().map(|line| line.mark).collect()
}

#[test]
fn two_real_ends_are_found_by_spi_and_peer() {
    let found = look(&fault("ipsec-inactivity"), Tunnels::Told, times(None));
    let [timeline] = &found[..] else {
        panic!("{found:?}");
    };
    let sides: Vec<char> = timeline.sides.iter().map(|side| side.mark).collect();
    assert_eq!(sides, ['A', 'B']);
    assert_eq!(
        timeline.shared,
        [
            "SPI f686e9a5",
            "SPI ff181c33",
            "peer 10.10.0.2",
            "peer 192.0.2.10"
        ]
    );
    let at: Vec<_> = timeline.lines.iter().map(|line| line.at.unwrap()).collect();
    assert!(at.is_sorted() && at.len() > 20, "{at:?}");
    let marks = marks(timeline);
    assert!(marks.contains("ABAB") || marks.contains("ABBA"), "{marks}");
    let has = |text: &str| timeline.lines.iter().any(|l| l.line.text.contains(text));
    assert!(has("closing CHILD_SA net{1} with SPIs ff181c33_i"));
    assert!(!has("loading ca certificates"), "it carries nothing shared");
    // A file that is named twice is told once.
    let [client, server] = fault("ipsec-inactivity");
    let twice = [client.clone(), server, client];
    let twice = look(&twice, Tunnels::Told, times(None)).remove(0);
    assert_eq!(twice.lines, timeline.lines);
    let offered = look(&fault("ipsec-inactivity"), Tunnels::Offered, times(None));
    assert_eq!(offered[0].shared, timeline.shared);
    assert!(offered[0].lines.is_empty());
    assert_eq!(
        look(&fault("ipsec-inactivity"), Tunnels::Ignored, times(None)),
        []
    );
}

#[test]
fn logs_of_different_things_are_no_tunnel() {
    let [one, _] = fault("ipsec-inactivity");
    for other in ["healthy-openvpn", "healthy-ocserv", "healthy-wireguard"] {
        let [client, server] = fault(other);
        let found = look(&[one.clone(), client, server], Tunnels::Told, times(None));
        assert_eq!(found, [], "{other}");
    }
    // One log in two parts, and one that is named twice, have one end only.
    let text = "2026-11-16T08:00:00Z gw charon: deleting ESP SA with SPI 5fa44594\n";
    let (_folder, mut paths) = written(&[("gw.log", text), ("gw.log.1", text)]);
    assert_eq!(look(&paths, Tunnels::Told, times(None)), []);
    paths[1] = paths[0].clone();
    assert_eq!(look(&paths, Tunnels::Told, times(None)), []);
}

#[test]
fn an_error_of_the_peer_alone_makes_no_tunnel() {
    // Each names somebody else as its peer.
    let line = |own: &str, peer: &str| {
        format!("2026-11-16T08:00:00Z gw charon: sending packet: from {own}[500] to {peer}[500]\n")
    };
    let one = line("192.0.2.1", "192.0.2.2");
    let other = line("192.0.2.2", "192.0.2.3");
    let (_folder, paths) = written(&[("one.log", &one), ("other.log", &other)]);
    assert_eq!(look(&paths, Tunnels::Told, times(None)), []);
    let answer = line("192.0.2.2", "192.0.2.1");
    let (_folder, paths) = written(&[("one.log", &one), ("other.log", &answer)]);
    assert_eq!(look(&paths, Tunnels::Told, times(None)).len(), 1);
}

/// A line of a gateway about its tunnel.
fn packet(second: u32, text: &str) -> String {
    let (minute, second) = (second / 60, second % 60);
    format!("2026-11-16T08:{minute:02}:{second:02}Z gw charon: 05[ESP] SPI 5fa44594 {text}\n")
}

#[test]
fn moved_times_decide_the_order_and_the_line_keeps_its_own() {
    let one = packet(0, "one") + &packet(10, "two");
    let other = packet(5, "three");
    let (_folder, paths) = written(&[("one.log", &one), ("other.log", &other)]);
    assert_eq!(marks(&look(&paths, Tunnels::Told, times(None))[0]), "ABA");
    let clock = LogClock {
        shift_ms: 90_000,
        zone: None,
    };
    let moved = Times {
        clocks: vec![(paths[0].display().to_string(), clock)],
        ..times(None)
    };
    let timeline = look(&paths, Tunnels::Told, moved).remove(0);
    assert_eq!(marks(&timeline), "BAA");
    let at = timeline.lines[1].at.unwrap().to_string();
    assert_eq!(at, "2026-11-16T08:01:30.000Z");
    let time = timeline.lines[1].line.time.as_ref().unwrap();
    let now = "2026-11-20T12:00:00.000Z".parse().unwrap();
    let told = time.resolve(now, &jiff::tz::TimeZone::UTC).unwrap().at;
    assert_eq!(told.to_string(), at);
}

#[test]
fn of_many_lines_those_around_failures_are_told_with_what_follows_them() {
    let fails =
        "2026-11-16T08:04:10Z gw charon: 05[IKE] received AUTHENTICATION_FAILED notify error\n";
    let others = "2026-11-16T08:04:10Z gw charon: 05[IKE] connecting to 192.0.2.77 failed\n";
    let one: String = (0..250).map(|second| packet(second, "sent")).collect();
    let one = one + &packet(250, "password=hunter2x was refused") + fails + others;
    let one = one
        + &(252..500)
            .map(|second| packet(second, "sent"))
            .collect::<String>();
    let other: String = (0..500).map(|second| packet(second, "received")).collect();
    let (_folder, paths) = written(&[("one.log", &one), ("other.log", &other)]);
    let timeline = look(&paths, Tunnels::Told, times(None)).remove(0);
    let texts: Vec<&str> = timeline
        .lines
        .iter()
        .map(|l| l.line.text.as_str())
        .collect();
    assert!((10..=20).contains(&texts.len()), "{texts:#?}");
    let all = texts.join("\n");
    assert!(
        all.contains("AUTHENTICATION_FAILED"),
        "just behind one that carries it"
    );
    assert!(!all.contains("192.0.2.77"), "another tunnel's");
    assert!(
        all.contains("was refused") && !all.contains("hunter2x"),
        "{all}"
    );
    assert!(
        marks(&timeline).contains('B'),
        "what the other end did then"
    );
    assert_eq!(timeline.left_out as usize + texts.len(), 1_000);
    assert!(timeline.lines[0].left_out > 200);
}
