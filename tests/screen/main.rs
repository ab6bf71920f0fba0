//! Keys in, frames and journal out.

mod accessible;
mod home;
mod prompts;
mod robustness;
mod support;
mod walk;
