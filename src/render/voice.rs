//! Values and sentences in words: who speaks, in which language and with which habits of the organisation.

use std::borrow::Cow;

use super::spark::{bar_cells, rank_words, spark, strip};
use crate::domain::base::{Error, FiscalStart, Rate};
use crate::domain::model::{Term, Unit};
use crate::report::{Kind, Marks, Report, Sentence, Value};
use crate::text::{
    Lang, clean, day, day_head, day_short, days, days_head, decimal, fill, grouped, lookup, moment, period,
    period_head, phrase, quotient, say, short, signed, weekday,
};

/// Who speaks.
#[derive(Clone, Copy, Debug)]
pub struct Voice<'a> {
    /// In which language.
    pub lang: Lang,
    /// ISO code of the currency.
    pub currency: &'a str,
    /// IANA name of the time zone.
    pub timezone: &'a str,
    /// By which quarters and years are named.
    pub fiscal: FiscalStart,
    /// Whether small rates have two decimals and money none: in a funnel, rates are what one came for.
    pub fine: bool,
}

impl<'a> Voice<'a> {
    /// The voice in which `report` speaks `lang`.
    #[must_use]
    pub fn of(report: &'a Report, lang: Lang) -> Self {
        Self {
            lang,
            currency: &report.currency,
            timezone: &report.timezone,
            fiscal: report.fiscal,
            fine: report.kind == Kind::Funnel,
        }
    }

    /// What stands in the place of a name that was taken out, in words.
    fn unnamed(&self, text: &str) -> Option<String> {
        let number: u32 = text.strip_prefix("erased ")?.parse().ok()?;
        Some(phrase("name.erased", self.lang).replace("{number}", &number.to_string()))
    }

    /// Sources as they are called in the language: a name that nobody has words for as it is.
    #[must_use]
    pub fn sources(&self, names: &str) -> String {
        let named = |name: &str| {
            let known = lookup(&format!("source.{name}"), self.lang);
            known.map_or_else(|| clean(name).into_owned(), str::to_owned)
        };
        let names: Vec<String> = names.split(", ").map(named).collect();
        names.join(if self.lang == Lang::En { ", " } else { "、" })
    }

    /// A sentence with its places filled.
    #[must_use]
    pub fn sentence(&self, sentence: &Sentence) -> String {
        fill(phrase(&sentence.id, self.lang), |name, form| {
            let value = sentence.args.iter().find(|(key, _)| key == name).map(|(_, value)| value)?;
            Some(self.within(value, form))
        })
    }

    /// An error whose places that hold a value of a report say it in words: what an undo is in conflict with.
    #[must_use]
    pub fn told(&self, error: &Error) -> Error {
        let said = |text: &str| {
            let value: Value = serde_json::from_str(text).ok().filter(|_| text.starts_with('{'))?;
            Some(self.value(&value))
        };
        error.clone().refilled(said)
    }

    /// Sentences, one after the other.
    #[must_use]
    pub fn sentences(&self, sentences: &[Sentence]) -> String {
        let said: Vec<String> = sentences.iter().map(|sentence| self.sentence(sentence)).collect();
        said.join(if self.lang == Lang::En { " " } else { "" })
    }

    /// A term of the catalogue.
    #[must_use]
    pub fn term(&self, term: &Term) -> String {
        clean(self.lang.term(term)).into_owned()
    }

    /// A value in one piece, its unit after it: `24.0 %`, `¥78,000`.
    #[must_use]
    pub fn value(&self, value: &Value) -> String {
        self.within(value, "")
    }

    /// A value inside a sentence, in the form that the sentence asks for: `short` (65 k; 8 Sep), `plain` (a change
    /// without its sign), `signed` (short, with its sign), `head` (as the head of a column), `weekday`, `cap` (words with a capital letter).
    fn within(&self, value: &Value, form: &str) -> String {
        match (value, form) {
            (Value::Number(number, unit), "short") => short(*number, unit.decimals(), self.lang),
            (Value::Rate(rate, Unit::Money), "short") => short(rate.scaled(1), 4, self.lang),
            (Value::Plus(number, unit), "short" | "plain") => {
                short(number.unsigned_abs().try_into().unwrap_or(i128::MAX), unit.decimals(), self.lang)
            }
            (Value::Change(rate), "plain" | "short") => {
                self.joined(&share(rate.num().saturating_abs(), *rate, 1, quotient), "%")
            }
            (Value::Points(rate), "plain" | "short") => {
                self.joined(&share(rate.num().saturating_abs(), *rate, self.decimals(*rate, 100), quotient), "pp")
            }
            (Value::Plus(number, unit), "signed") => self.signed_short(*number, *unit),
            (value, "head") => self.title(value),
            (Value::Day(date), "short") => day_short(*date, self.lang),
            (Value::Day(date), "weekday") => weekday(*date, self.lang).to_owned(),
            (value, "cap") => capital(&self.within(value, "")),
            (Value::Number(number, Unit::Money), _) => self.money(&decimal(*number, 4, cents(*number))),
            (Value::Rate(rate, Unit::Money), _) => self.money(&quotient(rate.num(), rate.den(), 4, 2)),
            (value, _) => {
                let (number, unit) = self.figure(value, true);
                self.joined(&number, unit)
            }
        }
    }

