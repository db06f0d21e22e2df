//! The real program in a real terminal: it starts, follows every change of size, leaves and comes back, hears no key in
//! what the terminal answers, and gives the terminal back exactly as it was, however it ends.

use std::fs;

use dayboard::tui::term::Modes;

use super::pty::{Session, Setup};

#[test]
fn an_empty_board_starts_switches_its_language_and_quits() {
    let mut session = Session::start(&[]);
    session.until_text("No figures yet.");
    session.press("L");
    session.until_text("还没有数据。");
    session.press("?");
    session.until_text("任何位置");
    session.press("\r");
    session.until_text("还没有数据。");
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn it_follows_a_change_of_size() {
    let mut session = Session::start(&["--demo"]);
    session.until_text("figures to");
    session.resize(50, 12);
    session.until_text("too small");
    session.resize(80, 24);
    session.until_text("figures to");
    session.press("[");
    session.until_text("Mon 7 Sep 2026");
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn a_storm_of_sizes_while_keys_are_typed_leaves_a_whole_screen() {
    let mut session = Session::start(&["--demo"]);
    session.until_text("figures to");
    for step in 0..200_u16 {
        session.resize(20 + step * 37 % 180, 3 + step * 23 % 60);
        session.press(["j", "k", "[", "]", "2", "1", "G"][usize::from(step) % 7]);
    }
    session.resize(80, 24);
    session.press("1tTgg");
    // A frame comes in pieces: its last line says that it is whole.
    let whole = |screen: &vt100::Screen| {
        let lines: Vec<String> = screen.rows(0, 80).collect();
        lines[0].contains("1 Day") && lines[1].contains("Tue 8 Sep 2026") && lines[23].contains(" more row")
    };
    session.until("the whole screen", whole);
    session.press("L");
    session.until_text("下面还有");
    session.press("L");
    session.until("the whole screen", whole);
    let seen = session.contents();
    // Ctrl-L draws every cell anew: the same must be there.
    session.press("\x0cL");
    session.until_text("下面还有");
    session.press("L");
    session.until("the whole screen", whole);
    assert_eq!(session.contents(), seen);
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let mut session = Session::shell();
    session.until_text("ready>");
    session.press(&format!("{} --today 2026-09-09\r", env!("CARGO_BIN_EXE_dayboard")));
    session.until_text("No figures yet.");
    let taken = |screen: &vt100::Screen| screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste();
    session.until("the terminal taken", taken);
    let prompts = |screen: &vt100::Screen| screen.contents().matches("ready>").count();
    session.press("\x1a");
    session.until("the shell again", |screen| !screen.alternate_screen() && prompts(screen) > 1);
    session.until("the terminal given back", |screen| !screen.hide_cursor() && !screen.bracketed_paste());
    session.press("fg\r");
    session.until_text("No figures yet.");
    session.until("the terminal taken", taken);
    session.press("L");
    session.until_text("还没有数据。");
    session.press("q");
    session.until("the shell again", |screen| !screen.alternate_screen() && prompts(screen) > 2);
    session.press("exit 0\r");
    assert!(session.ended().success());
}

#[test]
fn a_text_is_written_in_an_editor_that_has_the_terminal_for_itself() {
    // It has a terminal that edits lines, and hears what is typed alone; its word goes into the file of the text.
    let editor = "sh -c 'echo which fair?; read -r word; printf \"%s\\nin town\\n\" \"$word\" > \"$1\"' sh";
    let variables = [("VISUAL", ""), ("EDITOR", editor)];
    let mut session = Session::with(&Setup { arguments: &["--demo"], variables: &variables, ..Setup::default() });
    session.until_text("figures to");
    session.press("n");
    session.until_text("New note");
    session.press("\t");
    session.until_text("Ctrl-o editor");
    session.press("\x0f");
    session.until("the editor", |screen| !screen.alternate_screen() && screen.contents().contains("which fair?"));
    session.press("quite a fair\r");
    let taken = |screen: &vt100::Screen| screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste();
    session.until("the form again", |screen| taken(screen) && screen.contents().contains("2 lines"));
    session.press("\x13");
    session.until("the note written", |screen| {
        let text = screen.contents();
        text.contains(" ok ") && text.contains("quite a fair") && !text.contains("New note")
    });
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn an_editor_that_fails_leaves_the_text_as_it_was() {
    let mut session =
        Session::with(&Setup { arguments: &["--demo"], variables: &[("VISUAL", "false")], ..Setup::default() });
    session.until_text("figures to");
    session.press("n");
    session.until_text("New note");
    session.press("\ta fair");
    session.until_text("a fair");
    session.press("\x0f");
    session.until_text("The editor 'false' could not be started");
    session.press("!");
    session.until_text("a fair!");
    session.press("\x1b");
    session.until_text("kept as a draft");
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn a_signal_gives_the_terminal_back_and_ends_the_program_as_the_signal_does() {
    for (signal, word) in [(rustix::process::Signal::TERM, "Terminated"), (rustix::process::Signal::HUP, "Hangup")] {
        let session = Session::start(&[]);
        session.until_text("No figures yet.");
        session.signal(signal);
        let status = session.ended();
        assert_eq!(status.signal(), Some(word), "{status:?}");
    }
}

#[test]
fn a_terminal_that_is_closed_ends_the_program() {
    let session = Session::start(&[]);
    session.until_text("No figures yet.");
    let status = session.close("?");
    assert_eq!(status.signal(), Some("Hangup"), "{status:?}");
}

/// Not a test of its own where nobody has asked for a panic: the test below runs it in a terminal.
#[test]
fn a_screen_that_panics() {
    if std::env::var_os("DAYBOARD_TEST_PANICS").is_some() {
        let _modes = Modes::take(true).expect("there is a terminal");
        panic!("a view could not be drawn");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let program = std::env::current_exe().expect("this test");
    let session = Session::with(&Setup {
        program: Some(program),
        arguments: &["--exact", "cli::terminal::a_screen_that_panics", "--nocapture"],
        variables: &[("DAYBOARD_TEST_PANICS", "1")],
        ..Setup::default()
    });
    session.until_text("a view could not be drawn");
    assert!(!session.ended().success());
}

#[test]
fn two_people_at_one_database_see_each_others_work() {
    let mut first = Session::start(&["--demo"]);
    first.until_text("figures to");
    let arguments = &["--demo", "--today", "2026-09-09", "--lang", "zh"];
    let mut second = Session::with(&Setup { home: Some(first.home()), arguments, ..Setup::default() });
    for session in [&first, &second] {
        session.until_text("4,486");
    }
    let mut set = std::process::Command::new(env!("CARGO_BIN_EXE_dayboard"));
    set.env_clear().env("HOME", first.home().path()).args(["--demo", "--today", "2026-09-09"]);
    let set = set.args(["set", "2026-09-08", "visits=1000", "channel=partners"]).output().expect("it runs");
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    // Nobody has pressed a key.
    for session in [&first, &second] {
        session.until_text("5,486");
    }
    first.press("q");
    second.press("q");
    assert!(first.ended().success() && second.ended().success());
}

#[test]
fn what_cannot_be_opened_is_said_on_the_screen_and_after_it() {
    let mut first = Session::start(&["--holder", "here"]);
    first.until_text("No figures yet.");
    let mut second =
        Session::with(&Setup { home: Some(first.home()), arguments: &["--today", "2026-09-09"], ..Setup::default() });
    let holder = first.process().to_string();
    second.until("who has it", |screen| screen.alternate_screen() && screen.contents().contains(&holder));
    second.press("j2q");
    second.until("the same in the shell", |screen| !screen.alternate_screen() && screen.contents().contains(&holder));
    assert_eq!(second.ended().exit_code(), 3);
    first.press("q");
    assert!(first.ended().success());
}

#[test]
fn an_answer_of_the_terminal_is_never_typed_however_late_it_comes() {
    let mut session = Session::start(&[]);
    session.until_text("No figures yet.");
    assert!(session.output().contains("\x1b]11;?\x1b\\"), "it asks for the ground");
    let command = |screen: &vt100::Screen, number| {
        let seen = (0..24).flat_map(|y| (0..80).map(move |x| (y, x)));
        seen.filter_map(|(y, x)| screen.cell(y, x)).any(|cell| cell.fgcolor() == vt100::Color::Idx(number))
    };
    session.until("a dark theme", |screen| command(screen, 12));
    // As a key, `1` would become the demo company.
    session.press("\x1b]11;rgb:ffff/ff11/1111\x1b\\");
    session.until("a light theme", |screen| command(screen, 4) && !command(screen, 12));
    session.press("L");
    session.until_text("还没有数据。");
    session.press("q");
    let home = session.home();
    assert!(session.ended().success());
    let again = Session::with(&Setup { home: Some(home), arguments: &[], ..Setup::default() });
    again.until_text("还没有数据。");
    again.until("the theme remembered", |screen| command(screen, 4) && !command(screen, 12));
}

#[test]
fn a_terminal_that_draws_wide_gets_signs_that_are_safe() {
    let setup = Setup { arguments: &["--demo", "--today", "2026-09-09"], ..Setup::default() };
    let mut session = Session::with(&Setup { answers: &[("\x1b[6n", "\x1b[1;3R")], ..setup.clone() });
    session.until_text("figures to");
    assert!(session.output().contains("█\x1b[6n"), "it asks where the cursor is");
    assert!(session.contents().contains('⣀') && !session.contents().contains('▁'), "{}", session.contents());
    session.press("q");
    let home = session.home();
    assert!(session.ended().success());
    let known = fs::read_to_string(home.path().join(".local/state/dayboard/terminals.toml")).expect("it is remembered");
    assert!(known.contains("wide = true"), "{known}");
    let mut again = Session::with(&Setup { home: Some(home), ..setup });
    again.until_text("figures to");
    assert!(!again.output().contains("\x1b[6n"), "it need not ask again");
    assert!(again.contents().contains('⣀') && !again.contents().contains('▁'), "{}", again.contents());
    again.press("q");
    assert!(again.ended().success());
}

#[test]
fn no_color_means_no_colour_and_no_question() {
    let mut session = Session::with(&Setup { arguments: &[], variables: &[("NO_COLOR", "1")], ..Setup::default() });
    session.until_text("No figures yet.");
    let plain = |screen: &vt100::Screen| {
        let seen = (0..24).flat_map(|y| (0..80).map(move |x| (y, x)));
        let cells = seen.filter_map(|(y, x)| screen.cell(y, x));
        cells.into_iter().all(|cell| (cell.fgcolor(), cell.bgcolor()) == (vt100::Color::Default, vt100::Color::Default))
    };
    session.until("no colour", plain);
    assert!(!session.output().contains("\x1b]11;?"));
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn a_terminal_of_sixteen_colours_is_told_of_no_other() {
    let mut session = Session::with(&Setup { term: Some("xterm-16color"), arguments: &[], ..Setup::default() });
    session.until_text("No figures yet.");
    let output = session.output();
    assert!(output.contains("94m") && !output.contains("38;") && !output.contains("48;"), "{output:?}");
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn a_terminal_that_cannot_place_text_is_refused_with_what_to_do() {
    let session = Session::with(&Setup { term: Some("dumb"), arguments: &[], ..Setup::default() });
    session.until_text("dayboard report day");
    assert_eq!(session.ended().exit_code(), 2);
}

#[test]
fn the_mouse_is_off_through_a_network_and_on_here() {
    let mode = |wanted| move |screen: &vt100::Screen| screen.mouse_protocol_mode() == wanted;
    let variables: [&[(&str, &str)]; 2] = [&[], &[("SSH_TTY", "/dev/pts/7")]];
    for (variables, before, after) in [
        (variables[0], vt100::MouseProtocolMode::PressRelease, vt100::MouseProtocolMode::None),
        (variables[1], vt100::MouseProtocolMode::None, vt100::MouseProtocolMode::PressRelease),
    ] {
        let mut session = Session::with(&Setup { variables, arguments: &[], ..Setup::default() });
        session.until_text("No figures yet.");
        session.until("the mouse as it is at first", mode(before));
        session.press("M");
        session.until("the mouse the other way", mode(after));
        session.until_text("Mouse");
        session.press("q");
        assert!(session.ended().success());
    }
}

#[test]
fn a_click_opens_a_tab() {
    let mut session = Session::start(&["--demo"]);
    session.until_text("figures to");
    session.press("\x1b[<0;10;1M\x1b[<0;10;1m");
    let is_tab = |screen: &vt100::Screen| screen.cell(0, 9).is_some_and(|cell| cell.bgcolor() == vt100::Color::Idx(4));
    session.until("the week's tab", is_tab);
    session.press("q");
    assert!(session.ended().success());
}
