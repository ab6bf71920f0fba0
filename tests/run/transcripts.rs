//! What real devices wrote, as people who met them told in public: their prompts, what comes
//! before, and how they say no. Only the lines that matter are here, each with its source.

use runsheet::run::prompt::{DeviceScreen, Speech};

struct Told {
    source: &'static str,
    kind: &'static str,
    /// As it came, from the typed line's echo to the prompt.
    wrote: &'static str,
    /// The host in the prompt; `None` if that is no prompt of a command line of this kind.
    host: Option<&'static str>,
    /// The line that refuses what was typed.
    refused: Option<&'static str>,
}

const TOLD: &[Told] = &[
    Told {
        source: "https://github.com/netshot-net/Netshot/issues/190",
        kind: "asa",
        wrote: "User ncm logged in to ru-omsk-asa\r\nFailed logins since the last login: 0.  \r\nType help or '?' for a list of available commands.\r\n\r\nru-omsk-asa/pri/act# ",
        host: Some("ru-omsk-asa"),
        refused: None,
    },
    Told {
        source: "https://github.com/ytti/oxidized/issues/1174",
        kind: "asa",
        wrote: "Type help or '?' for a list of available commands.\r\nCUSTOMER-FW1> ",
        host: Some("CUSTOMER-FW1"),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/2491",
        kind: "asa",
        wrote: "show run access-list | i inactive\r\nlab-fw/pri/act# ",
        host: Some("lab-fw"),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/698",
        kind: "ftd",
        wrote: "\u{7}> ",
        host: Some(""),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/3866",
        kind: "fortigate",
        wrote: "edit sg-traffic \r\ncurrent vf=sg-traffic:1\r\n\r\nno-bgo-fgfw01 (sg-traffic) # ",
        host: Some("no-bgo-fgfw01"),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/2893",
        kind: "fortigate",
        wrote: "FG240D3914802013 # ",
        host: Some("FG240D3914802013"),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/3452",
        kind: "fortigate",
        wrote: "FW-NUA-FW01 $ ",
        host: Some("FW-NUA-FW01"),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/298",
        kind: "junos",
        wrote: "--- JUNOS 15.1R1.9 Kernel 32-bit\r\nroot@vMX1_RE> ",
        host: Some("vMX1_RE"),
        refused: None,
    },
    Told {
        // A shell, and not the command line of the box: nothing may be sent there.
        source: "https://github.com/ktbyers/netmiko/issues/2621",
        kind: "junos",
        wrote: "set cli screen-width 511\r\nset: Syntax Error.\r\nroot@ex4200-24p:RE:0% ",
        host: None,
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/2071",
        kind: "panos",
        wrote: "terminal \r\u{1b}[Kadmin@LabPanorama1(primary-active)> terminal length \r\u{1b}[Kadmin@LabPanorama1(primary-active)> terminal length 0\r\nUnknown command: terminal\r\nadmin@LabPanorama1(primary-active)> ",
        host: Some("LabPanorama1"),
        refused: Some("Unknown command: terminal"),
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/1562",
        kind: "panos",
        wrote: "username@Panorama> configure\r\nEntering configuration mode\r\n[edit]                                                                          \r\nusername@Panorama# ",
        host: Some("Panorama"),
        refused: None,
    },
    Told {
        source: "https://github.com/ktbyers/netmiko/issues/546",
        kind: "asa",
        wrote: "show version\r\n<--- More --->",
        host: None,
        refused: None,
    },
];

#[test]
fn what_real_devices_wrote_is_understood() {
    for told in TOLD {
        let speech = Speech::of(told.kind).unwrap();
        let mut screen = DeviceScreen::default();
        let lines = screen.take(told.wrote.as_bytes());
        let open = screen.open();
        let prompt = speech.prompt(&open);
        let host = prompt.map(|prompt| prompt.host.unwrap_or_default());
        assert_eq!(host.as_deref(), told.host, "{}: {open:?}", told.source);
        let refused = lines.iter().find(|line| speech.refuses(line));
        assert_eq!(
            refused.map(|line| line.trim()),
            told.refused,
            "{}",
            told.source
        );
        for line in &lines {
            assert!(
                speech.prompt(line).is_none(),
                "{}: {line:?} is output",
                told.source
            );
        }
    }
    let pager = Speech::of("asa").unwrap();
    assert_eq!(
        pager.asks("<--- More --->"),
        Some(runsheet::run::prompt::Asks::Page)
    );
}