    /// A short number with its sign: `+3.1 k`.
    fn signed_short(&self, number: i128, unit: Unit) -> String {
        let text = short(number, unit.decimals(), self.lang);
        if number > 0 { format!("+{text}") } else { text }
    }

    /// A value as the head of a column: a day, a run of days or a period in few cells, everything else as it is.
    #[must_use]
    pub fn title(&self, value: &Value) -> String {
        match value {
            Value::Day(day) => day_head(*day, self.lang),
            Value::Days(run) => days_head(*run, self.lang),
            Value::Period(period) => period_head(*period, self.fiscal, self.lang),
            value => self.value(value),
        }
    }

    /// A value's figure and its unit apart, for columns. Money carries no sign here (its row or column says it), and
    /// its decimals only where `cents` says so.
    #[must_use]
    pub fn figure(&self, value: &Value, cents: bool) -> (String, &'static str) {
        let bare = |text: String| (text, "");
        match value {
            Value::Null => bare(".".to_owned()),
            Value::Undefined => bare("-".to_owned()),
            Value::New => bare(phrase("value.new", self.lang).to_owned()),
            Value::Number(number, unit) => self.number(*number, *unit, cents, decimal),
            Value::Plus(number, unit) => self.number(*number, *unit, cents, |n, have, show| signed(n, 1, have, show)),
            Value::Rate(rate, unit) => self.rate(*rate, *unit, cents),
            Value::Change(rate) => (share(rate.num(), *rate, 1, signed), "%"),
            Value::Points(rate) => (share(rate.num(), *rate, self.decimals(*rate, 100), signed), "pp"),
            Value::Text(text) => bare(self.unnamed(text).unwrap_or_else(|| clean(text).into_owned())),
            Value::Term(term) => bare(self.term(term)),
            Value::Words(sentence) => bare(self.sentence(sentence)),
            Value::Day(date) => bare(day(*date, self.lang)),
            Value::Days(run) => bare(days(*run, self.lang)),
            Value::Period(of) => bare(period(*of, self.fiscal, self.lang)),
            Value::Time(millis) => bare(moment(*millis, self.timezone, self.lang)),
            Value::Dates(days) => bare(say("value.dates", &[("n", &days.len().to_string())], self.lang)),
            Value::Of(n, m) => bare(format!("{}/{}", grouped(i128::from(*n)), grouped(i128::from(*m)))),
            Value::Spark(points) => bare(spark(points)),
            Value::Strip { low, mean, high, at } => bare(strip([*low, *mean, *high], *at)),
            Value::Span(from, to, unit) => {
                let (low, _) = self.rate(*from, *unit, cents);
                let (high, unit) = self.rate(*to, *unit, cents);
                (format!("{low}-{high}"), unit)
            }
            Value::Bar(part, whole) => bare("#".repeat(bar_cells(*part, *whole, 10))),
            Value::Climb(0) => bare("=".to_owned()),
            Value::Climb(ranks) => bare(signed(i128::from(*ranks), 1, 0, 0)),
            Value::Ranks(ranks) => bare(rank_words(ranks).join(" ")),
            Value::Source(names) => bare(self.sources(names)),
        }
    }

    fn number(
        &self,
        number: i128,
        unit: Unit,
        cents: bool,
        show: impl Fn(i128, u32, u32) -> String,
    ) -> (String, &'static str) {
        match unit {
            Unit::Money => (show(number, 4, if cents { 2 } else { 0 }), ""),
            Unit::Minutes | Unit::Hours | Unit::Seconds => (show(number, 2, 1), self.unit(unit)),
            Unit::Count | Unit::Percent | Unit::Points | Unit::Ratio => (show(number, 0, 0), self.unit(unit)),
        }
    }

