//! Questions asked one after another before something is recorded. A form keeps what was
//! typed when the record is refused, so that it can be tried again. What each form is for lies in
//! `forms`, one file for each act.
//!
//! Long because how forms are gone through stands beside what an act has to say of its own.

use std::borrow::Cow;
use std::fmt::Debug;
use std::rc::Rc;

use super::effect::Effect;
use super::input::Input;
use super::model::Model;
use crate::domain::time::Timestamp;

/// The name of an answer: what is recorded of it goes by this, never by its place or by the words
/// that people see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field(Cow<'static, str>);

impl Field {
    /// A field with this name.
    pub const fn of(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A field whose name comes from a runbook or a scenario.
    pub fn named(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// What is wrong with an answer, and what to write instead.
pub type AnswerError = (String, Option<String>);

/// What an answer leads to beside the next question.
#[derive(Debug, Default)]
pub struct Next {
    /// A question that is asked next.
    pub ask: Option<Question>,
    /// What stands in the line of the next one.
    pub prefill: Option<String>,
    /// Lines above the next one, before its own.
    pub notice: Vec<String>,
    /// The form becomes this one, and is at its end.
    pub becomes: Option<Form>,
}

impl Next {
    /// A question comes in between, if there is one.
    pub fn ask(ask: Option<Question>) -> Self {
        Self {
            ask,
            ..Self::default()
        }
    }

    /// A text stands in the line of the next question.
    pub fn prefill(text: String) -> Self {
        Self {
            prefill: Some(text),
            ..Self::default()
        }
    }
}

/// What the answers of a form are for.
pub trait Act: Debug {
    /// Whether the answers end in the journal.
    fn records(&self) -> bool {
        true
    }

    /// Whether the answer goes to a box that waits for it.
    fn answers_box(&self) -> bool {
        false
    }

    /// What is said of an empty answer, and what to do: `{back}` is the key that leaves.
    fn empty(&self, _: &Field) -> Option<(&'static str, &'static str)> {
        None
    }

    /// What is wrong with an answer beyond what the question says that it has to be.
    fn wrong(&self, _: &Model, _: &Form, _: &Field, _: &str) -> Option<AnswerError> {
        None
    }

    /// What an answer that will do leads to.
    fn take(&self, _: &Model, _: &Form, _: &Field, _: &str) -> Next {
        Next::default()
    }

    /// What comes of the answers, once all are given.
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect>;
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
        /// The one that is selected; none where Enter alone must not choose.
        selected: Option<usize>,
    },
    /// This text, typed. Enter alone cancels.
    Typed(String),
    /// The key `y`. Enter does nothing.
    Yes,
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerCheck {
    /// Anything.
    Any,
    /// A time that has passed.
    Past,
    /// A time to come.
    Ahead,
    /// The value of the variable that the field is named like.
    Variable,
    /// A number of users.
    Count,
    /// Causes: words, or numbers from 1 to this one, with commas between.
    Causes(usize),
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The name of its answer.
    pub field: Field,
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
    pub check: AnswerCheck,
}

impl Question {
    /// A question for text that may not be empty.
    pub fn text(field: Field, label: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(field, label, hint, Ask::Text { or: None })
    }

    /// A question for text where an empty line means `or`.
    pub fn or(field: Field, label: impl Into<String>, hint: impl Into<String>, or: &str) -> Self {
        let or = Some(or.to_owned());
        Self::new(field, label, hint, Ask::Text { or })
    }

    /// A choice among several: what is recorded, and its words.
    pub fn choice(field: Field, label: impl Into<String>, options: Vec<(String, String)>) -> Self {
        let selected = Some(0);
        Self::new(field, label, "", Ask::Choice { options, selected })
    }

    /// The same with another answer selected to begin with; with `None` one has to be chosen.
    pub fn selecting(mut self, index: Option<usize>) -> Self {
        if let Ask::Choice { selected, .. } = &mut self.ask {
            *selected = index;
        }
        self
    }

    /// A question that only `y` answers.
    pub fn yes(field: Field, label: impl Into<String>, notice: Vec<String>) -> Self {
        let mut question = Self::new(field, label, "", Ask::Yes);
        question.notice = notice;
        question
    }

    /// A question of any kind.
    pub fn new(field: Field, label: impl Into<String>, hint: impl Into<String>, ask: Ask) -> Self {
        Self {
            field,
            label: label.into(),
            hint: hint.into(),
            notice: Vec::new(),
            prefill: String::new(),
            ask,
            check: AnswerCheck::Any,
        }
    }

    /// The same with a check of its answer.
    pub fn checked(mut self, check: AnswerCheck) -> Self {
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

/// Several questions for one act.
#[derive(Debug, Clone)]
pub struct Form {
    /// What the answers are for.
    pub act: Rc<dyn Act>,
    /// The heading.
    pub title: String,
    /// The questions, in order. Answers may add to them.
    pub questions: Vec<Question>,
    /// The answers so far; as many as questions before the present one.
    pub answers: Vec<String>,
    /// When each of them was given, by the operator's clock, as far as that was told: what is
    /// relative in it is counted from then, however long the other questions take.
    given_at: Vec<Option<Timestamp>>,
    /// What is being typed.
    pub input: Input,
    /// The questions as they were before each answer, which may add some.
    before: Vec<Vec<Question>>,
    /// How many records are still to be made of the answers, once all are given.
    pub records: usize,
}

impl Form {
    /// A form. It needs at least one question.
    pub fn new(
        act: impl Act + 'static,
        title: impl Into<String>,
        questions: Vec<Question>,
    ) -> Self {
        let mut form = Self {
            act: Rc::new(act),
            title: title.into(),
            questions,
            answers: Vec::new(),
            given_at: Vec::new(),
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
        self.given_at.push(None);
        self.answers.len() >= self.questions.len()
    }

    /// The same of one that somebody gives now.
    pub fn answer_at(&mut self, answer: String, now: Timestamp) -> bool {
        let is_last = self.answer(answer);
        self.given_at.pop();
        self.given_at.push(Some(now));
        is_last
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
        self.given_at.pop();
        self.next();
        match self.question_mut().map(|question| &mut question.ask) {
            Some(Ask::Choice { options, selected }) => {
                let at = options.iter().position(|(id, _)| *id == answer);
                *selected = at;
            }
            _ => self.input = Input::of_lines(&answer),
        }
        true
    }

    /// After a refusal: back to the last question, with what was typed.
    pub fn ask_again(&mut self) {
        if self.answers.len() >= self.questions.len() {
            self.answers.pop();
            self.given_at.pop();
            self.before.pop();
        }
    }

    /// Makes the line ready for the present question.
    pub fn next(&mut self) {
        let prefill = self.question().map(|question| &question.prefill);
        self.input = Input::answer(prefill.map_or("", |text| text));
    }

    /// What was answered, if anything. Which questions there are may depend on earlier answers.
    pub fn given(&self, field: &Field) -> Option<String> {
        let answer = self.answers.get(self.index(field)?);
        answer.filter(|answer| !answer.is_empty()).cloned()
    }

    /// When it was answered, by the operator's clock.
    pub fn moment(&self, field: &Field) -> Option<Timestamp> {
        *self.given_at.get(self.index(field)?)?
    }

    fn index(&self, field: &Field) -> Option<usize> {
        self.questions.iter().position(|q| q.field == *field)
    }

    /// What was answered; nothing if nothing was.
    pub fn text(&self, field: &Field) -> String {
        self.given(field).unwrap_or_default()
    }
}
