//! Whether a goal says what it must: how much, how well, by when, measured how; and whether it asks anything (S-046,
//! S-047, S-048).

use crate::domain::base::{Day, Rate};
use crate::domain::model::{Better, Relative};

/// A goal line as it is written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wording<'a> {
    /// How much.
    pub quantity: Option<i128>,
    /// Of what: the unit; empty where none is given.
    pub unit: &'a str,
    /// How well: the quality criterion; empty where none is given.
    pub quality: &'a str,
    /// By when.
    pub due: Option<Day>,
    /// The metric that measures it.
    pub metric: Option<&'a str>,
    /// The stages of a goal that no single number says, each with its date.
    pub stages: &'a [Option<Day>],
}

/// What a goal line lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lack {
    /// A number.
    Quantity,
    /// The unit of the number.
    Unit,
    /// How well.
    Quality,
    /// The day, or that of a stage.
    Due,
    /// A metric by which it can be measured.
    Metric,
}

/// What the line lacks, in the order in which it is read (S-046, S-047). A goal in stages needs no number, but each of its
/// stages a date.
#[must_use]
pub fn lint(line: &Wording<'_>) -> Vec<Lack> {
    let empty = |text: &str| text.trim().is_empty();
    let staged = !line.stages.is_empty();
    let dated = if staged { line.stages.iter().all(Option::is_some) } else { line.due.is_some() };
    let checks = [
        (Lack::Quantity, !staged && line.quantity.is_none()),
        (Lack::Unit, !staged && empty(line.unit)),
        (Lack::Quality, empty(line.quality)),
        (Lack::Due, !dated),
        (Lack::Metric, !staged && line.metric.is_none_or(empty)),
    ];
    checks.into_iter().filter(|(_, lacks)| *lacks).map(|(lack, _)| lack).collect()
}

/// How far the targets of one role lie apart: the largest over the smallest; `None` of fewer than two, and where one is not
/// above 0.
#[must_use]
pub fn spread(targets: &[i128]) -> Option<Rate> {
    let (least, most) = (targets.iter().min()?, targets.iter().max()?);
    Rate::new(*most, *least).filter(|_| targets.len() > 1 && *least > 0)
}

/// The stretch that is suggested above the mean of the last three months, in hundredths: 5 to 20 %.
pub const SUGGESTED: (i128, i128) = (5, 20);

/// How much a target asks, held against the mean of the last three months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Challenge {
    /// No more than what comes anyway.
    NoStretch,
    /// More, but less than is suggested.
    Little,
    /// As much as is suggested, both ends included.
    Fair,
    /// More than is suggested.
    Steep,
}

/// The mean of the last three months' figures; `None` where fewer are known, and where it is not above 0.
#[must_use]
pub fn usual(months: &[Option<i128>]) -> Option<Rate> {
    let last = months.get(months.len().checked_sub(3)?..)?;
    let sum = last.iter().try_fold(0_i128, |sum, month| sum.checked_add((*month)?))?;
    Rate::new(sum, 3).filter(|_| sum > 0)
}

/// How much `target` asks of somebody whose `usual` figure is known; where less is better, how much lower it lies.
#[must_use]
pub fn challenge(target: i128, usual: Rate, better: Better) -> Option<Challenge> {
    let target = target.checked_mul(usual.den())?;
    let more = if better == Better::Lower { usual.num().checked_sub(target) } else { target.checked_sub(usual.num()) };
    let stretch = Rate::new(more?, usual.num())?;
    let hundredths = |part: i128| Rate::new(part, 100).unwrap_or(Rate::ZERO);
    Some(match stretch {
        stretch if stretch <= Rate::ZERO => Challenge::NoStretch,
        stretch if stretch < hundredths(SUGGESTED.0) => Challenge::Little,
        stretch if stretch <= hundredths(SUGGESTED.1) => Challenge::Fair,
        _ => Challenge::Steep,
    })
}

/// The targets between which is suggested, the one that asks less first: `usual` and 5 to 20 % more, or less where less is
/// better.
#[must_use]
pub fn suggested(usual: Rate, better: Better) -> Option<(Rate, Rate)> {
    let by = |part: i128| relative(usual, Rate::new(if better == Better::Lower { -part } else { part }, 100)?);
    Some((by(SUGGESTED.0)?, by(SUGGESTED.1)?))
}

