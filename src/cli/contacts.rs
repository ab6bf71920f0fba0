//! `contacts [WORDS]`: whom to call, and how, when the VPN is down.

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::contact::Contact;

#[derive(Debug, clap::Args)]
pub struct ContactsArgs {
    /// Only those whose name or role holds this
    who: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: ContactsArgs) -> Result<(), Failure> {
    let today = program.today();
    let wanted = args.who.join(" ").to_lowercase();
    let fits = |contact: &&Contact| {
        let role = contact.role.as_deref().unwrap_or_default();
        let named = format!("{} {role}", contact.who).to_lowercase();
        named.contains(&wanted)
    };
    let all = program.contacts()?;
    let found: Vec<&Contact> = all.iter().filter(fits).collect();
    if args.json {
        let found = found.iter().map(|it| as_json(it, &today));
        return output::print_json(&Value::Array(found.collect()));
    }
    if found.is_empty() {
        let what = match all.is_empty() {
            true => "nobody is known to call".to_owned(),
            false => format!("nobody is known as \"{wanted}\""),
        };
        let folder = program.paths()?.data;
        let hint = format!(
            "write {}/contacts.yaml; docs/learning.md shows one",
            folder.display()
        );
        return Err(Failure::new(Exit::NoInput, what).hint(hint));
    }
    let mut out = String::new();
    for contact in &found {
        out.push_str(&format!("{}\n", contact.line(&today)));
        out.extend(contact.note.iter().map(|note| format!("    {note}\n")));
    }
    output::print(&output::visible(&out))?;
    let stale = found.iter().filter(|it| it.has_run_out(&today)).count();
    if stale > 0 {
        output::remark(&format!(
            "{stale} of {} have run out: check them",
            found.len()
        ));
    }
    Ok(())
}

fn as_json(contact: &Contact, today: &str) -> Value {
    json!({
        "who": contact.who,
        "role": contact.role,
        "reach": contact.reach,
        "hours": contact.hours,
        "valid_until": contact.valid_until,
        "has_run_out": contact.has_run_out(today),
        "note": contact.note,
    })
}
