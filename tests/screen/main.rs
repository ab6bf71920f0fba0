//! Keys in, frames and journal out.

mod home;
mod painter;
mod prompts;
mod reader;
mod robustness;
mod support;
mod walk;
