//! Visits, what they cost, and how the channels stand.

use super::chance::{Chance, scaled};
use super::company::Company;
use super::rows::{Feed, Row};
use super::script::Channel;
use crate::domain::base::{Day, Money};
use crate::domain::model::Dimension;

/// Visits of a channel on a day: all, and those that are no people.
pub(super) fn visits(company: &Company<'_>, channel: &Channel, number: usize, day: Day) -> (i64, i64) {
    let script = company.script;
    let mut chance = Chance::of(script.seed, "visits", day, number);
    let level = company.level(day, channel.weekend);
    let fate = script.story.collapse.level(&channel.id, day, company.founded);
    let mean = scaled(channel.visits * 1_000, &[level, fate, festival(channel, day), chance.wobble(70)]);
    let visits = chance.count(mean);
    (visits, scaled(visits, &[chance.between(25, 60)]))
}

/// The shopping festivals of June and November, where one shops.
fn festival(channel: &Channel, day: Day) -> i64 {
    match (channel.id.as_str(), day.month(), day.day_of_month()) {
        ("e-commerce" | "live", 11, 5..=11) | ("e-commerce" | "live", 6, 12..=18) => 1_700,
        _ => 1_000,
    }
}

/// Everything about traffic that the systems tell of `day`.
pub(super) fn rows<'a>(company: &'a Company<'a>, day: Day, out: &mut Vec<Row<'a>>) {
    for (number, channel) in company.script.channels.iter().enumerate() {
        let at = [(Dimension::Channel, channel.id.as_str()), (Dimension::Member, channel.owner.as_str())];
        let mut chance = Chance::of(company.script.seed, "traffic", day, number);
        let (visits, invalid) = self::visits(company, channel, number, day);
        let registrations = chance.count(visits * 6);
        let values = [("visits", visits), ("invalid_visits", invalid), ("registrations", registrations)];
        out.push(Row::new(Feed::Site, day, &at, &values));
        if channel.click > 0 {
            let clicks = scaled(visits, &[chance.between(1_010, 1_090)]);
            let impressions = scaled(clicks * 100_000 / channel.ctr.max(1), &[chance.wobble(60)]);
            let fen = scaled(clicks * channel.click, &[chance.wobble(50)]);
            let values = [("impressions", impressions), ("clicks", clicks), ("spend", fen * Money::PARTS / 100)];
            out.push(Row::new(Feed::Ads, day, &at, &values));
        }
        if channel.monthly > 0 {
            let fen = scaled(channel.monthly * 100 / 30, &[company.level(day, 1_000), chance.wobble(80)]);
            out.push(Row::new(Feed::Ads, day, &at, &[("spend", fen * Money::PARTS / 100)]));
        }
        if let Some(values) = standing(company, channel, day, visits, &mut chance) {
            out.push(Row::new(Feed::Site, day, &at, &values));
        }
    }
    let mut chance = Chance::of(company.script.seed, "load", day, 0);
    out.push(Row::new(Feed::Site, day, &[], &[("load_seconds", chance.between(130, 260))]));
}

/// How a search or a social channel stands (S-175).
fn standing(
    company: &Company<'_>,
    channel: &Channel,
    day: Day,
    visits: i64,
    chance: &mut Chance,
) -> Option<Vec<(&'static str, i64)>> {
    let age = i64::from(day.since(company.first()));
    match channel.id.as_str() {
        "seo" if day.weekday() == 0 => {
            let fate = company.script.story.collapse.level(&channel.id, day, company.founded);
            let rank = 5 + chance.between(0, 2) + (1_000 - fate) / 45;
            let pages = 1_800 + age * 2 + chance.between(0, 40);
            Some(vec![("keyword_rank", rank), ("indexed_pages", pages), ("backlinks", 640 + age / 2)])
        }
        "social" | "video" | "live" => {
            let reach = scaled(visits * 14, &[chance.wobble(120)]);
            let interactions = scaled(reach, &[chance.between(28, 52)]);
            let followers = channel.visits * 60 + age * channel.visits / 10;
            Some(vec![("reach", reach), ("interactions", interactions), ("followers", followers)])
        }
        _ => None,
    }
}
