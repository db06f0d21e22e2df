//! Charts that fit into a cell: sparks, bars, ranks and the strip of a range, in characters.

use crate::domain::base::div_half_up;

/// The height of each point of a small chart, 0 to `levels - 1`, by the row's own least and greatest value; a day that
/// was not reported has none.
#[must_use]
pub fn spark_levels(points: &[Option<i64>], levels: i128) -> Vec<Option<usize>> {
    let known = || points.iter().flatten().map(|point| i128::from(*point));
    let (Some(low), Some(high)) = (known().min(), known().max()) else { return vec![None; points.len()] };
    let height = |point: i64| {
        if low == high {
            return 0;
        }
        let above = (i128::from(point) - low).saturating_mul(levels - 1);
        usize::try_from(div_half_up(above, high - low)).unwrap_or(0)
    };
    points.iter().map(|point| point.map(height)).collect()
}

/// How many of `cells` a bar fills: none only for nothing, all only for the whole.
#[must_use]
pub fn bar_cells(part: u64, whole: u64, cells: usize) -> usize {
    let share = u128::from(part.min(whole)) * (cells as u128) / u128::from(whole.max(1));
    usize::try_from(share).unwrap_or(cells).max(usize::from(part > 0 && whole > 0))
}

/// The ranks of some periods, each in at least two cells, so that those of several rows stand below each other.
#[must_use]
pub fn rank_words(ranks: &[Option<u32>]) -> Vec<String> {
    ranks.iter().map(|rank| format!("{:>2}", rank.map_or(".".to_owned(), |rank| rank.to_string()))).collect()
}

pub(super) fn spark(points: &[Option<i64>]) -> String {
    const BARS: [char; 6] = ['▁', '▂', '▃', '▄', '▅', '▆'];
    let bar = |level: usize| BARS.get(level).copied().unwrap_or('▆');
    spark_levels(points, 6).into_iter().map(|level| level.map_or('.', bar)).collect()
}

/// `[--o|---]`: the brackets are the limits, `|` is the mean, `o` today; outside of them where today is.
pub(super) fn strip([low, mean, high]: [i64; 3], at: Option<i64>) -> String {
    const CELLS: i128 = 7;
    let span = (i128::from(high) - i128::from(low)).max(1);
    let place = |value: i64| {
        let cell = (i128::from(value) - i128::from(low)) * CELLS / span;
        usize::try_from(cell.clamp(0, CELLS - 1)).unwrap_or(0)
    };
    let mut track = ['-'; 7];
    if let Some(cell) = track.get_mut(place(mean)) {
        *cell = '|';
    }
    let outside = |at: i64| (at < low, at > high);
    match at.map(|at| (at, outside(at))) {
        Some((at, (false, false))) => {
            if let Some(cell) = track.get_mut(place(at)) {
                *cell = 'o';
            }
            format!(" [{}]", String::from_iter(track))
        }
        Some((_, (true, _))) => format!("o[{}]", String::from_iter(track)),
        Some((_, (_, true))) => format!(" [{}]o", String::from_iter(track)),
        None => format!(" [{}]", String::from_iter(track)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_uses_six_heights_and_keeps_the_holes() {
        assert_eq!(spark(&[Some(1), None, Some(6), Some(3)]), "▁.▆▃");
        assert_eq!(spark(&[Some(i64::MIN), Some(i64::MAX)]), "▁▆");
        assert_eq!(spark(&[Some(5), Some(5)]), "▁▁");
        assert_eq!(spark(&[None]), ".");
    }

    #[test]
    fn a_strip_shows_what_lies_outside() {
        assert_eq!(strip([0, 35, 70], Some(62)), " [---|--o]");
        assert_eq!(strip([0, 35, 70], Some(71)), " [---|---]o");
        assert_eq!(strip([0, 35, 70], Some(-1)), "o[---|---]");
        assert_eq!(strip([5, 5, 5], None), " [|------]");
    }
}
