//! A company of ten years, made up the same way every time and day by day, so that it is never whole in memory.
//!
//! 3,653 days, 12 channels, 30 regions, 200 products, 300 members, 12 measures, and a funnel that narrows as real ones
//! do: every row carries visits, a third of them inquiries, a tenth deals, and only paid channels carry spend.

use std::io::{self, Write};

use dayboard::domain::base::{Day, DayRange};
use dayboard::domain::model::{Dimension, Facts, MeasureColumn, Names};

/// The measures, in the order of every column list here; `true` for money.
pub(crate) const MEASURES: [(&str, bool); 12] = [
    ("impressions", false),
    ("clicks", false),
    ("visits", false),
    ("spend", true),
    ("inquiries", false),
    ("valid_inquiries", false),
    ("follow_ups", false),
    ("lost_orders", false),
    ("deals", false),
    ("new_customers", false),
    ("revenue", true),
    ("refunds", true),
];

/// The dimensions that every row has.
pub(crate) const DIMENSIONS: [Dimension; 4] =
    [Dimension::Channel, Dimension::Region, Dimension::Product, Dimension::Member];

const CHANNELS: [&str; 12] = [
    "seo",
    "ads-search",
    "ads-social",
    "social",
    "email",
    "live",
    "e-commerce",
    "video",
    "blog",
    "store",
    "dealer",
    "exhibition",
];

const REGIONS: [&str; 30] = [
    "广东",
    "江苏",
    "山东",
    "浙江",
    "河南",
    "四川",
    "湖北",
    "福建",
    "湖南",
    "安徽",
    "上海",
    "河北",
    "北京",
    "陕西",
    "江西",
    "重庆",
    "辽宁",
    "云南",
    "广西",
    "山西",
    "内蒙古",
    "贵州",
    "新疆",
    "天津",
    "黑龙江",
    "吉林",
    "甘肃",
    "海南",
    "宁夏",
    "青海",
];

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林",
    "罗",
];

const GIVEN: [&str; 15] = ["伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明"];

/// One row: codes of the four dimensions from 1, and a value a measure.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) codes: [u32; 4],
    pub(crate) values: [i64; 12],
}

/// The company; how many facts it has is all that tells two of them apart.
pub(crate) struct Company {
    facts: usize,
    names: [Names; 4],
}

impl Company {
    /// A company with `facts` facts in its ten years.
    pub(crate) fn new(facts: usize) -> Self {
        let products: Vec<String> = (1..=200).map(|number| format!("P-{number:03}")).collect();
        let members: Vec<String> =
            GIVEN.iter().flat_map(|given| SURNAMES.iter().map(move |surname| format!("{surname}{given}"))).collect();
        let names = [named(CHANNELS), named(REGIONS), named(&products), named(&members)];
        Self { facts, names }
    }

    /// How many facts it has.
    pub(crate) fn facts(&self) -> usize {
        self.facts
    }

    /// The names of a dimension, in the order of [`DIMENSIONS`].
    pub(crate) fn names(&self) -> &[Names; 4] {
        &self.names
    }

    /// 2016-01-01 to 2025-12-31.
    pub(crate) fn days() -> DayRange {
        let day = |year, month, day| Day::from_ymd(year, month, day).unwrap_or(Day::MIN);
        DayRange::new(day(2016, 1, 1), day(2025, 12, 31)).unwrap_or(DayRange::one(Day::MIN))
    }

    /// The rows of one day, in the order in which they happened.
    pub(crate) fn rows(&self, day: Day) -> impl Iterator<Item = Row> + use<> {
        let first = Self::days().first();
        // Six parts of work on a weekday, three on a Saturday, two on a Sunday: 35 a week.
        let until = |day: Day| {
            let (weeks, rest) = (day.since(first) / 7, day.since(first) % 7);
            let part = |back: i32| [6, 6, 6, 6, 6, 3, 2][(day.plus(-back).weekday()) as usize];
            (weeks * 35 + (1..=rest).map(part).sum::<i32>()) as usize
        };
        let whole = until(Self::days().last().plus(1));
        let rows = self.facts * until(day.plus(1)) / whole - self.facts * until(day) / whole;
        let mut chance = Chance(day.number() as u64);
        (0..rows).map(move |_| row(&mut chance))
    }

