//! Teams, posts, the calendar and the settings.

use super::kind::Filling;
use super::planning::listed;
use super::{FormField, Pick, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::{Day, DayKind, Error, Money};
use crate::domain::model::{
    CalendarDay, Document, DocumentKey, DocumentKind, Employment, Membership, PostPlan, SettingName, Settings, Team,
    Versioned,
};
use crate::text::{Lang, clean, day, phrase, say};

/// A team: of that name, or a new one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TeamForm {
    /// Which; `None` of a new one.
    pub name: Option<String>,
}

/// The people of the roster, to choose from.
fn people(with: With<'_>) -> Vec<Pick> {
    with.organisation.people.keys().map(|name| Pick::named(name)).collect()
}

fn teams(with: With<'_>) -> Vec<Pick> {
    with.organisation.teams.keys().map(|name| Pick::named(name)).collect()
}

impl Filling for TeamForm {
    fn word(&self) -> &'static str {
        "team"
    }

    fn document(&self) -> Option<DocumentKey> {
        Some(DocumentKey { kind: DocumentKind::Team, id: self.name.clone()? })
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::Team(team)) = now { team.clone() } else { Team::default() };
        let name = self.name.is_none().then(|| FormField::text("team-name").needed());
        let mut above = teams(with);
        above.retain(|pick| Some(&pick.id) != self.name.as_ref());
        let parent = FormField::choice("parent", above).with(known.parent.as_deref().unwrap_or_default());
        let lead = FormField::choice("lead", people(with)).with(known.lead.as_deref().unwrap_or_default());
        let posts = FormField::text("posts").with(&posts_text(&known.posts)).hint("hint.posts", Vec::new());
        let rest = [parent.hint("hint.parent", Vec::new()), lead.hint("hint.lead", Vec::new()), posts];
        name.into_iter().chain(rest).collect()
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let name = self.name.clone().unwrap_or_else(|| values.text("team-name"));
        if self.name.is_none() && with.organisation.teams.contains_key(&name) {
            values.refuse("team-name", Error::asked("person-there").with("name", &name));
        }
        let parent = values.some("parent");
        let below = with.organisation.team_and_below(&name);
        if parent.as_deref().is_some_and(|parent| below.contains(&parent)) {
            values.refuse("parent", Error::asked("team-circle").with("team", &name));
        }
        let typed = values.text("posts");
        let posts = read_posts(&typed).unwrap_or_else(|word| {
            values.refuse("posts", Error::asked("posts-read").with("word", word));
            Vec::new()
        });
        Some(one_document(Document::Team(Team { name, parent, lead: values.some("lead"), posts }), now))
    }
}

/// `sales 2-3, editor 1`: posts as they are typed.
fn posts_text(posts: &[(String, u32, u32)]) -> String {
    let one = |(role, least, most): &(String, u32, u32)| {
        if least == most { format!("{role} {least}") } else { format!("{role} {least}-{most}") }
    };
    posts.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The posts of such a text; or what of it is none.
fn read_posts(text: &str) -> Result<Vec<(String, u32, u32)>, String> {
    let one = |part: &str| {
        let (role, heads) = part.trim().rsplit_once(' ')?;
        let (least, most) = heads.split_once('-').unwrap_or((heads, heads));
        let (least, most): (u32, u32) = (least.parse().ok()?, most.parse().ok()?);
        (least <= most && most <= 10_000).then(|| (role.trim().to_owned(), least, most))
    };
    let parts = text.split([',', '，']).filter(|part| !part.trim().is_empty());
    parts.map(|part| one(part).ok_or_else(|| part.trim().to_owned())).collect()
}

/// What is planned for a post: of that team and role, or a new one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PostPlanForm {
    /// Which; `None` of a new one.
    pub known: Option<(String, String)>,
}

