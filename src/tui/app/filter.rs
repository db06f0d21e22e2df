//! The filter: which names of a dimension count, in the journal which changes. Names come from the organisation and from
//! the facts; what is marked is shown as the question it makes.

use std::collections::BTreeSet;

use super::matching::{Folded, Rank, meets};
use super::{Action, App, Effect, Field, Overlay, View};
use crate::desk::Query;
use crate::domain::base::{Day, FiscalStart, Grain, Period};
use crate::domain::model::{Channel, Dimension, JournalEntry, Lens, Organisation};
use crate::text::{Lang, clean, phrase};

/// A name that can be marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// As facts and lenses carry it; empty for what is not recorded.
    pub id: String,
    /// As it is shown.
    pub label: String,
    /// What stands beside it: the id of a channel, the team of a person.
    pub note: String,
    /// How deep it hangs in its tree.
    pub depth: usize,
    /// As it is called in the other language, where that is known.
    pub other: String,
    folded: Vec<Folded>,
}

impl Name {
    fn new(id: &str, label: &str, note: &str, depth: usize, other: &str) -> Self {
        let own = |text: &str| clean(text).into_owned();
        let folded = [label, id, other].map(Folded::of).to_vec();
        Self { id: id.to_owned(), label: own(label), note: own(note), depth, other: own(other), folded }
    }
}

/// What the names of a list are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    /// Names of a dimension.
    Of(Dimension),
    /// Kinds of changes.
    Kinds,
    /// Who made changes.
    Users,
    /// Periods in which changes were made, one of which is meant.
    Made,
}

impl List {
    /// The lists of a question about figures.
    const FIGURES: [Self; Dimension::ALL.len()] = [
        Self::Of(Dimension::Channel),
        Self::Of(Dimension::Region),
        Self::Of(Dimension::Product),
        Self::Of(Dimension::Member),
        Self::Of(Dimension::Team),
        Self::Of(Dimension::Reason),
    ];
    /// The lists of a question about changes.
    const CHANGES: [Self; 3] = [Self::Kinds, Self::Users, Self::Made];

    /// The id of its word.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Of(dimension) => format!("dimension.{}", dimension.id()),
            Self::Kinds => "column.kind".to_owned(),
            Self::Users => "column.user".to_owned(),
            Self::Made => "filter.made".to_owned(),
        }
    }

    /// What of its names `lens` asks for.
    fn marked(self, lens: &Lens, fiscal: FiscalStart) -> Vec<String> {
        let changes = &lens.changes;
        match self {
            Self::Of(dimension) => {
                let own = lens.filters.iter().find(|(own, _)| *own == dimension);
                own.map_or_else(Vec::new, |(_, names)| names.clone())
            }
            Self::Kinds => changes.kinds.clone(),
            Self::Users => changes.users.clone(),
            Self::Made => changes.made.iter().map(|period| period.name(fiscal)).collect(),
        }
    }

    /// Has `lens` ask for `names` of it.
    fn mark(self, lens: &mut Lens, names: Vec<String>, fiscal: FiscalStart) {
        let changes = &mut lens.changes;
        match self {
            Self::Of(dimension) => {
                match lens.filters.iter_mut().find(|(own, _)| *own == dimension) {
                    Some((_, own)) => *own = names,
                    None => lens.filters.push((dimension, names)),
                }
                lens.filters.retain(|(_, names)| !names.is_empty());
            }
            Self::Kinds => changes.kinds = names,
            Self::Users => changes.users = names,
            Self::Made => changes.made = names.last().and_then(|name| Period::parse(name, fiscal)),
        }
    }
}

/// What is being filtered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    /// What is typed to find a name.
    pub field: Field,
    /// The number of the name under the cursor, of those shown.
    pub chosen: usize,
    /// The list that is shown.
    pub list: List,
    /// Whether its names are still to come.
    pub waits: bool,
    lens: Lens,
    names: Vec<Name>,
    shown: Vec<usize>,
    /// Whether a mark was set or taken away.
    touched: bool,
    fiscal: FiscalStart,
}

impl Filter {
    /// The question that the marks make.
    #[must_use]
    pub fn lens(&self) -> &Lens {
        &self.lens
    }

    /// The names that meet what is typed.
    pub fn shown(&self) -> impl Iterator<Item = &Name> {
        self.shown.iter().filter_map(|at| self.names.get(*at))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// The lists that one turns through.
    #[must_use]
    pub fn lists(&self) -> &'static [List] {
        if matches!(self.list, List::Of(_)) { &List::FIGURES } else { &List::CHANGES }
    }

    /// How many names of `list` are marked.
    #[must_use]
    pub fn marks(&self, list: List) -> usize {
        list.marked(&self.lens, self.fiscal).len()
    }

