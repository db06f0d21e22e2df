//! The board as its user feels it: the real program in a real terminal, on the demo company and on the large one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dayboard::desk::{self, Desk, Query};
use dayboard::domain::base::{Day, Grain};
use dayboard::domain::model::Lens;
use dayboard::text::Lang;
use dayboard::tui::{App, Effect, Keymap, Msg, Opened, Saved, Start, Theme, UNICODE, View, draw};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::company::Company;
use crate::line::{Goal, Line, Runs};
use crate::pty::{Drawn, Session};
use crate::{Ground, Outcome};

/// The demo company's day: a fixed one, so that two runs measure the same.
const TODAY: &str = "2026-11-26";
pub(crate) const STARTS: usize = 9;
const STEPS: usize = 100;
/// Rounds through all views.
const ROUNDS: usize = 5;
const DRAWS: usize = 500;
/// How long nothing is done.
const IDLE: Duration = Duration::from_secs(5);
/// Columns and rows of a frame that is drawn into memory.
const LARGE: (u16, u16) = (160, 50);
/// The key that goes back to the figure before.
const LEFT: &str = "\x1b[D";
/// What stands on a screen that has figures.
pub(crate) const FIGURES: &str = "figures to";

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let home = std::env::current_dir()?.join("target/goals/screen");
    fs::create_dir_all(&home)?;
    let demo = ["--demo", "--today", TODAY, "--holder", "here"];
    let mut lines = board("demo", &home, &demo)?;
    lines.push(written(&home, &demo)?);
    let folder = home.join(".local/share/dayboard-demo");
    lines.extend(drawing(&folder, TODAY.parse().map_err(|()| "no day")?)?);
    let (database, today) = (ground.database(), Company::days().last().plus(1).to_string());
    if database.exists() {
        // The board does not start where this does.
        let database = database.canonicalize()?.display().to_string();
        let name = format!("{} facts", ground.company.facts());
        lines.extend(board(&name, &home, &["--db", &database, "--today", &today, "--holder", "here"])?);
    }
    Ok(lines)
}

/// One company's board.
fn board(name: &str, home: &Path, arguments: &[&str]) -> Outcome<Vec<Line>> {
    // The first start fills the demo, and learns what the terminal can do.
    let mut session = Session::start(home, arguments)?;
    session.first(FIGURES)?;
    session.quit()?;
    let (mut frames, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let mut session = Session::start(home, arguments)?;
        let [frame, figure] = session.first(FIGURES)?;
        frames.push(frame);
        figures.push(figure);
        session.quit()?;
    }
    let starts = [Runs::from(frames).percentile(50), Runs::from(figures).percentile(50)];
    let goal = Goal::AtMost(&[20.0, 60.0]);
    let mut lines = vec![Line::new(format!("{name}: start → first frame / first figures"), "ms", goal, &starts)];

    let mut session = Session::start(home, arguments)?;
    session.first(FIGURES)?;
    let moves = ["j", "k"].into_iter().flat_map(|key| std::iter::repeat_n(key, STEPS));
    lines.extend(keys(name, "moves the cursor", pressed(&mut session, moves)?, &[2048.0, 2048.0]));
    let keymap = Keymap::shipped()?;
    let tabs: Vec<String> = View::TABS.iter().map(|action| keymap.first(*action)).collect();
    let views = (0..ROUNDS).flat_map(|_| tabs.iter().map(String::as_str));
    lines.extend(keys(name, "changes the view", pressed(&mut session, views)?, &[12288.0, 12288.0]));
    let periods = ["[", "]"].into_iter().flat_map(|key| std::iter::repeat_n(key, STEPS / 4));
    session.press("1")?;
    lines.extend(keys(name, "changes the period", pressed(&mut session, periods)?, &[12288.0, 12288.0]));
    let (memory, idle) = (session.resident()?, session.watch(IDLE)?);
    session.quit()?;
    let work = format!("{name}: resident after all views, screen and desk in one process");
    lines.push(Line::new(work, "MiB", Goal::AtMost(&[64.0]), &[memory]));
    let work = format!("{name}: idle for {} s: bytes / hundredths of a second computed", IDLE.as_secs());
    lines.push(Line::new(work, "", Goal::AtMost(&[0.0, 0.0]), &idle));
    Ok(lines)
}

