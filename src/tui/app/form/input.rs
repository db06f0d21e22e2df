//! One field of a form: what may be typed in it, and what that means.

use super::super::Field;
use super::With;
use super::choice::{Pick, parts};
use crate::domain::base::{Day, Error};
use crate::domain::model::Unit;
use crate::text::Lang;

/// What may be typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A line.
    Text,
    /// A number, in that unit's scale.
    Number(Unit),
    /// A day.
    Day,
    /// One of these; any other word too, where `free`.
    Choice {
        /// What is offered.
        picks: Vec<Pick>,
        /// Whether what is not offered may stand.
        free: bool,
    },
    /// As many of these as one likes, a comma between them; any other word too.
    Several {
        /// What is offered.
        picks: Vec<Pick>,
    },
    /// Yes or no.
    Yes,
    /// As many lines as one likes, written in an editor; a single one can be typed.
    Long,
}

/// What a field says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Read {
    /// Nothing.
    Nothing,
    /// A text, or the id of what was chosen.
    Text(String),
    /// A number in its scale.
    Number(i64),
    /// A day.
    Day(Day),
    /// Yes, or no.
    Yes(bool),
}

/// A hint: the id of a phrase, and what fills its places.
pub type Hint = (&'static str, Vec<(&'static str, String)>);

/// A field of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormField {
    /// What it is known by; `field.ID` is what it is called.
    pub id: &'static str,
    /// What may be typed.
    pub input: Input,
    /// Whether it must not stay empty.
    pub needed: bool,
    /// What stands beside it: what it was yesterday, what is usual, how it is written.
    pub hint: Option<Hint>,
    /// What is typed; of several lines, the first.
    pub line: Field,
    /// What is wrong with it.
    pub error: Option<Error>,
    /// What somebody else has made of it meanwhile.
    pub theirs: Option<String>,
    /// The own value, while theirs stands in its place.
    pub mine: Option<String>,
    /// All lines, where there are several.
    pub lines: Option<String>,
    /// Whether its first choice is under the cursor as soon as the field is, where nothing stands in it.
    pub opens: bool,
    /// What stood there when the form was opened.
    pub(super) was: String,
}

impl FormField {
    fn new(id: &'static str, input: Input) -> Self {
        Self {
            id,
            input,
            needed: false,
            hint: None,
            line: Field::default(),
            error: None,
            theirs: None,
            mine: None,
            lines: None,
            opens: false,
            was: String::new(),
        }
    }

    /// A line of text.
    #[must_use]
    pub fn text(id: &'static str) -> Self {
        Self::new(id, Input::Text)
    }

    /// A number in `unit`.
    #[must_use]
    pub fn number(id: &'static str, unit: Unit) -> Self {
        Self::new(id, Input::Number(unit))
    }

    /// A day.
    #[must_use]
    pub fn day(id: &'static str) -> Self {
        Self::new(id, Input::Day)
    }

    /// One of `picks`.
    #[must_use]
    pub fn choice(id: &'static str, picks: Vec<Pick>) -> Self {
        Self::new(id, Input::Choice { picks, free: false })
    }

    /// One of `picks`, or any other word.
    #[must_use]
    pub fn free_choice(id: &'static str, picks: Vec<Pick>) -> Self {
        Self::new(id, Input::Choice { picks, free: true })
    }

    /// As many of `picks` as one likes.
    #[must_use]
    pub fn several(id: &'static str, picks: Vec<Pick>) -> Self {
        Self::new(id, Input::Several { picks })
    }

    /// Yes or no.
    #[must_use]
    pub fn yes(id: &'static str) -> Self {
        Self::new(id, Input::Yes)
    }

    /// Text of several lines.
    #[must_use]
    pub fn long(id: &'static str) -> Self {
        Self::new(id, Input::Long)
    }

    /// The same, and it must not stay empty.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// The same, and its first choice is under the cursor as soon as the field is: Enter takes it.
    #[must_use]
    pub fn opening(mut self) -> Self {
        self.opens = true;
        self
    }