impl Filling for PostPlanForm {
    fn word(&self) -> &'static str {
        "post"
    }

    fn document(&self) -> Option<DocumentKey> {
        let (team, role) = self.known.as_ref()?;
        Some(DocumentKey { kind: DocumentKind::PostPlan, id: format!("{team}/{role}") })
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        let told =
            |(team, role): &(String, String)| listed(&[clean(team).into_owned(), role_words(role, with)], with.lang);
        self.known.as_ref().map(told).unwrap_or_default()
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::PostPlan(plan)) = now { Some(plan) } else { None };
        let first = match &self.known {
            Some(_) => Vec::new(),
            None => vec![
                FormField::choice("team", teams(with)).needed(),
                FormField::free_choice("role", roles(with)).needed(),
            ],
        };
        let arrival = known.and_then(|plan| plan.arrival).map(|day| day.to_string()).unwrap_or_default();
        let employed = known.map(|plan| plan.employment).unwrap_or_default();
        let word = EMPLOYMENTS.iter().find(|(one, ..)| *one == employed).map_or("full", |(_, word, _)| *word);
        let picks = EMPLOYMENTS.iter().map(|(_, word, id)| pick(word, id, with.lang)).collect();
        let amount = |parts: i64| Money::from_parts(parts).decimal();
        let pay = known.and_then(|plan| plan.pay).map(|(least, most)| format!("{}-{}", amount(least), amount(most)));
        let rest = [
            FormField::day("arrival").with(&arrival).hint("hint.arrival", Vec::new()),
            FormField::choice("employment", picks).with(word).needed(),
            FormField::text("pay").with(&pay.unwrap_or_default()).hint("hint.pay", Vec::new()),
        ];
        first.into_iter().chain(rest).collect()
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let typed = || Some((values.some("team")?, values.some("role")?));
        let (team, role) = self.known.clone().or_else(typed)?;
        let pay = values.some("pay").map(|text| {
            let (least, most) = text.split_once('-').unwrap_or((&text, &text));
            let both = Money::read(least.trim()).zip(Money::read(most.trim()));
            both.map(|(least, most)| (least.parts(), most.parts())).filter(|(least, most)| *least >= 0 && least <= most)
        });
        if pay == Some(None) {
            values.refuse("pay", Error::asked("pay-range"));
        }
        let word = values.text("employment");
        let employment =
            EMPLOYMENTS.iter().find(|(_, known, _)| *known == word).map(|(one, ..)| *one).unwrap_or_default();
        let plan = PostPlan { team, role, arrival: values.day("arrival"), employment, pay: pay.flatten() };
        Some(one_document(Document::PostPlan(plan), now))
    }
}

/// Something of the roster that is taken out of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoveForm {
    /// What.
    pub key: DocumentKey,
}

impl Filling for RemoveForm {
    fn word(&self) -> &'static str {
        "remove"
    }

    fn document(&self) -> Option<DocumentKey> {
        Some(self.key.clone())
    }

    fn about(&self) -> String {
        format!("{} {}", self.key.kind.word(), self.key.id)
    }

    /// What kind of entry it is, and which.
    fn told(&self, with: With<'_>, now: Option<&Document>) -> String {
        let kind = format!("remove.{}", self.key.kind.word());
        let which = match (self.key.kind, MembershipForm::keyed(&self.key.id), self.key.id.parse()) {
            (DocumentKind::Membership, Some(post), _) => post.told(with, now),
            (DocumentKind::Calendar, _, Ok(on)) => day(on, with.lang),
            _ => clean(&self.key.id).into_owned(),
        };
        format!("{} {which}", phrase(&kind, with.lang))
    }

    fn fields(&self, _with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        vec![FormField::text(super::REASON).needed().hint("hint.remove", Vec::new())]
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let Some(now) = now else {
            values.refuse(super::REASON, Error::asked("roster-none").with("name", &self.key.id));
            return None;
        };
        Some(Command::Delete { documents: vec![(self.key.clone(), now.revision)], reason: None })
    }
}

fn roles(with: With<'_>) -> Vec<Pick> {
    let roles = with.organisation.roles.iter();
    roles.map(|role| Pick::typed(&role.id, &role_words(&role.id, with))).collect()
}

/// What a role is called; its id where the organisation knows none of it.
fn role_words(id: &str, with: With<'_>) -> String {
    let known = with.organisation.roles.iter().find(|role| role.id == id);
    let unknown = if id == "lead" { phrase("role.lead", with.lang) } else { id };
    clean(known.map_or(unknown, |role| with.lang.term(&role.term))).into_owned()
}

/// Who belongs to which team in which role: of that key, or a new one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MembershipForm {
    /// Person, first day, team, role: what it is known by; `None` of a new one.
    known: Option<(String, Day, String, String)>,
}

impl MembershipForm {
    /// That of `post`.
    #[must_use]
    pub fn of(post: &Membership) -> Self {
        Self { known: Some((post.person.clone(), post.from, post.team.clone(), post.role.clone())) }
    }

    /// That of a document's id: `张伟/2026-01-01/East/sales`.
    #[must_use]
    pub fn keyed(id: &str) -> Option<Self> {
        let mut parts = id.splitn(4, '/');
        let mut next = || parts.next().map(str::to_owned);
        let (person, from, team, role) = (next()?, next()?, next()?, next()?);
        Some(Self { known: Some((person, from.parse().ok()?, team, role)) })
    }
}

const EMPLOYMENTS: [(Employment, &str, &str); 3] = [
    (Employment::Full, "full", "employment.full"),
    (Employment::Outsourced, "outsourced", "employment.outsourced"),
    (Employment::Concurrent, "concurrent", "employment.concurrent"),
];

fn pick(id: &str, phrase_id: &str, lang: Lang) -> Pick {
    Pick::of(id, phrase(phrase_id, lang))
}

