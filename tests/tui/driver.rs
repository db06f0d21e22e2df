//! The real app without a terminal: keys in, cells out.

use std::cell::RefCell;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dayboard::desk::{Answer, Query};
use dayboard::domain::base::{Error, Period};
use dayboard::domain::model::{Catalogue, Defaults, Dimension, Document, Lens, Organisation, Person};
use dayboard::report::{Question, Report};
use dayboard::text::Lang;
use dayboard::tui::{App, Effect, Glyphs, Keymap, Leave, Msg, Opened, Role, Start, Theme, UNICODE, draw};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use crate::fixture::day;

/// An app and what it asks.
pub(crate) struct Driver {
    pub(crate) app: App,
    pub(crate) asked: RefCell<Vec<Question>>,
    pub(crate) left: Option<Leave>,
    /// What the clipboard was handed last.
    pub(crate) copied: Option<String>,
    /// What was written into a file last.
    pub(crate) written: Option<Vec<u8>>,
    /// The saved questions that were kept last.
    pub(crate) kept: Option<dayboard::tui::Saved>,
    /// What was presented, step by step.
    pub(crate) slides: Vec<Option<dayboard::desk::Slide>>,
    /// What was asked ahead, each time.
    pub(crate) ahead: Vec<Vec<Question>>,
    /// Whether what is asked beside the question is answered.
    pub(crate) tells: bool,
    answer: fn(&Question) -> Result<Report, Error>,
}

/// What the tests vary.
#[derive(Clone)]
pub(crate) struct Look {
    pub(crate) lang: Lang,
    pub(crate) theme: &'static str,
    pub(crate) glyphs: Glyphs,
    pub(crate) size: (u16, u16),
}

impl Default for Look {
    fn default() -> Self {
        Self { lang: Lang::En, theme: "dark", glyphs: UNICODE, size: (80, 24) }
    }
}

/// Answers any question with the fixed Tuesday, moved to the period that is asked for.
#[expect(clippy::unnecessary_wraps, reason = "a desk may also refuse")]
pub(crate) fn tuesday(question: &Question) -> Result<Report, Error> {
    let mut report = crate::fixture::tuesday();
    let fiscal = report.fiscal;
    let period = question.lens.anchor.unwrap_or_else(|| Period::of(question.lens.grain, day("2026-09-08"), fiscal));
    report.lens = Lens { anchor: Some(period), ..question.lens.clone() };
    report.period = Some(period);
    report.counted = Some(period.days());
    report.worked = period.days().days().rfind(|day| day.weekday() < 5);
    Ok(report)
}

impl Driver {
    pub(crate) fn new(look: &Look, answer: fn(&Question) -> Result<Report, Error>) -> Self {
        let mut app = App::new(Self::start(look), look.size);
        let lens = Lens::new(dayboard::domain::base::Grain::Day);
        let effects = app.update(Msg::Opened(Ok(Opened::new(day("2026-09-09"), lens))));
        let mut driver = Self::of(app, answer);
        driver.carry_out(effects);
        driver
    }

    /// What a start of that look decides.
    pub(crate) fn start(look: &Look) -> Start {
        Start {
            lang: look.lang,
            folder: "~/.local/share/dayboard".to_owned(),
            keymap: Keymap::shipped().expect("the keymap is well formed"),
            theme: Theme::shipped(look.theme).expect("the theme is shipped"),
            chosen: "",
            grounds: None,
            glyphs: look.glyphs,
            mouse: true,
            drafts: dayboard::tui::Drafts::new(),
            user: String::new(),
            lenses: dayboard::tui::Saved::new(),
            audience: dayboard::report::Audience::Own,
            along: None,
        }
    }

