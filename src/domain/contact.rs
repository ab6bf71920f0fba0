//! Whom to call, and how, when the VPN is the thing that is down.

use super::runbook::{Doer, Runbook, Step, StepKind};

/// Somebody who can be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub who: String,
    /// What for: whoever does a step, such as `security`, or a word of the team.
    pub role: Option<String>,
    /// How to reach them without the VPN, the surest way first.
    pub reach: Vec<String>,
    /// When.
    pub hours: Option<String>,
    /// The last day on which that is known to be right, as `2026-11-30`.
    pub valid_until: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

impl Contact {
    /// Whether its day has passed.
    pub fn has_run_out(&self, today: &str) -> bool {
        self.valid_until
            .as_deref()
            .is_some_and(|until| until < today)
    }

    /// All of it in one line.
    pub fn line(&self, today: &str) -> String {
        let mut line = self.who.clone();
        if let Some(role) = &self.role {
            line.push_str(&format!(" ({role})"));
        }
        line.push_str(&format!(": {}", self.reach.join(", ")));
        if let Some(hours) = &self.hours {
            line.push_str(&format!("; {hours}"));
        }
        if self.has_run_out(today) {
            let until = self.valid_until.as_deref().unwrap_or_default();
            line.push_str(&format!(
                "; valid until {until}, which has passed: check it"
            ));
        }
        line
    }
}

/// Those to call at a step that hands the trouble to somebody else, or waits for their approval:
/// whoever does or approves it, and whoever its words or the runbook's escalation name.
pub fn for_step<'a>(contacts: &'a [Contact], runbook: &Runbook, step: &Step) -> Vec<&'a Contact> {
    let escalates = step.kind == StepKind::Escalate;
    let waits = step.approval.is_some();
    if !escalates && !waits {
        return Vec::new();
    }
    let doers = [step.by.filter(|_| escalates), step.approval];
    let is_doer = |role: &str| {
        let mut doers = doers.iter().flatten().map(Doer::to_string);
        doers.any(|doer| doer.eq_ignore_ascii_case(role))
    };
    let to = runbook.escalation.as_ref().map(|it| it.to.as_str());
    let words = format!("{} {}", step.does, to.unwrap_or_default()).to_lowercase();
    let is_named =
        |name: &str| escalates && !name.is_empty() && words.contains(&name.to_lowercase());
    let fits = |contact: &&Contact| {
        let role = contact.role.as_deref().unwrap_or_default();
        is_doer(role) || is_named(&contact.who) || is_named(role)
    };
    contacts.iter().filter(fits).collect()
}
