//! What a step runs, variables filled, to the clipboard.

use super::super::action::{ActionId as Id, Places};
use super::super::effect::Msg;
use super::App;
use super::perform::{Failure, failure};
use crate::domain::command::Command;
use crate::domain::fill::Filling;
use crate::domain::id::StepRef;
use crate::session::Manner;

impl App {
    /// Copies, then records the copy: what was not copied is not recorded as copied.
    pub(super) fn copy(&mut self, step: StepRef, index: u32) -> Result<Msg, Failure> {
        let id = self.walked()?;
        let snapshot = self.snapshot(id)?;
        let found = snapshot.state.step(&step);
        let found = found.and_then(|(attachment, step)| {
            let run = step.run.get((index as usize).checked_sub(1)?)?;
            Some((attachment.runbook.as_deref()?, run))
        });
        let Some((runbook, run)) = found else {
            return Err(("there is nothing to copy in this step".to_owned(), None).into());
        };
        let filling = Filling {
            variables: &runbook.variables,
            values: &snapshot.state.variables,
            examples: snapshot.drill.is_some(),
            secret: |name: &str| self.session.secrets.get(name),
        };
        let text = filling.fill(run).map_err(|unfilled| {
            let key = self.model.keys.press(Id::Variables, Places::WALK);
            Failure::from((unfilled.to_string(), Some(format!("{key} sets values"))))
        })?;
        let shown = self.session.secrets.mask(&text);
        let is_secret = shown != text;
        let is_drill = snapshot.drill.is_some();
        // The outage is simulated, the devices that stand in a command are not: what lies in a
        // clipboard is pasted somewhere sooner or later.
        let sent = match is_drill {
            true => Ok("a drill, so it is in no clipboard".to_owned()),
            false => self.tools.clipboard.copy(&text),
        };
        let kept = self.tools.clipboard.keep((!is_secret).then_some(&*text));
        let kept = kept.map(|path| format!("also in {}", path.display()));
        let sent = match (sent, &kept) {
            (Ok(sent), _) => sent,
            // The file beside it is a copy, too.
            (Err(what), Some(_)) => format!("{what}; copied to the file only"),
            (Err(what), None) => {
                return Err((format!("not copied: {what}"), None).into());
            }
        };
        let walk = self.model.walk.as_ref();
        let manner = Manner {
            at: walk.and_then(|walk| walk.happened_at),
            auto_start: true,
        };
        let command = Command::CopyRun { step, index };
        self.session.submit(id, command, manner).map_err(failure)?;
        let hint = match is_drill {
            true => {
                let says = "run it nowhere: its output is shown here".to_owned();
                Some(kept.map_or(says.clone(), |kept| format!("{says}; {kept}")))
            }
            false => kept,
        };
        Ok(Msg::Recorded {
            snapshot: Box::new(self.snapshot(id)?),
            said: format!("{sent}: {}", in_short(&shown)),
            hint,
            follow: false,
        })
    }
}

/// The first line of a text, and how many more there are.
fn in_short(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim_end();
    match lines.count() {
        0 => first.to_owned(),
        1 => format!("{first} +1 line"),
        more => format!("{first} +{more} lines"),
    }
}
