//! Coverage for training, told.

use super::super::coverage::Coverage;
use crate::report::model::{Fact, Inline, Section, SectionPart, Table, Tone, Words, text, toned};

/// Who knows what. Runbooks that nobody walked are counted; the list would be as long as the
/// library.
pub fn told(coverage: &Coverage) -> Section {
    let known = || coverage.runbooks.iter().filter(|row| row.people > 0);
    let single = known().filter(|row| row.people == 1).count();
    let unknown = coverage.runbooks.len() - known().count();
    let mut facts = vec![
        Fact::new(
            "nobody walked",
            text(format!("{unknown} of {}", coverage.runbooks.len())),
        ),
        Fact::new("only one person knows", text(single.to_string())),
    ];
    facts.extend(coverage.due.iter().map(|drill| {
        let mut words = text(format!("{}: ", drill.title));
        match drill.at {
            Some(at) => words.extend(vec![Inline::Text("since ".to_owned()), Inline::At(at)]),
            None => words.extend(text("never played by you")),
        }
        Fact::new("drill due", words)
    }));
    let rows = known().map(|row| {
        let mut people = match row.people {
            1 => toned(Tone::Doubtful, "1"),
            people => text(people.to_string()),
        };
        if !row.names.is_empty() {
            people.extend(text(format!(": {}", row.names.join(", "))));
        }
        let last = row.last.map(|at| at.to_string()[..10].to_owned());
        vec![
            text(row.title.as_str()),
            text(row.walked.to_string()),
            text(row.drilled.to_string()),
            text(last.unwrap_or_default()),
            people,
        ]
    });
    let rows: Vec<Vec<Words>> = rows.collect();
    let mut parts = vec![SectionPart::Facts(facts)];
    if !rows.is_empty() {
        parts.push(SectionPart::Table(Table {
            caption: None,
            columns: &["runbook", "walked", "drilled", "last", "people"],
            rows,
        }));
    }
    Section {
        title: format!(
            "Who knows what, since {}",
            &coverage.since.to_string()[..10]
        )
        .into(),
        parts,
    }
}