    /// Whether `id` is marked.
    #[must_use]
    pub fn is_marked(&self, id: &str) -> bool {
        self.list.marked(&self.lens, self.fiscal).iter().any(|name| name == id)
    }

    pub(super) fn search(&mut self) {
        let wanted = Folded::of(&self.field.text());
        let rank = |name: &Name| {
            let sure = |folded| meets(folded, &wanted).map(|(rank, _)| rank).filter(|rank| *rank < Rank::Scattered);
            name.folded.iter().filter_map(sure).min()
        };
        let mut met: Vec<(Rank, usize)> =
            self.names.iter().enumerate().filter_map(|(at, name)| Some((rank(name)?, at))).collect();
        if !self.field.is_empty() {
            met.sort();
        }
        self.shown = met.into_iter().map(|(_, at)| at).collect();
        self.chosen = 0;
    }

    /// A period that is typed out stands among the periods.
    pub(super) fn take_period(&mut self, lang: Lang) {
        let typed = self.field.text();
        let Some(period) = Period::parse(typed.trim(), self.fiscal).filter(|_| self.list == List::Made) else { return };
        if !self.names.iter().any(|name| name.id == period.name(self.fiscal)) {
            self.names.push(period_name(period, self.fiscal, lang));
            self.search();
        }
    }

    fn take(&mut self, names: Vec<Name>, waits: bool) {
        let chosen = self.chosen;
        (self.names, self.waits) = (names, waits);
        self.search();
        self.chosen = chosen.min(self.shown.len().saturating_sub(1));
    }

    /// Marks the name under the cursor, or takes its mark away.
    fn mark(&mut self) {
        let Some(id) = self.shown().nth(self.chosen).map(|name| name.id.clone()) else { return };
        self.touched = true;
        let mut marked = self.list.marked(&self.lens, self.fiscal);
        if marked.contains(&id) {
            marked.retain(|name| *name != id);
        } else {
            marked.push(id);
        }
        self.list.mark(&mut self.lens, marked, self.fiscal);
        if !self.field.is_empty() {
            self.field = Field::default();
            self.search();
        }
    }

    fn turn(&mut self, steps: usize) {
        let all = self.lists();
        let at = all.iter().position(|list| *list == self.list).map_or(0, |at| (at + steps) % all.len());
        self.list = all.get(at).copied().unwrap_or(self.list);
        self.field = Field::default();
        self.chosen = 0;
    }
}

impl App {
    /// Opens the filter at the dimension that is filtered or broken down by; over the journal at what changes are asked for.
    pub(super) fn open_filter(&mut self) -> Vec<Effect> {
        let lens = self.reading.asked().clone();
        let fiscal = self.fiscal();
        let list = if self.reading.view() == View::Journal {
            let asked = |list: &List| !list.marked(&lens, fiscal).is_empty();
            List::CHANGES.into_iter().find(asked).unwrap_or(List::Kinds)
        } else {
            let filtered = lens.filters.first().map(|(dimension, _)| *dimension);
            List::Of(filtered.or(lens.by).unwrap_or(Dimension::Channel))
        };
        let filter = Filter {
            field: Field::default(),
            chosen: 0,
            list,
            waits: true,
            lens,
            names: Vec::new(),
            shown: Vec::new(),
            touched: false,
            fiscal,
        };
        self.layers.push(Overlay::Filter(Box::new(filter)));
        self.list_names()
    }

    /// Shows the names of the dimension that the filter has turned to, and asks for those that are not known yet.
    fn list_names(&mut self) -> Vec<Effect> {
        self.dirty = true;
        self.refresh_filter();
        let Some(Overlay::Filter(filter)) = self.top() else { return Vec::new() };
        let mut effects = self.want_premises();
        match filter.list {
            List::Of(dimension) if !self.names.contains_key(&dimension) => {
                effects.push(Effect::Fetch(Box::new(Query::Names(dimension))));
            }
            // Somebody may have made a first change since.
            List::Users => effects.push(Effect::Fetch(Box::new(Query::Authors))),
            List::Of(_) | List::Kinds | List::Made => {}
        }
        effects
    }

    pub(super) fn refresh_filter(&mut self) {
        let Some(Overlay::Filter(filter)) = self.top() else { return };
        let lang = self.start.lang;
        let (names, waits) = match filter.list {
            List::Of(dimension) => {
                (self.names_of(dimension), self.premises.is_none() || !self.names.contains_key(&dimension))
            }
            List::Kinds => (kinds(lang), false),
            List::Users => {
                let own = self.authors.iter().flatten().map(|user| Name::new(user, user, "", 0, ""));
                (own.collect(), self.authors.is_none())
            }
            List::Made => {
                let periods = self.today.map_or_else(Vec::new, |today| lately(today, filter.fiscal));
                let asked = filter.lens.changes.made.filter(|made| !periods.contains(made));
                let names = asked.into_iter().chain(periods).map(|period| period_name(period, filter.fiscal, lang));
                (names.collect(), false)
            }
        };
        if let Some(Overlay::Filter(filter)) = self.layers.last_mut() {
            filter.take(names, waits);
        }
    }

