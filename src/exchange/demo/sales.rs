//! The lives of inquiries: come in, turn out valid, are won or lost, paid, sometimes refunded or complained about.
//!
//! A life is decided by the chance of the day on which its inquiry came in, and carried forward only: later days never
//! change what an earlier day has told.

use std::collections::BTreeMap;

use super::chance::{Chance, scaled};
use super::company::{Company, Seller};
use super::rows::{Feed, Paper, Row};
use super::script::Squad;
use super::traffic;
use crate::domain::base::{Day, Money};
use crate::domain::model::{Dimension, Membership};

/// Days before the first day with figures in which inquiries come in, so that the first day wins some.
const WARM_UP: i32 = 90;
/// Customers that were there before.
const EARLIER_CUSTOMERS: u32 = 700;
/// Of those who would buy, how many buy on the site at once.
const ON_SITE: i64 = 78;
/// What a seller must report every working day (S-001).
const DUE: [&str; 5] = ["inquiries", "valid_inquiries", "lost_orders", "deals", "revenue"];

/// An inquiry, or an order without one.
#[derive(Clone)]
struct Lead<'a> {
    paper: Paper,
    channel: usize,
    region: usize,
    product: usize,
    seller: &'a str,
    win: i64,
}

#[derive(Clone, Copy)]
enum Step {
    Valid,
    Won,
    Lost,
    Due { customer: u32, amount: i64 },
    Refund { customer: u32, amount: i64, profit: i64 },
    Complaint { customer: u32 },
}

/// The sales desk between two days.
struct Sales<'a> {
    company: &'a Company<'a>,
    ahead: BTreeMap<Day, Vec<(Step, Lead<'a>, Day)>>,
    customers: u32,
    by_region: Vec<Vec<u32>>,
    rows: Vec<Row<'a>>,
}

/// Everything that sales tells of the days up to `until`.
pub(super) fn rows<'a>(company: &'a Company<'a>, until: Day) -> Vec<Row<'a>> {
    let mut sales = Sales {
        company,
        ahead: BTreeMap::new(),
        customers: 0,
        by_region: company.script.regions.iter().map(|_| Vec::new()).collect(),
        rows: Vec::new(),
    };
    for number in 0..EARLIER_CUSTOMERS {
        let mut chance = Chance::of(company.script.seed, "earlier", company.first(), number as usize);
        let region = chance.pick(company.script.regions.iter().map(|region| region.share));
        sales.new_customer(region);
    }
    let mut day = company.first().plus(-WARM_UP);
    while day <= until {
        let began = sales.rows.len();
        sales.come_in(day);
        // A step may lead to the next on the same day.
        while let Some(steps) = sales.ahead.remove(&day) {
            for (step, lead, since) in steps {
                sales.go_on(step, &lead, since, day);
            }
        }
        sales.close(day, began);
        if day < company.first() {
            sales.rows.clear();
        }
        day = day.plus(1);
    }
    sales.rows
}

impl<'a> Sales<'a> {
    fn new_customer(&mut self, region: usize) -> u32 {
        self.customers += 1;
        if let Some(known) = self.by_region.get_mut(region) {
            known.push(self.customers);
        }
        self.customers
    }

    /// A customer of the region who has bought before.
    fn known_customer(&self, region: usize, chance: &mut Chance) -> Option<u32> {
        let known = self.by_region.get(region)?;
        let at = chance.below(i64::try_from(known.len()).ok()?);
        known.get(usize::try_from(at).ok()?).copied()
    }

    /// What happens `days` working days later, on a working day.
    fn later(&mut self, day: Day, days: i64, step: Step, lead: &Lead<'a>) {
        let from = self.company.working_day_from(day);
        let on = (0..days).fold(from, |day, _| self.company.working_day_after(day));
        self.ahead.entry(on).or_default().push((step, lead.clone(), day));
    }

