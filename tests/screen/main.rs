//! Keys in, frames and journal out.

mod accessible;
mod acts;
mod bytes;
mod drill;
mod due;
mod frames;
mod home;
mod hostile;
mod leaving;
mod logs;
mod misleading;
mod mouse;
mod painter;
mod places;
mod prompts;
mod reader;
mod robustness;
mod settings;
mod sizes;
mod support;
mod table;
mod walk;
