//! Keys in, frames and journal out.

mod accessible;
mod acts;
mod due;
mod home;
mod leaving;
mod prompts;
mod robustness;
mod settings;
mod support;
mod walk;
