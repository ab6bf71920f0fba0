//! Keys in, frames and journal out.

mod home;
mod robustness;
mod support;
mod walk;