    /// The inquiries of a day, and the orders that come without one.
    fn come_in(&mut self, day: Day) {
        let script = self.company.script;
        let sellers = self.company.sellers(day);
        let mut paper = Paper { kind: 'L', day, number: 0 };
        for (channel, source) in script.channels.iter().enumerate() {
            let (visits, invalid) = traffic::visits(self.company, source, channel, day);
            let mut chance = Chance::of(script.seed, "inquiries", day, channel);
            for _ in 0..chance.count((visits - invalid) * source.inquiry / 100) {
                paper.number += 1;
                let lead = self.lead(paper, channel, &sellers);
                self.inquire(&lead, &mut Chance::of(script.seed, "inquiry", day, paper.number));
            }
        }
        let mut chance = Chance::of(script.seed, "orders", day, 0);
        let dealer = script.channels.iter().position(|channel| channel.id == "dealer").unwrap_or(0);
        for number in 1..=chance.count(scaled(500, &[self.company.level(day, 100)])) {
            let paper = Paper { kind: 'O', day, number: usize::try_from(number).unwrap_or(0) };
            let lead = self.lead(paper, dealer, &sellers);
            if let Some(customer) = self.known_customer(lead.region, &mut chance) {
                let (amount, profit) = self.amount(&lead, &mut chance);
                let values = [("orders", 1), ("revenue", amount), ("gross_profit", profit)];
                let row = self.row(&lead, day, &values, None);
                self.rows.push(Row { customer: Some(customer), ..row });
                self.later(day, chance.between(10, 32), Step::Due { customer, amount }, &lead);
            }
        }
    }

