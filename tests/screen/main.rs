//! Keys in, frames and journal out.

mod accessible;
mod due;
mod home;
mod prompts;
mod robustness;
mod settings;
mod support;
mod walk;
