//! Keys in, frames and journal out.

mod home;
mod prompts;
mod robustness;
mod support;
mod table;
mod walk;
