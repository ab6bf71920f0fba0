//! Looking for words in what is listed: one question for every list, which goes to the next row
//! that has them. What was looked for stands there the next time, so Enter alone goes on.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay, Screen};
use super::super::moved::select;

const WORDS: Field = Field::of("words");

#[derive(Debug)]
struct Find;

/// Asks for the words.
pub fn ask(model: &mut Model) {
    let hint = "words of a row; Enter goes to the next one that has them";
    let question = match model.sought.as_str() {
        "" => Question::text(WORDS, "find", hint),
        last => {
            let hint = format!("{hint}; Enter alone: \"{last}\" again");
            Question::or(WORDS, "find", hint, last)
        }
    };
    model.ask(Form::new(Find, "Find in this list", vec![question]));
}

impl Act for Find {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        go(model, &form.text(&WORDS));
        Vec::new()
    }
}

/// Goes to the next row that has all the words.
fn go(model: &mut Model, sought: &str) {
    model.leave_form();
    sought.clone_into(&mut model.sought);
    let sought = sought.to_lowercase();
    let words: Vec<&str> = sought.split_whitespace().collect();
    let (rows, selected) = listed(model);
    let has = |text: &str, word: &str, anywhere: bool| {
        let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
        text.match_indices(word)
            .any(|(at, _)| anywhere || begins(at))
    };
    // Where a word begins so counts more than what stands inside another.
    let next = |anywhere| {
        let fits = |(_, text): &&(usize, String)| {
            let text = text.to_lowercase();
            words.iter().all(|word| has(&text, word, anywhere))
        };
        let after = rows.iter().filter(|(row, _)| *row > selected).find(fits);
        after
            .or_else(|| rows.iter().find(fits))
            .map(|(row, _)| *row)
    };
    match next(false).or_else(|| next(true)) {
        Some(row) => select(model, row),
        None => model.complain(format!("no row has \"{}\"", model.sought), None),
    }
}

/// The rows of the place by their numbers, in words, and the selected one.
fn listed(model: &Model) -> (Vec<(usize, String)>, usize) {
    let snapshot = model.walk.as_ref().map(|walk| &walk.snapshot);
    if let Some(place) = model.overlay.as_ref().and_then(Overlay::listing) {
        let rows = place.sought(model).into_iter();
        return (rows.enumerate().collect(), place.selected());
    }
    match (&model.overlay, snapshot) {
        (None, Some(snapshot)) if model.screen == Screen::Walk => {
            let cursor = model.walk.as_ref().map_or(0, |walk| walk.cursor);
            let rows = snapshot.rows.iter().enumerate();
            let steps = rows.filter_map(|(place, row)| {
                let (_, step) = snapshot.state.step(row.step.as_ref()?)?;
                let run: Vec<&str> = step.run.iter().map(|run| &*run.text).collect();
                let words = format!(
                    "{} {} {} {}",
                    row.number,
                    row.title,
                    step.does,
                    run.join(" ")
                );
                Some((place, words))
            });
            (steps.collect(), cursor)
        }
        _ => (Vec::new(), 0),
    }
}
