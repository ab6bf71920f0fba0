//! `scan` of several logs: clocks that are off, zones that are said, two ends of one tunnel.

use super::home::{Home, reply};

const FAILED: &str =
    "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";

/// A home with two logs, each with a known line at eight.
fn two() -> Home {
    let home = Home::new();
    let line = |stated: &str| format!("Nov 16 2026 08:00:00{stated} asa1 : {FAILED}");
    std::fs::create_dir(home.path("old")).unwrap();
    home.write("client.log", line(""));
    home.write("old/client.log", line(""));
    std::fs::create_dir(home.path("new")).unwrap();
    home.write("new/client.log", line(""));
    home.write("asa.log", line(" UTC:"));
    home
}

#[test]
fn a_clock_that_is_off_is_moved_everywhere_and_it_is_said() {
    let home = two();
    let files = ["scan", "asa.log", "client.log"];
    let first = |more: &[&str]| {
        let json = home.json(&[&files, more, &["--json"]].concat());
        let finding = &json["findings"][0];
        let end = |end: &str| (finding[end]["path"].clone(), finding[end]["time"].clone());
        (end("first"), end("last"), json["times"].clone())
    };
    let at = |path: &str, time: &str| (path.into(), format!("2026-11-16T{time}.000Z").into());
    let (earliest, latest, times) = first(&[]);
    assert_eq!(earliest, at("asa.log", "08:00:00"));
    assert_eq!(latest, at("client.log", "08:00:00"));
    assert_eq!(
        times,
        serde_json::json!({"zone": "UTC", "assumed": false, "files": []})
    );
    let (earliest, latest, times) = first(&["--shift", "client.log=-90s"]);
    assert_eq!(earliest, at("client.log", "07:58:30"));
    assert_eq!(latest, at("asa.log", "08:00:00"));
    assert_eq!(
        times["files"],
        serde_json::json!([{"path": "client.log", "shift_ms": -90_000, "zone": null}])
    );
    let said = [
        "--shift",
        "client.log=+1h",
        "--zone",
        "client.log=America/New_York",
    ];
    let (earliest, latest, times) = first(&said);
    assert_eq!(earliest, at("asa.log", "08:00:00"));
    assert_eq!(latest, at("client.log", "14:00:00"));
    assert_eq!(times["files"][0]["zone"], "America/New_York");
    let words = home.ok(&[&files, &said[..]].concat());
    for told in [
        "client.log: its times are moved by +1h\n",
        "client.log: times without a zone: read as America/New_York\n",
    ] {
        assert!(words.contains(told), "{words}");
    }
}

#[test]
fn a_stated_zone_wins_and_what_is_assumed_is_said() {
    let home = two();
    let json = home.json(&["scan", "asa.log", "--zone", "asa.log=Asia/Tokyo", "--json"]);
    assert_eq!(
        json["findings"][0]["first"]["time"],
        "2026-11-16T08:00:00.000Z"
    );
    let scan = |arguments: &[&str]| {
        let mut command = home.command();
        command.env("TZ", "Europe/London").arg("scan");
        reply(command.args(arguments), "").stdout
    };
    let assumed = "times without a zone: read as Europe/London\n";
    let words = scan(&["client.log"]);
    assert!(words.ends_with(&format!("\n{assumed}")), "{words}");
    let words = scan(&["client.log", "--zone", "client.log=-05:00"]);
    assert!(!words.contains("Europe/London"), "{words}");
    assert!(
        words.contains("T13:00:00.000Z") && words.contains("read as -05"),
        "{words}"
    );
    // Where nothing is known, times of what is told are assumed as well.
    home.write("app.log", "2026-11-16 08:00:00 gw frobd: flux failed\n");
    let words = scan(&["app.log"]);
    assert!(
        words.starts_with("nothing known") && words.ends_with(assumed),
        "{words}"
    );
}

#[test]
fn names_that_fit_no_log_or_several_are_refused_with_the_way_out() {
    let home = two();
    for (arguments, says, hint) in [
        (
            "client.log --shift server.log=+90s",
            "--shift: none of the logs given is called server.log",
            "there are client.log",
        ),
        (
            "old --zone client=UTC",
            "--zone: none of the logs given is called client",
            "old, old/client.log",
        ),
        (
            "asa.log new old --shift client.log=+90s",
            "--shift: several of the logs given are called client.log",
            "say which: new/client.log, old/client.log",
        ),
        (
            "client.log --shift client.log=90s",
            "90s is no shift",
            "+90s, -1h30m",
        ),
        (
            "client.log --zone client.log=Mars/Olympus",
            "there is no time zone Mars/Olympus",
            "America/New_York",
        ),
        (
            "client.log --shift +90s",
            "--shift +90s names no file",
            "client.log=+90s",
        ),
        (
            "client.log --shift client.log=+90s --shift ./client.log=+90s",
            "--shift is said twice of client.log",
            "once for each log",
        ),
        (
            "client.log --shift client.log=+90s --shift client.log=+91s",
            "--shift is said twice of client.log",
            "once",
        ),
    ] {
        let words: Vec<&str> = ["scan"].into_iter().chain(arguments.split(' ')).collect();
        let reply = home.run(&words);
        assert_eq!(reply.status, 2, "{arguments}: {reply:?}");
        assert!(reply.stdout.is_empty(), "{arguments}: {reply:?}");
        for part in [says, hint] {
            assert!(reply.stderr.contains(part), "{arguments}: {}", reply.stderr);
        }
    }
    // By its path, by its folder, and from a pipe.
    for (arguments, path, at) in [
        (
            "client.log old --shift client.log=+90s",
            "client.log",
            "08:01:30",
        ),
        (
            "client.log old --shift old/client.log=+90s",
            "old/client.log",
            "08:01:30",
        ),
        ("asa.log old --shift old=+90s", "old/client.log", "08:01:30"),
    ] {
        let line = format!("scan {arguments} --json");
        let words: Vec<&str> = line.split(' ').collect();
        let json = home.json(&words);
        let last = &json["findings"][0]["last"];
        assert_eq!(last["path"], path, "{arguments}");
        assert_eq!(last["time"], format!("2026-11-16T{at}.000Z"), "{arguments}");
    }
    let line = format!("Nov 16 2026 08:00:00 asa1 : {FAILED}");
    let reply = home.run_with(&["scan", "--shift", "-=+90s"], &line);
    assert!(reply.stdout.contains("T08:01:30.000Z"), "{reply:?}");
}

