//! Keys in, frames and journal out.

mod acts;
mod home;
mod leaving;
mod prompts;
mod robustness;
mod support;
mod walk;
