//! A library that learns, from outside: tests of runbooks, what incidents teach them, sources,
//! contacts and the drills that come of it all.

mod faults;
mod taught;
mod walked;

use runsheet_kit::home;
