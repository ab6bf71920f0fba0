//! Questions asked one after another before something is recorded. A form keeps what was
//! typed when the record is refused, so that it can be tried again.
//!
//! Long because it is the one list of what forms are for, with how they are gone through.

use std::path::PathBuf;
use std::sync::Arc;

use super::input::Input;
use super::logs::Looked;
use crate::domain::id::{EventId, IncidentId, RunbookId, StepRef};
use crate::report::Format;

/// What the answers are for.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each is named like the command that it makes")]
pub enum Purpose {
    Complete(StepRef),
    Fail(StepRef),
    Inconclusive(StepRef),
    Skip(StepRef),
    NotApplicable(StepRef),
    Block(StepRef),
    Defer(StepRef),
    Reopen(StepRef),
    CopyWhich(StepRef),
    /// What a step runs, from 1, and the variables that it lacks.
    FillToCopy {
        step: StepRef,
        index: u32,
        names: Vec<Named>,
    },
    Variables(Vec<Named>),
    Note(StepRef),
    Act(StepRef),
    RevertStep(StepRef),
    RevertAction(EventId),
    ReturnImpact,
    Resolve,
    Close,
    ReopenIncident,
    Hold,
    /// The incidents that it may repeat, by their keys.
    Cancel(Vec<(String, IncidentId)>),
    /// Planned work that was turned back.
    BackOut,
    /// What to do after this critical step failed, and the step to go on with.
    Stopped(StepRef, Option<StepRef>),
    /// What to do with planned work that cannot be resolved, of which this step comes first.
    Unresolved(StepRef),
    Severity,
    Impact,
    Title,
    Ticket,
    Cause,
    UndoEvent(EventId),
    Amend(EventId),
    HappenedAt,
    Leave,
    /// The logs that were looked through.
    KeepLog(Arc<Looked>),
    /// The brief that is handed over.
    Handoff(String),
    /// The handoff that is taken over.
    Accept(EventId),
    /// Words of the row that is looked for.
    Find,
    Update,
    FollowUp,
    SetAside(RunbookId),
    /// What was said after a drill.
    Debrief,
    /// What was said, and that the drill ends with it.
    EndDrill,
    Hint,
    /// When the impact began.
    ImpactStarted,
    /// As what, and where to.
    Export,
    /// The file that is there already, and as what it is to be written.
    WriteOver(PathBuf, Format),
    /// The scenario.
    Play(String),
    /// Planned work: the runbook's place in the library, and the query that found it.
    Plan(usize, Option<(String, u32)>),
}

impl Purpose {
    /// Whether the answers end in the journal.
    pub fn records(&self) -> bool {
        !matches!(
            self,
            Purpose::HappenedAt
                | Purpose::Leave
                | Purpose::KeepLog(_)
                | Purpose::Export
                | Purpose::WriteOver(..)
        )
    }
}

/// A variable to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// It is kept in memory only.
    pub secret: bool,
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Some text; an empty line stands for `or`, or is refused if there is none.
    Text {
        /// What an empty line means.
        or: Option<String>,
    },
    /// Text that is shown as dots.
    Secret,
    /// One of several, by its number or by moving to it.
    Choice {
        /// What each answer is recorded as, and its words.
        options: Vec<(String, String)>,
        /// The one that is selected.
        selected: usize,
    },
    /// This text, typed. Enter alone cancels.
    Typed(String),
    /// The key `y`. Enter does nothing.
    Yes,
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Anything.
    Any,
    /// A time that has passed.
    Past,
    /// A time to come.
    Ahead,
    /// The value of the variable that the question is labelled with.
    Variable,
    /// A number of users.
    Count,
    /// Causes: words, or numbers from 1 to this one, with commas between.
    Causes(usize),
    /// Another incident, by its key.
    Incident,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked, in a few words.
    pub label: String,
    /// What helps to answer it, shown dimmed.
    pub hint: String,
    /// Lines above it that have to be read first.
    pub notice: Vec<String>,
    /// What stands in the line to begin with.
    pub prefill: String,
    /// The kind of answer.
    pub ask: Ask,
    /// What the answer has to be, if it is not left out.
    pub check: Check,
}

impl Question {
    /// A question for text that may not be empty.
    pub fn text(label: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(label, hint, Ask::Text { or: None })
    }

