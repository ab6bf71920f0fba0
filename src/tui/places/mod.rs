//! The places that lie over the main screens, one folder each: what is kept of a place, how it is
//! drawn, and what is read out of it stand together behind one trait. `mod.rs` of a place is its
//! state, `draw.rs` only reads. Absent from here: what is done in a place; its actions have their
//! rows in the table.

pub mod causes;
pub mod changes;
pub mod evidence;
pub mod variables;