/// Figures that are typed into a day: how long after the key that ends one it is durable and on the screen.
fn written(home: &Path, arguments: &[&str]) -> Outcome<Line> {
    let mut session = Session::start(home, arguments)?;
    session.first(FIGURES)?;
    session.press("e")?;
    let mut times = Vec::with_capacity(STEPS);
    for figure in 0..STEPS {
        // What is usual there: nothing is asked about it.
        let figure = (6 + figure % 3).to_string();
        session.press(&figure)?;
        let start = session.send("\r")?;
        times.push(session.until(&format!("→ {figure}"))? - start);
        session.press(LEFT)?;
    }
    session.press("\x1b")?;
    session.quit()?;
    let runs = Runs::from(times);
    let figures = [runs.percentile(50), runs.percentile(99)];
    Ok(Line::new(
        "demo: a figure typed → durable and on the screen, p50 / p99",
        "ms",
        Goal::AtMost(&[30.0, 30.0]),
        &figures,
    ))
}

/// What comes of each key.
fn pressed<'a>(session: &mut Session, keys: impl Iterator<Item = &'a str>) -> Outcome<Vec<Drawn>> {
    keys.map(|key| session.press(key)).collect()
}

/// How long keys take, and how much they write.
fn keys(name: &str, does: &str, drawn: Vec<Drawn>, goal: &'static [f64]) -> [Line; 2] {
    let drawn: Vec<Drawn> = drawn.into_iter().filter(|drawn| drawn.bytes > 0).collect();
    let mut bytes: Vec<usize> = drawn.iter().map(|drawn| drawn.bytes).collect();
    bytes.sort_unstable();
    let median = bytes.get(bytes.len() / 2).copied().unwrap_or_default() as f64;
    let most = bytes.last().copied().unwrap_or_default() as f64;
    let times = Runs::from(drawn.iter().map(|drawn| drawn.time).collect::<Vec<_>>());
    let work = format!("{name}: a key that {does} → last byte, p50 / p99");
    [
        Line::new(work, "ms", Goal::AtMost(&[8.0, 8.0]), &[times.percentile(50), times.percentile(99)]),
        Line::new(format!("{name}: a key that {does}, median / most"), "bytes", Goal::AtMost(goal), &[median, most]),
    ]
}

/// Each view drawn into memory.
fn drawing(folder: &Path, today: Day) -> Outcome<Vec<Line>> {
    let desk = desk::open(folder)?;
    let start = Start {
        lang: Lang::En,
        folder: PathBuf::from(folder).display().to_string(),
        keymap: Keymap::shipped()?,
        theme: Theme::shipped("dark")?,
        chosen: "",
        grounds: None,
        glyphs: UNICODE,
        mouse: false,
        drafts: dayboard::tui::Drafts::new(),
        user: String::new(),
        lenses: Saved::new(),
        audience: dayboard::report::Audience::Own,
        along: None,
    };
    let mut app = App::new(start, LARGE);
    hear(&mut app, &desk, Msg::Opened(Ok(Opened::new(today, Lens::new(Grain::Day)))));
    let area = Rect::new(0, 0, LARGE.0, LARGE.1);
    let mut lines = Vec::new();
    for action in View::TABS {
        let key = app.start.keymap.first(action).chars().next().ok_or("a tab without a key")?;
        hear(&mut app, &desk, Msg::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE)));
        let mut buffer = Buffer::empty(area);
        let runs = Runs::of(DRAWS, |_| {
            buffer.reset();
            Ok::<_, String>(draw(&app, area, &mut buffer))
        })?;
        let work = format!("draw {} at {}x{}, p50 / p99", action.verb(Lang::En), LARGE.0, LARGE.1);
        lines.push(Line::new(work, "ms", Goal::AtMost(&[1.0, 1.0]), &[runs.percentile(50), runs.percentile(99)]));
    }
    Ok(lines)
}

/// One message, and what it asks of the desk.
fn hear(app: &mut App, desk: &dyn Desk, msg: Msg) {
    for effect in app.update(msg) {
        if let Effect::Ask(ticket, question) = effect {
            let answer = desk.query(&Query::Report(*question));
            hear(app, desk, Msg::Answer(ticket, answer));
        }
    }
}
