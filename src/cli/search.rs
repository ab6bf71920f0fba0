//! `search QUERY…`: ranked runbooks, and why.

use serde_json::{Value, json};

use super::context::Program;
use super::failure::Failure;
use super::output;
use crate::search::{Hit, Index};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What you see, in your own words
    #[arg(required = true)]
    query: Vec<String>,
    /// How many results
    #[arg(short, default_value_t = 5)]
    n: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let query = args.query.join(" ");
    let library = program.library()?;
    let index = Index::new(library.entries().iter().map(|e| &*e.book.runbook));
    let hits: Vec<Hit> = index.search(&query).into_iter().take(args.n).collect();
    if args.json {
        let results: Vec<Value> = hits
            .iter()
            .map(|hit| {
                json!({
                    "rank": hit.rank,
                    "runbook": hit.runbook,
                    "title": hit.title,
                    "score": (hit.score * 1000.0).round() / 1000.0,
                    "matches": hit.matches,
                })
            })
            .collect();
        return output::print_json(&json!({"query": query, "results": results}));
    }
    let mut lines = String::new();
    for hit in &hits {
        lines.push_str(&format!("{}. {}  ({})\n", hit.rank, hit.title, hit.runbook));
        if let Some(reason) = hit.matches.first() {
            let field = format!("{:?}", reason.field).to_lowercase();
            lines.push_str(&format!("     {field}: {}\n", reason.text));
        }
    }
    if hits.is_empty() {
        output::remark("no runbook holds these words; runbooks lists all of them");
    }
    output::print(&lines)
}
