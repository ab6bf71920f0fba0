//! What an operator does, once: screen and command line both come here.
//!
//! Absent from here: how anything is asked or shown, and the rules, which are the domain's.

pub mod outputs;
pub mod run;
