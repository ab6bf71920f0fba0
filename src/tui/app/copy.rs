//! What a step runs, variables filled, to the clipboard.

use super::super::action::{Id, Places};
use super::super::effect::Msg;
use super::App;
use super::perform::{Failure, failure};
use crate::domain::command::Command;
use crate::domain::fill::filled;
use crate::domain::id::StepRef;
use crate::session::Manner;

impl App {
    /// Records the copy first: what is in the clipboard may be run at once.
    pub(super) fn copy(&mut self, step: StepRef, index: u32) -> Result<Msg, Failure> {
        let id = self.walked()?;
        let walk = self.model.walk.as_ref();
        let at = walk.and_then(|walk| walk.happened_at);
        let manner = Manner {
            at,
            auto_start: true,
        };
        let command = Command::CopyRun {
            step: step.clone(),
            index,
        };
        self.session.submit(id, command, manner).map_err(failure)?;
        let snapshot = self.snapshot(id)?;
        let run = snapshot.state.step(&step);
        let run = run.and_then(|(_, step)| step.run.get((index as usize).checked_sub(1)?));
        let text = run.map_or("", |run| run.text.as_str());
        let (text, missing) = filled(text.trim_end(), &snapshot.state.variables, |name| {
            self.session.secrets.get(name)
        });
        let is_secret = self.session.secrets.mask(&text) != text;
        let is_drill = snapshot.drill.is_some();
        // The outage is simulated, the devices that stand in a command are not: what lies in a
        // clipboard is pasted somewhere sooner or later.
        let sent = match is_drill {
            true => Ok("a drill, so it is in no clipboard".to_owned()),
            false => self.tools.clipboard.copy(&text),
        };
        let kept = self.tools.clipboard.keep((!is_secret).then_some(&*text));
        let kept = kept.map(|path| format!("also in {}", path.display()));
        let (said, hint) = match sent {
            Ok(sent) => {
                let shown = run
                    .map_or("", |run| run.text.trim_end())
                    .replace('\n', " / ");
                let hint = match missing.is_empty() || is_drill {
                    true if is_drill => {
                        let says = "run it nowhere: its output is shown here".to_owned();
                        Some(kept.map_or(says.clone(), |kept| format!("{says}; {kept}")))
                    }
                    true => kept,
                    false => {
                        let key = self.model.keys.press(Id::Variables, Places::WALK);
                        Some(format!("not set: {} ({key} sets them)", missing.join(", ")))
                    }
                };
                (format!("{sent}: {shown}"), hint)
            }
            Err(what) => (format!("recorded as copied, but {what}"), kept),
        };
        Ok(Msg::Recorded {
            snapshot: Box::new(snapshot),
            said,
            hint,
            follow: false,
        })
    }
}
