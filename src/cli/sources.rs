//! `runbooks add`, `runbooks update`, `runbooks remove` and `runbooks sources`: runbooks of
//! others. The copy that was taken is used until the user takes the next one.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::library::{Library, Origin, slug};
use crate::operations::sources::{
    BookSource, BookSources, Changed, SourceError, SourceKind, add, next,
};
use crate::run::git::is_address;

#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// A folder, or the address of a git repository
    #[arg(allow_hyphen_values = true)]
    from: String,
    /// What it is called here; its last name if not given
    #[arg(long)]
    name: Option<String>,
    /// The branch, tag or commit of a repository
    #[arg(long, value_name = "REF", default_value = "HEAD")]
    at: String,
    /// The folder within a repository that the runbooks lie in
    #[arg(long, value_name = "DIR")]
    below: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct UpdateSourceArgs {
    /// The source; all if not given
    name: Option<String>,
    /// Take what changed without a question
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct RemoveArgs {
    /// The source
    name: String,
}

#[derive(Debug, clap::Args)]
pub struct SourcesArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let (exit, hint) = match &error {
            SourceError::Address(_) => (Exit::Usage, "nothing was fetched"),
            SourceError::Gone { .. } => (Exit::Failed, "what was taken before stays in use"),
            SourceError::Rewritten { .. } => (
                Exit::Failed,
                "what was taken before stays in use; ask its owner why, then remove and add it",
            ),
            SourceError::Hostile { .. } => (
                Exit::BadInput,
                "nothing of it was taken; what was taken before stays in use",
            ),
            SourceError::Empty(_) => (Exit::BadInput, "--below names the folder they lie in"),
            SourceError::Name(_) => (Exit::NoInput, "runbooks sources lists them"),
            SourceError::Io(_) => (Exit::NoOutput, "make room in the data folder"),
        };
        Failure::new(exit, error.to_string()).hint(hint)
    }
}

fn sources(program: &Program) -> Result<(PathBuf, BookSources), Failure> {
    let folder = program.paths()?.sources();
    let sources = BookSources::read(&folder);
    Ok((folder, sources))
}

pub fn add_source(program: &mut Program, args: AddArgs) -> Result<(), Failure> {
    let (folder, mut known) = sources(program)?;
    let is_folder = !is_address(&args.from);
    if is_folder && !Path::new(&args.from).is_dir() {
        let what = format!("{} is no folder and no address", args.from);
        return Err(Failure::new(Exit::NoInput, what)
            .hint("addresses look like https://host/books.git or git@host:books.git"));
    }
    if args.at.starts_with('-') || args.below.as_ref().is_some_and(|it| it.starts_with('-')) {
        return Err(Failure::usage("a name does not begin with \"-\""));
    }
    let from = match is_folder {
        true => std::path::absolute(&args.from)
            .map_err(|error| Failure::input(&args.from, &error))?
            .display()
            .to_string(),
        false => args.from.clone(),
    };
    let last = from.trim_end_matches('/').trim_end_matches(".git");
    let last = last.rsplit(['/', ':']).next().unwrap_or(last);
    let source = BookSource {
        name: slug(args.name.as_deref().unwrap_or(last), 6, 40),
        kind: match is_folder {
            true => SourceKind::Folder,
            false => SourceKind::Git,
        },
        from,
        follows: args.at,
        below: args.below.map(|it| it.trim_matches('/').to_owned()),
        commit: None,
        taken_at: None,
    };
    let now = program.now();
    let taken = add(&mut known, source.clone(), now)?;
    let (loads, replaces, wrong) = loaded(&folder.join(&source.name));
    if args.json {
        return output::print_json(&json!({
            "source": source.name,
            "from": source.from,
            "commit": taken.commit,
            "files": taken.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
            "runbooks": loads,
            "replaces": replaces,
            "problems": wrong,
        }));
    }
    output::print(&format!(
        "{}  {}  {}\n",
        source.name, source.from, taken.commit
    ))?;
    for id in &loads {
        output::print(&format!("  {id}\n"))?;
    }
    for id in &replaces {
        output::remark(&format!("{id} stands in the place of the shipped one"));
    }
    for what in &wrong {
        output::remark(&format!("runsheet: {what}"));
    }
    output::remark("what they run is for copying until you trust it: runbooks trust RUNBOOK");
    Ok(())
}

