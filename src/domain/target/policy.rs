//! What may be sent to a box. The settings allow, root's policy forbids: it can only tighten.

use std::collections::BTreeMap;

use super::{Target, Via};
use crate::domain::runbook::Risk;

/// The most that may be sent somewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Nothing: texts are copied.
    None,
    /// What only looks.
    #[default]
    Read,
    /// What alters something, too.
    Change,
}

impl Limit {
    /// Each with its word in the settings and the policy.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("none", Self::None),
        ("read", Self::Read),
        ("change", Self::Change),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }
}

/// What root allows at most, by kind and by target. Nothing is said: anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Everywhere.
    pub run: Option<Limit>,
    /// By the name of a kind.
    pub kinds: BTreeMap<String, Limit>,
    /// By the name of a target.
    pub targets: BTreeMap<String, Limit>,
    /// Outputs may not be kept.
    pub keeps_nothing: bool,
}

/// Both together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The most that the operator's settings allow where a target says nothing else.
    pub own: Limit,
    /// What root's policy leaves of it.
    pub root: Limits,
}

/// What has to happen before something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Enter is enough.
    Enter,
    /// A `y`: it alters something.
    Yes,
    /// It is typed into the pane, without its last Enter: that one is the operator's.
    LastEnter,
}

/// Why something is not sent. Copying it is always possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Nothing is sent there.
    #[error("nothing is sent to {target}: {by} it")]
    Nothing {
        /// The target.
        target: String,
        /// Who forbids it: "your settings forbid".
        by: &'static str,
    },
    /// What alters something is not.
    #[error("{target} takes only what reads: {by} more")]
    Change {
        /// The target.
        target: String,
        /// Who forbids it.
        by: &'static str,
    },
    /// What disrupts is not, anywhere.
    #[error(
        "what disrupts is never sent to {target}: it is copied, or typed into a tmux pane without its last Enter"
    )]
    Disrupt {
        /// The target.
        target: String,
    },
}

impl Policy {
    /// The most that may be sent to a target, and whether root's policy says so.
    pub fn limit(&self, target: &Target) -> (Limit, bool) {
        // `run = "none"` in the settings ends it everywhere; otherwise each target has its own.
        let own = match self.own {
            Limit::None => Limit::None,
            _ => target.limit,
        };
        let root = [
            self.root.run,
            self.root.kinds.get(target.kind.name).copied(),
            self.root.targets.get(&target.name).copied(),
        ];
        let root = root.into_iter().flatten().min();
        match root {
            Some(root) if root < own => (root, true),
            _ => (own, false),
        }
    }

    /// Whether something of this risk may be sent to a target, and what is asked first.
    pub fn permit(&self, target: &Target, risk: Risk) -> Result<Asked, NotAllowed> {
        let (limit, is_root) = self.limit(target);
        let by = match is_root {
            true => "/etc/runsheet/policy.toml forbids",
            false => "your settings forbid",
        };
        let target_name = || target.name.clone();
        match (risk, limit) {
            (_, Limit::None) => Err(NotAllowed::Nothing {
                target: target_name(),
                by,
            }),
            (Risk::Read, _) => Ok(Asked::Enter),
            (_, Limit::Read) => Err(NotAllowed::Change {
                target: target_name(),
                by,
            }),
            (Risk::Change, Limit::Change) => Ok(Asked::Yes),
            (Risk::Disrupt, Limit::Change) => match target.via {
                Via::Tmux(_) => Ok(Asked::LastEnter),
                _ => Err(NotAllowed::Disrupt {
                    target: target_name(),
                }),
            },
        }
    }

    /// Whether outputs may be kept.
    pub fn keeps(&self) -> bool {
        !self.root.keeps_nothing
    }
}
