//! One file for each act that asks before it is done: its questions, what an answer may be, and
//! the command that comes of them. Absent from here: how questions are gone through, which `form`
//! and `update/answers.rs` know. Answers have names of their own, so that no wording and no order
//! of questions decides what is recorded.

pub mod accept;
pub mod act_outside;
pub mod amend;
pub mod back_out;
pub mod block;
pub mod cancel;
pub mod close;
pub mod complete;
pub mod copy;
pub mod debrief;
pub mod defer;
pub mod export;
pub mod fail;
pub mod find;
mod finish;
pub mod follow_up;
pub mod handoff;
pub mod happened_at;
mod here;
pub mod hint;
pub mod hold;
pub mod impact;
pub mod impact_started;
pub mod inconclusive;
pub mod judge;
pub mod keep_log;
pub mod leave;
pub mod narrow;
pub mod not_applicable;
pub mod note;
mod notices;
mod observed;
mod of_incident;
pub mod output;
pub mod plan;
pub mod play;
pub mod reopen;
pub mod reopen_incident;
pub mod resolve;
pub mod return_impact;
pub mod revert;
pub mod run;
pub mod set_aside;
pub mod severity;
pub mod skip;
pub mod skip_several;
pub mod stopped;
pub mod stopped_run;
pub mod ticket;
pub mod title;
pub mod undo_event;
pub mod unresolved;
pub mod update;
pub mod variable;

pub use finish::finish;
