//! What people write themselves: questions, keys, looks, the organisation's own files, and what is kept of the screen.

use dayboard::domain::base::FiscalStart;
use dayboard::domain::model::{Catalogue, Defaults, Lens};
use dayboard::text::{Lang, said, wrap};
use dayboard::tui::term::Memory;
use dayboard::tui::{Keep, Keymap, Theme};

use crate::change;
use crate::run::Target;

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

const LENS_WORDS: [&str; 24] = [
    "day",
    "week",
    "month",
    "quarter",
    "year",
    " vs ",
    "same-days",
    "previous",
    "by ",
    "member",
    "channel=",
    "basis=cohort",
    "metric=",
    "as-of=",
    "\"",
    ",",
    "=",
    " ",
    "@",
    "2026-W37",
    "2026-09",
    "-9999-01-01",
    "FY2026",
    "\\",
];

#[test]
fn a_question_may_be_worded_in_any_way_and_what_is_understood_says_itself() {
    let seeds = texts(&[
        "month 2026-09 vs same-days channel=seo,ads by member basis=cohort",
        "week 2026-W37 vs year member=\"张伟, the \\\"first\\\"\" metric=revenue as-of=42",
        "2026-Q3 region= product=x as-of=2026-09-08",
        "year 2026 by channel",
        "day 2026-09-08 vs none reason=\"\"",
    ]);
    let target = Target { name: "lens", short: 6_000, part: 130, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &LENS_WORDS, others),
        |input| {
            let text = String::from_utf8_lossy(input);
            for fiscal in [FiscalStart::default(), FiscalStart::new(4).expect("a month")] {
                match Lens::parse(&text, fiscal) {
                    Ok(lens) => assert_eq!(Lens::parse(&lens.text(fiscal), fiscal).as_ref(), Ok(&lens), "{text}"),
                    Err(error) => {
                        let sentence = said(&error, Lang::Zh);
                        let _ = wrap(&sentence.sentence, 17);
                    }
                }
            }
        },
    );
}

const KEYS: [&str; 16] = [
    "[global]",
    "[report]",
    "previous = ",
    "[\"g\", \"d\"]",
    "\"ctrl-x\"",
    "\"alt-ctrl-\"",
    "f13",
    "space",
    "\"g g\"",
    "=",
    "\"",
    "[[",
    "]]",
    "'''",
    "{}",
    "#",
];

#[test]
fn keys_and_looks_may_be_anything() {
    let seeds = texts(&[
        include_str!("../../data/keymap.toml"),
        include_str!("../../data/themes/dark.toml"),
        include_str!("../../data/themes/mono.toml"),
        "[global]\nquit = [\"ctrl-q\"]\n",
        "title = \"1;38;5;208\"\ntext = \"38;2;255;0;999\"\n",
    ]);
    let target = Target { name: "keys", short: 500, part: 60, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &KEYS, others),
        |input| {
            let text = String::from_utf8_lossy(input);
            let _ = Keymap::with_own(&text);
            let _ = Theme::with_own("dark", &text);
        },
    );
}

#[test]
fn the_organisations_own_files_may_say_anything() {
    let files = Defaults::FILES;
    let seeds = texts(&[
        include_str!("../../data/metrics.toml"),
        include_str!("../../data/channels.toml"),
        include_str!("../../data/roles.toml"),
        include_str!("../../data/calendar.toml"),
        "[[measure]]\nid = \"x\"\nunit = \"count\"\n[[metric]]\nid = \"y\"\nnum = { x = 1 }\nden = { x = -9 }\ntimes = 0\n",
        "[[day]]\ndate = \"2026-10-01\"\nkind = \"holiday\"\n",
    ]);
    let words =
        ["num = { ", "den = { ", "times = ", "[[metric]]", "[[measure]]", "id = ", "unit = ", "parent = ", " = 1 }"];
    let target = Target { name: "conf", short: 120, part: 30, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &words, others),
        |input| {
            let text = String::from_utf8_lossy(input);
            if let Ok(catalogue) = Catalogue::parse(&text) {
                for metric in &catalogue.metrics {
                    let _ = (metric.formula(), metric.is_ratio());
                }
            }
            for file in files.iter().skip(1) {
                let _ = Defaults::read(|name| (name == *file).then(|| text.clone().into_owned()));
            }
        },
    );
}

#[test]
fn what_was_kept_of_the_screen_may_be_anything() {
    let folder = tempfile::TempDir::new_in("/dev/shm").or_else(|_| tempfile::TempDir::new()).expect("a folder");
    let keep = Keep::new(Some(folder.path()), folder.path());
    keep.keep_session(&dayboard::tui::Session::default()).expect("kept");
    let place = std::fs::read_dir(folder.path().join("dayboard")).expect("there").next().expect("one").expect("listed");
    let terminals = folder.path().join("terminals.toml");
    let memory = Memory::new(Some(terminals.clone()), "xterm".to_owned());
    let seeds = texts(&[
        "view = \"day\"\nlens = \"month 2026-09\"\ncursor = 3\nlang = \"zh\"\ntheme = \"dark\"\nday = \"2026-09-08\"\nseen = 9\nshared = true\n",
        "east = \"week team=East\"\n\"华 东\" = \"month by member\"\n",
        "[xterm]\nground = \"Light\"\nwide = true\n[\"tmux x\"]\nwide = false\n",
    ]);
    let words = ["cursor = -1", "seen = 18446744073709551616", "[xterm]", "ground = ", "\"", "=", "\n"];
    let target = Target { name: "kept", short: 1_000, part: 60, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &words, others),
        |input| {
            for file in [place.path().join("session.toml"), place.path().join("lenses.toml"), terminals.clone()] {
                std::fs::write(file, input).expect("written");
            }
            let _ = (keep.session(), keep.lenses(), memory.known());
        },
    );
}
