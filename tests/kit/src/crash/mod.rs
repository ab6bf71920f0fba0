//! What the tests of durability and of torture share: the program in a folder of its own,
//! a process that acts until it is killed, and a source of random moments.

#![allow(dead_code, reason = "each suite uses its own part of it")]

pub mod actor;
pub mod program;
pub mod random;