    /// An app in whatever state it is.
    pub(crate) fn of(app: App, answer: fn(&Question) -> Result<Report, Error>) -> Self {
        Self {
            app,
            asked: RefCell::default(),
            left: None,
            copied: None,
            written: None,
            kept: None,
            slides: Vec::new(),
            ahead: Vec::new(),
            tells: true,
            answer,
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, question) => {
                    let answer = (self.answer)(&question).map(|report| Answer::Report(Arc::new(report)));
                    self.asked.borrow_mut().push(*question);
                    let more = self.app.update(Msg::Answer(ticket, answer));
                    self.carry_out(more);
                }
                Effect::Fetch(query) if self.tells => {
                    let answer = match query.as_ref() {
                        Query::Report(question) => {
                            (self.answer)(question).map(|report| Answer::Report(Arc::new(report)))
                        }
                        query => Ok(beside(query)),
                    };
                    self.hear(Msg::Fetched(query, answer));
                }
                Effect::Leave(leave) => self.left = Some(leave),
                Effect::Copy(text) => self.copied = Some(text),
                Effect::Write { name, bytes, over } => {
                    let written = self.write(&name, bytes, over);
                    self.hear(Msg::Written(name, written));
                }
                Effect::Keep(lenses) => self.kept = Some(lenses),
                Effect::Present(slide) => self.slides.push(slide),
                Effect::Ahead(questions) => self.ahead.push(questions),
                Effect::Edit(text) => self.hear(Msg::Edited(Ok(format!("{text}\nand another line")))),
                Effect::Redraw | Effect::Suspend | Effect::Mouse(_) | Effect::Fetch(_) => {}
                Effect::List(_) | Effect::Look(..) | Effect::Import(..) | Effect::KeepMap(_) | Effect::Apply(_) => {
                    panic!("only the import asks for it");
                }
            }
        }
    }

    /// Presses keys: single characters, or names in `<>`.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            self.hear(Msg::Key(key));
        }
        self
    }

    /// A folder in which `there.csv` is there already.
    fn write(&mut self, name: &str, bytes: Vec<u8>, over: bool) -> Result<(String, usize), Error> {
        if name == "there.csv" && !over {
            return Err(Error::asked("file-there").with("file", name));
        }
        let size = bytes.len();
        self.written = Some(bytes);
        Ok((format!("/home/me/{name}"), size))
    }

    /// Pastes text.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.hear(Msg::Paste(text.to_owned()));
        self
    }

    /// The rows of the frame as text.
    pub(crate) fn text(&self) -> String {
        rows(&self.buffer(), |cell| cell.symbol().to_owned()).join("\n")
    }

    /// Takes any message.
    pub(crate) fn hear(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.carry_out(effects);
    }

    /// The text of the last question's lens.
    pub(crate) fn lens(&self) -> String {
        let asked = self.asked.borrow();
        asked.last().expect("something was asked").lens.text(dayboard::domain::base::FiscalStart::default())
    }

    /// The frame.
    pub(crate) fn buffer(&self) -> Buffer {
        let (columns, rows) = self.app.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let area = *buffer.area();
        draw(&self.app, area, &mut buffer);
        buffer
    }

    /// The frame as text, and below it the same with a letter for the role of each cell.
    pub(crate) fn picture(&self) -> String {
        let buffer = self.buffer();
        let text: Vec<String> = rows(&buffer, |cell| cell.symbol().to_owned());
        let letters = letters(&self.app.start.theme);
        let styles: Vec<String> = rows(&buffer, |cell| {
            let look = (cell.fg, cell.bg, cell.modifier);
            letters
                .iter()
                .find(|(_, known)| *known == look)
                .map_or_else(|| mixed(look), |(letter, _)| *letter)
                .to_string()
        });
        format!("{}\n{}\n", text.join("\n"), styles.join("\n"))
    }
}

/// Keys as they are written: single characters, or names in `<>`.
pub(crate) fn keys_of(keys: &str) -> Vec<KeyEvent> {
    let (mut rest, mut found) = (keys, Vec::new());
    while let Some(first) = rest.chars().next() {
        let (key, after) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
            Some((name, after)) => (named(name), after),
            None => (letter(first), rest.get(first.len_utf8()..).unwrap_or_default()),
        };
        rest = after;
        found.push(key);
    }
    found
}

fn letter(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
}

fn named(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("ctrl-") {
        let letter = letter.chars().next().expect("a letter");
        return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    let code = match name {
        "enter" => KeyCode::Enter,
        "backspace" => KeyCode::Backspace,
        "esc" => KeyCode::Esc,
        "down" => KeyCode::Down,
        "up" => KeyCode::Up,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "pagedown" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "f1" => KeyCode::F(1),
        "space" => KeyCode::Char(' '),
        name => panic!("no key {name}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A name that tries to command the terminal, to run backwards and to be wider than it is long.
pub(crate) const NAUGHTY: &str = "\u{1b}[2J\u{202e}坏\u{7}👨\u{200D}👩\u{200D}👧e\u{301}\u{301}ﷺ\u{0}\t\n人";

/// What the desk tells beside the question: a few people, the channels that come with dayboard, every metric.
pub(crate) fn beside(query: &Query) -> Answer {
    let names = |names: &[&str]| Answer::Names(names.iter().map(|name| (*name).to_owned()).collect());
    match query {
        Query::Premises => {
            let person = |name: &&str| Document::Person(Person { name: (*name).to_owned(), ..Person::default() });
            let people: Vec<Document> = ["王伟", "张伟", "Li Na", NAUGHTY].iter().map(person).collect();
            let organisation = Organisation::assemble(&people, &Defaults::built_in(), Vec::new(), None);
            Answer::Premises(Box::new((organisation, Catalogue::built_in())))
        }
        Query::Names(Dimension::Region) => names(&["", "华东", "华南", "North East"]),
        Query::Names(Dimension::Channel) => names(&["seo", "fairs"]),
        _ => names(&[]),
    }
}

/// What a cell looks like.
type Looks = (Color, Color, Modifier);

/// A blank is text, `s` strong, `m` muted, `a` accent, `!` bad, `w` warn, `g` good, `T` tab, `R` `A` `G` chips, `r`
/// selected, `_` header, `=` bold in a header; `+` is a mixture.
fn letters(theme: &Theme) -> Vec<(char, Looks)> {
    let look = |role| {
        let style = theme.style(role);
        (style.fg.unwrap_or_default(), style.bg.unwrap_or_default(), style.add_modifier)
    };
    " sma!wgTRAGr_=".chars().zip(Role::ALL.map(look)).collect()
}

/// A look of no role alone: reversed (under the cursor), or a mixture that somebody should look at.
fn mixed((_, _, modifier): Looks) -> char {
    if modifier.contains(Modifier::REVERSED) { 'r' } else { '+' }
}

fn rows(buffer: &Buffer, show: impl Fn(&ratatui::buffer::Cell) -> String) -> Vec<String> {
    let area = buffer.area();
    (area.top()..area.bottom())
        .map(|y| {
            let mut row = String::new();
            let mut x = area.left();
            while x < area.right() {
                let cell = buffer.cell((x, y)).expect("it is inside");
                row += &show(cell);
                x += u16::try_from(dayboard::text::width(cell.symbol()).max(1)).unwrap_or(1);
            }
            row.trim_end().to_owned()
        })
        .collect()
}
