//! `team init|join|status|sync|share|leave`: several responders on journals of their own, and a
//! place between them. Acts never wait for it: `team sync` exchanges when a way is open.

mod status;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::{Program, key_of};
use super::failure::{Exit, Failure};
use super::output;
use crate::exchange::folder::FolderExchange;
use crate::exchange::keys::ReplicaKey;
use crate::exchange::{Exchange, Peer};
use crate::operations::exchange::{ExchangeDone, ExchangeFailure, exchange};
use crate::operations::team::{Membership, SharedPlace};
use crate::paths::actor_name;
use crate::report::counted;

#[derive(Debug, clap::Args)]
pub struct TeamArgs {
    #[command(subcommand)]
    act: TeamAct,
}

#[derive(Debug, clap::Subcommand)]
enum TeamAct {
    /// Make a place where incidents are shared, and join it: dir:PATH, a folder that others have too
    Init(PlaceArgs),
    /// Join a place that somebody else made: incidents opened from now on are shared there
    Join(PlaceArgs),
    /// Tell what is shared where, with whom, and what is still to be sent
    Status {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Exchange now: take in what others wrote, hand on what they lack
    Sync {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Share an incident that was opened before this machine joined, or a drill
    Share {
        /// A key (INC-12, 12), an id, or last
        incident: String,
    },
    /// Share nothing at this place any more; what is there stays
    Leave(PlaceArgs),
}

#[derive(Debug, clap::Args)]
struct PlaceArgs {
    /// dir:PATH
    #[arg(value_name = "PLACE")]
    place: String,
}

pub fn run(program: &mut Program, args: TeamArgs) -> Result<(), Failure> {
    match args.act {
        TeamAct::Init(args) => {
            let folder = folder_of(&args.place)?;
            FolderExchange::make(&folder).map_err(|error| failure(error.into()))?;
            join(program, &folder)
        }
        TeamAct::Join(args) => join(program, &folder_of(&args.place)?),
        TeamAct::Status { json } => status::run(program, json),
        TeamAct::Sync { json } => sync(program, json),
        TeamAct::Share { incident } => share(program, &incident),
        TeamAct::Leave(args) => leave(program, &folder_of(&args.place)?),
    }
}

/// The folder that a place names.
fn folder_of(place: &str) -> Result<PathBuf, Failure> {
    let hint = "a place is dir:PATH, a folder that others have too";
    let Some(path) = place.strip_prefix("dir:").filter(|path| !path.is_empty()) else {
        return Err(
            Failure::usage(format!("\"{place}\" is no place that can be shared")).hint(hint),
        );
    };
    std::path::absolute(path).map_err(|error| Failure::usage(format!("{path}: {error}")).hint(hint))
}

fn name_of(folder: &Path) -> String {
    format!("dir:{}", folder.display())
}

fn remembered(program: &Program) -> Result<Membership, Failure> {
    let path = program.paths()?.team();
    Membership::read(&path).map_err(|error| {
        Failure::new(Exit::Config, format!("{}: {error}", path.display()))
            .hint("move it away and join again; the incidents are in the journal")
    })
}

fn keep(program: &Program, team: &mut Membership) -> Result<(), Failure> {
    let path = program.paths()?.team();
    let name = path.display().to_string();
    team.keep(&path)
        .map_err(|error| Failure::output(&name, &error))
}

fn failure(failed: ExchangeFailure) -> Failure {
    match failed {
        ExchangeFailure::Session(error) => error.into(),
        ExchangeFailure::Exchange(error) => Failure::new(Exit::NoInput, error.to_string())
            .hint("what you record stays here and is handed on at the next team sync"),
    }
}

fn join(program: &mut Program, folder: &Path) -> Result<(), Failure> {
    let mut team = remembered(program)?;
    let own = program.session()?.journal().replica();
    let mut place = FolderExchange::open(folder, own).map_err(|error| failure(error.into()))?;
    let key = key(program)?;
    let peer = Peer {
        replica: own,
        key: key.public(),
        actor: actor_name(),
    };
    place.join(&peer).map_err(|error| failure(error.into()))?;
    let at = name_of(folder);
    if team.places.iter().all(|known| known.at != at) {
        team.places.push(SharedPlace {
            at: at.clone(),
            since: program.now(),
            last: None,
        });
        keep(program, &mut team)?;
    }
    output::remark(&format!(
        "{at}: incidents that you open from now on are shared there; team sync exchanges them"
    ));
    Ok(())
}

fn key(program: &Program) -> Result<ReplicaKey, Failure> {
    let path = program.paths()?.replica_key();
    ReplicaKey::read_or_make(&path).map_err(|error| {
        Failure::new(Exit::Config, format!("{}: {error}", path.display()))
            .hint("without its key nothing of this machine is believed by others")
    })
}

/// One process of a journal exchanges at a time.
fn lock(program: &Program) -> Result<File, Failure> {
    let path = program.paths()?.team().with_extension("lock");
    let name = path.display().to_string();
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|error| Failure::output(&name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::new(
            Exit::Busy,
            "another process exchanges just now",
        )),
        Err(TryLockError::Error(error)) => Err(Failure::output(&name, &error)),
    }
}

fn places(team: &Membership) -> Result<Vec<PathBuf>, Failure> {
    if team.places.is_empty() {
        let what = "this machine has joined no place";
        return Err(
            Failure::new(Exit::Failed, what).hint("team init dir:PATH, or team join dir:PATH")
        );
    }
    team.places
        .iter()
        .map(|place| folder_of(&place.at))
        .collect()
}

fn sync(program: &mut Program, json: bool) -> Result<(), Failure> {
    places(&remembered(program)?)?;
    let _lock = lock(program)?;
    let mut team = remembered(program)?;
    let own = program.session()?.journal().replica();
    let key = key(program)?;
    let (mut told, mut failed) = (Vec::new(), None);
    for (index, folder) in places(&team)?.iter().enumerate() {
        let place = FolderExchange::open(folder, own);
        let done = place.map_err(ExchangeFailure::from).and_then(|mut place| {
            let session = program.session().map_err(|_| unopened(folder))?;
            exchange(session, &mut place, &key, &mut team)
        });
        match done {
            Ok(done) => {
                team.places[index].last = Some(program.now());
                keep(program, &mut team)?;
                tell(program, folder, &done, json)?;
                told.push(done_json(program, folder, &done)?);
            }
            Err(error) => failed = Some(failure(error)),
        }
    }
    if json {
        output::print_json(&Value::Array(told))?;
    }
    failed.map_or(Ok(()), Err)
}

fn unopened(folder: &Path) -> ExchangeFailure {
    ExchangeFailure::Exchange(crate::exchange::ExchangeError::Odd {
        place: folder.display().to_string(),
        what: "the journal is not open".to_owned(),
    })
}

fn tell(
    program: &mut Program,
    folder: &Path,
    done: &ExchangeDone,
    json: bool,
) -> Result<(), Failure> {
    for why in &done.refused {
        output::remark(&format!("runsheet: {}: refused: {why}", name_of(folder)));
    }
    if json {
        return Ok(());
    }
    for (incident, added) in &done.came {
        if let Some(head) = program.session()?.journal().head(*incident)? {
            let events = counted(*added as u64, "new event");
            output::print(&format!("{}: {events}\n", key_of(head)))?;
        }
    }
    output::remark(&format!(
        "{}: {} came in, {} handed on",
        name_of(folder),
        counted(done.came.values().sum::<usize>() as u64, "event"),
        counted(done.sent as u64, "event"),
    ));
    Ok(())
}

fn done_json(program: &mut Program, folder: &Path, done: &ExchangeDone) -> Result<Value, Failure> {
    let mut came = Vec::new();
    for (incident, events) in &done.came {
        let head = program.session()?.journal().head(*incident)?;
        came.push(json!({"incident": head.map(key_of), "id": incident, "events": events}));
    }
    Ok(json!({
        "where": name_of(folder),
        "came": came,
        "sent": done.sent,
        "refused": done.refused,
    }))
}

fn share(program: &mut Program, name: &str) -> Result<(), Failure> {
    let mut team = remembered(program)?;
    places(&team)?;
    let (head, _) = program.incident(name)?;
    let is_new = team.shared.insert(head.id);
    keep(program, &mut team)?;
    output::remark(&match is_new {
        true => format!("{} is shared from the next team sync on", key_of(head)),
        false => format!("{} is shared already", key_of(head)),
    });
    Ok(())
}

fn leave(program: &mut Program, folder: &Path) -> Result<(), Failure> {
    let mut team = remembered(program)?;
    let at = name_of(folder);
    let before = team.places.len();
    team.places.retain(|place| place.at != at);
    if team.places.len() == before {
        let what = format!("this machine has not joined {at}");
        return Err(Failure::new(Exit::NoInput, what).hint("team status lists the places"));
    }
    keep(program, &mut team)?;
    output::remark(&format!(
        "{at}: nothing is shared there any more; what is there stays"
    ));
    Ok(())
}
