//! A library that learns, from outside: tests of runbooks, what incidents teach them, sources,
//! contacts and the drills that come of it all.

mod contacts;
mod drills;
mod faults;
mod lab;
mod monday;
mod sources;
mod taught;
mod walked;

use runsheet_kit::home;
