//! Boxes that commands can be sent to: what one is, which steps it serves, and what may be sent
//! there at all.
//!
//! [`kind`] is the table of kinds of boxes, [`identity`] which box it is that answers, [`policy`] who may send what, [`verbs`] what a
//! command is known to do. Absent from here: how anything gets to a box.

pub mod identity;
pub mod kind;
pub mod policy;
pub mod verbs;

use std::fmt;

pub use kind::TargetKind;
pub use policy::{Limit, Limits, Policy};

/// The name of the target that is always there: this machine.
pub const LOCAL: &str = "local";

/// The way to a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A shell on this machine.
    Local,
    /// The operator's own ssh, by an alias that only ssh reads.
    Ssh(String),
    /// A pane of tmux in which the operator has signed in; none yet if it is not said.
    Tmux(Option<String>),
}

impl Via {
    /// Its word, as events have it.
    pub fn word(&self) -> &'static str {
        match self {
            Via::Local => "local",
            Via::Ssh(_) => "ssh",
            Via::Tmux(_) => "tmux",
        }
    }
}

/// A box that commands can be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name here.
    pub name: String,
    /// What sort of box it is.
    pub kind: &'static TargetKind,
    /// The devices of steps that it stands for; all that its kind can be if empty.
    pub serves: Vec<String>,
    /// The way there.
    pub via: Via,
    /// What it is among its like, such as `unit a` or `branch`.
    pub role: Option<String>,
    /// Our own way leads through it: whoever breaks it is locked out.
    pub path: bool,
    /// The host name in its prompt, if that is not its name.
    pub host: Option<String>,
    /// The most that may be sent there.
    pub limit: Limit,
}

impl Target {
    /// This machine.
    pub fn local() -> Self {
        Self {
            name: LOCAL.to_owned(),
            kind: TargetKind::here(),
            serves: Vec::new(),
            via: Via::Local,
            role: None,
            path: false,
            host: None,
            limit: Limit::Read,
        }
    }

    /// Whether what a step runs on such a device may be sent there.
    pub fn serves(&self, device: &str) -> bool {
        match self.serves.is_empty() {
            true => self.kind.serves(device),
            false => self.kind.name == device || self.serves.iter().any(|own| own == device),
        }
    }

    /// The devices that it stands for.
    pub fn devices(&self) -> Vec<&str> {
        match self.serves.is_empty() {
            true => self.kind.serves.to_vec(),
            false => {
                let own = self.serves.iter().map(String::as_str);
                let own = own.filter(|device| *device != self.kind.name);
                std::iter::once(self.kind.name).chain(own).collect()
            }
        }
    }

    /// The host name that its prompt has to show.
    pub fn host(&self) -> &str {
        self.host.as_deref().unwrap_or(&self.name)
    }
}

/// Why no target could be chosen for what is to be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTarget {
    /// There is none of this name.
    #[error("there is no target {name}")]
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// It stands for other devices.
    #[error("{target} is {kind} and serves {serves}, not {device}", serves = .serves.join(", "))]
    OtherDevice {
        /// The target.
        target: String,
        /// Its kind.
        kind: String,
        /// What it serves.
        serves: Vec<String>,
        /// What the step is for.
        device: String,
    },
    /// None serves the device.
    #[error("no target serves {0}")]
    NoneServes(String),
    /// Several do.
    #[error("several targets serve {device}: {}", .targets.join(", "))]
    Several {
        /// The device.
        device: String,
        /// Their names.
        targets: Vec<String>,
    },
}

/// The target that a name means, or the only one that serves a device.
pub fn choose<'t>(
    targets: &'t [Target],
    name: Option<&str>,
    device: Option<&str>,
) -> Result<&'t Target, NoTarget> {
    let Some(name) = name else {
        let device = device.unwrap_or_default();
        let serving = targets.iter().filter(|target| target.serves(device));
        return match serving.collect::<Vec<_>>()[..] {
            [one] => Ok(one),
            [] => Err(NoTarget::NoneServes(device.to_owned())),
            ref several => Err(NoTarget::Several {
                device: device.to_owned(),
                targets: several.iter().map(|target| target.name.clone()).collect(),
            }),
        };
    };
    let Some(target) = targets.iter().find(|target| target.name == name) else {
        return Err(NoTarget::Unknown {
            name: name.to_owned(),
            known: targets.iter().map(|target| target.name.clone()).collect(),
        });
    };
    match device {
        Some(device) if !target.serves(device) => Err(NoTarget::OtherDevice {
            target: target.name.clone(),
            kind: target.kind.name.to_owned(),
            serves: target.devices().into_iter().map(str::to_owned).collect(),
            device: device.to_owned(),
        }),
        _ => Ok(target),
    }
}

/// Why a word cannot be the name of a host, an alias or a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPlainWord;

impl fmt::Display for NoPlainWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("letters, digits and . _ - : @ % [ ] /, the first of them no dash")
    }
}

/// A word that no program takes for an option and no shell for more than a word.
pub fn plain_word(text: &str) -> Result<&str, NoPlainWord> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-:@%[]/".contains(c);
    let is_one = !text.is_empty() && text.len() <= 255 && !text.starts_with('-');
    match is_one && text.chars().all(is_plain) {
        true => Ok(text),
        false => Err(NoPlainWord),
    }
}

#[cfg(test)]
mod tests;
