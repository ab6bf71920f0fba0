//! What a step runs, variables filled, to the clipboard.

use std::collections::BTreeMap;

use super::super::action::{ActionId as Id, Places};
use super::super::effect::Msg;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::domain::id::StepRef;
use crate::operations::copy::{self, Copied, CopyRequest, Outlet, Sent, copy};
use crate::session::SubmitOptions;

impl App {
    /// Copies, and says where it went.
    pub(super) fn copy(&mut self, step: StepRef, index: u32) -> Result<Msg, EffectFailure> {
        let incident = self.walked()?;
        let walk = self.model.walk.as_ref();
        let request = CopyRequest {
            incident,
            step,
            index,
            values: BTreeMap::new(),
            options: SubmitOptions {
                at: walk.and_then(|walk| walk.happened_at),
                auto_start: true,
            },
        };
        let clipboard = Outlet::Clipboard(&mut *self.tools.clipboard);
        let copied = copy(&mut self.session, request, clipboard);
        let copied = copied.map_err(|failed| match failed {
            copy::CopyFailure::Session(error) => failure(error),
            copy::CopyFailure::Unfilled(unfilled) => {
                let key = self.model.keys.press(Id::Variables, Places::WALK);
                (unfilled.to_string(), Some(format!("{key} sets values"))).into()
            }
            unsent @ copy::CopyFailure::Unsent(_) => (unsent.to_string(), None).into(),
        })?;
        let (said, hint) = told(&copied);
        if let Some(status) = copied.unrecorded {
            let why = format!("not recorded, as it is {}", status.word());
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            return Ok(Msg::Said(format!("{said}; {why}{hint}")));
        }
        Ok(Msg::Recorded {
            snapshot: Box::new(self.snapshot(incident)?),
            said,
            hint,
            follow: false,
        })
    }
}

/// Where it went, and what to know of it.
fn told(copied: &Copied) -> (String, Option<String>) {
    let kept = copied.kept.as_ref();
    let kept = kept.map(|path| format!("also in {}", path.display()));
    let (sent, hint) = match &copied.sent {
        Sent::Clipboard(sent) => (sent.clone(), kept),
        Sent::FileOnly(what) => (format!("{what}; copied to the file only"), kept),
        Sent::Pipe => ("copied".to_owned(), kept),
        Sent::Drill => {
            let says = "run it nowhere: its output is shown here".to_owned();
            let hint = kept.map_or(says.clone(), |kept| format!("{says}; {kept}"));
            ("a drill, so it is in no clipboard".to_owned(), Some(hint))
        }
    };
    (format!("{sent}: {}", in_short(&copied.shown)), hint)
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