    /// The names of `dimension`: the organisation's own in their order, then what facts carry beside them.
    pub(super) fn names_of(&self, dimension: Dimension) -> Vec<Name> {
        let lang = self.start.lang;
        let mut names = match (self.premises.as_deref(), dimension) {
            (Some((organisation, _)), Dimension::Channel) => channels(organisation, None, 0, lang),
            (Some((organisation, _)), Dimension::Member) => {
                let team = |person: &str| self.today.and_then(|day| organisation.team_of(person, day));
                let name = |name: &String| Name::new(name, name, team(name).unwrap_or_default(), 0, "");
                organisation.people.keys().map(name).collect()
            }
            (Some((organisation, _)), Dimension::Team) => {
                let above = |team: &crate::domain::model::Team| team.parent.clone().unwrap_or_default();
                organisation.teams.iter().map(|(name, team)| Name::new(name, name, &above(team), 0, "")).collect()
            }
            _ => Vec::new(),
        };
        let known: BTreeSet<String> = names.iter().map(|name| name.id.clone()).collect();
        let told = self.names.get(&dimension).into_iter().flatten().filter(|name| !known.contains(*name));
        let (nameless, told): (Vec<&String>, Vec<&String>) = told.partition(|name| name.is_empty());
        names.extend(told.into_iter().map(|name| Name::new(name, name, "", 0, "")));
        let words = |lang| phrase("row.not_recorded", lang);
        names.extend(nameless.into_iter().map(|_| Name::new("", words(lang), "", 0, words(lang.other()))));
        names
    }

    /// A key of the filter.
    pub(super) fn filter(&mut self, action: Action) -> Vec<Effect> {
        self.dirty = true;
        let Some(Overlay::Filter(filter)) = self.layers.last_mut() else { return Vec::new() };
        match action {
            Action::Mark => filter.mark(),
            Action::Unfilter => {
                filter.touched = true;
                for list in filter.lists() {
                    list.mark(&mut filter.lens, Vec::new(), filter.fiscal);
                }
            }
            Action::NextList | Action::PreviousList => {
                filter.turn(if action == Action::NextList { 1 } else { filter.lists().len() - 1 });
                return self.list_names();
            }
            _ => {}
        }
        Vec::new()
    }

    /// Asks what the marks make; where nothing was marked, what is typed stands for the name under the cursor.
    pub(super) fn accept_filter(&mut self) -> Vec<Effect> {
        let Some(Overlay::Filter(filter)) = self.layers.last_mut() else { return Vec::new() };
        if !filter.touched {
            if filter.field.is_empty() || filter.shown.is_empty() {
                self.layers.pop();
                return Vec::new();
            }
            filter.mark();
        }
        let lens = filter.lens.clone();
        self.layers.pop();
        self.go(self.reading.view(), lens)
    }
}

/// The kinds of changes, called as the journal calls them.
fn kinds(lang: Lang) -> Vec<Name> {
    let word = |kind: &str, lang| phrase(&format!("log.kind.{kind}"), lang).to_owned();
    JournalEntry::KINDS.map(|kind| Name::new(kind, &word(kind, lang), kind, 0, &word(kind, lang.other()))).to_vec()
}

/// The periods that are looked for most, the present ones first: seven days, four weeks, twelve months.
fn lately(today: Day, fiscal: FiscalStart) -> Vec<Period> {
    let back = |grain, steps| (0..steps).map(move |back: i32| Period::of(grain, today, fiscal).shift(-back));
    back(Grain::Day, 7).chain(back(Grain::Week, 4)).chain(back(Grain::Month, 12)).collect()
}

fn period_name(period: Period, fiscal: FiscalStart, lang: Lang) -> Name {
    let (name, said) = (period.name(fiscal), |lang| crate::text::period(period, fiscal, lang));
    Name::new(&name, &said(lang), &name, 0, &said(lang.other()))
}

/// The channels below `parent`, each with those below it.
fn channels(organisation: &Organisation, parent: Option<&str>, depth: usize, lang: Lang) -> Vec<Name> {
    // A tree that hangs in itself ends somewhere.
    if depth > organisation.channels.len() {
        return Vec::new();
    }
    let below = organisation.channels.iter().filter(|channel| channel.parent.as_deref() == parent);
    let name = |channel: &Channel| {
        let [label, other] = [lang, lang.other()].map(|lang| lang.term(&channel.term));
        Name::new(&channel.id, label, &channel.id, depth, other)
    };
    below
        .flat_map(|channel| {
            std::iter::once(name(channel)).chain(channels(organisation, Some(&channel.id), depth + 1, lang))
        })
        .collect()
}
