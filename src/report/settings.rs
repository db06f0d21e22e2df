//! The organisation's settings: what each is, what it came as, and what it means.

use super::cell::{column, count, row, strong, table, words};
use super::ledger::without_a_period;
use super::{Question, Report, Sentence, Setting, Value};
use crate::domain::model::{SettingName, Settings};

/// The unit of a setting, and what it means.
fn described(name: SettingName) -> (&'static str, &'static str) {
    match name {
        SettingName::Currency => ("setting.unit.code", "setting.currency"),
        SettingName::Timezone => ("setting.unit.zone", "setting.timezone"),
        SettingName::FiscalStart => ("setting.unit.month", "setting.fiscal_start"),
        SettingName::ConversionWindow => ("setting.unit.days", "setting.conversion_window_days"),
        SettingName::CustomerMonths => ("setting.unit.months", "setting.customer_months"),
        SettingName::OrderLow => ("setting.unit.money", "setting.order_low"),
        SettingName::OrderHigh => ("setting.unit.money", "setting.order_high"),
        SettingName::OffSeason => ("setting.unit.list", "setting.off_season_months"),
        SettingName::PaceOn => ("setting.unit.index", "setting.pace_on"),
        SettingName::PaceBehind => ("setting.unit.index", "setting.pace_behind"),
        SettingName::PlanLock => ("setting.unit.hour", "setting.plan_lock_hour"),
        SettingName::Tolerance => ("setting.unit.percent", "setting.cascade_tolerance"),
        SettingName::GoalDays => ("setting.unit.goal_days", "setting.goal_days"),
    }
}

/// Every setting.
pub(super) fn say(question: &Question, setting: Setting<'_>) -> Report {
    let came = Settings::default();
    let line = |name: SettingName| {
        let (unit, meaning) = described(name);
        let text = |settings: &Settings| Value::Text(name.of(settings));
        let cells = vec![text(&setting.organisation.settings), text(&came), words(unit), words(meaning)];
        row(name.id(), Value::Text(name.id().to_owned()), cells)
    };
    let columns = vec![
        strong("value", words("column.value")),
        column("default", words("column.default")),
        column("unit", words("card.unit")),
        column("meaning", words("column.meaning")),
    ];
    let rows: Vec<_> = SettingName::ALL.into_iter().map(line).collect();
    let headline = Sentence::new("settings.count").with("n", count(rows.len()));
    let tables = table("settings", words("table.settings"), words("column.setting"), columns, rows);
    without_a_period(question, setting, headline, tables.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn every_setting_is_told_with_its_value_its_unit_and_what_it_means() {
        let mut trial = Trial::new(&[], "");
        trial.organisation.settings.conversion_window_days = 45;
        let report = trial.ask(Kind::Settings, "", "2026-09-09");
        let cell = |column| report.cell("settings", "conversion_window_days", column);
        assert_eq!([cell("value"), cell("default"), cell("unit")], ["45", "30", "setting.unit.days"]);
        assert_eq!(report.cell("settings", "off_season_months", "value"), "none");
        assert_eq!(report.said(), ["settings.count n=13"]);
    }
}
