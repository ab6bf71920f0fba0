//! `search QUERY…`: ranked runbooks, and why; `search --eval FILE`: how good the ranks are.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::files;
use crate::search::{Hit, Index, SearchQuality, evaluate, read_labelled};

/// The largest labelled set.
const LABELLED_BYTES: u64 = 64 << 20;

#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// What you see, in your own words; or a log line
    #[arg(required_unless_present = "eval")]
    query: Vec<String>,
    /// How many results
    #[arg(short, default_value_t = 5)]
    n: usize,
    /// Ask every query of a file (one JSON object a line: id, query, expect) and print how
    /// often the right runbook comes first and among the first five
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    eval: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: SearchArgs) -> Result<(), Failure> {
    let library = program.library()?;
    let index = library.index();
    if let Some(file) = &args.eval {
        return eval(&index, file, args.json);
    }
    let query = args.query.join(" ");
    let hits: Vec<Hit> = index.search(&query).into_iter().take(args.n).collect();
    if args.json {
        let results: Vec<Value> = hits.iter().map(hit_json).collect();
        return output::print_json(&json!({"query": query, "results": results}));
    }
    let mut lines = String::new();
    for hit in &hits {
        lines.push_str(&format!("{}. {}  ({})\n", hit.rank, hit.title, hit.runbook));
        if let Some(reason) = hit.matches.first() {
            lines.push_str(&format!("     {}: {}\n", reason.field.label(), reason.text));
        }
        if let Some(other) = &hit.before {
            let told =
                format!("     yours, so it stands before {other}, which fits a little better\n");
            lines.push_str(&told);
        }
    }
    if hits.is_empty() {
        output::remark("no runbook holds these words; runbooks lists all of them");
    }
    output::print(&lines)
}

fn hit_json(hit: &Hit) -> Value {
    let mut json = json!({
        "rank": hit.rank,
        "runbook": hit.runbook,
        "title": hit.title,
        "score": (hit.score * 1000.0).round() / 1000.0,
        "matches": hit.matches,
    });
    if let Some(other) = &hit.before {
        json["before"] = json!(other);
    }
    json
}

fn eval(index: &Index, file: &Path, json: bool) -> Result<(), Failure> {
    let name = file.display().to_string();
    let text =
        files::read_text(file, LABELLED_BYTES).map_err(|error| Failure::input(&name, &error))?;
    let queries = read_labelled(&text).map_err(|bad| {
        let hint = r#"write one object a line: {"id": "…", "query": "…", "expect": ["…"]}"#;
        Failure::new(Exit::BadInput, format!("{name}, {bad}")).hint(hint)
    })?;
    let figures = evaluate(index, &queries);
    if json {
        return output::print_json(&json!(figures));
    }
    output::print(&table(&figures))
}

fn table(figures: &SearchQuality) -> String {
    let percent = |share: f64| share * 100.0;
    let mut lines = format!(
        "queries  top 1   top 5   MRR\n{:>7} {:>5.1} % {:>5.1} % {:.3}\n",
        figures.queries,
        percent(figures.top_1),
        percent(figures.top_5),
        figures.mrr,
    );
    for miss in &figures.misses {
        let rank = miss.rank.map_or("–".to_owned(), |rank| rank.to_string());
        lines.push_str(&format!(
            "\n{}  rank {rank}: {}\n     expected {}\n     got {}\n",
            miss.id,
            miss.query,
            miss.expect.join(", "),
            miss.got.join(", "),
        ));
    }
    lines
}
