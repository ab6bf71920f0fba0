//! A library that learns, from outside: tests of runbooks, what incidents teach them, sources,
//! contacts and the drills that come of it all.

#[path = "../cli/home.rs"]
#[allow(dead_code, reason = "other suites use the rest")]
mod home;

mod contacts;
mod drills;
mod faults;
mod sources;
mod taught;
mod walked;
