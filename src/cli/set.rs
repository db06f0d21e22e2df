//! `dayboard set MEASURE=VALUE…`: the wanted total of one exact entry cell.

use clap::Args;

use super::arguments::Trying;
use super::session::{Open, Session, day};
use super::{Ended, Failed};
use crate::desk::{Answer, Command, EntryCell, Query};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Dimension, Filter, Measure, RowQuery, Unit};
use crate::report::{Sentence, Value};

/// The cell, its value, and why.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
    #[arg(long, requires = "reason")]
    correct: bool,
    #[arg(long, value_name = "TEXT", requires = "correct")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let (cell, value) = cell(&open, &asked.words)?;
    let command = Command::Set { cell: cell.clone(), value, correct: asked.reason.clone() };
    let ended = open.carry_out(session, command, asked.trying.dry_run)?;
    match together(&open, &cell)? {
        Some(total) if Some(total) != value && !asked.trying.dry_run => {
            let unit = open.catalogue.measure(&cell.measure).map_or(Unit::Count, |measure| measure.unit);
            let said = Sentence::new("set.together").with("total", Value::Number(i128::from(total), unit));
            open.say(session, &[said.with("measure", Value::Text(cell.measure.clone()))])
        }
        _ => Ok(ended),
    }
}

/// What all rows come to whose dimensions are the cell's or finer.
fn together(open: &Open, cell: &EntryCell) -> Result<Option<i64>, Error> {
    let filters = cell.dimensions.iter();
    let filters = filters.map(|(dimension, name)| Filter { dimension: *dimension, names: vec![name.clone()] });
    let query = RowQuery {
        days: DayRange::one(cell.day),
        measures: vec![cell.measure.clone()],
        filters: filters.collect(),
        as_of: None,
        limit: None,
    };
    let Answer::Rows(rows) = open.desk.query(&Query::Rows(query))? else { return Err(Error::could("answer-other")) };
    let column = rows.facts.measures.iter().find(|column| column.measure == cell.measure);
    let value = |row| column.and_then(|column| column.get(row)).map(|value| rows.facts.weight(row) * value);
    Ok((0..rows.facts.len()).filter_map(value).reduce(i64::saturating_add))
}

/// The cell and the value that `words` name: a day, `MEASURE=VALUE`, `DIMENSION=NAME`.
fn cell(open: &Open, words: &[String]) -> Result<(EntryCell, Option<i64>), Error> {
    let mut on: Option<Day> = None;
    let mut figure: Option<(&Measure, &str)> = None;
    let mut dimensions: Vec<(Dimension, String)> = Vec::new();
    for word in words {
        let Some((key, value)) = word.split_once('=') else {
            on = Some(day(word)?);
            continue;
        };
        match (key.parse::<Dimension>(), open.catalogue.measure(key)) {
            (Ok(dimension), _) => dimensions.push((dimension, value.to_owned())),
            (_, Some(_)) if figure.is_some() => return Err(Error::asked("set-two").with("word", word)),
            (_, Some(measure)) => figure = Some((measure, value)),
            _ => return Err(Error::asked("set-word").with("word", key)),
        }
    }
    let (measure, value) = figure.ok_or_else(|| Error::asked("set-nothing"))?;
    let day = on.unwrap_or_else(|| open.organisation.calendar.working_day_before(open.today));
    let value = scaled(value, measure.unit)
        .map_err(|()| Error::asked("set-number").with("value", value).with("measure", &measure.id))?;
    Ok((EntryCell { day, measure: measure.id.clone(), dimensions }, value))
}

/// A decimal number in the unit's scale, in short form or not; nothing, or a dot, is "not reported".
fn scaled(text: &str, unit: Unit) -> Result<Option<i64>, ()> {
    if text.is_empty() || text == "." {
        return Ok(None);
    }
    unit.read_figure(text).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_exactly_in_the_measures_own_scale() {
        let read = |unit, text| scaled(text, unit).ok();
        assert_eq!(read(Unit::Money, "12800.5"), Some(Some(128_005_000)));
        assert_eq!(read(Unit::Money, "-0.0525"), Some(Some(-525)));
        assert_eq!(read(Unit::Count, "6"), Some(Some(6)));
        assert_eq!(
            (read(Unit::Money, "12k"), read(Unit::Count, "1.2 万")),
            (Some(Some(120_000_000)), Some(Some(12_000)))
        );
        assert_eq!((read(Unit::Count, ""), read(Unit::Count, ".")), (Some(None), Some(None)));
        for wrong in ["6.5", "1,204", "六", "1e3", "+6", "--6", "6.", "99999999999999999999"] {
            assert_eq!(read(Unit::Count, wrong), None, "{wrong}");
        }
    }
}
