//! The organisation's own settings: what each is called, what it may be, and how it reads and is written as text.

use serde::{Deserialize, Serialize};

use crate::domain::base::{Error, FiscalStart, Money, Rate};

/// The organisation's own settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// ISO code of the currency, shown as its sign.
    pub currency: String,
    /// IANA name of the time zone in which a day begins and ends (R7).
    pub timezone: String,
    /// Month in which the fiscal year starts (R7).
    pub fiscal_start: FiscalStart,
    /// Days within which a cohort is followed (S-026).
    pub conversion_window_days: u16,
    /// Months that a customer is expected to stay, for the lifetime value (S-032).
    pub customer_months: u16,
    /// An average order below the first is low, from the second on high (S-108).
    pub order_bands: (Money, Money),
    /// Months of the off-season, 1 to 12, in order (S-092).
    pub off_season_months: Vec<u8>,
    /// From which pace index on a target is on pace, and from which it is no more than behind, in hundredths (S-040).
    pub pace: (u16, u16),
    /// Hour of its first working day at which the plan of a week is locked, 0 to 23 (S-003).
    pub plan_lock_hour: u16,
    /// By how many percent the parts of a target may pass their whole (S-036).
    pub cascade_tolerance: u16,
    /// How many days before a period its goals are published, drafted and agreed (S-012).
    pub goal_days: (u16, u16, u16),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            currency: "CNY".to_owned(),
            timezone: "Asia/Shanghai".to_owned(),
            fiscal_start: FiscalStart::default(),
            conversion_window_days: 30,
            customer_months: 36,
            order_bands: (Money::from_parts(18_000_000), Money::from_parts(25_000_000)),
            off_season_months: Vec::new(),
            pace: (95, 80),
            plan_lock_hour: 12,
            cascade_tolerance: 10,
            goal_days: (3, 2, 1),
        }
    }
}

impl Settings {
    /// How much the parts may pass their whole, as a share of it.
    #[must_use]
    pub fn tolerance(&self) -> Rate {
        Rate::new(self.cascade_tolerance.into(), 100).unwrap_or(Rate::ZERO)
    }
}

/// The word for no month at all.
const NONE: &str = "none";

/// One of the settings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingName {
    /// The currency.
    Currency,
    /// The time zone.
    Timezone,
    /// The first month of the fiscal year.
    FiscalStart,
    /// How long a cohort is followed.
    ConversionWindow,
    /// How long a customer is expected to stay.
    CustomerMonths,
    /// Below which an average order is low.
    OrderLow,
    /// From which on an average order is high.
    OrderHigh,
    /// The months of the off-season.
    OffSeason,
    /// From which pace index on a target is on pace.
    PaceOn,
    /// From which pace index on a target is no more than behind.
    PaceBehind,
    /// When the plan of a week is locked.
    PlanLock,
    /// How much the parts of a target may pass their whole.
    Tolerance,
    /// When goals are published, drafted and agreed.
    GoalDays,
}

