//! Several journals and a way between them: the port over each of its ways, hostile places, and
//! real processes through a folder that is cut, doubled and late.

mod hostile;
mod port;
mod processes;
mod sides;

use runsheet_kit::home;
