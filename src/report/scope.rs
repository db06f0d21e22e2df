//! A question with its anchor resolved: which period, which days of it count, and what they are held against.

use super::ask::Ask;
use super::sums::Sums;
use super::{Kind, Question, Report, Setting, Table, Trust, Value};
use crate::domain::base::{Day, DayRange, Error, Grain, Period};
use crate::domain::model::{AsOf, Dimension, Filter, Lens, Metric, Revision, Versus};
use crate::domain::rules::comparison::{compared, counted};
use crate::domain::rules::figure::{Figure, Formula, measures_of};

/// What every report about a period starts from.
pub(super) struct Scope<'a> {
    pub(super) question: &'a Question,
    pub(super) setting: Setting<'a>,
    /// The period looked at.
    pub(super) period: Period,
    /// Its days that count; all of them where it lies ahead.
    pub(super) days: DayRange,
    /// Whether any of its days has come.
    pub(super) begun: bool,
    /// What they are compared with.
    pub(super) before: Option<DayRange>,
    /// The like days of last year, where they are not what is compared with anyway, as they are for a year.
    pub(super) year: Option<DayRange>,
    /// The facts as they stood then.
    pub(super) as_of: Option<Revision>,
}

impl<'a> Scope<'a> {
    /// Resolves `question`.
    ///
    /// # Errors
    /// Where it names a metric that the catalogue does not have.
    pub(super) fn of(question: &'a Question, setting: Setting<'a>) -> Result<Self, Error> {
        let known = lens_metric(question, setting)?;
        let told = |metric: &&Metric| match question.kind {
            Kind::Explain | Kind::Metric => true,
            Kind::Board | Kind::Person => metric.function() == "growth" || TOLD.contains(&metric.function()),
            _ => TOLD.contains(&metric.function()),
        };
        if let Some(metric) = known.filter(|metric| !told(metric)) {
            return Err(beyond_sums(metric));
        }
        let organisation = setting.organisation;
        let (calendar, fiscal) = (&organisation.calendar, organisation.settings.fiscal_start);
        let lens = &question.lens;
        let default = || Period::of(lens.grain, calendar.working_day_before(question.today), fiscal);
        let period = lens.anchor.unwrap_or_else(default);
        let until = organisation.data.map(DayRange::last);
        let begun = counted(period, question.today, until, calendar);
        let days = begun.unwrap_or_else(|| period.days());
        let against = |versus| compared(period, days, versus, calendar);
        let before = against(lens.versus);
        let twofold = !matches!(period.grain(), Grain::Day | Grain::Year)
            && matches!(lens.versus, Versus::Usual | Versus::Previous);
        let as_of = match lens.as_of {
            None => None,
            Some(AsOf::Revision(revision)) => Some(revision),
            Some(AsOf::Day(day)) => return Err(Error::asked("as-of-open").with("day", day)),
        };
        let year = twofold.then(|| against(Versus::Year)).flatten();
        Ok(Self { question, setting, period, days, begun: begun.is_some(), before, year, as_of })
    }

    /// The lens, its anchor resolved.
    pub(super) fn lens(&self) -> Lens {
        Lens { anchor: Some(self.period), ..self.question.lens.clone() }
    }

