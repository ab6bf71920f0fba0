//! The one table of kinds of boxes: which devices of steps each stands for, and who reads what is
//! sent there.

use crate::domain::fill::family::Family;

/// Who reads the lines that are sent to a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// A POSIX shell, which runs a text and ends.
    Shell,
    /// The command line of a network device, line by line at a prompt.
    Prompt,
    /// Nothing that we speak to: a text can be copied or pasted only.
    Nobody,
}

/// A kind of box.
#[derive(Debug, PartialEq, Eq)]
pub struct TargetKind {
    /// Its name.
    pub name: &'static str,
    /// The devices of steps that such a box may stand for, its own name first.
    pub serves: &'static [&'static str],
    /// Who reads what is sent there.
    pub reads: Reads,
}

/// What runs on a Linux box.
const LINUX: &[&str] = &[
    "linux",
    "strongswan",
    "libreswan",
    "openvpn",
    "wireguard",
    "ocserv",
    "openconnect",
    "freeradius",
    "docker",
    "sh",
    "local",
];

const KINDS: &[TargetKind] = &[
    TargetKind::new("linux", LINUX, Reads::Shell),
    TargetKind::new("macos", &["macos", "sh", "local"], Reads::Shell),
    TargetKind::new("wsl", &["wsl", "linux", "sh"], Reads::Shell),
    TargetKind::new("asa", &["asa"], Reads::Prompt),
    TargetKind::new("ftd", &["ftd"], Reads::Prompt),
    TargetKind::new("ios", &["ios", "iosxe"], Reads::Prompt),
    TargetKind::new("junos", &["junos"], Reads::Prompt),
    TargetKind::new("panos", &["panos"], Reads::Prompt),
    TargetKind::new("fortigate", &["fortigate", "fortios"], Reads::Prompt),
    TargetKind::new("iosxr", &["iosxr"], Reads::Nobody),
    TargetKind::new("nxos", &["nxos"], Reads::Nobody),
    TargetKind::new("eos", &["eos"], Reads::Nobody),
    TargetKind::new("ise", &["ise"], Reads::Nobody),
    TargetKind::new(
        "windows",
        &["windows", "powershell", "cmd", "ad", "nps", "rras"],
        Reads::Nobody,
    ),
];

/// What is called a device in runbooks and is no box that anything can be sent to.
pub const PERSONS: &[&str] = &["client", "browser"];

impl TargetKind {
    const fn new(name: &'static str, serves: &'static [&'static str], reads: Reads) -> Self {
        Self {
            name,
            serves,
            reads,
        }
    }

    /// The kind of this name.
    pub fn of(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// All of them.
    pub fn all() -> &'static [Self] {
        KINDS
    }

    /// The kind of this machine.
    pub fn here() -> &'static Self {
        match cfg!(target_os = "macos") {
            true => &KINDS[1],
            false => &KINDS[0],
        }
    }

    /// Whether such a box may stand for this device.
    pub fn serves(&self, device: &str) -> bool {
        self.serves.contains(&device)
    }

    /// The kinds of boxes that a device may be.
    pub fn serving(device: &str) -> impl Iterator<Item = &'static Self> {
        KINDS.iter().filter(move |kind| kind.serves(device))
    }

    /// Who reads a command line there.
    pub fn family(&self) -> Family {
        Family::of(self.name)
    }
}
