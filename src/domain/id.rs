//! Names that the domain passes around: slugs from runbook files, and UUIDs.
//!
//! A slug type such as [`StepId`] holds a checked value: lower-case ASCII letters, digits
//! and `-`, beginning with a letter or a digit, at most [`SLUG_MAX`] characters.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest slug, in characters.
pub const SLUG_MAX: usize = 80;

/// A text that is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not an id: use lower-case letters, digits and \"-\", at most {SLUG_MAX} characters"
)]
pub struct BadSlug(pub String);

fn is_slug(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && text.len() <= SLUG_MAX
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = BadSlug;
            fn from_str(text: &str) -> Result<Self, BadSlug> {
                if is_slug(text) { Ok(Self(text.into())) } else { Err(BadSlug(text.into())) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadSlug;
            fn try_from(text: String) -> Result<Self, BadSlug> {
                text.parse()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

slug!(
    /// The id of a runbook, the same as its file's name without the ending.
    RunbookId
);
slug!(
    /// The id of a phase, unique in its runbook.
    PhaseId
);
slug!(
    /// The id of a step, unique in its runbook.
    StepId
);
slug!(
    /// The id of a cause, unique in its runbook.
    CauseId
);
slug!(
    /// The id of a signature, unique in its runbook.
    SignatureId
);

slug!(
    /// The id of a drill's script, the same as its file's name without the ending.
    ScenarioId
);
slug!(
    /// The id of a part of a script: a variant, an inject, an expected or a forbidden act.
    PartId
);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The last six characters, which people are shown: the first eight of a
            /// UUIDv7 stay the same for over a minute.
            pub fn short(&self) -> String {
                let text = self.0.to_string();
                text[text.len() - 6..].to_owned()
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

uuid_id!(
    /// The global id of an event (UUIDv7).
    EventId
);
uuid_id!(
    /// The global id of an incident (UUIDv7). Its key, `INC-12`, is only a local name.
    IncidentId
);
uuid_id!(
    /// The id of a replica: one journal, not one process.
    ReplicaId
);

/// A step of one of the runbooks attached to an incident.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepRef {
    /// The runbook that holds the step.
    pub runbook: RunbookId,
    /// The step.
    pub step: StepId,
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.runbook, self.step)
    }
}

/// A cause of one of the runbooks attached to an incident.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CauseRef {
    /// The runbook that lists the cause.
    pub runbook: RunbookId,
    /// The cause.
    pub cause: CauseId,
}

impl fmt::Display for CauseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.runbook, self.cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_checked() {
        for good in ["a", "2fa-push", "verify-credentials"] {
            assert!(good.parse::<StepId>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "A", "a b", "a_b", "é", &"a".repeat(SLUG_MAX + 1)] {
            assert!(bad.parse::<StepId>().is_err(), "{bad}");
        }
    }
}