    /// The same with a hint beside it: the id of a phrase, and what fills its places.
    #[must_use]
    pub fn hint(mut self, id: &'static str, args: Vec<(&'static str, String)>) -> Self {
        self.hint = Some((id, args));
        self
    }

    /// The same with a value: a text, the id of a choice, a day as it is written.
    #[must_use]
    pub fn with(mut self, value: &str) -> Self {
        self.put(value);
        self.was = self.written();
        self
    }

    /// The same with a number in its unit's scale.
    #[must_use]
    pub fn with_number(self, value: Option<i64>) -> Self {
        let Input::Number(unit) = self.input else { return self };
        let text = value.map(|value| crate::text::exact(value.into(), unit.typed_decimals(), 0)).unwrap_or_default();
        self.with(&text)
    }

    /// Writes `value` into it.
    pub(super) fn put(&mut self, value: &str) {
        let label = match &self.input {
            Input::Choice { picks, .. } => picks.iter().find(|pick| pick.id == value).map(|pick| pick.label.as_str()),
            _ => None,
        };
        let text = label.unwrap_or(value);
        let several = self.input == Input::Long && text.trim_end().contains('\n');
        self.lines = several.then(|| text.to_owned());
        self.line = Field::new(text.lines().next().unwrap_or_default());
    }

    /// What is written in it, whole.
    #[must_use]
    pub fn written(&self) -> String {
        self.lines.clone().unwrap_or_else(|| self.line.text())
    }

    /// Whether it says something else than when the form was opened.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.written() != self.was
    }

    /// What it says.
    ///
    /// # Errors
    /// Why it says nothing that can be understood: `form-number`, `form-day`, `form-choice`.
    pub fn read(&self, with: With<'_>) -> Result<Read, Error> {
        let written = self.written();
        let text = written.trim();
        if self.input == Input::Yes {
            return Ok(Read::Yes(is_yes(text)));
        }
        if text.is_empty() {
            return Ok(Read::Nothing);
        }
        match &self.input {
            Input::Several { picks } => {
                let id = |name: &&str| picks.iter().find(|pick| pick.label == **name).map(|pick| pick.id.as_str());
                let names = parts(text).into_iter().filter(|name| !name.is_empty());
                let names: Vec<&str> = names.map(|name| id(&name).unwrap_or(name)).collect();
                Ok(if names.is_empty() { Read::Nothing } else { Read::Text(names.join(", ")) })
            }
            Input::Text | Input::Long | Input::Yes => Ok(Read::Text(text.to_owned())),
            Input::Number(unit) => unit
                .read_typed(text)
                .map(Read::Number)
                .ok_or_else(|| Error::asked("form-number").with("value", text).with("decimals", unit.typed_decimals())),
            Input::Day => {
                let read = read_day(text, with.today).map(Read::Day);
                read.ok_or_else(|| Error::asked("form-day").with("value", text).with("day", with.today))
            }
            Input::Choice { picks, free } => {
                let same = |pick: &&Pick| pick.label == text || pick.id == text;
                let alike = |pick: &&Pick| pick.label.to_lowercase() == text.to_lowercase();
                match picks.iter().find(same).or_else(|| picks.iter().find(alike)) {
                    Some(pick) => Ok(Read::Text(pick.id.clone())),
                    None if *free => Ok(Read::Text(text.to_owned())),
                    None => {
                        let near = self.offered().iter().take(3).map(|pick| pick.label.clone()).collect::<Vec<_>>();
                        let near = if near.is_empty() { "-".to_owned() } else { near.join(", ") };
                        Err(Error::asked("form-choice").with("value", text).with("near", near))
                    }
                }
            }
        }
    }

    /// How what is typed is understood, where that is not what is seen: a date with its weekday, a number with its
    /// separators.
    #[must_use]
    pub fn understood(&self, with: With<'_>) -> Option<String> {
        match self.read(with).ok()? {
            Read::Day(day) => Some(crate::text::day(day, with.lang)),
            Read::Number(number) if number.unsigned_abs() >= 1_000 => {
                let Input::Number(unit) = self.input else { return None };
                let decimals = unit.typed_decimals();
                let text = crate::text::exact(number.into(), decimals, 0);
                let (whole, part) = text.split_once('.').map_or((text.as_str(), ""), |(whole, part)| (whole, part));
                let whole = crate::text::grouped(whole.parse().ok()?);
                Some(if part.is_empty() { whole } else { format!("{whole}.{part}") })
            }
            _ => None,
        }
    }
}

/// Whether a word of a yes-or-no field is a yes.
pub(super) fn is_yes(text: &str) -> bool {
    YES.contains(&text)
}

/// The word of yes, or of no.
#[must_use]
pub(super) fn yes_word(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

const YES: [&str; 4] = ["yes", "y", "true", "是"];

/// Words for days by their distance from today.
const DAYS: [(&str, i32); 6] =
    [("today", 0), ("tomorrow", 1), ("yesterday", -1), ("今天", 0), ("明天", 1), ("昨天", -1)];

/// Weekdays in full.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A day as people type it: `2026-09-08`, `9-8`, `9/8`, `+3`, `-1`, `today`, `tomorrow`, `fri`, `周五` (the next one).
#[must_use]
pub(super) fn read_day(text: &str, today: Day) -> Option<Day> {
    let text = text.trim().to_lowercase();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    if let Some((_, distance)) = DAYS.iter().find(|(word, _)| *word == text) {
        return Some(today.plus(*distance));
    }
    if text.starts_with(['+', '-']) {
        let days: i32 = text.parse().ok().filter(|days: &i32| days.unsigned_abs() < 3_660)?;
        return Some(today.plus(days));
    }
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    if let [month, day] = parts.as_slice() {
        return Day::from_ymd(today.year(), month.parse().ok()?, day.parse().ok()?);
    }
    (1..=7).map(|ahead| today.plus(ahead)).find(|day| {
        Lang::ALL.into_iter().any(|lang| {
            let name = crate::text::weekday(*day, lang).to_lowercase();
            let whole = WEEKDAYS.iter().find(|whole| whole.starts_with(&name));
            text == name || whole.is_some_and(|whole| **whole == text)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_typed_as_people_say_it() {
        // Tuesday.
        let today: Day = "2026-09-08".parse().expect("a day");
        let read = |text| read_day(text, today).map(|day| day.to_string()).unwrap_or_default();
        let same = [("2026-09-11", "2026-09-11"), ("9-11", "2026-09-11"), ("9/11", "2026-09-11"), ("+3", "2026-09-11")];
        for (typed, day) in same.into_iter().chain([
            ("fri", "2026-09-11"),
            ("Friday", "2026-09-11"),
            ("周五", "2026-09-11"),
            ("tue", "2026-09-15"),
            ("today", "2026-09-08"),
            ("明天", "2026-09-09"),
            ("-1", "2026-09-07"),
            ("soon", ""),
            ("13-40", ""),
            ("+99999", ""),
        ]) {
            assert_eq!(read(typed), day, "{typed}");
        }
    }
}
