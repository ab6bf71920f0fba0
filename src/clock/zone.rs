//! The zone that times are shown and read in: the one that is set for the whole team, else the
//! system's. A zone that is not known is said, never taken for UTC in silence.

use std::path::Path;
use std::sync::OnceLock;

use jiff::tz::TimeZone;

/// The zone and how it came about.
#[derive(Debug, Clone)]
struct Chosen {
    zone: TimeZone,
    trouble: Option<String>,
}

static CHOSEN: OnceLock<Chosen> = OnceLock::new();

/// Takes the zone of the settings, before anything is shown. Only the first call counts.
pub fn choose(set: Option<&str>) {
    let known = set.and_then(|name| TimeZone::get(name).ok());
    CHOSEN.get_or_init(|| match known {
        Some(zone) => Chosen {
            zone,
            trouble: None,
        },
        None => of_system(),
    });
}

/// The zone that times are shown and read in.
pub fn zone() -> TimeZone {
    CHOSEN.get_or_init(of_system).zone.clone()
}

/// Its name, for whoever reads a time in another place.
pub fn name() -> String {
    name_of(&zone())
}

/// The name of any zone.
pub fn name_of(zone: &TimeZone) -> String {
    match (zone.iana_name(), zone.to_fixed_offset()) {
        (Some(name), _) => name.to_owned(),
        (None, _) if *zone == TimeZone::UTC => "UTC".to_owned(),
        (None, Ok(offset)) => offset.to_string(),
        (None, Err(_)) => "the system's zone".to_owned(),
    }
}

/// What is wrong with the system's zone, if it is in use.
pub fn trouble() -> Option<String> {
    CHOSEN.get_or_init(of_system).trouble.clone()
}

fn of_system() -> Chosen {
    let utc = |trouble| Chosen {
        zone: TimeZone::UTC,
        trouble: Some(trouble),
    };
    let says = std::env::var_os("TZ");
    let says = says.map(|says| says.to_string_lossy().into_owned());
    if let Some(says) = &says {
        let path = Path::new(says.strip_prefix(':').unwrap_or(says));
        // A device would be read without an end.
        if path.is_absolute() && !path.is_file() {
            return utc(format!("TZ={says} is no file: times are UTC"));
        }
    }
    match (TimeZone::try_system(), says) {
        (Ok(zone), _) => Chosen {
            zone,
            trouble: None,
        },
        (Err(_), Some(says)) => utc(format!("there is no time zone TZ={says}: times are UTC")),
        // Small systems have no zone at all, and mean UTC.
        (Err(_), None) => Chosen {
            zone: TimeZone::UTC,
            trouble: None,
        },
    }
}
