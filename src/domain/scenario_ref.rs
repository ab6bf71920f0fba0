//! Which drill is played, and how: everything that is needed to go on with it after a kill,
//! in one text. It stands in `incident.opened` as `scenario`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::id::{PartId, ScenarioId};

/// The fastest that a drill's clock may run.
pub const MAX_SPEED: u32 = 60;

/// A scenario, and how it is played.
///
/// As text: `signin-rejected?variant=locked&seed=7&speed=10&short=false&sha256=…`. The id
/// comes first, so that a reader who only wants that cuts at the `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioRef {
    /// The scenario.
    pub id: ScenarioId,
    /// The variant.
    pub variant: PartId,
    /// What picks the values of its texts.
    pub seed: u64,
    /// How many times as fast as the wall's its clock runs, from 1 to [`MAX_SPEED`].
    pub speed: u32,
    /// Only the ten-minute version.
    pub short: bool,
    /// SHA-256 of the scenario's text in hex: that text is played, whatever becomes of the
    /// file.
    pub sha256: Arc<str>,
}

/// A text that names no drill.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" does not say which drill is played and how")]
pub struct BadScenarioRef(pub String);

impl fmt::Display for ScenarioRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            variant,
            seed,
            speed,
            short,
            sha256,
        } = self;
        write!(
            f,
            "{id}?variant={variant}&seed={seed}&speed={speed}&short={short}&sha256={sha256}"
        )
    }
}

impl FromStr for ScenarioRef {
    type Err = BadScenarioRef;
    fn from_str(text: &str) -> Result<Self, BadScenarioRef> {
        read(text).ok_or_else(|| BadScenarioRef(text.to_owned()))
    }
}

/// Keys that a later version adds are passed over.
fn read(text: &str) -> Option<ScenarioRef> {
    let (id, pairs) = text.split_once('?')?;
    let value = |key: &str| {
        let mut pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    };
    Some(ScenarioRef {
        id: id.parse().ok()?,
        variant: value("variant")?.parse().ok()?,
        seed: value("seed")?.parse().ok()?,
        speed: value("speed")?
            .parse()
            .ok()
            .filter(|speed| (1..=MAX_SPEED).contains(speed))?,
        short: value("short")?.parse().ok()?,
        sha256: value("sha256")?.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_it_writes() {
        let text = "signin-rejected?variant=locked&seed=7&speed=10&short=false&sha256=ab12";
        let read: ScenarioRef = text.parse().unwrap();
        assert_eq!((read.seed, read.speed, read.short), (7, 10, false));
        assert_eq!(read.to_string(), text);
        for bad in [
            "",
            "signin-rejected",
            "signin-rejected?variant=a&seed=7&speed=61&short=false&sha256=ab",
            "signin-rejected?variant=a&seed=-7&speed=1&short=false&sha256=ab",
            "Sign in?variant=a&seed=7&speed=1&short=false&sha256=ab",
        ] {
            assert!(bad.parse::<ScenarioRef>().is_err(), "{bad}");
        }
    }
}
