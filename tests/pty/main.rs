//! The program in a real pseudo-terminal, behind an emulator: keys go in as bytes, and what
//! an operator would see is read from the emulated screen. Nothing here waits for a fixed
//! time but as fingers do between keys; the deadlines only end tests that hang.

mod answers;
mod drill;
mod editor;
mod first_two_minutes;
mod kill;
mod panic;
mod restore;
mod secrets;
mod two;
mod walk;

use runsheet_kit::{home, leaks, recompute, terminal};
