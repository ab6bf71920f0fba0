//! Drills from outside: every shipped scenario played to its end by three players, by chance,
//! and through a kill; scenarios refused with their line; live figures untouched.

mod draft;
mod figures;
mod format;
mod players;
mod random;
mod resume;
mod rules;
mod scored;
mod world;

use runsheet_kit::{home, recompute, support};