/// The amount of a target that was set by a share of its baseline, in the scale of both (S-048).
#[must_use]
pub fn set_by(share: Relative) -> Option<i64> {
    let rate = relative(Rate::new(share.baseline.into(), 1)?, Rate::new(share.delta.into(), 10_000)?)?;
    i64::try_from(rate.scaled(1)).ok()
}

/// The target of a relative goal (S-048): `baseline` and its share `delta` more: 4.0 % raised by 15 % is 4.6 %, not 19 %.
#[must_use]
pub fn relative(baseline: Rate, delta: Rate) -> Option<Rate> {
    let whole = delta.den().checked_add(delta.num())?;
    Rate::new(baseline.num().checked_mul(whole)?, baseline.den().checked_mul(delta.den())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(num: i128, den: i128) -> Rate {
        Rate::new(num, den).expect("a rate")
    }

    fn articles() -> Wording<'static> {
        Wording {
            quantity: Some(200),
            unit: "articles",
            quality: "original, 800 words",
            due: "2026-09-30".parse().ok(),
            metric: Some("articles"),
            stages: &[],
        }
    }

    #[test]
    fn s_046_a_line_says_how_much_how_well_and_by_when() {
        assert_eq!(lint(&articles()), []);
        assert_eq!(lint(&Wording { due: None, ..articles() }), [Lack::Due]);
        assert_eq!(lint(&Wording { unit: " ", quality: "", ..articles() }), [Lack::Unit, Lack::Quality]);
        let day = "2026-09-15".parse().ok();
        let staged = |stages| lint(&Wording { quality: "accepted by the director", stages, ..Wording::default() });
        assert_eq!((staged(&[day, day]), staged(&[day, None])), (vec![], vec![Lack::Due]));
    }

    #[test]
    fn s_047_a_goal_is_measured_and_comparable() {
        assert_eq!(lint(&Wording { quantity: None, metric: None, ..articles() }), [Lack::Quantity, Lack::Metric]);
        assert_eq!(spread(&[100, 250, 200]), Rate::new(250, 100));
        assert_eq!((spread(&[100]), spread(&[0, 100]), spread(&[])), (None, None, None));
    }

    #[test]
    fn s_047_a_target_of_what_comes_anyway_has_no_stretch() {
        let usual = usual(&[Some(500), Some(90), Some(100), Some(110)]).expect("three months");
        assert_eq!(usual, rate(100, 1));
        let asks = |target| challenge(target, usual, Better::Higher);
        assert_eq!([100, 104, 105, 120, 121].map(asks), {
            use Challenge::{Fair, Little, NoStretch, Steep};
            [NoStretch, Little, Fair, Fair, Steep].map(Some)
        });
        assert_eq!(suggested(usual, Better::Higher), Some((rate(105, 1), rate(120, 1))));
        assert_eq!(suggested(usual, Better::Lower), Some((rate(95, 1), rate(80, 1))));
        assert_eq!(challenge(90, usual, Better::Lower), Some(Challenge::Fair));
        assert_eq!(challenge(100, usual, Better::Lower), Some(Challenge::NoStretch));
        assert_eq!(
            (super::usual(&[Some(1), None, Some(3)]), super::usual(&[Some(1)]), super::usual(&[Some(0); 3])),
            (None, None, None)
        );
    }

    #[test]
    fn s_048_4_percent_raised_by_15_percent_is_4_6_percent() {
        assert_eq!(relative(rate(4, 100), rate(15, 100)), Some(rate(46, 1_000)));
        assert_eq!(relative(rate(4, 100), rate(-25, 100)), Some(rate(3, 100)));
        let set = |text: &str| Some(Relative { baseline: 400, delta: Relative::read(text)? });
        assert_eq!(set("+15%").and_then(set_by), Some(460), "a rate is in 1/10,000");
        assert_eq!(set("-7.5%").map(Relative::text).as_deref(), Some("-7.5%"));
        for wrong in ["15%", "+15", "+%", "+1.555%", "+x%", ""] {
            assert_eq!(set(wrong), None, "{wrong}");
        }
    }
}
