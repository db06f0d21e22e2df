//! How sure the rates of a board are, and which ranks lie within noise of each other (S-091, C.5).

use super::standing::Standing;
use crate::domain::model::{MetricForm, Unit};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::interval::{Interval, Share};
use crate::domain::rules::noise::tied;
use crate::report::{Sentence, Value};

/// What a board says about chance, by the place among the ranked.
pub(super) struct Noise {
    tied: Vec<(usize, usize)>,
}

impl Noise {
    /// Of a metric that is a ratio of counts; `None` of any other.
    pub(super) fn of(standing: &Standing<'_>) -> Option<Self> {
        let MetricForm::Linear { num, den, times: 1, .. } = &standing.metric.form else { return None };
        let counts = |id: &String| {
            standing.scope.setting.catalogue.measure(id).is_some_and(|measure| measure.unit == Unit::Count)
        };
        if standing.metric.unit != Unit::Percent || den.is_empty() || !num.keys().chain(den.keys()).all(counts) {
            return None;
        }
        let intervals: Vec<_> = standing.ranked.iter().map(|one| interval(standing.figure(0, one.name))).collect();
        Some(Self { tied: tied(&intervals) })
    }

    /// Whether the rank at `place` cannot be told from another.
    pub(super) fn is_tied(&self, place: usize) -> bool {
        self.tied.get(place).is_some_and(|(first, last)| first < last)
    }

    /// The ranks that the one at `place` cannot be told from, its own among them; nothing where it stands alone.
    pub(super) fn word(&self, standing: &Standing<'_>, place: usize) -> Value {
        let rank = |place: usize| standing.ranked.get(place).map(|one| one.rank);
        let ends = self.tied.get(place).and_then(|(first, last)| rank(*first).zip(rank(*last)));
        ends.filter(|(first, last)| first < last).map_or(Value::Null, |(first, last)| {
            let number = |rank: usize| Value::Text(rank.to_string());
            Value::Words(Sentence::new("row.tied").with("from", number(first)).with("to", number(last)))
        })
    }
}

/// The interval of a rate; `None` where it is no share of what was tried.
fn interval(figure: Figure) -> Option<Interval> {
    if let Figure::Rate(rate) = figure { Share::of(rate).map(Share::interval) } else { None }
}

/// The interval in which the true rate lies.
pub(super) fn span(figure: Figure) -> Value {
    interval(figure).map_or(Value::Null, |found| Value::Span(found.low, found.high, Unit::Percent))
}
