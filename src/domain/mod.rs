//! The rules of incidents and runbooks.
//!
//! Absent from here: disk, screen, clock, randomness and async. `now` and ids come in as
//! arguments; nothing in this folder imports another module of the program.
//!
//! Reading order: [`runbook`], [`event`], [`command`], [`decide`](mod@decide), [`legal`],
//! [`apply`], [`state`], [`incident`], then what is computed from the state:
//! [`standing`], [`metrics`], [`chronology`].

pub mod apply;
pub mod chain;
pub mod checklist;
pub mod chronology;
pub mod command;
pub mod contact;
pub mod decide;
pub mod digest;
pub mod event;
pub mod fill;
pub mod finding;
pub mod hidden;
pub mod id;
pub mod incident;
pub mod lasting;
pub mod ledger;
pub mod left;
pub mod legal;
pub mod list;
pub mod metrics;
pub mod number;
pub mod past;
pub mod refusal;
pub mod run;
pub mod runbook;
pub mod scenario;
pub mod scenario_ref;
pub mod shown;
pub mod standing;
pub mod state;
pub mod summary;
pub mod target;
pub mod time;
pub mod value;

pub use decide::decide;
