//! The header of a file: which column is what, by the names of the catalogue in either language.

use crate::domain::model::{Catalogue, Dimension};

use super::columns::{CUSTOMER, DOCUMENT};

/// What a column of a file is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    /// The day on which the row counts.
    Date,
    /// A key: a dimension by its index, else customer or document.
    Key(usize),
    /// The day of the first step.
    Entered,
    /// Days since the previous step.
    Waited,
    /// A measure: its id and the decimals it is kept with.
    Measure(String, u32),
    /// A metric that is computed from measures and so never read.
    Computed,
}

/// The words of key columns, by their index.
pub(super) const KEYS: [&str; 8] = ["channel", "region", "product", "member", "team", "reason", "customer", "document"];

impl Role {
    /// Its word: `date`, `region`, `revenue`.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Date => "date",
            Self::Key(key) => KEYS.get(*key).copied().unwrap_or_default(),
            Self::Entered => "entered",
            Self::Waited => "waited",
            Self::Measure(id, _) => id,
            Self::Computed => "computed",
        }
    }

    /// Everything that a map can make of a column, the likeliest first.
    #[must_use]
    pub fn choices(catalogue: &Catalogue) -> Vec<Self> {
        let keys = (0..KEYS.len()).map(Self::Key);
        let measures = catalogue.measures.iter().map(|one| Self::Measure(one.id.clone(), one.unit.decimals()));
        std::iter::once(Self::Date).chain(keys).chain([Self::Entered]).chain(measures).collect()
    }
}

/// Names of the columns that are no measures, in both languages.
const NAMES: &[(&str, &[&str])] = &[
    ("date", &["day", "日期", "日", "统计日期"]),
    ("channel", &["渠道", "来源渠道"]),
    ("region", &["地区", "区域", "大区"]),
    ("product", &["产品", "商品", "产品线"]),
    ("member", &["person", "owner", "成员", "人员", "员工", "姓名", "负责人"]),
    ("team", &["团队", "小组", "部门"]),
    ("reason", &["原因"]),
    ("customer", &["客户"]),
    ("document", &["单据", "单号", "订单号"]),
    ("entered", &["进入日期", "首次日期"]),
    ("waited", &["等待天数"]),
];

/// A header as it is compared: without regard to case, and to spaces, hyphens and underscores.
pub(super) fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '\u{3000}' | '\u{A0}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// What the column under `header` is; `None` where nobody knows.
pub(super) fn role(catalogue: &Catalogue, header: &str) -> Option<Role> {
    let wanted = plain(header);
    if wanted.is_empty() {
        return None;
    }
    let same = |name: &str| plain(name) == wanted;
    let named = NAMES.iter().find(|(id, others)| same(id) || others.iter().any(|name| same(name)));
    if let Some((id, _)) = named {
        return Some(match *id {
            "date" => Role::Date,
            "customer" => Role::Key(CUSTOMER),
            "document" => Role::Key(DOCUMENT),
            "entered" => Role::Entered,
            "waited" => Role::Waited,
            id => Role::Key(id.parse::<Dimension>().ok()?.index()),
        });
    }
    if let Some(measure) = catalogue.measure_named(header) {
        return Some(Role::Measure(measure.id.clone(), measure.unit.decimals()));
    }
    let metric = |id: &str, en: &str, zh: &str| same(id) || same(en) || same(zh);
    catalogue.metrics.iter().any(|m| metric(&m.id, &m.term.en, &m.term.zh)).then_some(Role::Computed)
}
