//! The lens in words: `month 2026-09 vs previous channel=seo,ads by member basis=cohort metric=revenue as-of=42`.

use super::{AsOf, Basis, Lens, Versus};
use crate::domain::base::{Day, Error, FiscalStart, Grain, Period};
use crate::domain::model::{Dimension, JournalEntry, Revision};

/// Words after `vs`; `same-days` says what `previous` does with a period that is still running.
const VERSUS: [(&str, Versus); 5] = [
    ("usual", Versus::Usual),
    ("previous", Versus::Previous),
    ("same-days", Versus::Previous),
    ("year", Versus::Year),
    ("none", Versus::None),
];

impl Lens {
    /// Reads a lens. The words may stand in any order and each may be left out; a period alone says its grain, and a
    /// longer grain with a day means the period that holds the day. Names with blanks, commas or quotes stand in `"…"`.
    ///
    /// # Errors
    /// Names the word that means nothing here and what there is.
    pub fn parse(text: &str, fiscal: FiscalStart) -> Result<Self, Error> {
        let mut lens = Self::new(Grain::Day);
        let (mut grain, mut anchor) = (None, None);
        let mut words = split(text)?.into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "vs" | "by" => {
                    let after = words.next().ok_or_else(|| Error::asked("lens-open").with("word", &word))?;
                    lens.after(&word, &after)?;
                }
                _ if word.contains('=') => lens.assign(&word, fiscal)?,
                _ => match (word.parse::<Grain>(), Period::parse(&word, fiscal)) {
                    (Ok(found), _) if grain.is_none_or(|said| said == found) => grain = Some(found),
                    (_, Some(found)) if anchor.is_none() => anchor = Some(found),
                    (Ok(_), _) | (_, Some(_)) => return Err(Error::asked("lens-twice").with("word", &word)),
                    _ => {
                        return Err(unknown(
                            &word,
                            "day week month quarter year 2026-09-08 2026-W37 2026-09 2026-Q3 2026 vs by NAME=…",
                        ));
                    }
                },
            }
        }
        lens.grain = grain.or_else(|| anchor.map(Period::grain)).unwrap_or(Grain::Day);
        lens.anchor = anchor.map(|period| fit(period, lens.grain, fiscal)).transpose()?;
        Ok(lens)
    }

    /// The text that [`Lens::parse`] reads; what is as usual is left out, but for the grain.
    #[must_use]
    pub fn text(&self, fiscal: FiscalStart) -> String {
        let mut words = vec![self.grain.id().to_owned()];
        words.extend(self.anchor.map(|period| period.name(fiscal)));
        if let Some((word, _)) = VERSUS.iter().skip(1).find(|(_, versus)| *versus == self.versus) {
            words.push(format!("vs {word}"));
        }
        for (dimension, names) in &self.filters {
            let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
            words.push(format!("{dimension}={}", names.join(",")));
        }
        words.extend(self.by.map(|dimension| format!("by {dimension}")));
        if self.basis == Basis::Cohort {
            words.push("basis=cohort".to_owned());
        }
        words.extend(self.metric.as_ref().map(|metric| format!("metric={}", quoted(metric))));
        words.extend(self.as_of.map(|as_of| match as_of {
            AsOf::Revision(Revision(number)) => format!("as-of={number}"),
            AsOf::Day(day) => format!("as-of={day}"),
        }));
        let changes = &self.changes;
        for (key, list) in [("kind", &changes.kinds), ("user", &changes.users)] {
            let list: Vec<_> = list.iter().map(|name| quoted(name)).collect();
            words.extend((!list.is_empty()).then(|| format!("{key}={}", list.join(","))));
        }
        words.extend(changes.made.map(|period| format!("made={}", period.name(fiscal))));
        words.join(" ")
    }

    fn after(&mut self, word: &str, after: &str) -> Result<(), Error> {
        if word == "vs" {
            let found = VERSUS
                .iter()
                .find(|(name, _)| *name == after)
                .ok_or_else(|| unknown(after, &VERSUS.map(|(name, _)| name).join(" ")))?;
            self.versus = found.1;
        } else {
            self.by = match after {
                "nothing" => None,
                _ => Some(after.parse().map_err(|()| unknown(after, &dimensions()))?),
            };
        }
        Ok(())
    }

    fn assign(&mut self, word: &str, fiscal: FiscalStart) -> Result<(), Error> {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "basis" => {
                self.basis = match value {
                    "period" => Basis::Period,
                    "cohort" => Basis::Cohort,
                    _ => return Err(unknown(value, "period cohort")),
                }
            }
            "metric" => self.metric = names(value)?.into_iter().next().filter(|name| !name.is_empty()),
            "as-of" => {
                let (day, number) = (value.parse::<Day>(), value.parse::<u64>());
                self.as_of = match (day, number) {
                    (Ok(day), _) => Some(AsOf::Day(day)),
                    (_, Ok(number)) => Some(AsOf::Revision(Revision(number))),
                    _ => return Err(unknown(value, "42 2026-09-08")),
                }
            }
            "kind" => {
                self.changes.kinds = names(value)?;
                let known = |kind: &String| JournalEntry::KINDS.contains(&kind.as_str());
                if let Some(slip) = self.changes.kinds.iter().find(|kind| !known(kind)) {
                    return Err(unknown(slip, &JournalEntry::KINDS.join(" ")));
                }
            }
            "user" => self.changes.users = names(value)?,
            "made" => {
                let made = Period::parse(value, fiscal);
                self.changes.made =
                    Some(made.ok_or_else(|| unknown(value, "2026-09-08 2026-W37 2026-09 2026-Q3 2026"))?);
            }
            _ => {
                let there = || format!("{} basis metric as-of kind user made", dimensions());
                let dimension: Dimension = key.parse().map_err(|()| unknown(key, &there()))?;
                if self.filters.iter().any(|(other, _)| *other == dimension) {
                    return Err(Error::asked("lens-twice").with("word", key));
                }
                self.filters.push((dimension, names(value)?));
            }
        }
        Ok(())
    }
}