    fn lead(&self, paper: Paper, channel: usize, sellers: &[Seller<'a>]) -> Lead<'a> {
        let script = self.company.script;
        let mut chance =
            Chance::of(script.seed, if paper.kind == 'L' { "lead" } else { "order" }, paper.day, paper.number);
        let region = chance.pick(script.regions.iter().map(|region| region.share));
        let product = chance.pick(script.products.iter().map(|product| product.share));
        let name = script.regions.get(region).map_or("", |region| &region.name);
        let covers =
            |team: usize| script.teams.get(team).is_some_and(|team| team.regions.iter().any(|one| one == name));
        let shares = sellers.iter().map(|seller| if covers(seller.team) { seller.share } else { 0 });
        let seller = sellers.get(chance.pick(shares));
        let (seller, ability) = seller.map_or(("", 0), |seller| (seller.name, seller.win));
        let source = script.channels.get(channel).map_or(0, |channel| channel.win);
        let fate = script.story.miss.level(name, paper.day, self.company.founded);
        Lead { paper, channel, region, product, seller, win: scaled(source, &[ability, fate]) }
    }

    fn inquire(&mut self, lead: &Lead<'a>, chance: &mut Chance) {
        let day = lead.paper.day;
        let working = self.company.calendar.is_working(day);
        let in_time = chance.happens(if working { 930 } else { 700 });
        let minutes = if in_time { chance.between(150, 2_990) } else { chance.between(3_010, 24_000) };
        let values = [
            ("inquiries", 1),
            ("first_response_minutes", minutes),
            ("first_in_time", i64::from(in_time)),
            ("first_matured", 1),
        ];
        let row = self.row(lead, day, &values, None);
        self.rows.push(row);
        let valid = self.company.script.channels.get(lead.channel).map_or(0, |channel| channel.valid);
        if !chance.happens(valid) {
            return;
        }
        let days = chance.pick([600, 220, 90, 40, 30, 20].into_iter());
        if chance.happens(scaled(lead.win, &[ON_SITE])) {
            let row = self.row(lead, day, &[("valid_inquiries", 1)], Some(day));
            self.rows.push(row);
            self.win(lead, day, day, true, chance);
        } else if !working && chance.happens(400) {
            // Somebody is on duty.
            self.ahead.entry(day).or_default().push((Step::Valid, lead.clone(), day));
        } else {
            self.later(day, i64::try_from(days).unwrap_or(0), Step::Valid, lead);
        }
    }

    fn go_on(&mut self, step: Step, lead: &Lead<'a>, since: Day, day: Day) {
        let mut chance =
            Chance::of(self.company.script.seed, "step", lead.paper.day, lead.paper.number * 8 + step.index());
        match step {
            Step::Valid => self.qualify(lead, since, day, &mut chance),
            Step::Won => self.win(lead, since, day, false, &mut chance),
            Step::Lost => {
                let reasons = &self.company.script.lost;
                let reason = reasons.keys().nth(chance.pick(reasons.values().copied())).map_or("", String::as_str);
                let row = self.row(lead, day, &[("lost_orders", 1)], Some(since)).and(Dimension::Reason, reason);
                self.rows.push(row);
            }
            Step::Due { customer, amount } => {
                let part = if chance.happens(900) { 1_000 } else { chance.between(0, 700) };
                let paid = scaled(amount / 100, &[part]) * 100;
                let row = self.row(lead, day, &[("amount_due", amount), ("collected", paid)], None);
                self.rows.push(Row { customer: Some(customer), ..row });
            }
            Step::Refund { customer, amount, profit } => {
                let values = [("revenue", -amount), ("refunds", amount), ("gross_profit", -profit)];
                let row = self.row(lead, day, &values, None);
                self.rows.push(Row { customer: Some(customer), ..row });
            }
            Step::Complaint { customer } => self.complain(lead, customer, day, &mut chance),
        }
    }

    fn qualify(&mut self, lead: &Lead<'a>, since: Day, day: Day, chance: &mut Chance) {
        let hours = chance.between(100, 2_400) + if chance.happens(200) { chance.between(0, 6_000) } else { 0 };
        let row = self.row(lead, day, &[("valid_inquiries", 1), ("quote_hours", hours)], Some(since));
        self.rows.push(row);
        if chance.happens(lead.win.min(650)) {
            let tail = if chance.happens(250) { chance.between(6, 28) } else { 0 };
            self.later(day, 1 + chance.between(0, 9) + tail, Step::Won, lead);
        } else if chance.happens(420) {
            self.later(day, chance.between(2, 25), Step::Lost, lead);
        }
    }

    fn win(&mut self, lead: &Lead<'a>, since: Day, day: Day, on_site: bool, chance: &mut Chance) {
        let fresh = chance.happens(700);
        let known = if fresh { None } else { self.known_customer(lead.region, chance) };
        let customer = known.unwrap_or_else(|| self.new_customer(lead.region));
        let (amount, profit) = self.amount(lead, chance);
        let mut values = vec![("deals", 1), ("orders", 1), ("revenue", amount), ("gross_profit", profit)];
        if known.is_none() {
            values.push(("new_customers", 1));
        }
        if on_site {
            values.extend([("on_site_deals", 1), ("on_site_revenue", amount)]);
        }
        let mode = if on_site { "on_site" } else { "follow_up" };
        let row = self.row(lead, day, &values, Some(since)).and(Dimension::Reason, mode);
        self.rows.push(Row { customer: Some(customer), ..row });
        self.later(day, chance.between(10, 32), Step::Due { customer, amount }, lead);
        if chance.happens(28) {
            let part = if chance.happens(600) { 1_000 } else { 500 };
            let (amount, profit) = (scaled(amount, &[part]), scaled(profit, &[part]));
            self.later(day, chance.between(2, 18), Step::Refund { customer, amount, profit }, lead);
        }
        if chance.happens(14) {
            self.later(day, chance.between(2, 14), Step::Complaint { customer }, lead);
        }
    }

    /// Amount and gross profit of an order, whole yuan each.
    fn amount(&self, lead: &Lead<'a>, chance: &mut Chance) -> (i64, i64) {
        let Some(product) = self.company.script.products.get(lead.product) else { return (0, 0) };
        let pieces = chance.between(1, product.most).min(chance.between(1, product.most));
        let yuan = scaled(product.price * pieces, &[1_000 - chance.between(0, 120)]);
        let profit = scaled(yuan, &[product.margin - chance.between(0, 60)]);
        (yuan * Money::PARTS, profit * Money::PARTS)
    }

    fn complain(&mut self, lead: &Lead<'a>, customer: u32, day: Day, chance: &mut Chance) {
        let kinds = &self.company.script.complaint;
        let kind = kinds.keys().nth(chance.pick(kinds.values().copied())).map_or("", String::as_str);
        let service: Vec<&str> =
            self.company.posts(day).filter(|post| post.role == "service").map(|post| post.person.as_str()).collect();
        let one = chance.pick(service.iter().map(|_| 1));
        let in_time = i64::from(chance.happens(910));
        let values = [("complaints", 1), ("resolved_in_time", in_time), ("resolved_matured", 1)];
        let mut row = self.row(lead, day, &values, None).and(Dimension::Reason, kind);
        row.feed = Feed::Service;
        row.customer = Some(customer);
        row.dimensions.retain(|(dimension, _)| *dimension != Dimension::Member);
        self.rows.push(row.and(Dimension::Member, service.get(one).copied().unwrap_or_default()));
    }

    /// A row of the lead's life; `since` is the step before, where the measure is a step.
    fn row(&self, lead: &Lead<'a>, day: Day, values: &[(&'static str, i64)], since: Option<Day>) -> Row<'a> {
        let script = self.company.script;
        let mut row = Row::new(Feed::Crm, day, &[(Dimension::Member, self.company.holder(lead.seller, day))], values)
            .and(Dimension::Channel, script.channels.get(lead.channel).map_or("", |channel| &channel.id))
            .and(Dimension::Region, script.regions.get(lead.region).map_or("", |region| &region.name))
            .and(Dimension::Product, script.products.get(lead.product).map_or("", |product| &product.name));
        row.document = Some(lead.paper);
        row.entered = (lead.paper.kind == 'L').then_some(lead.paper.day);
        row.since = since;
        row
    }

    /// The end of a day: zeros of those who must report and had nothing, and who hands in late.
    fn close(&mut self, day: Day, began: usize) {
        let company = self.company;
        if !company.calendar.is_working(day) {
            return;
        }
        let told = self.rows.get(began..).unwrap_or_default();
        let must = company.posts(day).filter(|post| post.role == "sales");
        let zeros: Vec<Row<'a>> = must.filter_map(|post| self.nothing(post, day, told)).collect();
        self.rows.extend(zeros);
        for (region, known) in company.script.regions.iter().zip(&self.by_region) {
            let covers = |team: &&Squad| team.regions.contains(&region.name);
            let team = company.script.teams.iter().find(covers).map_or("", |team| &team.name);
            let at = [(Dimension::Team, team), (Dimension::Region, region.name.as_str())];
            let count = i64::try_from(known.len()).unwrap_or(0);
            self.rows.push(Row::new(Feed::Crm, day, &at, &[("customers", count)]));
        }
        let late = company.late(day);
        for row in self.rows.iter_mut().skip(began).filter(|row| row.feed == Feed::Crm) {
            if late.is_some() && row.name(Dimension::Member) == late {
                row.seen = company.working_day_after(day);
            }
        }
    }

    /// The zeros of somebody who must report and had nothing, where nothing was: he had none of anything.
    fn nothing(&self, post: &'a Membership, day: Day, told: &[Row<'a>]) -> Option<Row<'a>> {
        let script = self.company.script;
        let own = told.iter().filter(|row| row.name(Dimension::Member) == Some(&post.person)).collect::<Vec<_>>();
        let has = |measure: &&str| own.iter().any(|row| row.value(measure).is_some());
        let values: Vec<_> = DUE.into_iter().filter(|measure| !has(measure)).map(|measure| (measure, 0)).collect();
        let team = script.teams.iter().find(|team| team.name == post.team)?;
        let row = Row::new(Feed::Crm, day, &[(Dimension::Member, post.person.as_str())], &values)
            .and(Dimension::Channel, &script.channels.first()?.id)
            .and(Dimension::Region, team.regions.first()?)
            .and(Dimension::Product, &script.products.first()?.name);
        (!values.is_empty()).then_some(row)
    }
}

impl Step {
    fn index(self) -> usize {
        match self {
            Self::Valid => 0,
            Self::Won => 1,
            Self::Lost => 2,
            Self::Due { .. } => 3,
            Self::Refund { .. } => 4,
            Self::Complaint { .. } => 5,
        }
    }
}
