//! Queries with known answers → how often the search gives them.

use super::Index;

/// A query and the runbooks that an expert would accept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Labelled {
    /// What it is called.
    pub id: String,
    /// What is typed.
    pub query: String,
    /// The ids of the right runbooks.
    pub expect: Vec<String>,
}

/// A line that is no labelled query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// Reads one JSON object a line; further keys and blank lines are passed over.
pub fn read_labelled(text: &str) -> Result<Vec<Labelled>, BadLine> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(place, line)| {
            let bad = |what: String| BadLine {
                line: place + 1,
                what,
            };
            let read: Labelled = serde_json::from_str(line).map_err(|e| bad(e.to_string()))?;
            match read.expect.is_empty() {
                true => Err(bad("`expect` names no runbook".to_owned())),
                false => Ok(read),
            }
        })
        .collect()
}

/// A query whose first result is not the right one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Miss {
    /// The query's id.
    pub id: String,
    /// What was typed.
    pub query: String,
    /// The right runbooks.
    pub expect: Vec<String>,
    /// The first five results.
    pub got: Vec<String>,
    /// Where the first right one stands, if it was found.
    pub rank: Option<u32>,
}

/// How often the search gives the right answer. Shares are between 0 and 1.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SearchQuality {
    /// How many queries there are.
    pub queries: usize,
    /// The share whose first result is right.
    pub top_1: f64,
    /// The share with a right one among the first five.
    pub top_5: f64,
    /// The mean of one over the rank of the first right one.
    pub mrr: f64,
    /// The queries whose first result is not right.
    pub misses: Vec<Miss>,
}

/// Asks every query.
pub fn evaluate(index: &Index, queries: &[Labelled]) -> SearchQuality {
    let (mut first, mut among, mut sum) = (0_usize, 0_usize, 0.0);
    let mut misses = Vec::new();
    for labelled in queries {
        let hits = index.search(&labelled.query);
        let is_right = |id: &str| labelled.expect.iter().any(|right| right == id);
        let right = hits.iter().find(|hit| is_right(hit.runbook.as_str()));
        let rank = right.map(|hit| hit.rank);
        first += usize::from(rank == Some(1));
        among += usize::from(rank.is_some_and(|rank| rank <= 5));
        sum += rank.map_or(0.0, |rank| 1.0 / f64::from(rank));
        if rank != Some(1) {
            let got = hits.iter().take(5).map(|hit| hit.runbook.to_string());
            misses.push(Miss {
                id: labelled.id.clone(),
                query: labelled.query.clone(),
                expect: labelled.expect.clone(),
                got: got.collect(),
                rank,
            });
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "queries are counted in hundreds"
    )]
    let (all, first, among) = (queries.len().max(1) as f64, first as f64, among as f64);
    SearchQuality {
        queries: queries.len(),
        top_1: first / all,
        top_5: among / all,
        mrr: sum / all,
        misses,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn a_bad_line_is_told_by_its_number() {
        let good = r#"{"id": "a", "style": "log", "query": "x", "expect": ["y"]}"#;
        assert_eq!(
            read_labelled(&format!("{good}\n\n{good}\n")).unwrap().len(),
            2
        );
        let bad = read_labelled(&format!("{good}\n{{}}")).unwrap_err();
        assert_eq!(bad.line, 2);
        let empty = r#"{"id": "a", "query": "x", "expect": []}"#;
        assert_eq!(read_labelled(empty).unwrap_err().line, 1);
    }

    #[test]
    fn ranks_become_figures() {
        let library = Library::load(&[]);
        let index = Index::new(library.entries().iter().map(|e| &*e.book.runbook));
        let second = index.search("hardware token")[1].runbook.to_string();
        let query = |query: &str, expect: &str| Labelled {
            id: expect.to_owned(),
            query: query.to_owned(),
            expect: vec![expect.to_owned()],
        };
        let queries = [
            query("hardware token", "anyconnect-token-policy"),
            query("hardware token", &second),
            query("zqxjkv", "nothing"),
            query("hardware token", "nothing"),
        ];
        let figures = evaluate(&index, &queries);
        assert_eq!(
            (figures.top_1, figures.top_5, figures.mrr),
            (0.25, 0.5, 0.375)
        );
        let ranks: Vec<_> = figures.misses.iter().map(|miss| miss.rank).collect();
        assert_eq!(ranks, [Some(2), None, None]);
    }
}
