//! A line of the table: work, goal, what was measured here and beside it.

use std::time::{Duration, Instant};

/// What the figures of a line are held against, one goal a figure; none where a line only informs.
pub(crate) enum Goal {
    AtMost(&'static [f64]),
    AtLeast(&'static [f64]),
    None,
}

/// A line of the table.
pub(crate) struct Line {
    work: String,
    unit: &'static str,
    goal: Goal,
    ours: Vec<f64>,
    beside: Vec<f64>,
}

impl Line {
    /// A line of `work`, measured in `unit`.
    pub(crate) fn new(work: impl Into<String>, unit: &'static str, goal: Goal, ours: &[f64]) -> Self {
        Self { work: work.into(), unit, goal, ours: ours.to_vec(), beside: Vec::new() }
    }

    /// What SQLite took for the same; nothing where it was not asked.
    pub(crate) fn beside(mut self, figures: impl IntoIterator<Item = f64>) -> Self {
        self.beside.extend(figures);
        self
    }

    fn met(&self) -> bool {
        match self.goal {
            Goal::AtMost(goals) => self.ours.iter().zip(goals).all(|(figure, goal)| figure <= goal),
            Goal::AtLeast(goals) => self.ours.iter().zip(goals).all(|(figure, goal)| figure >= goal),
            Goal::None => true,
        }
    }

    /// How many times better than SQLite, figure by figure.
    fn ratios(&self) -> Vec<f64> {
        let pairs = self.ours.iter().zip(&self.beside);
        match self.goal {
            Goal::AtLeast(_) => pairs.map(|(ours, beside)| ours / beside).collect(),
            _ => pairs.map(|(ours, beside)| beside / ours).collect(),
        }
    }
}

/// The lines as Markdown: a table of those that have a goal, one of the others; and how many miss theirs. SQLite has
/// columns where it was asked.
pub(crate) fn tables(lines: &[Line]) -> (String, usize) {
    let (held, others): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| !matches!(line.goal, Goal::None));
    let tables = [held, others].map(|lines| table(&lines));
    let shown: Vec<&str> = tables.iter().map(String::as_str).filter(|table| !table.is_empty()).collect();
    (shown.join("\n"), lines.iter().filter(|line| !line.met()).count())
}

fn table(lines: &[&Line]) -> String {
    let goals = lines.iter().any(|line| !matches!(line.goal, Goal::None));
    let beside = lines.iter().any(|line| !line.beside.is_empty());
    let columns = |[goal, theirs, times]: [&str; 3], work: &str, ours: &str| {
        let cells = [(true, work), (goals, goal), (true, ours), (beside, theirs), (beside, times)];
        cells.iter().filter(|(shown, _)| *shown).fold("|".to_owned(), |row, (_, cell)| format!("{row} {cell} |")) + "\n"
    };
    let mut text = String::new();
    for line in lines {
        if text.is_empty() {
            text += &columns(["goal", "SQLite", "times better"], "work", "measured");
            text += &columns(["---:"; 3], "---", "---:");
        }
        let goal = match line.goal {
            Goal::AtMost(goals) => format!("≤ {} {}", plain(goals), line.unit),
            Goal::AtLeast(goals) => format!("≥ {} {}", plain(goals), line.unit),
            Goal::None => String::new(),
        };
        let mark = if line.met() { "" } else { " **missed**" };
        let ours = format!("{} {}{mark}", figures(&line.ours), line.unit);
        text += &columns([&goal, &figures(&line.beside), &figures(&line.ratios())], &line.work, &ours);
    }
    text
}

/// Goals as they are written down: `0.1 / 5`.
fn plain(list: &[f64]) -> String {
    list.iter().map(f64::to_string).collect::<Vec<_>>().join(" / ")
}

/// Figures in three digits: `0.0123 / 1.23 / 123`.
fn figures(list: &[f64]) -> String {
    let one = |value: &f64| match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 || size == 0.0 => format!("{value:.2}"),
        size if size >= 0.1 => format!("{value:.3}"),
        _ => format!("{value:.4}"),
    };
    list.iter().map(one).collect::<Vec<_>>().join(" / ")
}

/// How long each of many runs took.
pub(crate) struct Runs(Vec<Duration>);

impl Runs {
    /// Times `runs` runs of `work`.
    pub(crate) fn of<T, E>(runs: usize, mut work: impl FnMut(usize) -> Result<T, E>) -> Result<Self, E> {
        let mut times = Vec::with_capacity(runs);
        for run in 0..runs {
            let start = Instant::now();
            std::hint::black_box(work(run)?);
            times.push(start.elapsed());
        }
        Ok(Self::from(times))
    }

    /// Milliseconds that so many of a hundred runs stayed within.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |time| millis(*time))
    }
}

impl From<Vec<Duration>> for Runs {
    fn from(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }
}

/// A duration in milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