    fn rate(&self, rate: Rate, unit: Unit, cents: bool) -> (String, &'static str) {
        let shown = |have, show| quotient(rate.num(), rate.den(), have, show);
        match unit {
            Unit::Percent => (share(rate.num(), rate, self.decimals(rate, 10), quotient), "%"),
            Unit::Money => {
                let small = rate.scaled(1).unsigned_abs() < 1_000_000;
                (shown(4, if cents || small { 2 } else { 0 }), "")
            }
            Unit::Minutes | Unit::Hours | Unit::Seconds => (shown(2, 1), self.unit(unit)),
            Unit::Count | Unit::Points => (shown(0, 1), self.unit(unit)),
            Unit::Ratio => (shown(0, 2), ""),
        }
    }

    /// Decimals of a rate or its change: one, and where small ones count two for what is less than 1/`small`.
    fn decimals(&self, rate: Rate, small: i128) -> u32 {
        if self.fine && rate.num().saturating_abs().saturating_mul(small) < rate.den() { 2 } else { 1 }
    }

    /// What stands after a figure of `unit`.
    #[must_use]
    pub fn unit(&self, unit: Unit) -> &'static str {
        match (unit, self.lang) {
            (Unit::Count | Unit::Money | Unit::Ratio, _) => "",
            (Unit::Percent, _) => "%",
            (Unit::Points, Lang::En) => "pts",
            (Unit::Points, Lang::Zh) => "分",
            (Unit::Minutes, Lang::En) => "min",
            (Unit::Minutes, Lang::Zh) => "分钟",
            (Unit::Hours, Lang::En) => "h",
            (Unit::Hours, Lang::Zh) => "小时",
            (Unit::Seconds, Lang::En) => "s",
            (Unit::Seconds, Lang::Zh) => "秒",
        }
    }

    /// What a column or row of money says beside its name: `¥`, `元`.
    #[must_use]
    pub fn money_unit(&self) -> String {
        match (self.lang, self.currency) {
            (Lang::Zh, "CNY") => "元".to_owned(),
            (_, currency) => currency_sign(currency).into_owned(),
        }
    }

    fn money(&self, number: &str) -> String {
        let sign = currency_sign(self.currency);
        let gap = if sign.chars().count() > 1 { " " } else { "" };
        match number.strip_prefix('\u{2212}') {
            Some(rest) => format!("\u{2212}{sign}{gap}{rest}"),
            None => format!("{sign}{gap}{number}"),
        }
    }

    /// A figure and its unit in one piece: a space between them in English, none in Chinese.
    #[must_use]
    pub fn joined(&self, number: &str, unit: &str) -> String {
        let gap = if unit.is_empty() || self.lang == Lang::Zh { "" } else { " " };
        format!("{number}{gap}{unit}")
    }
}

/// The sign of a currency, its code where the sign could be wider than a cell or is not known.
#[must_use]
pub fn currency_sign(code: &str) -> Cow<'_, str> {
    match code {
        "CNY" | "JPY" => "¥".into(),
        "USD" => "$".into(),
        "GBP" => "£".into(),
        code => clean(code),
    }
}

/// What stands at a value's right: `*` incomplete, `~` corrected, `?` stale, `!` alarming.
#[must_use]
pub(super) fn marks(marks: Marks) -> String {
    [(marks.incomplete, '*'), (marks.corrected, '~'), (marks.stale, '?'), (marks.alarm, '!')]
        .into_iter()
        .filter_map(|(set, sign)| set.then_some(sign))
        .collect()
}

/// A ratio as a percentage.
fn share(num: i128, rate: Rate, decimals: u32, show: impl Fn(i128, i128, u32, u32) -> String) -> String {
    show(num.saturating_mul(100), rate.den(), 0, decimals)
}

fn cents(parts: i128) -> u32 {
    if parts % 10_000 == 0 { 0 } else { 2 }
}

