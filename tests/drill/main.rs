//! Drills from outside: every shipped scenario played to its end by three players, by chance,
//! and through a kill; scenarios refused with their line; live figures untouched.

#[path = "../cli/home.rs"]
#[expect(dead_code, reason = "the suite of the command line uses all of it")]
mod home;
#[path = "../recompute/mod.rs"]
mod recompute;
#[path = "../support/mod.rs"]
mod support;

mod draft;
mod figures;
mod format;
mod players;
mod random;
mod resume;
mod rules;
mod scored;
mod world;