impl SettingName {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 13] = [
        Self::Currency,
        Self::Timezone,
        Self::FiscalStart,
        Self::ConversionWindow,
        Self::CustomerMonths,
        Self::OrderLow,
        Self::OrderHigh,
        Self::OffSeason,
        Self::PaceOn,
        Self::PaceBehind,
        Self::PlanLock,
        Self::Tolerance,
        Self::GoalDays,
    ];

    /// Its word.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Currency => "currency",
            Self::Timezone => "timezone",
            Self::FiscalStart => "fiscal_start",
            Self::ConversionWindow => "conversion_window_days",
            Self::CustomerMonths => "customer_months",
            Self::OrderLow => "order_low",
            Self::OrderHigh => "order_high",
            Self::OffSeason => "off_season_months",
            Self::PaceOn => "pace_on",
            Self::PaceBehind => "pace_behind",
            Self::PlanLock => "plan_lock_hour",
            Self::Tolerance => "cascade_tolerance",
            Self::GoalDays => "goal_days",
        }
    }

    /// The setting of that word.
    ///
    /// # Errors
    /// `setting-name` where there is none.
    pub fn named(word: &str) -> Result<Self, Error> {
        let there = || Self::ALL.map(Self::id).join(", ");
        let found = Self::ALL.into_iter().find(|known| known.id() == word);
        found.ok_or_else(|| Error::asked("setting-name").with("name", word).with("there", there()))
    }

    /// What it is now, as [`SettingName::put`] reads it.
    #[must_use]
    pub fn of(self, settings: &Settings) -> String {
        match self {
            Self::Currency => settings.currency.clone(),
            Self::Timezone => settings.timezone.clone(),
            Self::FiscalStart => settings.fiscal_start.month().to_string(),
            Self::ConversionWindow => settings.conversion_window_days.to_string(),
            Self::CustomerMonths => settings.customer_months.to_string(),
            Self::OrderLow => settings.order_bands.0.decimal(),
            Self::OrderHigh => settings.order_bands.1.decimal(),
            Self::OffSeason if settings.off_season_months.is_empty() => NONE.to_owned(),
            Self::OffSeason => settings.off_season_months.iter().map(u8::to_string).collect::<Vec<_>>().join(","),
            Self::PaceOn => index(settings.pace.0),
            Self::PaceBehind => index(settings.pace.1),
            Self::PlanLock => settings.plan_lock_hour.to_string(),
            Self::Tolerance => settings.cascade_tolerance.to_string(),
            Self::GoalDays => {
                let (publish, draft, agree) = settings.goal_days;
                format!("{publish},{draft},{agree}")
            }
        }
    }

    /// Makes it `text`.
    ///
    /// # Errors
    /// What was expected, where it cannot be that: `setting-currency`, `setting-timezone`, `setting-whole`,
    /// `setting-money`, `setting-bands`, `setting-months`, `setting-index`, `setting-pace`, `setting-goal-days`.
    pub fn put(self, settings: &mut Settings, text: &str) -> Result<(), Error> {
        let refused = |id: &'static str| Error::asked(id).with("name", self.id()).with("value", text);
        let whole = |least: u16, most: u16| {
            let number = text.parse::<u16>().ok().filter(|number| (least..=most).contains(number));
            number.ok_or_else(|| refused("setting-whole").with("least", least).with("most", most))
        };
        match self {
            Self::Currency => {
                if text.len() != 3 || !text.bytes().all(|letter| letter.is_ascii_uppercase()) {
                    return Err(refused("setting-currency"));
                }
                text.clone_into(&mut settings.currency);
            }
            Self::Timezone => {
                text.parse::<chrono_tz::Tz>().map_err(|_| refused("setting-timezone"))?;
                text.clone_into(&mut settings.timezone);
            }
            Self::FiscalStart => {
                let month = whole(1, 12)?;
                settings.fiscal_start = FiscalStart::new(month.into()).unwrap_or_default();
            }
            Self::ConversionWindow => settings.conversion_window_days = whole(1, 365)?,
            Self::CustomerMonths => settings.customer_months = whole(1, 240)?,
            Self::OrderLow | Self::OrderHigh => {
                let amount = Money::read(text).filter(|amount| amount.parts() > 0);
                let amount = amount.ok_or_else(|| refused("setting-money"))?;
                let (low, high) = settings.order_bands;
                let bands = if self == Self::OrderLow { (amount, high) } else { (low, amount) };
                if bands.0 >= bands.1 {
                    return Err(refused("setting-bands")
                        .with("low", bands.0.decimal())
                        .with("high", bands.1.decimal()));
                }
                settings.order_bands = bands;
            }
            Self::OffSeason => {
                let month = |word: &str| word.trim().parse::<u8>().ok().filter(|month| (1..=12).contains(month));
                let months: Option<Vec<u8>> =
                    if text == NONE { Some(Vec::new()) } else { text.split(',').map(month).collect() };
                let mut months = months.ok_or_else(|| refused("setting-months"))?;
                months.sort_unstable();
                months.dedup();
                settings.off_season_months = months;
            }
            Self::PaceOn | Self::PaceBehind => {
                let hundredths = read_index(text).ok_or_else(|| refused("setting-index"))?;
                let (on, behind) = settings.pace;
                let pace = if self == Self::PaceOn { (hundredths, behind) } else { (on, hundredths) };
                if pace.1 >= pace.0 {
                    return Err(refused("setting-pace").with("on", index(pace.0)).with("behind", index(pace.1)));
                }
                settings.pace = pace;
            }
            Self::PlanLock => settings.plan_lock_hour = whole(0, 23)?,
            Self::Tolerance => settings.cascade_tolerance = whole(0, 100)?,
            Self::GoalDays => {
                let days: Vec<u16> = text.split(',').filter_map(|word| word.trim().parse().ok()).collect();
                let steps = || text.split(',').count() == 3;
                settings.goal_days = match days.as_slice() {
                    &[publish, draft, agree]
                        if steps() && publish > draft && draft > agree && agree > 0 && publish <= 28 =>
                    {
                        (publish, draft, agree)
                    }
                    _ => return Err(refused("setting-goal-days")),
                };
            }
        }
        Ok(())
    }
}