    /// The metric of that id; every id in the sources is one of the catalogue's own, so that a catalogue of the
    /// organisation's that lacks it leaves it out.
    pub(super) fn metric(&self, id: &str) -> Option<&'a Metric> {
        self.setting.catalogue.metric(id)
    }

    /// The metrics of these ids that the catalogue has.
    pub(super) fn metrics(&self, ids: &[&str]) -> Vec<&'a Metric> {
        ids.iter().filter_map(|id| self.metric(id)).collect()
    }

    /// The metric in the foreground: the lens's own where sums say it, else revenue.
    pub(super) fn foreground(&self) -> Option<&'a Metric> {
        let own = self.question.lens.metric.as_deref().and_then(|id| self.metric(id));
        own.filter(|metric| metric.function().is_empty()).or_else(|| self.metric("revenue"))
    }

    /// The metric in the foreground, for a report that is about it alone.
    ///
    /// # Errors
    /// Where sums do not say it.
    pub(super) fn subject(&self) -> Result<&'a Metric, Error> {
        let id = self.question.lens.metric.as_deref().unwrap_or("revenue");
        let metric =
            self.metric(id).ok_or_else(|| Error::asked("metric-unknown").with("metric", id).with("near", ""))?;
        if metric.function().is_empty() { Ok(metric) } else { Err(beyond_sums(metric)) }
    }

    /// The filters of a query for rows. Who is in a team changes by the day; rows are asked of whoever was in it on the
    /// last day that counts.
    pub(super) fn row_filters(&self) -> Vec<Filter> {
        let organisation = self.setting.organisation;
        let own = |(dimension, names): &(Dimension, Vec<String>)| match dimension {
            Dimension::Team => {
                let teams: Vec<String> =
                    names.iter().flat_map(|team| organisation.team_and_below(team)).map(str::to_owned).collect();
                let names = organisation.people_of(&teams, self.days.last());
                Filter { dimension: Dimension::Member, names }
            }
            _ => Filter { dimension: *dimension, names: organisation.spelled_out(*dimension, names) },
        };
        self.question.lens.filters.iter().map(own).collect()
    }

    /// Asks what `metrics` need over `ranges` of what the lens shows.
    pub(super) fn ask(&self, ranges: Vec<DayRange>, metrics: &[&Metric], by: Option<Dimension>) -> Ask {
        let measures = measures_of(metrics.iter().copied(), self.setting.catalogue);
        let filters = self.question.lens.filters.clone();
        Ask { ranges, measures, by, filters, as_of: self.as_of }
    }

    /// What `metric` says for the names of these numbers together in run number `run`; for many of them, see
    /// [`Scope::formula`].
    pub(super) fn figure(&self, metric: &Metric, sums: &Sums, run: usize, names: &[usize]) -> Figure {
        self.formula(metric, sums).figure(|place| sums.over(run, names, place))
    }

    /// The formula of `metric` over `sums`.
    pub(super) fn formula(&self, metric: &Metric, sums: &Sums) -> Formula {
        Formula::of(metric, self.setting.catalogue, sums.measures())
    }

    /// The days counted, those compared with, those of last year; and where the two latter stand in the list.
    pub(super) fn runs(&self) -> Runs {
        let mut list = vec![self.days];
        let mut add = |days: Option<DayRange>| {
            days.map(|days| {
                list.push(days);
                list.len() - 1
            })
        };
        let (before, year) = (add(self.before), add(self.year));
        Runs { list, before, year }
    }

    /// Whether `days` are a part of `period` that ends before its last working day.
    pub(super) fn is_part(&self, period: Period, days: DayRange) -> bool {
        let rest = DayRange::new(days.last().plus(1), period.last());
        rest.is_some_and(|rest| self.setting.organisation.calendar.working_days(rest) > 0)
    }

    /// The period as it is written in a command: `2026-09`.
    pub(super) fn period_word(&self) -> Value {
        Value::Text(self.period.name(self.setting.organisation.settings.fiscal_start))
    }

    /// How `days` of `period` are headed: as the period, a part of it as the days that it has.
    pub(super) fn title(&self, period: Period, days: DayRange) -> Value {
        if self.is_part(period, days) { Value::Days(days) } else { Value::Period(period) }
    }

    /// The last working day that counts.
    fn worked(&self) -> Option<Day> {
        let last = self.setting.organisation.calendar.working_day_before(self.days.last().plus(1));
        self.days.contains(last).then_some(last)
    }

    /// The report about it, still without a word.
    pub(super) fn report(&self, kind: Kind, trust: Trust, tables: Vec<Table>) -> Report {
        let settings = &self.setting.organisation.settings;
        Report {
            kind,
            lens: self.lens(),
            period: Some(self.period),
            counted: self.begun.then_some(self.days),
            worked: self.begun.then(|| self.worked()).flatten(),
            compared: self.before,
            revision: self.setting.revision,
            currency: settings.currency.clone(),
            timezone: settings.timezone.clone(),
            fiscal: settings.fiscal_start,
            state: None,
            headline: Vec::new(),
            trust,
            tables,
            read: Vec::new(),
            kinds: Vec::new(),
        }
    }
}

/// Runs of days and which of them is what; the days counted come first.
pub(super) struct Runs {
    pub(super) list: Vec<DayRange>,
    pub(super) before: Option<usize>,
    pub(super) year: Option<usize>,
}

impl Runs {
    /// The run of the figure at place `at` among a value, what it is compared with and how it changed, as comparison
    /// columns have them; `None` where a change stands.
    pub(super) fn at(&self, at: usize) -> Option<usize> {
        let compared: Vec<usize> = [self.before, self.year].into_iter().flatten().collect();
        match at {
            0 => Some(0),
            at if at % 2 == 1 => compared.get(at / 2).copied(),
            _ => None,
        }
    }
}

/// The functions that a review can tell: combinations of sums, and what it computes from rows and posts.
const TOLD: [&str; 5] = ["", "repeat", "ltv", "median", "posts"];

/// The metric that the lens names.
fn lens_metric<'a>(question: &Question, setting: Setting<'a>) -> Result<Option<&'a Metric>, Error> {
    let Some(id) = question.lens.metric.as_deref() else { return Ok(None) };
    let unknown = || Error::asked("metric-unknown").with("metric", id).with("near", near(setting, id));
    setting.catalogue.metric(id).map(Some).ok_or_else(unknown)
}

/// What says that a metric needs more than sums.
pub(super) fn beyond_sums(metric: &Metric) -> Error {
    Error::asked("metric-beyond").with("metric", &metric.id).with("formula", metric.formula())
}

/// Metrics whose ids look like `id`: for the hint of an error.
fn near(setting: Setting<'_>, id: &str) -> String {
    let alike = |metric: &&Metric| {
        id.split('_').any(|word| word.len() > 2 && metric.id.contains(word)) || id.contains(metric.id.as_str())
    };
    let all = setting.catalogue.metrics.iter();
    let mut ids: Vec<_> = all.clone().filter(alike).map(|metric| metric.id.as_str()).take(8).collect();
    if ids.is_empty() {
        ids = vec!["revenue", "deals", "inquiries", "effective_visits", "close_rate"];
    }
    ids.join(", ")
}
