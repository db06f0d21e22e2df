//! Clicks and the wheel, by what the drawn frame says is where.

use dayboard::tui::{Hits, Msg, Overlay, Spot, draw};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::driver::{Driver, Look, tuesday};

impl Driver {
    fn hits(&self) -> Hits {
        let (columns, rows) = self.app.size;
        let area = Rect::new(0, 0, columns, rows);
        draw(&self.app, area, &mut Buffer::empty(area))
    }

    /// Clicks on the first place of the screen where `text` stands.
    fn click(&mut self, text: &str) {
        let picture = self.picture();
        let (row, line) =
            picture.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap_or_else(|| panic!("no {text}"));
        let column = dayboard::text::width(line.split(text).next().unwrap_or_default());
        let at = |count: usize| u16::try_from(count).expect("it is on the screen");
        if let Some(spot) = self.hits().at(at(column), at(row)) {
            self.hear(Msg::Click(spot));
        }
    }
}

#[test]
fn a_click_on_a_tab_opens_it_and_on_a_row_moves_there() {
    let mut driver = Driver::new(&Look { size: (120, 36), ..Look::default() }, tuesday);
    driver.click("2 Week");
    assert!(driver.lens().starts_with("week"), "{}", driver.lens());
    let row = driver.app.reading.cursor();
    driver.click("valid inquiries");
    assert_ne!(driver.app.reading.cursor(), row);
    let before = driver.lens();
    assert_eq!(driver.app.reading.selected().map(|(_, row)| row.id.as_str()), Some("valid_inquiries"));
    driver.click("valid inquiries");
    assert_ne!(driver.lens(), before, "a second click goes into it");
    driver.click("? help");
    assert_eq!(driver.app.top(), Some(&Overlay::Help(0)));
    driver.hear(Msg::Click(Spot::Row(0)));
    assert_eq!(driver.app.top(), Some(&Overlay::Help(0)), "what lies under an overlay is not clicked");
}

#[test]
fn every_row_that_is_seen_can_be_clicked() {
    for size in [(60, 16), (80, 24), (120, 36), (160, 50)] {
        let mut driver = Driver::new(&Look { size, ..Look::default() }, tuesday);
        for row in 0..driver.app.reading.rows() {
            driver.hear(Msg::Click(Spot::Row(row)));
            let picture = driver.picture();
            let line = picture.lines().position(|line| line.contains('▸')).expect("the cursor is seen");
            let column = picture.lines().nth(line).and_then(|line| line.find('▸')).expect("the cursor is seen");
            let at = |count: usize| u16::try_from(count).expect("it is on the screen");
            assert_eq!(driver.hits().at(at(column) + 4, at(line)), Some(Spot::Row(row)), "{size:?}\n{picture}");
        }
    }
}

#[test]
fn the_wheel_moves_the_cursor_and_scrolls_the_help() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.hear(Msg::Wheel(1));
    assert_eq!(driver.app.reading.cursor(), 3);
    driver.hear(Msg::Wheel(-2));
    assert_eq!(driver.app.reading.cursor(), 0);
    driver.press("?").hear(Msg::Wheel(1));
    assert_eq!(driver.app.top(), Some(&Overlay::Help(1)));
}

#[test]
fn the_mouse_is_switched_and_the_screen_says_so() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    assert!(driver.press("M").picture().contains("Mouse off: drag selects text."));
    assert!(driver.press("M").picture().contains("Mouse on: click tabs and rows."));
    assert!(!driver.press("j").picture().contains("Mouse"));
}