fn dimensions() -> String {
    Dimension::ALL.map(Dimension::id).join(" ")
}

fn unknown(word: &str, there: &str) -> Error {
    Error::asked("lens-word").with("word", word).with("there", there)
}

/// The period as one of `grain`: itself, or the longer one that holds a day.
fn fit(period: Period, grain: Grain, fiscal: FiscalStart) -> Result<Period, Error> {
    match period.grain() {
        own if own == grain => Ok(period),
        Grain::Day => Ok(Period::of(grain, period.first(), fiscal)),
        _ => Err(Error::asked("lens-period").with("period", period.name(fiscal)).with("grain", grain)),
    }
}

/// The words of `text`, parted by blanks outside of quotes; the quotes stay.
fn split(text: &str) -> Result<Vec<String>, Error> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let (mut within, mut escaped) = (false, false);
    for c in text.chars() {
        if c.is_whitespace() && !within {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        within ^= c == '"' && !escaped;
        escaped = within && c == '\\' && !escaped;
        word.push(c);
    }
    if within {
        return Err(Error::asked("lens-quote").with("word", &word));
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

/// The names of a list parted by commas, out of their quotes.
fn names(list: &str) -> Result<Vec<String>, Error> {
    let (mut names, mut name) = (Vec::new(), String::new());
    let (mut within, mut escaped, mut quoted) = (false, false, false);
    for c in list.chars() {
        match c {
            _ if escaped => {
                escaped = false;
                name.push(c);
            }
            '\\' if within => escaped = true,
            '"' => (within, quoted) = (!within, true),
            ',' if !within => {
                names.push((std::mem::take(&mut name), std::mem::take(&mut quoted)));
            }
            _ => name.push(c),
        }
    }
    names.push((name, quoted));
    // An empty name stands for "not recorded" and is written `""`, so that a slip of a comma is not one.
    if names.iter().any(|(name, quoted)| name.is_empty() && !quoted) {
        return Err(Error::asked("lens-empty").with("word", list));
    }
    Ok(names.into_iter().map(|(name, _)| name).collect())
}

/// A name as it stands in a lens: in quotes where it has blanks, commas or quotes.
#[must_use]
pub fn quoted(name: &str) -> String {
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '"' | ',' | '\\');
    if !name.is_empty() && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::model::Changes;

    fn january() -> FiscalStart {
        FiscalStart::default()
    }

    fn lens(text: &str) -> Lens {
        Lens::parse(text, january()).expect("a lens")
    }

    #[test]
    fn a_lens_reads_and_prints_the_same() {
        for text in [
            "month 2026-09 vs previous channel=seo,ads by member basis=cohort metric=revenue as-of=42",
            "day",
            "week 2026-W53 vs year",
            "quarter 2026-Q3 vs none by region as-of=2026-09-08",
            "day kind=target,plan user=chen,\"Li Na\" made=2026-09",
            "year 2026 member=\"Li Na\",\"a,b\",\"say \\\"x\\\" \\\\\" team=东区 reason=\"\"",
        ] {
            assert_eq!(lens(text).text(january()), text);
        }
    }

    #[test]
    fn a_period_alone_says_its_grain_and_a_day_finds_its_period() {
        assert_eq!(lens("2026-W37").grain, Grain::Week);
        assert_eq!(lens("month 2026-09-08").text(january()), "month 2026-09");
        assert_eq!(lens("by channel 2026 vs usual").text(january()), "year 2026 by channel");
        assert_eq!(lens("vs same-days month").versus, Versus::Previous);
        assert_eq!(lens("month month 2026-09").text(january()), "month 2026-09", "a command and its lens may agree");
        assert_eq!(lens(""), Lens::new(Grain::Day));
    }

    #[test]
    fn a_wrong_word_is_named_with_what_there_is() {
        let error = |text| Lens::parse(text, january()).expect_err("it is wrong");
        let wrong = error("month channels=seo");
        assert_eq!((wrong.id.as_ref(), wrong.arg("word")), ("lens-word", "channels"));
        assert!(wrong.arg("there").contains("channel region product member team reason"));
        assert_eq!(error("vs last").arg("there"), "usual previous same-days year none");
        for (text, id) in [
            ("month 2026-W37", "lens-period"),
            ("day week", "lens-twice"),
            ("channel=a channel=b", "lens-twice"),
            ("by", "lens-open"),
            ("member=\"Li Na", "lens-quote"),
            ("channel=seo,", "lens-empty"),
            ("2026-13", "lens-word"),
            ("as-of=yesterday", "lens-word"),
            ("kind=targets", "lens-word"),
            ("made=yesterday", "lens-word"),
        ] {
            assert_eq!(error(text).id, id, "{text}");
        }
    }

    prop_compose! {
        fn any_lens()(
            grain in prop::sample::select(&Grain::ALL),
            day in prop::option::of(0..40_000_i32),
            versus in prop::sample::select(&[Versus::Usual, Versus::Previous, Versus::Year, Versus::None]),
            filters in prop::collection::btree_map(0..6_usize, prop::collection::vec(".{0,12}", 1..4), 0..4),
            by in prop::option::of(prop::sample::select(&Dimension::ALL)),
            cohort: bool,
            metric in prop::option::of("[a-z_]{1,9}|.{1,5}"),
            as_of in prop::option::of(prop_oneof![
                any::<u64>().prop_map(|number| AsOf::Revision(Revision(number))),
                (0..40_000_i32).prop_map(|day| AsOf::Day(Day::from_number(day).unwrap_or(Day::MIN))),
            ]),
            kinds in prop::collection::vec(prop::sample::select(&JournalEntry::KINDS), 0..3),
            users in prop::collection::vec(".{0,12}", 0..3),
            made in prop::option::of((0..40_000_i32, prop::sample::select(&Grain::ALL))),
        ) -> Lens {
            let made = made.and_then(|(day, grain)| Some(Period::of(grain, Day::from_number(day)?, january())));
            let changes = Changes { kinds: kinds.into_iter().map(str::to_owned).collect(), users, made };
            let anchor = day.and_then(Day::from_number).map(|day| Period::of(grain, day, january()));
            let filters = filters.into_iter().map(|(at, names)| (Dimension::ALL[at], names)).collect();
            let basis = if cohort { Basis::Cohort } else { Basis::Period };
            Lens { grain, anchor, versus, filters, by, basis, metric, as_of, changes }
        }
    }

    proptest! {
        #[test]
        fn every_lens_reads_back(lens in any_lens()) {
            let text = lens.text(january());
            prop_assert_eq!(Lens::parse(&text, january()), Ok(lens), "{}", text);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = Lens::parse(&text, january());
        }
    }
}