    /// A question for text where an empty line means `or`.
    pub fn or(label: impl Into<String>, hint: impl Into<String>, or: &str) -> Self {
        let or = Some(or.to_owned());
        Self::new(label, hint, Ask::Text { or })
    }

    /// A choice among several: what is recorded, and its words.
    pub fn choice(label: impl Into<String>, options: Vec<(String, String)>) -> Self {
        let selected = 0;
        Self::new(label, "", Ask::Choice { options, selected })
    }

    /// A question that only `y` answers.
    pub fn yes(label: impl Into<String>, notice: Vec<String>) -> Self {
        let mut question = Self::new(label, "", Ask::Yes);
        question.notice = notice;
        question
    }

    /// A question of any kind.
    pub fn new(label: impl Into<String>, hint: impl Into<String>, ask: Ask) -> Self {
        Self {
            label: label.into(),
            hint: hint.into(),
            notice: Vec::new(),
            prefill: String::new(),
            ask,
            check: Check::Any,
        }
    }

    /// The same with a check of its answer.
    pub fn checked(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    /// The same with a text in the line to begin with.
    pub fn prefilled(mut self, text: impl Into<String>) -> Self {
        self.prefill = text.into();
        self
    }

    /// The same with lines above it.
    pub fn noticing(mut self, notice: Vec<String>) -> Self {
        self.notice = notice;
        self
    }
}

/// Several questions with one purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What the answers are for.
    pub purpose: Purpose,
    /// The heading.
    pub title: String,
    /// The questions, in order. Answers may add to them.
    pub questions: Vec<Question>,
    /// The answers so far; as many as questions before the present one.
    pub answers: Vec<String>,
    /// What is being typed.
    pub input: Input,
    /// The questions as they were before each answer, which may add some.
    before: Vec<Vec<Question>>,
    /// How many records are still to be made of the answers, once all are given.
    pub records: usize,
}

impl Form {
    /// A form. It needs at least one question.
    pub fn new(purpose: Purpose, title: impl Into<String>, questions: Vec<Question>) -> Self {
        let mut form = Self {
            purpose,
            title: title.into(),
            questions,
            answers: Vec::new(),
            input: Input::answer(""),
            before: Vec::new(),
            records: 0,
        };
        form.next();
        form
    }

    /// The present question; the last one once all are answered and are being recorded.
    pub fn question(&self) -> Option<&Question> {
        let last = self.questions.len().checked_sub(1)?;
        self.questions.get(self.answers.len().min(last))
    }

    /// The present question, to be changed.
    pub fn question_mut(&mut self) -> Option<&mut Question> {
        let last = self.questions.len().checked_sub(1)?;
        self.questions.get_mut(self.answers.len().min(last))
    }

    /// Keeps an answer. `true` if it was the last one wanted.
    pub fn answer(&mut self, answer: String) -> bool {
        self.answers.push(answer);
        self.answers.len() >= self.questions.len()
    }

    /// Remembers the questions, before an answer adds to them, for the way back.
    pub fn remember(&mut self) {
        self.before.push(self.questions.clone());
    }

    /// Back to the question before, with what was answered. `false` if there is none.
    pub fn back(&mut self) -> bool {
        let Some((questions, answer)) = self.before.pop().zip(self.answers.pop()) else {
            return false;
        };
        self.questions = questions;
        self.next();
        match self.question_mut().map(|question| &mut question.ask) {
            Some(Ask::Choice { options, selected }) => {
                let at = options.iter().position(|(id, _)| *id == answer);
                *selected = at.unwrap_or(0);
            }
            _ => self.input = Input::of_lines(&answer),
        }
        true
    }

    /// After a refusal: back to the last question, with what was typed.
    pub fn ask_again(&mut self) {
        if self.answers.len() >= self.questions.len() {
            self.answers.pop();
            self.before.pop();
        }
    }

    /// Makes the line ready for the present question.
    pub fn next(&mut self) {
        let prefill = self.question().map(|question| &question.prefill);
        self.input = Input::answer(prefill.map_or("", |text| text));
    }

    /// The answer to the question with this label. Which questions there are may depend on
    /// earlier answers.
    pub fn given_to(&self, label: &str) -> Option<String> {
        let index = self.questions.iter().position(|q| q.label == label)?;
        self.given(index)
    }

    /// The answer to a question by its number, from 0.
    pub fn given(&self, index: usize) -> Option<String> {
        self.answers
            .get(index)
            .filter(|answer| !answer.is_empty())
            .cloned()
    }
}