/// A pace index of so many hundredths: `0.95`.
fn index(hundredths: u16) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The hundredths of a pace index above 0 and up to 2, of at most two decimals.
fn read_index(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: u16 = format!("{part:0<2}").parse().ok()?;
    let hundredths = whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(part)?;
    (1..=200).contains(&hundredths).then_some(hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(name: &str, text: &str) -> Result<Settings, Error> {
        let mut settings = Settings::default();
        SettingName::named(name)?.put(&mut settings, text).map(|()| settings)
    }

    #[test]
    fn every_setting_reads_as_it_is_written() {
        for name in SettingName::ALL {
            let mut settings = Settings::default();
            let text = name.of(&settings);
            assert_eq!(name.put(&mut settings, &text), Ok(()), "{text}");
            assert_eq!(settings, Settings::default());
        }
        assert_eq!(put("off_season_months", "8, 2,8").map(|settings| settings.off_season_months), Ok(vec![2, 8]));
        assert_eq!(put("order_high", "2600.5").map(|settings| settings.order_bands.1.parts()), Ok(26_005_000));
        assert_eq!(put("pace_on", "0.9").map(|settings| settings.pace), Ok((90, 80)));
        assert_eq!(put("goal_days", "5, 3,1").map(|settings| settings.goal_days), Ok((5, 3, 1)));
        assert_eq!(put("conversion_window_days", "45").map(|settings| settings.conversion_window_days), Ok(45));
    }

    #[test]
    fn what_cannot_be_says_what_was_expected() {
        let id = |name, text| put(name, text).map_err(|error| error.id.into_owned()).expect_err("refused");
        assert_eq!(id("weekday", "3"), "setting-name");
        assert_eq!(id("currency", "yuan"), "setting-currency");
        assert_eq!(id("timezone", "Beijing"), "setting-timezone");
        for wrong in ["0", "366", "-1", "3.5", "ten", ""] {
            let error = put("conversion_window_days", wrong).expect_err("out of range");
            assert_eq!((error.id.as_ref(), error.arg("least"), error.arg("most")), ("setting-whole", "1", "365"));
        }
        assert_eq!(id("order_low", "0"), "setting-money");
        assert_eq!(id("order_low", "2500"), "setting-bands", "low stays below high");
        for wrong in ["0.955", "95", "-0.9", "0", ".9", "high"] {
            assert_eq!(id("pace_on", wrong), "setting-index", "{wrong}");
        }
        assert_eq!(
            [id("pace_on", "0.80"), id("pace_behind", "0.95")],
            ["setting-pace"; 2],
            "behind stays below on pace"
        );
        for wrong in ["3,2", "3,2,1,0", "1,2,3", "3,3,1", "2,1,0", "40,2,1", "3,2,x"] {
            assert_eq!(id("goal_days", wrong), "setting-goal-days", "{wrong}");
        }
        assert_eq!([id("plan_lock_hour", "24"), id("cascade_tolerance", "101")], ["setting-whole"; 2]);
        assert_eq!([id("off_season_months", "13"), id("off_season_months", "")], ["setting-months"; 2]);
    }
}
