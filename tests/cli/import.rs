//! A file that comes in by keys alone, in the real program: from an empty database to figures on the screen.

use super::pty::Session;

#[test]
fn a_retail_export_goes_from_an_empty_database_to_figures_by_keys_alone() {
    let retail = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/retail/2010-12-01.csv");
    let mut session = Session::start(&[]);
    session.until_text("No figures yet.");
    session.press("i");
    session.until_text("Files in");
    session.press(retail);
    session.until_text("Enter opens /");
    session.press("\r");
    session.until_text("InvoiceNo becomes");
    session.until_text("Read by the map uci-online-retail");
    session.press("\r");
    session.until_text("Enter imports it.");
    session.until_text("Nothing has been applied yet.");
    session.press("\r");
    session.until_text("Enter shows the figures.");
    session.until_text("dayboard undo");
    session.press("\r");
    session.until_text("Wed 1 Dec 2010");
    session.until("the amount", |screen| screen.contents().contains("deals"));
    // What was taken in is there for the next start, and was taken in once.
    session.press("i");
    session.until_text("Files in");
    session.press(retail);
    session.press("\r");
    session.until_text("InvoiceNo becomes");
    session.press("\r");
    session.until_text("the same content is there already");
    session.press("\x1b");
    session.until_text("InvoiceNo becomes");
    session.press("\x1b");
    session.until_text("Files in");
    session.press("\x1b");
    session.until_text("Wed 1 Dec 2010");
    session.press("q");
    assert!(session.ended().success());
}
