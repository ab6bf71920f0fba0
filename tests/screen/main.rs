//! Keys in, frames and journal out.

mod accessible;
mod acts;
mod bytes;
mod cut;
mod drill;
mod due;
mod file;
mod frames;
mod history;
mod home;
mod hostile;
mod incidents;
mod learning;
mod leaving;
mod logs;
mod misleading;
mod mouse;
mod painter;
mod places;
mod prompts;
mod reader;
mod reload;
mod robustness;
#[cfg(feature = "transports")]
mod runs;
mod settings;
mod sizes;
mod support;
mod table;
mod walk;
mod ways;
