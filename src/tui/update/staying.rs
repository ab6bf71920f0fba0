//! What stays when the incident changes under the place that is open.

use super::super::model::Model;
use super::super::moved;
use super::{drill, reply};

/// After the incident changed under what is open.
pub fn keep_in_range(model: &mut Model) {
    moved::keep_in_range(model);
    reply::look_again(model);
    drill::keep_in_range(model);
}
