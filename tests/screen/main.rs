//! Keys in, frames and journal out.

mod accessible;
mod acts;
mod due;
mod frames;
mod home;
mod leaving;
mod places;
mod prompts;
mod robustness;
mod settings;
mod support;
mod table;
mod walk;
