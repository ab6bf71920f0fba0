//! Keys in, frames and journal out.

mod accessible;
mod due;
mod home;
mod painter;
mod prompts;
mod reader;
mod robustness;
mod settings;
mod support;
mod walk;
