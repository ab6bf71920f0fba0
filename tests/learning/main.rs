//! A library that learns, from outside: tests of runbooks, what incidents teach them, sources,
//! contacts and the drills that come of it all.

#[path = "../cli/home.rs"]
mod home;

mod faults;
mod taught;
mod walked;
