//! Who is judged last: a sign-in that was refused, where a server behind it is broken.

use std::sync::Arc;

use super::signatures::Signatures;
use crate::domain::runbook::{Runbook, Signature};

/// What is said of whoever signs in, by the class of the cause.
const REFUSED: [&str; 2] = ["credential", "account"];
/// What is said of an attack.
const ATTACK: &str = "security";
/// What the sign-in needs behind the headend.
const BEHIND: &str = "server";

/// Whether a signature says, or may say, that somebody was refused.
pub(super) fn is_refusal(runbook: &Runbook, signature: &Signature) -> bool {
    let mut all = runbook.causes.iter().filter_map(|c| c.class.as_deref());
    // A runbook that knows no wrong password tells why somebody was refused: a factor, a policy.
    all.any(|class| class == REFUSED[0]) && turns_somebody_away(runbook, signature)
}

fn turns_somebody_away(runbook: &Runbook, signature: &Signature) -> bool {
    let mut classes = classes(runbook, signature);
    classes.any(|class| REFUSED.contains(&class))
}

/// Whether the lines of a signature may turn somebody away, or tell of an attack.
pub(super) fn turns_away(runbook: &Runbook, signature: &Signature) -> bool {
    turns_somebody_away(runbook, signature) || is_attack(runbook, signature)
}

/// Whether a signature points at an attack and nothing else: other causes of its runbook follow
/// from it. One refusal is none: it counts where many people are turned away.
pub(super) fn is_attack(runbook: &Runbook, signature: &Signature) -> bool {
    let leads = |cause| runbook.causes.iter().any(|c| c.follows.contains(cause));
    classes(runbook, signature).all(|class| class == ATTACK)
        && classes(runbook, signature).count() == signature.causes.len()
        && signature.causes.iter().any(leads)
}

/// Whether a signature tells that something behind the sign-in is broken: nothing of whoever
/// signs in, and in a runbook that says when it is taken for one of refusals.
pub(super) fn is_behind(signatures: &Signatures, number: u32) -> bool {
    let (runbook, signature) = signatures.get(number);
    let knows_refusals = |other: &&Arc<Runbook>| {
        let is_seen = runbook.see.iter().any(|see| see.runbook == other.id);
        let mut classes = other.causes.iter().filter_map(|c| c.class.as_deref());
        is_seen && classes.any(|class| class == REFUSED[0])
    };
    !is_refusal(runbook, signature)
        && classes(runbook, signature).any(|class| class == BEHIND)
        && signatures
            .runbooks()
            .iter()
            .any(|other| knows_refusals(&other))
}

fn classes<'a>(runbook: &'a Runbook, signature: &Signature) -> impl Iterator<Item = &'a str> {
    let causes = signature.causes.iter().filter_map(|id| runbook.cause(id));
    causes.filter_map(|cause| cause.class.as_deref())
}