impl Filling for MembershipForm {
    fn word(&self) -> &'static str {
        "membership"
    }

    fn document(&self) -> Option<DocumentKey> {
        let (person, from, team, role) = self.known.as_ref()?;
        Some(DocumentKey { kind: DocumentKind::Membership, id: format!("{person}/{from}/{team}/{role}") })
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        let Some((person, from, team, role)) = &self.known else { return String::new() };
        let what = listed(&[clean(person).into_owned(), clean(team).into_owned(), role_words(role, with)], with.lang);
        say("form.membership.about", &[("what", &what), ("from", &day(*from, with.lang))], with.lang)
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::Membership(post)) = now { Some(post) } else { None };
        let first = match &self.known {
            Some(_) => Vec::new(),
            None => vec![
                FormField::free_choice("person", people(with)).needed(),
                FormField::free_choice("team", teams(with)).needed(),
                FormField::free_choice("role", roles(with)).needed(),
                FormField::day("from").with(&with.today.to_string()).needed().hint("hint.day", Vec::new()),
            ],
        };
        let to = known.and_then(|post| post.to).map(|day| day.to_string()).unwrap_or_default();
        let employed = known.map(|post| post.employment).unwrap_or_default();
        let word = EMPLOYMENTS.iter().find(|(one, ..)| *one == employed).map_or("full", |(_, word, _)| *word);
        let picks = EMPLOYMENTS.iter().map(|(_, word, id)| pick(word, id, with.lang)).collect();
        let rest = [
            FormField::day("to").with(&to).hint("hint.to", Vec::new()),
            FormField::choice("employment", picks).with(word).needed(),
        ];
        first.into_iter().chain(rest).collect()
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let typed = || Some((values.some("person")?, values.day("from")?, values.some("team")?, values.some("role")?));
        let (person, from, team, role) = self.known.clone().or_else(typed)?;
        let to = values.day("to");
        let word = values.text("employment");
        let employment =
            EMPLOYMENTS.iter().find(|(_, known, _)| *known == word).map(|(one, ..)| *one).unwrap_or_default();
        if to.is_some_and(|to| to <= from) {
            values.refuse("to", Error::asked("to-before-from"));
        }
        let new = Membership { person, team, role, from, to, employment };
        // One main employment at a time; what is held beside it is said so.
        let overlaps = |other: &&Membership| {
            other.person == new.person
                && (other.from, &other.team, &other.role) != (new.from, &new.team, &new.role)
                && other.employment != Employment::Concurrent
                && new.employment != Employment::Concurrent
                && other.to.is_none_or(|to| new.from < to)
                && new.to.is_none_or(|to| other.from < to)
        };
        if let Some(other) = with.organisation.memberships.iter().find(overlaps) {
            let error = Error::asked("posts-overlap").with("person", &new.person).with("team", &other.team);
            values.refuse("employment", error.with("from", other.from));
        }
        Some(one_document(Document::Membership(new), now))
    }
}

/// A day on which the calendar differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarForm;

impl Filling for CalendarForm {
    fn word(&self) -> &'static str {
        "calendar"
    }

    fn document(&self) -> Option<DocumentKey> {
        None
    }

    fn fields(&self, with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        let kinds = vec![pick("rest", "day-kind.rest", with.lang), pick("makeup", "day-kind.makeup", with.lang)];
        vec![
            FormField::day("day").needed().hint("hint.day", Vec::new()),
            FormField::choice("day-kind", kinds).with("rest").needed(),
            FormField::text("note").hint("hint.day-note", Vec::new()),
        ]
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let day = values.day("day")?;
        let kind = if values.text("day-kind") == "makeup" { DayKind::Makeup } else { DayKind::Rest };
        Some(one_document(Document::Calendar(CalendarDay { day, kind, note: values.text("note") }), now))
    }
}

/// One of the settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingForm {
    /// Which.
    pub name: SettingName,
}

impl Filling for SettingForm {
    fn word(&self) -> &'static str {
        "setting"
    }

    fn document(&self) -> Option<DocumentKey> {
        Some(Document::Settings(Settings::default()).key())
    }

    fn about(&self) -> String {
        self.name.id().to_owned()
    }

    fn fields(&self, _with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::Settings(settings)) = now { settings.clone() } else { Settings::default() };
        let came = self.name.of(&Settings::default());
        vec![
            FormField::text("value").with(&self.name.of(&known)).needed().hint("hint.setting", vec![("value", came)]),
            FormField::text(super::REASON).needed().hint("hint.setting-reason", Vec::new()),
        ]
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let mut settings = match now.map(|now| &now.document) {
            Some(Document::Settings(settings)) => settings.clone(),
            _ => Settings::default(),
        };
        if let Err(error) = self.name.put(&mut settings, &values.text("value")) {
            values.refuse("value", error);
        }
        Some(one_document(Document::Settings(settings), now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_061_posts_read_as_they_are_written() {
        let posts = read_posts("sales 2-3，web editor 1,").expect("posts");
        assert_eq!(posts_text(&posts), "sales 2-3, web editor 1");
        for wrong in ["sales", "sales x", "sales 3-2", "2"] {
            assert_eq!(read_posts(wrong), Err(wrong.to_owned()));
        }
    }
}
