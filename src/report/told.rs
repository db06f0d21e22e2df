//! What became of a document, in words: a receipt says it to whoever wrote it, the journal to everybody else.

use super::{Sentence, Value};
use crate::domain::base::{DayKind, Rate};
use crate::domain::model::{
    Action, ActionState, Catalogue, Checkpoint, DayClose, Document, GoalSteps, Meeting, Note, Owner, Record, Target,
    Unit, WeekPlan, differences,
};

/// A field of a document: its name, and what it says.
type Field = (&'static str, Value);

/// What became of a document that was `old` and is `new`: what it is, then what is in it or what has changed of it, old
/// and new; `None` where there is neither. Of a record of the work with people only that it is there: its content is
/// for those who may see the person.
#[must_use]
pub fn told(catalogue: &Catalogue, old: Option<&Document>, new: Option<&Document>) -> Option<Sentence> {
    if let Some(Document::Settings(_)) = new.or(old) {
        // What nobody has written is what comes with the program.
        let what: Vec<String> = differences(old, new).iter().map(ToString::to_string).collect();
        return Some(Sentence::new("done.settings").with("what", Value::Text(what.join(", "))));
    }
    let said = |id: &'static str, document: &Document| Sentence::new(id).with("what", named(catalogue, document));
    let Some(new) = new else { return old.map(|old| said("told.gone", old)) };
    let now = fields(catalogue, new);
    let Some(old) = old else {
        let content = listed(now.into_iter().filter(|(_, value)| *value != Value::Null).map(is));
        return Some(with_content(said("told.new", new), "told.new-with", content));
    };
    let before = fields(catalogue, old);
    let changed = now.into_iter().zip(before).filter(|(now, before)| now != before).map(became);
    Some(with_content(said("told.changed", new), "told.changed-with", listed(changed)))
}

/// What of a document differs from another state of it, as each says it: `base ¥2,000,000`. Where only one of them is
/// there, the other is gone.
#[must_use]
pub fn told_apart(catalogue: &Catalogue, one: Option<&Document>, other: Option<&Document>) -> [Value; 2] {
    let said = |document: Option<&Document>, against: Option<&Document>| {
        let Some(document) = document else { return Value::Words(Sentence::new("told.away")) };
        let own = fields(catalogue, document);
        let beside = against.map(|against| fields(catalogue, against)).filter(|beside| *beside != own);
        let differs = |at: usize, own: &Field| beside.as_ref().is_none_or(|beside| beside.get(at) != Some(own));
        let own = own.into_iter().enumerate().filter(|(at, own)| differs(*at, own));
        listed(own.map(|(_, own)| is(own))).unwrap_or(Value::Null)
    };
    [said(one, other), said(other, one)]
}

/// The sentence, and behind it what there is to tell.
fn with_content(said: Sentence, id: &'static str, content: Option<Value>) -> Sentence {
    match content {
        None => said,
        Some(content) => Sentence { id: id.into(), ..said }.with("content", content),
    }
}

fn is((name, value): Field) -> Sentence {
    Sentence::new("told.is").with("field", field(name)).with("value", value)
}

fn became(((name, new), (_, old)): (Field, Field)) -> Sentence {
    Sentence::new("told.became").with("field", field(name)).with("old", old).with("new", new)
}

fn field(name: &str) -> Value {
    Value::Words(Sentence { id: format!("told.field.{name}").into(), args: Vec::new() })
}

/// Sentences in a row; `None` of none.
fn listed(sentences: impl Iterator<Item = Sentence>) -> Option<Value> {
    let both = |one, other| Value::Words(Sentence::new("told.and").with("one", one).with("other", other));
    sentences.map(Value::Words).reduce(both)
}

pub(super) fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
}

pub(super) fn word(group: &str, word: &str) -> Value {
    Value::Words(Sentence { id: format!("{group}.{word}").into(), args: Vec::new() })
}

fn number(number: u64) -> Value {
    Value::Text(number.to_string())
}

/// A metric's own name; its id where the catalogue has none of it.
pub(super) fn metric(catalogue: &Catalogue, id: &str) -> Value {
    catalogue.metric(id).map_or_else(|| text(id), |metric| Value::Term(metric.term.clone()))
}

