//! Values that want to be more, in commands that are really sent: each stays one word, or the
//! command is refused before it is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use runsheet::domain::fill::Filling;
use runsheet::domain::runbook::{Run, Variable};
use runsheet::domain::value::ValueType;
use runsheet::paths::harmless_environment;
use runsheet::run::Transport;
use runsheet::run::local::Local;
use runsheet::run::prompt::{Device, Speech};

use super::contract::{order, run};
use super::hostile::HOSTILE;

fn filled(device: &str, text: &str, value: &str) -> Option<String> {
    let variables = [Variable {
        name: "x".to_owned(),
        ask: "what".to_owned(),
        example: None,
        kind: ValueType::default(),
        secret: false,
    }];
    let values = BTreeMap::from([("x".to_owned(), value.to_owned())]);
    let filling = Filling {
        variables: &variables,
        values: &values,
        examples: false,
        secret: |_: &str| None,
    };
    let run = Run {
        device: device.to_owned(),
        text: text.to_owned(),
        ..Run::default()
    };
    filling.fill(&run).ok()
}

/// A shell prints each value as it is, and nothing else.
fn prints_them(way: &mut dyn Transport) {
    let mut tried = 0;
    for value in HOSTILE {
        let Some(text) = filled("linux", "printf '[%s]' {{x}}", value) else {
            continue;
        };
        let (_, out) = run(way, &order(&text));
        assert_eq!(out, format!("[{value}]"), "{text}");
        tried += 1;
    }
    assert!(tried >= 60, "{tried}");
}

#[test]
fn a_shell_here_prints_each_value_as_it_is() {
    prints_them(&mut Local {
        environment: harmless_environment(),
        folder: PathBuf::from("/"),
    });
}

#[cfg(feature = "run-tests")]
#[test]
fn a_shell_behind_ssh_prints_each_value_as_it_is() {
    let sshd = super::sshd::Sshd::start();
    prints_them(&mut super::ssh::shell(&super::ssh::connected(&sshd)));
}

#[test]
fn a_device_gets_one_line_for_each_value_or_none() {
    assert!(HOSTILE.len() >= 60);
    let standin = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/run/standin.sh");
    for kind in ["asa", "fortigate"] {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let (of_device, standin) = (log.clone(), standin.clone());
        let mut device = Device::new(Speech::of(kind).unwrap(), move || {
            let mut command = std::process::Command::new("/bin/sh");
            command.arg(&standin).arg(kind).arg(&of_device);
            command
        });
        let mut sent = Vec::new();
        for value in HOSTILE {
            if let Some(text) = filled(kind, "show user {{x}}", value) {
                run(&mut device, &order(&text));
                sent.push(text);
            }
        }
        let typed = std::fs::read_to_string(&log).unwrap();
        let typed: Vec<&str> = typed
            .lines()
            .filter(|line| line.starts_with("show user"))
            .collect();
        assert_eq!(typed, sent, "{kind}");
        let all = std::fs::read_to_string(&log).unwrap();
        let quiet = Speech::of(kind).unwrap().quiet.len();
        assert_eq!(all.lines().count(), sent.len() + quiet, "{all}");
    }
}