/// What a source's folder gives a library: ids, those that replace a shipped one, and what is
/// wrong with its files.
fn loaded(folder: &Path) -> (Vec<String>, Vec<String>, Vec<String>) {
    let library = Library::load(&[folder.to_owned()]);
    let mut ids = Vec::new();
    let mut replaced = Vec::new();
    for entry in library.entries() {
        let id = entry.book.runbook.id.to_string();
        match &entry.origin {
            Origin::File {
                replaces_embedded, ..
            } => {
                if *replaces_embedded {
                    replaced.push(id.clone());
                }
                ids.push(id);
            }
            Origin::Embedded => {}
        }
    }
    let wrong = library.diagnostics.iter().map(ToString::to_string);
    (ids, replaced, wrong.collect())
}

pub fn update(program: &mut Program, args: UpdateSourceArgs) -> Result<(), Failure> {
    let (_, mut known) = sources(program)?;
    let names: Vec<String> = match &args.name {
        Some(name) => vec![name.clone()],
        None => known.all().iter().map(|it| it.name.clone()).collect(),
    };
    let now = program.now();
    let mut failed: Option<Failure> = None;
    let mut told: Vec<Value> = Vec::new();
    for name in names {
        let (source, snapshot, changed) = match next(&known, &name) {
            Ok(next) => next,
            Err(error) => {
                told.push(json!({"source": name, "error": error.to_string(), "taken": false}));
                let failure = Failure::from(error);
                if let Some(before) = failed.replace(failure) {
                    output::complain(&before);
                }
                continue;
            }
        };
        let is_same = changed.is_nothing();
        let is_taken = is_same || agreed(&args, &name, &changed)?;
        if is_taken {
            known
                .put(&source, &snapshot, now)
                .map_err(SourceError::from)?;
        }
        let word = match (is_same, is_taken) {
            (true, _) => "nothing changed",
            (false, true) => "taken; what is new is for copying until you trust it",
            (false, false) => "not taken: what was taken before stays in use",
        };
        output::remark(&format!("{name}: {word}"));
        told.push(as_json(
            &name,
            &source,
            &snapshot.commit,
            &changed,
            is_taken,
        ));
    }
    if args.json {
        output::print_json(&Value::Array(told))?;
    }
    failed.map_or(Ok(()), Err)
}

/// Shows what changes, and asks.
fn agreed(args: &UpdateSourceArgs, name: &str, changed: &Changed) -> Result<bool, Failure> {
    if !args.json {
        let mut out = format!("{name}\n");
        for (word, paths) in [
            ("new", &changed.added),
            ("gone", &changed.removed),
            ("changed", &changed.altered),
        ] {
            out.extend(paths.iter().map(|path| format!("  {word:<8} {path}\n")));
        }
        out.push_str(&changed.diff);
        output::print(&output::visible(&out))?;
    }
    Ok(args.yes || output::confirms(&format!("Take this of {name}?")).unwrap_or(false))
}

fn as_json(name: &str, source: &BookSource, commit: &str, changed: &Changed, taken: bool) -> Value {
    json!({
        "source": name,
        "from": source.from,
        "before": source.commit,
        "commit": commit,
        "added": changed.added,
        "removed": changed.removed,
        "changed": changed.altered,
        "diff": changed.diff,
        "taken": taken,
    })
}

pub fn remove(program: &mut Program, args: RemoveArgs) -> Result<(), Failure> {
    let (_, mut known) = sources(program)?;
    match known.remove(&args.name).map_err(SourceError::from)? {
        true => {
            output::remark(&format!(
                "{} is removed; incidents keep what they were walked by",
                args.name
            ));
            Ok(())
        }
        false => Err(SourceError::Name(format!("there is no source {}", args.name)).into()),
    }
}

pub fn list(program: &mut Program, args: SourcesArgs) -> Result<(), Failure> {
    let (_, known) = sources(program)?;
    if args.json {
        let all = serde_json::to_value(known.all());
        let all = all.map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
        return output::print_json(&all);
    }
    let mut out = String::new();
    for source in known.all() {
        let commit = source.commit.as_deref().unwrap_or_default();
        let short = commit.get(..12).unwrap_or(commit);
        let taken = source.taken_at.as_deref().unwrap_or_default();
        let day = taken.get(..10).unwrap_or(taken);
        let from = &source.from;
        out.push_str(&format!("{:<24} {short}  {day}  {from}\n", source.name));
    }
    output::print(&output::visible(&out))
}