/// Whose something is.
pub(super) fn owner(owner: &Owner) -> Value {
    if *owner == Owner::Company { Value::Words(Sentence::new("owner.company")) } else { text(owner.name()) }
}

/// A value of a target or a plan: a rate is kept in 1/10,000.
pub(super) fn figure(catalogue: &Catalogue, id: &str, value: i64) -> Value {
    // A metric that is closed to the reader tells no value.
    let Some(unit) = catalogue.metric(id).map(|metric| metric.unit) else { return Value::Undefined };
    let rate = || Rate::new(value.into(), 10_000).map_or(Value::Undefined, |rate| Value::Rate(rate, unit));
    match unit {
        Unit::Percent | Unit::Ratio => rate(),
        unit => Value::Number(value.into(), unit),
    }
}

/// What a document is, in words: `action 412 (call Huaxin)`.
#[must_use]
pub fn named(catalogue: &Catalogue, document: &Document) -> Value {
    let of = |id: &'static str| Sentence::new(id);
    Value::Words(match document {
        Document::Person(person) => of("doc.person").with("name", text(&person.name)),
        Document::Team(team) => of("doc.team").with("name", text(&team.name)),
        Document::Membership(post) => {
            of("doc.membership").with("name", text(&post.person)).with("team", text(&post.team))
        }
        Document::Calendar(day) => of("doc.calendar").with("day", Value::Day(day.day)),
        Document::Settings(_) => of("doc.settings"),
        Document::Grant(grant) => of("doc.grant").with("name", text(&grant.account)),
        Document::Proposal(proposal) => of("doc.proposal").with("number", number(proposal.number)),
        Document::Target(Target { metric: id, owner: whose, period, .. }) => of("doc.target")
            .with("metric", metric(catalogue, id))
            .with("owner", owner(whose))
            .with("period", Value::Period(*period)),
        Document::GoalSteps(GoalSteps { person, period, .. }) => {
            of("doc.goal-steps").with("name", text(person)).with("period", Value::Period(*period))
        }
        Document::Checkpoint(Checkpoint { metric: id, owner: whose, month, part, .. }) => of("doc.checkpoint")
            .with("part", number((*part).into()))
            .with("metric", metric(catalogue, id))
            .with("owner", owner(whose))
            .with("period", Value::Period(*month)),
        Document::DayClose(DayClose { day, person, .. }) => {
            of("doc.day-close").with("day", Value::Day(*day)).with("name", text(person))
        }
        Document::WeekPlan(WeekPlan { owner: whose, week, .. }) => {
            of("doc.week-plan").with("period", Value::Period(*week)).with("owner", owner(whose))
        }
        Document::Action(Action { number: n, text: what, .. }) => {
            of("doc.action").with("number", number(*n)).with("text", text(what))
        }
        Document::Note(Note { number: n, metric: id, day, .. }) => of("doc.note")
            .with("number", number(*n))
            .with("metric", metric(catalogue, id))
            .with("day", Value::Day(*day)),
        Document::Meeting(Meeting { ritual, day, .. }) => {
            of("doc.meeting").with("ritual", word("ritual", ritual.word())).with("day", Value::Day(*day))
        }
        Document::Record(Record { number: n, kind, person, day, .. }) => of("doc.record")
            .with("number", number(*n))
            .with("kind", word("record-kind", kind.word()))
            .with("name", text(person))
            .with("day", Value::Day(*day)),
        Document::PostPlan(plan) => of("doc.post-plan").with("team", text(&plan.team)).with("role", text(&plan.role)),
    })
}

