//! How the columns of the grid share the room: names and heads stand whole where they fit, a head on two lines where it
//! does not fit on one, and as many figures as have room around the one under the cursor.

use crate::text::{width, wrap};

/// The columns of a name that always has them where it wants them, and the most; what stands left of it.
const NAME: (usize, usize) = (16, 28);
const LEFT: usize = 3;
/// The least columns of a figure, and those of a head that is cut.
const LEAST: usize = 8;
const CUT: usize = 9;
/// Columns that a figure is given at most beyond what it wants.
const SPARE: usize = 4;

/// What the columns want, in cells.
pub(super) struct Wants {
    /// The longest name.
    pub(super) name: usize,
    /// The longest state.
    pub(super) state: usize,
    /// Each measure's head, and its longest figure.
    pub(super) figures: Vec<(String, usize)>,
    /// The number of the measure under the cursor.
    pub(super) cursor: usize,
    /// Whether there is a row for a second line of heads.
    pub(super) two_lines: bool,
}

/// A measure's column: its number, the cell behind it, its width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) wide: usize,
}

/// The columns that are shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Columns {
    /// Cells of the names.
    pub(super) name: usize,
    /// Lines of the heads: one or two.
    pub(super) lines: usize,
    /// The measures.
    pub(super) shown: Vec<Column>,
}

impl Columns {
    /// The columns in a room of `columns` cells.
    pub(super) fn of(columns: usize, wants: &Wants) -> Self {
        let name = wants.name.clamp(LEAST, NAME.1);
        let room = columns.saturating_sub(LEFT + wants.state + 2);
        let of = |head: usize, figure: usize| (head + 1).max(figure + 2).max(LEAST);
        let widths = |head: &dyn Fn(&str) -> usize| -> Vec<usize> {
            wants.figures.iter().map(|(title, figure)| of(head(title), *figure)).collect()
        };
        let whole = widths(&|title| width(title));
        let (lines, widths) = match name + whole.iter().sum::<usize>() <= room {
            true => (1, whole),
            false if wants.two_lines => (2, widths(&|title| in_two(title))),
            false => (1, widths(&|title| width(title).min(CUT - 1))),
        };
        let sum = |from: usize, to: usize| widths.iter().take(to).skip(from).sum::<usize>();
        // A long name gives way down to its least before a figure is hidden.
        let figures = room.saturating_sub(name.min(NAME.0));
        let cursor = wants.cursor.min(widths.len().saturating_sub(1));
        let first = (0..=cursor).find(|first| sum(*first, cursor + 1) <= figures).unwrap_or(cursor);
        let last = (cursor + 1..=widths.len()).rev().find(|last| sum(first, *last) <= figures);
        let last = last.unwrap_or(cursor + 1).min(widths.len());
        let taken = sum(first, last);
        let name = name.min(room.saturating_sub(taken)).max(1);
        let spare = room.saturating_sub(name + taken) / last.saturating_sub(first).max(1);
        let mut end = LEFT + name;
        let column = |(at, wide): (usize, &usize)| {
            let wide = wide + spare.min(SPARE);
            end += wide;
            Column { at, end: end - 1, wide }
        };
        Self { name, lines, shown: widths.iter().enumerate().take(last).skip(first).map(column).collect() }
    }
}

/// The least cells in which a head stands on two lines.
fn in_two(title: &str) -> usize {
    let all = width(title);
    (1..all).find(|cells| head(title, *cells).is_some()).unwrap_or(all)
}

/// A head on its lines, where it needs at most two of so many cells and no word is parted.
pub(super) fn head(title: &str, cells: usize) -> Option<(String, String)> {
    let mut lines = wrap(title, cells).into_iter().map(|line| line.trim_end().to_owned());
    let (first, second) = (lines.next()?, lines.next().unwrap_or_default());
    let joined = if second.is_empty() { first.clone() } else { format!("{first} {second}") };
    (lines.next().is_none() && joined == title).then_some(if second.is_empty() {
        (second, first)
    } else {
        (first, second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nine measures of a day, each with figures of so many cells.
    fn wants(cursor: usize, two_lines: bool) -> Wants {
        let heads = [
            ("visits", 5),
            ("inquiries", 2),
            ("valid inquiries", 2),
            ("lost orders", 2),
            ("deals", 2),
            ("amount", 9),
            ("new customers", 2),
            ("follow-ups", 2),
            ("ad spend", 5),
        ];
        let figures = heads.iter().map(|(head, figure)| ((*head).to_owned(), *figure)).collect();
        Wants { name: 13, state: 9, figures, cursor, two_lines }
    }

    #[test]
    fn names_and_heads_stand_whole_where_the_room_is_there() {
        let wide = Columns::of(159, &wants(0, true));
        assert_eq!((wide.name, wide.lines, wide.shown.len()), (13, 1, 9));
        let columns = Columns::of(119, &wants(0, true));
        assert_eq!((columns.name, columns.lines, columns.shown.len()), (13, 2, 9), "heads on two lines");
        for column in columns.shown {
            let (title, _) = &wants(0, true).figures[column.at];
            assert!(head(title, column.wide - 1).is_some(), "{title} is whole");
        }
    }

    #[test]
    fn the_column_under_the_cursor_is_always_there() {
        for room in [1, 20, 59, 79, 119, 159] {
            for cursor in 0..9 {
                for two_lines in [false, true] {
                    let columns = Columns::of(room, &wants(cursor, two_lines));
                    assert!(columns.shown.iter().any(|column| column.at == cursor), "{cursor} in {room}");
                }
            }
        }
    }

    #[test]
    fn a_head_is_parted_between_words_alone() {
        assert_eq!(head("valid inquiries", 9), Some(("valid".to_owned(), "inquiries".to_owned())));
        assert_eq!(head("valid inquiries", 8), None);
        assert_eq!(head("visits", 6), Some((String::new(), "visits".to_owned())));
    }
}
