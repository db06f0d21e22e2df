//! The command line in the user's language: help from `data/text/command.toml`, and errors as sentences.
//!
//! Ids: `command.<name>` and `command.<name>.examples`, `option.<id>` (or `option.<command>.<id>` where a command means
//! something of its own by it).

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches};

use super::arguments::Arguments;
use crate::domain::base::Error;
use crate::text::{Lang, has, lookup, phrase};

/// Why there is nothing to run.
pub(super) enum Stop {
    /// Help or version was asked for.
    Print(String),
    /// The command line is wrong.
    Error(Error),
}

/// The language asked for: `--lang`, even where the rest of the line is wrong, else the environment's.
pub(super) fn asked(arguments: &[OsString]) -> Lang {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let after = words.windows(2).find_map(|pair| if let ["--lang", lang] = pair { lang.parse().ok() } else { None });
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang=")?.parse().ok());
    after.or(joined).unwrap_or_else(|| Lang::of_environment(|name| std::env::var(name).ok()))
}

/// Reads the command line.
pub(super) fn parse(arguments: &[OsString], lang: Lang) -> Result<Arguments, Stop> {
    let arguments = arguments.iter().cloned().map(with_minus);
    let parsed =
        command(lang).try_get_matches_from(arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Stop::Print(error.render().to_string())
        }
        _ => Stop::Error(sentence(&error)),
    })
}

/// A share below a baseline begins as an option does, `-5%`: with the sign that is nothing but a minus it is a word.
fn with_minus(argument: OsString) -> OsString {
    let share = argument.to_str().and_then(|word| word.strip_prefix('-')).filter(|word| word.ends_with('%'));
    match share.filter(|word| word.starts_with(|first: char| first.is_ascii_digit())) {
        Some(share) => format!("−{share}").into(),
        None => argument,
    }
}

/// The whole command with every word in `lang`.
pub(super) fn command(lang: Lang) -> clap::Command {
    let command = Arguments::command().arg(switch("help", 'h', ArgAction::Help).global(true)).arg(switch(
        "version",
        'V',
        ArgAction::Version,
    ));
    worded(command, "dayboard", lang).max_term_width(100)
}

fn switch(id: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(id).long(id).short(short).action(action)
}

fn worded(command: clap::Command, name: &str, lang: Lang) -> clap::Command {
    let words = |id: &str| phrase(id, lang).to_owned();
    let heading = |id: &str| lookup(&format!("usage.{id}"), lang).unwrap_or_default();
    let template = format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}\n", heading("usage"));
    let about = words(&format!("command.{name}"));
    let examples = format!("command.{name}.examples");
    let mut command = command.about(about).help_template(template).subcommand_help_heading(heading("commands"));
    if has(&examples) {
        command = command.after_help(format!("{}\n{}", heading("examples"), indented(phrase(&examples, lang))));
    }
    let subcommands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    command = command.mut_args(|argument| {
        let own = format!("option.{name}.{}", argument.get_id());
        let id = if has(&own) { own } else { format!("option.{}", argument.get_id()) };
        let heading = heading(match (argument.is_positional(), argument.is_global_set()) {
            (true, _) => "arguments",
            (_, true) => "global",
            _ => "options",
        });
        let values: Vec<String> =
            argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let flag = !argument.get_action().takes_values();
        let values = if flag || values.is_empty() { String::new() } else { format!(" [{}]", values.join(", ")) };
        argument.help(format!("{}{values}", words(&id))).help_heading(heading).hide_possible_values(!flag)
    });
    for sub in subcommands {
        let full = if name == "dayboard" { sub.clone() } else { format!("{name}-{sub}") };
        command = command.mut_subcommand(&sub, |inner| worded(inner, &full, lang));
    }
    command
}

fn indented(text: &str) -> String {
    text.trim_end().lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// What is wrong with the command line, as a sentence of dayboard's own.
fn sentence(error: &clap::Error) -> Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            Error::asked("usage-command").with("word", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => Error::asked("usage-unknown").with("word", argument),
        ErrorKind::InvalidValue if value.is_empty() => Error::asked("usage-no-value").with("option", argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Error::asked("usage-value")
            .with("value", value)
            .with("option", argument)
            .with("there", text(ContextKind::ValidValue)),
        ErrorKind::MissingRequiredArgument => Error::asked("usage-missing").with("what", argument),
        ErrorKind::ArgumentConflict if text(ContextKind::PriorArg) == argument => {
            Error::asked("usage-twice").with("one", argument)
        }
        ErrorKind::ArgumentConflict => {
            Error::asked("usage-conflict").with("one", argument).with("other", text(ContextKind::PriorArg))
        }
        _ => Error::asked("usage-other").with("reason", error.kind()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command with its full name, the hidden ones left out.
    fn commands(command: &clap::Command, name: &str) -> Vec<(String, clap::Command)> {
        let mut all = vec![(name.to_owned(), command.clone())];
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let full =
                if name == "dayboard" { sub.get_name().to_owned() } else { format!("{name}-{}", sub.get_name()) };
            all.extend(commands(sub, &full));
        }
        all
    }

    #[test]
    fn every_command_teaches_by_example_and_every_option_has_words() {
        let mut missing = Vec::new();
        for (name, command) in commands(&command(Lang::En), "dayboard") {
            missing.extend(
                [format!("command.{name}"), format!("command.{name}.examples")].into_iter().filter(|id| !has(id)),
            );
            for argument in command.get_arguments() {
                let (own, shared) =
                    (format!("option.{name}.{}", argument.get_id()), format!("option.{}", argument.get_id()));
                if !has(&own) && !has(&shared) {
                    missing.push(shared);
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn the_command_line_is_well_formed() {
        for lang in Lang::ALL {
            command(lang).debug_assert();
        }
    }

    #[test]
    fn the_language_is_known_even_where_the_line_is_wrong() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(asked(&words("dayboard --lang zh --nonsense")), Lang::Zh);
        assert_eq!(asked(&words("dayboard reprot --lang=zh")), Lang::Zh);
        let Err(Stop::Error(error)) = parse(&words("dayboard --lang fr report day"), Lang::En) else {
            panic!("French is not spoken")
        };
        assert_eq!((error.id.as_ref(), error.arg("there")), ("usage-value", "en, zh"));
    }
}