    /// The rows of a run of days as a table.
    pub(crate) fn table(&self, days: DayRange) -> Facts {
        let mut facts = Facts::default();
        for (dimension, names) in DIMENSIONS.into_iter().zip(&self.names) {
            facts.dimension_mut(dimension).names = names.clone();
        }
        facts.measures = MEASURES.map(|(id, _)| MeasureColumn { measure: id.to_owned(), values: Vec::new() }).into();
        for day in days.days() {
            for row in self.rows(day) {
                facts.days.push(day);
                for (dimension, code) in DIMENSIONS.into_iter().zip(row.codes) {
                    facts.dimension_mut(dimension).codes.push(code);
                }
                for (column, value) in facts.measures.iter_mut().zip(row.values) {
                    column.values.push(value);
                }
            }
        }
        facts
    }

    /// Writes the company as a file with the canonical header, sorted by day.
    pub(crate) fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "date")?;
        for dimension in DIMENSIONS {
            write!(out, ",{dimension}")?;
        }
        for (id, _) in MEASURES {
            write!(out, ",{id}")?;
        }
        writeln!(out)?;
        for day in Self::days().days() {
            let date = day.to_string();
            for row in self.rows(day) {
                out.write_all(date.as_bytes())?;
                for (names, code) in self.names.iter().zip(row.codes) {
                    write!(out, ",{}", names.name(code).unwrap_or_default())?;
                }
                for ((_, money), value) in MEASURES.into_iter().zip(row.values) {
                    match (value, money) {
                        (MeasureColumn::NULL, _) => write!(out, ",")?,
                        (value, false) => write!(out, ",{value}")?,
                        (value, true) => write!(out, ",{}.{:02}", value / 10_000, value % 10_000 / 100)?,
                    }
                }
                writeln!(out)?;
            }
        }
        Ok(())
    }
}

fn named<T: AsRef<str>>(list: impl IntoIterator<Item = T>) -> Names {
    let mut names = Names::default();
    for name in list {
        names.intern(name.as_ref());
    }
    names
}

fn row(chance: &mut Chance) -> Row {
    const NULL: i64 = MeasureColumn::NULL;
    let codes = [12, 30, 200, 300].map(|names| chance.skewed(names) as u32 + 1);
    let visits = chance.skewed(60) + 1;
    let (mut impressions, mut clicks, mut spend) = (NULL, NULL, NULL);
    if matches!(codes[0], 2 | 3 | 8) {
        clicks = visits + chance.below(5);
        impressions = clicks * (20 + chance.below(40));
        spend = clicks * (50 + chance.below(400)) * 100;
    }
    let (mut inquiries, mut valid, mut follow_ups, mut lost) = (NULL, NULL, NULL, NULL);
    let (mut deals, mut new_customers, mut revenue, mut refunds) = (NULL, NULL, NULL, NULL);
    if chance.below(100) < 35 {
        inquiries = chance.skewed(visits.min(6)) + 1;
        if chance.below(100) < 50 {
            follow_ups = chance.below(5) + 1;
        }
        if chance.below(100) < 60 {
            valid = chance.below(inquiries) + 1;
            if chance.below(100) < 30 {
                lost = 1;
            }
            if chance.below(100) < 45 {
                deals = chance.below(valid.min(3)) + 1;
                revenue = deals * (20_000 + chance.skewed(2_000_000)) * 100;
                if chance.below(100) < 60 {
                    new_customers = chance.below(deals) + 1;
                }
                if chance.below(100) < 3 {
                    refunds = revenue / 1_000_000 * 10_000;
                }
            }
        }
    }
    let values = [
        impressions,
        clicks,
        visits,
        spend,
        inquiries,
        valid,
        follow_ups,
        lost,
        deals,
        new_customers,
        revenue,
        refunds,
    ];
    Row { codes, values }
}

/// The splitmix64 generator: a few instructions a number, and as good as a made-up company needs.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Any number below `end`, all alike.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        (((self.next() >> 32) * end as u64) >> 32) as i64
    }

    /// A number below `end`, small ones more often: a few channels, products and people make most of the figures.
    fn skewed(&mut self, end: i64) -> i64 {
        let even = self.next() >> 32;
        ((((even * even) >> 32) * end as u64) >> 32) as i64
    }
}
