//! What is doubtful in changes: nobody looks whether they helped, nothing keeps them, and what is
//! to take them back does not.

use super::super::code;
use super::rules::LintRules;
use crate::domain::runbook::*;

/// Devices whose configuration is gone after a restart unless it is saved.
const FORGETS: &[&str] = &["asa", "ios", "nxos"];
/// What begins configuring them.
const CONFIGURES: &[&str] = &["configure terminal", "conf t", "config t"];
/// What a line of configuration begins with; `crypto ca` and `no debug` are commands.
const LINES: &[&str] = &[
    "aaa-server ",
    "access-list ",
    "group-policy ",
    "interface ",
    "ip local pool ",
    "tunnel-group ",
    "webvpn",
];
/// What saves it.
const SAVES: &[&str] = &[
    "write mem",
    "wr mem",
    "copy run",
    "save the config",
    "save it",
    "save what",
    "keep the config",
    "write the configuration",
];

impl LintRules<'_> {
    /// The last change of trouble wants a look at whether it helped.
    pub(super) fn changes(&mut self) {
        let steps: Vec<&Step> = self.runbook.steps().map(|(_, step)| step).collect();
        let changes =
            |step: &&Step| step.kind == StepKind::Act && step.risk > Risk::Read && !saves(step);
        let Some(last) = steps.iter().rposition(changes) else {
            return;
        };
        if !steps[last..].iter().any(|step| step.is_check()) {
            let step = steps[last];
            let what = format!("no step verifies what \"{}\" changed", step.id);
            let instead = "add a step of kind verify after it";
            self.tell(
                code::NO_VERIFY,
                self.places.step(step.id.as_str()),
                what,
                instead,
            );
        }
        for (at, step) in steps.iter().enumerate() {
            self.rollback(step, &steps[..at]);
            self.undo(step);
        }
        self.unsaved(&steps);
    }

    fn rollback(&mut self, step: &Step, before: &[&Step]) {
        let Some(rollback) = step.rollback.as_ref().filter(|_| step.risk > Risk::Read) else {
            return;
        };
        let place = self.places.rollback(step.id.as_str());
        let words = rollback.to_lowercase();
        let bare = words.trim().trim_end_matches('.');
        if matches!(
            bare,
            "undo"
                | "undo it"
                | "revert"
                | "revert it"
                | "roll back"
                | "n/a"
                | "none"
                | "tbd"
                | "todo"
                | "undo the change"
                | "undo this"
                | "undo the step"
                | "revert the change"
                | "revert this"
                | "reverse it"
                | "reverse the change"
                | "put it back"
                | "roll it back"
                | "see above"
                | "as before"
                | "yes"
                | "?"
                | "-"
        ) {
            let what = format!("the rollback of \"{}\" does not say how", step.id);
            let instead = "write what takes it back, or why nothing has to";
            self.tell(code::EMPTY_ROLLBACK, place, what, instead);
        }
        let speaks = ["saved", "backup", "backed up", "written down", "noted"];
        let saves = [
            "save", "copy", "back up", "backup", "note", "write", "record", "export", "keep",
            "show", "collect", "read",
        ];
        let has_saved = |step: &&Step| {
            let does = step.does.to_lowercase();
            step.kind == StepKind::Collect
                || saves.iter().any(|word| does.contains(word))
                || !step.run.is_empty()
        };
        let is_saved = before.iter().any(has_saved) || has_saved(&step);
        if speaks.iter().any(|word| words.contains(word)) && !is_saved {
            let what = format!("the rollback of \"{}\" wants what no step saved", step.id);
            let instead = "add a step before it that saves the state";
            self.tell(code::EMPTY_ROLLBACK, place, what, instead);
        }
    }

    /// An undo that runs what the step runs does it once more.
    fn undo(&mut self, step: &Step) {
        let Some(Undo::Runs(undo)) = &step.undo else {
            return;
        };
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let done: Vec<String> = step.run.iter().map(|run| plain(&run.text)).collect();
        let again = undo.iter().all(|run| done.contains(&plain(&run.run.text)));
        if again && !undo.is_empty() && step.risk > Risk::Read {
            let what = format!("the undo of \"{}\" runs just what the step runs", step.id);
            let instead = "write the commands that take it back, {by_hand: …} or {none: why}";
            let place = self.places.step(step.id.as_str());
            self.tell(code::EMPTY_ROLLBACK, place, what, instead);
        }
    }

    /// What was configured on a device that forgets it when it restarts has to be saved.
    fn unsaved(&mut self, steps: &[&Step]) {
        let configures = |run: &Run| {
            let text = run.text.to_lowercase();
            let mut lines = text.lines().map(str::trim);
            let says = CONFIGURES.iter().any(|words| text.contains(words))
                || lines.any(|line| LINES.iter().any(|words| line.starts_with(words)));
            FORGETS.contains(&&*run.device) && (run.mode == RunMode::Config || says)
        };
        let configures = |step: &&Step| {
            step.kind == StepKind::Act && !step.temporary && step.run.iter().any(configures)
        };
        let Some(last) = steps.iter().rposition(configures) else {
            return;
        };
        let keeps = |step: &&Step| {
            let texts = step.run.iter().map(|run| run.text.to_lowercase());
            let mut texts = texts.chain([step.does.to_lowercase()]);
            texts.any(|text| SAVES.iter().any(|words| text.contains(words)))
        };
        if !steps[last..].iter().any(keeps) {
            let step = steps[last];
            let what = format!("nothing saves what \"{}\" configured", step.id);
            let instead = "save the configuration once it is verified, or say that it is temporary";
            let place = self.places.step(step.id.as_str());
            self.tell(code::NO_SAVE, place, what, instead);
        }
    }
}

/// Whether a step only keeps what the steps before it changed.
fn saves(step: &Step) -> bool {
    let does = step.does.to_lowercase();
    ["save ", "keep ", "write the configuration"]
        .iter()
        .any(|words| does.starts_with(words))
}
