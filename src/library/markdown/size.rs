//! Whether what is made of a Markdown file can be read again: its YAML is kept with an incident,
//! and read under the limits of any file.

use super::super::raw::RawRunbook;
use super::super::write;
use super::super::yaml::{MAX_BYTES, MAX_NODES};

/// Smaller files make no YAML that is too long: each of their bytes makes fewer than so many.
const GROWTH: usize = 32;

/// Why it would be too large, in words.
pub fn too_large(raw: &RawRunbook, bytes: usize) -> Option<String> {
    let nodes = nodes(raw);
    if nodes > MAX_NODES {
        let steps: usize = raw.phases.value.iter().map(|p| p.value.steps.len()).sum();
        return Some(format!(
            "it makes {steps} steps and {nodes} nodes of YAML; {MAX_NODES} are the most"
        ));
    }
    if bytes > MAX_BYTES / GROWTH && write::yaml(raw).len() > MAX_BYTES {
        return Some("it makes more than 1 MiB of YAML, which is the most".to_owned());
    }
    None
}

/// The most nodes that its YAML can have: keys, values, lists and maps.
fn nodes(raw: &RawRunbook) -> usize {
    const FILE: usize = 64;
    const PHASE: usize = 7;
    const STEP: usize = 15;
    const RUN: usize = 7;
    let phases = raw.phases.value.iter();
    let phases = phases.map(|phase| {
        let steps = phase.value.steps.iter();
        PHASE + steps.map(|s| STEP + RUN * s.value.run.len()).sum::<usize>()
    });
    FILE + phases.sum::<usize>()
        + 7 * raw.variables.len()
        + 5 * (raw.references.len() + raw.causes.len())
        + 3 * raw.symptoms.len()
}
