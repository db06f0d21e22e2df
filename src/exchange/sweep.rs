//! Rows of a simple plan, taken a column at a time.
//!
//! It is the short way for what most files are made of, and says the same as the long one or nothing: where any of the
//! rows is bad, blank or in the least unusual, all of them are refused, and have to be taken one by one.

use super::columns::Columns;
use super::decimal::Style;
use super::expression::{Field, Scope, Text};
use super::lines::{Cell, Lines, ROWS};
use super::numbers::{scaled, swift};
use super::plan::{Amount, DateColumn, Emit, Plan, Worth};
use crate::domain::model::MeasureColumn;

const NULL: i64 = MeasureColumn::NULL;

impl Plan {
    /// Whether its rows may be taken so: one fact a row, whatever the row.
    pub(super) fn is_simple(&self) -> bool {
        let [emit] = self.emits.as_slice() else { return false };
        let free = self.when.is_none() && self.per.is_empty() && self.joins.is_empty() && emit.when.is_none();
        let dated = matches!(emit.shape.date.field, Field::Own(_)) && emit.shape.entered.is_none();
        let named = emit.shape.keys.iter().all(|(_, name)| matches!(name, Text::Field(Field::Own(_))));
        free && dated && named && emit.waited.is_none()
    }

    /// Adds to `columns` the facts of all of `lines`, which are as wide as the header, or of none; whether it did.
    pub(super) fn sweep(&mut self, lines: Lines<'_>, columns: &mut Columns) -> bool {
        let rows = columns.len();
        let [emit] = self.emits.as_mut_slice() else { return false };
        let swept = emit.sweep(lines, &self.style, columns).is_some();
        if !swept {
            columns.truncate(rows);
        }
        swept
    }
}

impl Emit {
    fn sweep(&mut self, lines: Lines<'_>, style: &Style, columns: &mut Columns) -> Option<()> {
        self.shape.date.sweep(lines, columns)?;
        let mut room = [NULL; ROWS];
        let values = room.get_mut(..lines.len())?;
        let (mut carried, mut all) = ([false; ROWS], false);
        for amount in &self.shape.measures {
            amount.sweep(lines, style, values)?;
            all |= !values.contains(&NULL);
            if !all {
                carried.iter_mut().zip(&*values).for_each(|(carried, value)| *carried |= *value != NULL);
            }
            columns.values(amount.measure, values)?;
        }
        if !all && carried.iter().take(lines.len()).any(|carried| !carried) {
            return None;
        }
        for (key, name) in &self.shape.keys {
            let Text::Field(Field::Own(column)) = name else { return None };
            columns.names(*key, lines.column(*column))?;
        }
        Some(())
    }
}

impl DateColumn {
    fn sweep(&mut self, lines: Lines<'_>, columns: &mut Columns) -> Option<()> {
        let Field::Own(column) = self.field else { return None };
        // Most dates are ten bytes, and those of the row before.
        let (mut last, mut last_day) = (None, None);
        for cell in lines.column(column) {
            let short = (cell.length == 10).then(|| (cell.word(0), cell.word(2)));
            if short.is_none() || short != last {
                (last, last_day) = (short, self.read_text(cell.text().trim_ascii()).ok()?);
            }
            columns.row(last_day?);
        }
        Some(())
    }
}

impl Amount {
    fn sweep(&self, lines: Lines<'_>, style: &Style, values: &mut [i64]) -> Option<()> {
        match &self.worth {
            Worth::Column(column) => plain(lines.column(*column), self.decimals, values),
            Worth::Number(number, rounding) => {
                for (row, place) in lines.rows().zip(values) {
                    let value = number.eval(Scope { row, joined: &[], keys: &[], sums: &[], style }).ok()?;
                    let value = value.map(|value| value.scaled(self.decimals, *rounding)).transpose().ok()?;
                    *place = value.unwrap_or(NULL);
                }
                Some(())
            }
        }
    }
}