/// The fields of a document that are told, each kind always the same in the same order.
fn fields(catalogue: &Catalogue, document: &Document) -> Vec<Field> {
    match document {
        Document::Target(target) => {
            let value = |value| figure(catalogue, &target.metric, value);
            vec![
                ("base", value(target.base)),
                ("stretch", target.stretch.map_or(Value::Null, value)),
                ("state", word("target-state", target.state.word())),
                ("quality", text(&target.quality)),
                ("due", target.due.map_or(Value::Null, Value::Day)),
                ("relative", target.relative.map_or(Value::Null, |relative| text(&relative.text()))),
                ("smart", text(&target.smart.text())),
            ]
        }
        Document::GoalSteps(steps) => vec![("steps", Value::Of(steps.taken.len() as u64, GoalSteps::ALL as u64))],
        Document::Checkpoint(point) => vec![("improvement", text(&point.improvement))],
        Document::DayClose(close) => vec![("state", word("close-state", close.state.word()))],
        Document::WeekPlan(plan) => {
            let planned = |(id, value): &(String, i64)| {
                Sentence::new("told.is")
                    .with("field", metric(catalogue, id))
                    .with("value", figure(catalogue, id, *value))
            };
            vec![
                ("values", listed(plan.values.iter().map(planned)).unwrap_or(Value::Null)),
                ("locked", word("answer", if plan.locked { "yes" } else { "no" })),
                ("summary", text(&plan.summary)),
            ]
        }
        Document::Action(action) => vec![
            ("owner", owner(&action.owner)),
            ("due", Value::Day(action.due)),
            ("metric", action.metric.as_deref().map_or(Value::Null, |id| metric(catalogue, id))),
            ("about", text(&action.about)),
            ("week", action.week.map_or(Value::Null, Value::Period)),
            ("state", state(&action.state)),
            ("text", text(&action.text)),
            ("carried", action.carried.last().map_or(Value::Null, |carry| text(&carry.reason))),
        ],
        Document::Note(note) => vec![
            ("text", text(&note.text)),
            ("owner", owner(&note.owner)),
            ("cause", note.cause.map_or(Value::Null, |cause| word("cause", cause.word()))),
        ],
        Document::Meeting(meeting) => vec![
            ("attendees", text(&meeting.attendees.join(", "))),
            ("decisions", text(&meeting.decisions.join("; "))),
            ("actions", text(&meeting.actions.iter().map(u64::to_string).collect::<Vec<_>>().join(", "))),
            ("ended", meeting.ended.map_or(Value::Null, Value::Time)),
        ],
        Document::Record(record) => vec![("settled", word("answer", if record.settled { "yes" } else { "no" }))],
        Document::Person(person) => vec![
            ("hired", person.hired.map_or(Value::Null, Value::Day)),
            ("left", person.left.map_or(Value::Null, Value::Day)),
        ],
        Document::Team(team) => {
            let posts = team.posts.iter().map(|(role, least, most)| format!("{role} {least}-{most}"));
            vec![
                ("parent", team.parent.as_deref().map_or(Value::Null, text)),
                ("lead", team.lead.as_deref().map_or(Value::Null, text)),
                ("posts", text(&posts.collect::<Vec<_>>().join(", "))),
            ]
        }
        Document::Membership(post) => vec![
            ("role", text(&post.role)),
            ("from", Value::Day(post.from)),
            ("to", post.to.map_or(Value::Null, Value::Day)),
        ],
        Document::Calendar(day) => vec![("kind", word("day", day_kind(day.kind))), ("note", text(&day.note))],
        Document::Settings(_) => Vec::new(),
        // What is paid stands in no journal that everybody reads.
        Document::PostPlan(plan) => vec![("arrival", plan.arrival.map_or(Value::Null, Value::Day))],
        Document::Grant(grant) => vec![("office", word("office", grant.office.word()))],
        Document::Proposal(proposal) => vec![("reason", text(&proposal.reason))],
    }
}

fn day_kind(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Work => "work",
        DayKind::Rest => "rest",
        DayKind::Makeup => "makeup",
    }
}

/// Where a promise stands.
pub(super) fn state(state: &ActionState) -> Value {
    Value::Words(match state {
        ActionState::Open => Sentence::new("action-state.open"),
        ActionState::Done(day) => Sentence::new("action-state.done").with("day", Value::Day(*day)),
        ActionState::Dropped(day, reason) => {
            Sentence::new("action-state.dropped").with("day", Value::Day(*day)).with("reason", text(reason))
        }
    })
}