#[test]
fn a_followed_log_is_on_its_own_clock() {
    use std::io::{BufRead, BufReader};
    let home = two();
    let mut command = home.command();
    command.args([
        "scan",
        "client.log",
        "--follow",
        "--json",
        "--shift",
        "client.log=+90s",
    ]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.contains("2026-11-16T08:01:30.000Z"), "{first}");
    assert!(first.contains("\"shift_ms\":90000"), "{first}");
}

#[test]
fn two_ends_of_a_tunnel_are_offered_and_interleaved() {
    let home = Home::new();
    let line = |second: u32, text: &str| {
        format!("2026-11-16T08:00:{second:02}Z gw charon: 05[IKE] {text}\n")
    };
    home.write(
        "gw1.log",
        line(
            0,
            "CHILD_SA net{1} established with SPIs 5fa44594_i 1329b7f8_o",
        ) + &line(
            20,
            "sending DELETE for ESP CHILD_SA with SPI 5fa44594, password=hunter2x",
        ),
    );
    home.write(
        "gw2.log",
        line(
            0,
            "CHILD_SA net{1} established with SPIs 1329b7f8_i 5fa44594_o",
        ) + &line(10, "received DELETE for ESP CHILD_SA with SPI 5fa44594"),
    );
    let offered = home.line("scan gw1.log gw2.log");
    assert!(
        offered.contains(
            "gw1.log and gw2.log hold lines of the same tunnel (SPI 1329b7f8, SPI 5fa44594); --interleave shows them as one\n"
        ),
        "{offered}"
    );
    let told = home.line("scan gw1.log gw2.log --interleave --shift gw2.log=+15s");
    let at = |text: &str| told.find(text).unwrap_or_else(|| panic!("{text}: {told}"));
    assert!(at("A is gw1.log\n") < at("B is gw2.log\n"));
    let order = [
        "08:00:00.000Z A │ 1: ",
        "08:00:15.000Z B │ 1: ",
        "08:00:20.000Z A │ 2: ",
        "08:00:25.000Z B │ 2: ",
    ];
    assert!(order.map(at).is_sorted(), "{told}");
    assert!(
        !told.contains("hunter2x") && !told.contains("--interleave"),
        "{told}"
    );
    let json = home.json(&["scan", "gw1.log", "gw2.log", "--interleave", "--json"]);
    let tunnel = &json["interleaved"][0];
    assert_eq!(
        tunnel["sides"][1],
        serde_json::json!({"side": "B", "path": "gw2.log"})
    );
    assert_eq!(tunnel["shared"][0], "SPI 1329b7f8");
    assert_eq!(tunnel["left_out"], 0);
    let lines = tunnel["lines"].as_array().unwrap();
    let sides: Vec<&str> = lines.iter().map(|l| l["side"].as_str().unwrap()).collect();
    assert_eq!(sides, ["A", "B", "B", "A"]);
    assert_eq!(lines[2]["time"], "2026-11-16T08:00:10.000Z");
    let plain = home.json(&["scan", "gw1.log", "gw2.log", "--json"]);
    assert_eq!(plain["interleaved"], serde_json::json!([]), "nobody asked");
    // Addresses and names may be hidden in all of it.
    let packet = |own: &str, peer: &str| {
        line(
            1,
            &format!("sending packet: from {own}[500] to {peer}[500]"),
        )
    };
    home.write("a.log", packet("192.0.2.1", "192.0.2.2"));
    home.write("b.log", packet("192.0.2.2", "192.0.2.1"));
    let told = home.line("scan a.log b.log --interleave --mask-people");
    assert!(
        told.contains("B │ 1: ") && !told.contains("192.0.2."),
        "{told}"
    );
    let none = home.line("scan a.log gw1.log --interleave");
    assert!(none.contains("nothing to interleave"), "{none}");
    let piped = home.run(&["scan", "a.log", "-", "--interleave"]);
    assert_eq!(piped.status, 2);
    assert!(piped.stderr.contains("read only once"), "{piped:?}");
}
