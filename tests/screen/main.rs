//! Keys in, frames and journal out.

mod frames;
mod home;
mod places;
mod prompts;
mod robustness;
mod support;
mod table;
mod walk;
