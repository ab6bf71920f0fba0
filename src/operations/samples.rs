//! What is gathered over all incidents for their figures.

use crate::report::Sample;
use crate::session::{Session, SessionError};

/// What was gathered over all incidents.
#[derive(Debug, Clone, Default)]
pub struct GatheredSamples {
    /// One for each that counts.
    pub samples: Vec<Sample>,
    /// The keys of those that are damaged, and so left out.
    pub damaged: Vec<String>,
}

impl From<Vec<Sample>> for GatheredSamples {
    fn from(samples: Vec<Sample>) -> Self {
        let damaged = Vec::new();
        Self { samples, damaged }
    }
}

/// Every incident as a sample for statistics; what is damaged is named.
pub fn samples(session: &mut Session) -> Result<GatheredSamples, SessionError> {
    let now = session.now();
    let mut samples = Vec::new();
    for head in session.heads()? {
        if let Some(incident) = session.load_if_whole(head)? {
            samples.extend(Sample::of(incident, now));
        }
    }
    let damaged = session.damaged.keys().cloned().collect();
    Ok(GatheredSamples { samples, damaged })
}