/// The numbers in a column, written plainly; `None` where one is none.
fn plain<'a>(cells: impl Iterator<Item = Cell<'a>>, decimals: u32, values: &mut [i64]) -> Option<()> {
    for (cell, place) in cells.zip(values) {
        *place = if cell.length == 0 {
            NULL
        } else {
            match swift(cell.word(0), cell.length, decimals) {
                (value, true) => value,
                _ => scaled(cell.text(), decimals).ok()?.unwrap_or(NULL),
            }
        };
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::model::{Catalogue, Facts};
    use crate::exchange::canonical;
    use crate::exchange::records::Records;

    const HEADER: [&str; 5] = ["date", "channel", "visits", "member", "revenue"];

    fn plan() -> Plan {
        let plan = canonical::plan(&HEADER.map(str::to_owned), &Catalogue::built_in());
        plan.expect("every column once").expect("it is canonical")
    }

    /// The facts of all rows that are good, one by one; and whether all are.
    fn one_by_one(text: &str) -> (Facts, bool) {
        let (mut plan, mut columns, mut good) = (plan(), Columns::new(&["visits".into(), "revenue".into()]), true);
        let mut records = Records::new(Box::new(Cursor::new(text.to_owned().into_bytes())), b',', true);
        while let Some(row) = records.next().expect("it can be read") {
            good &= plan.fill(row, &mut columns).is_ok();
        }
        (columns.take(), good)
    }

    /// As [`one_by_one`], many rows at once where that goes.
    fn swept(text: &str) -> (Facts, bool, usize) {
        let (mut plan, mut columns, mut good) = (plan(), Columns::new(&["visits".into(), "revenue".into()]), true);
        let mut records = Records::new(Box::new(Cursor::new(text.to_owned().into_bytes())), b',', true);
        let mut many = 0;
        loop {
            let lines = records.lines(plan.header.len()).expect("it can be read");
            if let Some(lines) = lines
                && plan.sweep(lines, &mut columns)
            {
                let (rows, bytes) = (lines.len(), lines.bytes());
                records.pass(rows, bytes);
                many += rows;
                continue;
            }
            let before = records.line();
            let Some(row) = records.next().expect("it can be read") else { return (columns.take(), good, many) };
            assert!(row.line() >= before, "lines are counted on");
            good &= plan.fill(row, &mut columns).is_ok();
        }
    }

    #[test]
    fn rows_of_many_blocks_are_taken_many_at_once() {
        let row = |at: u32| {
            format!("2026-09-{:02},seo,{at},member {},{}.{:02}\r\n", at / 100 % 30 + 1, at % 7, at * 31, at % 100)
        };
        let text: String = (0..20_000).map(row).collect();
        let (facts, good, many) = swept(&text);
        assert_eq!((facts, good), one_by_one(&text));
        assert_eq!(many, 20_000);
    }

    proptest! {
        #[test]
        fn many_rows_at_once_are_the_same_facts_as_one_by_one(
            text in "((2026-09-0[89]|2026-9-8|2026-02-30|),( ?seo ?|中文名字很长|),([0-9]{0,10}|-?[0-9]{1,3}|x),m[a-c]?,(-?[0-9]{0,7}(\\.[0-9]{0,5})?| 7|1\\.2\\.3),?\r?\n){0,30}",
            sound in "(2026-09-0[89],(seo|email|中),([0-9]{0,9}|-?[0-9]{1,3}),m[a-c]?[a-z0-9]{0,17},-?[0-9]{1,7}(\\.[0-9]{0,4})?\r?\n){0,30}",
        ) {
            for text in [&text, &sound, &format!("{sound}{text}{sound}")] {
                let (facts, good, many) = swept(text);
                let (slow, all_good) = one_by_one(text);
                prop_assert_eq!((facts, good), (slow, all_good));
                prop_assert!(*text != sound || text.is_empty() || many > 0);
            }
        }

        #[test]
        fn a_short_number_is_read_as_any_other(text in "-?[0-9.]{1,9}|[-+0-9., x]{1,8}", behind: u64, decimals in 0_u32..6) {
            let mut bytes = behind.to_le_bytes();
            if text.len() <= 8 {
                bytes[..text.len()].copy_from_slice(text.as_bytes());
                let (value, sound) = swift(u64::from_le_bytes(bytes), text.len(), decimals);
                prop_assert!(!sound || scaled(text.as_bytes(), decimals) == Ok(Some(value)), "{text}");
                let usual = text.bytes().all(|byte| byte.is_ascii_digit());
                prop_assert!(sound || !usual, "{text}");
            }
        }
    }
}
