//! The box for a log, in lines.

use super::super::model::{LogBox, Model};

/// The box.
pub fn the_box(model: &Model, log: &LogBox) -> Vec<String> {
    if log.running.is_some() {
        return vec!["Looking through it.".to_owned()];
    }
    let mut said = vec![
        "Add a log: its path, or its lines, ended by an empty line or a dot alone.".to_owned(),
        "  follow PATH goes on with what is added to it. back leaves.".to_owned(),
    ];
    if let Some(newest) = log.handed.first() {
        let names: Vec<&str> = log
            .handed
            .iter()
            .map(|handed| handed.name.as_str())
            .collect();
        said.push(format!(
            "Handed over in this drill: {}. Its name looks through it; an empty line takes {}.",
            names.join(", "),
            newest.name
        ));
    }
    let walk = model.walk.as_ref();
    let step = walk.zip(log.step.as_ref());
    let step = step.and_then(|(walk, at)| {
        let state = &walk.snapshot.state;
        Some((state.number_of(at), state.step(at)?.1.log.as_ref()?))
    });
    if let Some((number, source)) = step {
        said.push(format!("Step {number} asks for: {}.", source.name));
        let how = source.how.iter();
        said.extend(how.map(|(system, how)| format!("  {system}: {how}")));
        said.extend(source.note.iter().map(|note| format!("  {note}")));
    }
    said
}