/// Words with a capital letter first.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(lang: Lang) -> Voice<'static> {
        Voice { lang, currency: "CNY", timezone: "Asia/Shanghai", fiscal: FiscalStart::default(), fine: false }
    }

    fn both(value: &Value) -> [String; 2] {
        Lang::ALL.map(|lang| voice(lang).value(value))
    }

    fn rate(num: i128, den: i128) -> Rate {
        Rate::new(num, den).expect("a rate")
    }

    #[test]
    fn r5_null_is_a_dot_and_a_rate_over_nothing_a_dash() {
        assert_eq!(both(&Value::Null), [".", "."]);
        assert_eq!(both(&Value::Undefined), ["-", "-"]);
        assert_eq!(both(&Value::New), ["new", "新增"]);
    }

    #[test]
    fn r13_a_volume_changes_in_percent_and_a_rate_in_points() {
        assert_eq!(both(&Value::Change(rate(-142, 1_000))), ["−14.2 %", "−14.2%"]);
        assert_eq!(both(&Value::Points(rate(-7, 1_000))), ["−0.7 pp", "−0.7pp"]);
        assert_eq!(both(&Value::Plus(3, Unit::Count)), ["+3", "+3"]);
        assert_eq!(both(&Value::Change(rate(0, 1_000))), ["0.0 %", "0.0%"]);
    }

    #[test]
    fn a_small_rate_of_a_funnel_has_two_decimals() {
        let voice = Voice { fine: true, ..voice(Lang::En) };
        assert_eq!(voice.value(&Value::Rate(rate(331, 6_981), Unit::Percent)), "4.74 %");
        assert_eq!(voice.value(&Value::Rate(rate(1, 10), Unit::Percent)), "10.0 %");
        assert_eq!(voice.value(&Value::Points(rate(-83, 10_000))), "−0.83 pp");
        assert_eq!(voice.value(&Value::Points(rate(13, 1_000))), "+1.3 pp");
        assert_eq!(voice.value(&Value::Change(rate(1, 1_000))), "+0.1 %");
        assert_eq!(voice.value(&Value::Span(rate(43, 1_000), rate(53, 1_000), Unit::Percent)), "4.30-5.30 %");
    }

    #[test]
    fn each_unit_reads_in_its_own_way() {
        assert_eq!(both(&Value::Rate(rate(24, 100), Unit::Percent)), ["24.0 %", "24.0%"]);
        assert_eq!(both(&Value::Number(950_000_000, Unit::Money)), ["¥95,000", "¥95,000"]);
        assert_eq!(both(&Value::Number(-7_489_570_200, Unit::Money)), ["−¥748,957.02", "−¥748,957.02"]);
        assert_eq!(both(&Value::Rate(rate(270_000_000, 10), Unit::Money)), ["¥2,700.00", "¥2,700.00"]);
        assert_eq!(both(&Value::Rate(rate(60, 10), Unit::Ratio)), ["6.00", "6.00"]);
        assert_eq!(both(&Value::Number(1_250, Unit::Minutes)), ["12.5 min", "12.5分钟"]);
        assert_eq!(both(&Value::Of(7, 8)), ["7/8", "7/8"]);
    }

    #[test]
    fn s_082_a_climb_has_its_sign_and_ranks_stand_below_each_other() {
        assert_eq!([4, -2, 0].map(|ranks| both(&Value::Climb(ranks))), [["+4"; 2], ["−2"; 2], ["="; 2]]);
        assert_eq!(both(&Value::Ranks(vec![Some(2), None, Some(11)])), [" 2  . 11"; 2]);
    }

    #[test]
    fn a_sentence_asks_for_the_form_it_needs() {
        let value = Value::Number(654_550_000, Unit::Money);
        assert_eq!(voice(Lang::En).within(&value, "short"), "65 k");
        assert_eq!(voice(Lang::Zh).within(&value, "short"), "6.5 万");
        assert_eq!(voice(Lang::En).within(&Value::Change(rate(-142, 1_000)), "plain"), "14.2 %");
        let term = Value::Term(Term { en: "inquiry rate".to_owned(), zh: "询盘率".to_owned() });
        assert_eq!(voice(Lang::En).within(&term, "cap"), "Inquiry rate");
    }

    #[test]
    fn a_source_has_a_name_in_each_language_where_there_are_words_for_it() {
        assert_eq!(both(&Value::Source("crm, finance".to_owned())), ["crm, finance", "客户系统、财务系统"]);
        assert_eq!(both(&Value::Source("old sheets".to_owned())), ["old sheets", "old sheets"]);
    }

    #[test]
    fn names_from_data_never_speak_to_the_terminal() {
        assert_eq!(both(&Value::Text("\u{1b}[31m张伟\u{202e}".to_owned())), ["?[31m张伟?", "?[31m张伟?"]);
    }
}
