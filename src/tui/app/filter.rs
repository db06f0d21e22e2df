//! The filter: which names of a dimension count. Names come from the organisation and from the facts; what is marked
//! is shown as the question it makes.

use std::collections::BTreeSet;

use super::matching::{Folded, Rank, meets};
use super::{Action, App, Effect, Field, Overlay};
use crate::desk::Query;
use crate::domain::model::{Channel, Dimension, Lens, Organisation};
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

/// What is being filtered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    /// What is typed to find a name.
    pub field: Field,
    /// The number of the name under the cursor, of those shown.
    pub chosen: usize,
    /// The dimension whose names are shown.
    pub dimension: Dimension,
    /// Whether its names are still to come.
    pub waits: bool,
    lens: Lens,
    names: Vec<Name>,
    shown: Vec<usize>,
    /// Whether a mark was set or taken away.
    touched: bool,
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

    /// How many names of `dimension` are marked.
    #[must_use]
    pub fn marks(&self, dimension: Dimension) -> usize {
        self.lens.filters.iter().find(|(own, _)| *own == dimension).map_or(0, |(_, names)| names.len())
    }

    /// Whether `id` is marked.
    #[must_use]
    pub fn is_marked(&self, id: &str) -> bool {
        let own = self.lens.filters.iter().find(|(own, _)| *own == self.dimension);
        own.is_some_and(|(_, names)| names.iter().any(|name| name == id))
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
        let filters = &mut self.lens.filters;
        match filters.iter_mut().find(|(own, _)| *own == self.dimension) {
            Some((_, names)) if names.contains(&id) => names.retain(|name| *name != id),
            Some((_, names)) => names.push(id),
            None => filters.push((self.dimension, vec![id])),
        }
        filters.retain(|(_, names)| !names.is_empty());
        if !self.field.is_empty() {
            self.field = Field::default();
            self.search();
        }
    }

    fn turn(&mut self, steps: usize) {
        let all = Dimension::ALL;
        let at = (self.dimension.index() + steps) % all.len();
        self.dimension = all.get(at).copied().unwrap_or(self.dimension);
        self.field = Field::default();
        self.chosen = 0;
    }
}

impl App {
    /// Opens the filter at the dimension that is filtered or broken down by.
    pub(super) fn open_filter(&mut self) -> Vec<Effect> {
        let lens = self.reading.asked().clone();
        let dimension = lens.filters.first().map(|(dimension, _)| *dimension).or(lens.by).unwrap_or(Dimension::Channel);
        let filter = Filter {
            field: Field::default(),
            chosen: 0,
            dimension,
            waits: true,
            lens,
            names: Vec::new(),
            shown: Vec::new(),
            touched: false,
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
        if !self.names.contains_key(&filter.dimension) {
            effects.push(Effect::Fetch(Box::new(Query::Names(filter.dimension))));
        }
        effects
    }

    pub(super) fn refresh_filter(&mut self) {
        let Some(Overlay::Filter(filter)) = self.top() else { return };
        let dimension = filter.dimension;
        let names = self.names_of(dimension);
        let waits = self.premises.is_none() || !self.names.contains_key(&dimension);
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
                filter.lens.filters.clear();
            }
            Action::NextList | Action::PreviousList => {
                filter.turn(if action == Action::NextList { 1 } else { Dimension::ALL.len() - 1 });
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

/// The channels below `parent`, each with those below it.
fn channels(organisation: &Organisation, parent: Option<&str>, depth: usize, lang: Lang) -> Vec<Name> {
    // A tree that hangs in itself ends somewhere.
    if depth > organisation.channels.len() {
        return Vec::new();
    }
    let below = organisation.channels.iter().filter(|channel| channel.parent.as_deref() == parent);
    let name = |channel: &Channel| {
        let (label, other) = match lang {
            Lang::En => (&channel.term.en, &channel.term.zh),
            Lang::Zh => (&channel.term.zh, &channel.term.en),
        };
        Name::new(&channel.id, label, &channel.id, depth, other)
    };
    below
        .flat_map(|channel| {
            std::iter::once(name(channel)).chain(channels(organisation, Some(&channel.id), depth + 1, lang))
        })
        .collect()
}
