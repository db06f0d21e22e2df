//! The organisation's own settings: what each is called, what it may be, and how it reads and is written as text.

use serde::{Deserialize, Serialize};

use crate::domain::base::{Error, FiscalStart, Money};

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
        }
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
}

impl SettingName {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Currency,
        Self::Timezone,
        Self::FiscalStart,
        Self::ConversionWindow,
        Self::CustomerMonths,
        Self::OrderLow,
        Self::OrderHigh,
        Self::OffSeason,
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
        }
    }

    /// Makes it `text`.
    ///
    /// # Errors
    /// What was expected, where it cannot be that: `setting-currency`, `setting-timezone`, `setting-whole`,
    /// `setting-money`, `setting-bands`, `setting-months`.
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
        }
        Ok(())
    }
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
        assert_eq!([id("off_season_months", "13"), id("off_season_months", "")], ["setting-months"; 2]);
    }
}
