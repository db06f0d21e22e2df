//! Everything a key can do. This one table yields the keymap's ids, the help, the hints and the README's table.

use super::context::Context;
use crate::text::{Lang, phrase};

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $context:ident,)+) => {
        /// Something a key does.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Action { $($(#[doc = $doc])+ $name,)+ }

        impl Action {
            /// All actions, in the order in which the help names them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name in the keymap.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// Where it is heard.
            #[must_use]
            pub fn context(self) -> Context {
                match self { $(Self::$name => Context::$context,)+ }
            }
        }
    };
}

actions! {
    /// To the period before.
    Previous "previous" Reading,
    /// To the period after.
    Next "next" Reading,
    /// To the last working day.
    Latest "latest" Reading,
    /// To the last day with figures.
    LastData "last-data" Reading,
    /// The report of a day.
    Day "day" Reading,
    /// The report of a week.
    Week "week" Reading,
    /// The report of a month.
    Month "month" Reading,
    /// The funnel.
    Funnel "funnel" Reading,
    /// The board.
    Board "board" Reading,
    /// The goals.
    Goals "goals" Reading,
    /// The metric explorer.
    Metrics "metrics" Reading,
    /// Promises and meetings.
    Meeting "meeting" Reading,
    /// By day.
    ByDay "by-day" Reading,
    /// By week.
    ByWeek "by-week" Reading,
    /// By month.
    ByMonth "by-month" Reading,
    /// By quarter.
    ByQuarter "by-quarter" Reading,
    /// By year.
    ByYear "by-year" Reading,
    /// The next comparison.
    Compare "compare" Reading,
    /// The next breakdown.
    Breakdown "breakdown" Reading,
    /// The other basis: the period's events, or what became of its inquiries.
    Basis "basis" Funnel,
    /// Into the row under the cursor.
    Open "open" Reading,
    /// Out again.
    Back "back" Reading,
    /// A row up.
    Up "up" Reading,
    /// A row down.
    Down "down" Reading,
    /// A page up.
    PageUp "page-up" Reading,
    /// A page down.
    PageDown "page-down" Reading,
    /// To the first row.
    First "first" Reading,
    /// To the last row.
    Last "last" Reading,
    /// The next board.
    NextBoard "next-board" Board,
    /// The board before.
    PreviousBoard "previous-board" Board,
    /// Only some names.
    Filter "filter" Reading,
    /// The question as text.
    EditLens "edit-lens" Reading,
    /// Saved questions.
    Lenses "lenses" Reading,
    /// A row by its name.
    Find "find" Reading,
    /// What has changed since the last look.
    Changed "changed" Reading,
    /// The files that came in.
    Imports "imports" Reading,
    /// Who changed what.
    Journal "journal" Reading,
    /// The organisation: posts, people, teams.
    Roster "roster" Reading,
    /// Records of the daily work with people.
    Records "records" Reading,
    /// Promise something about the figure under the cursor.
    Promise "promise" Reading,
    /// A note on the figure under the cursor.
    Note "note" Reading,
    /// Start the stand-up.
    Standup "standup" Meeting,
    /// The promise under the cursor is done.
    PromiseDone "promise-done" Meeting,
    /// It is carried to another day.
    PromiseCarry "promise-carry" Meeting,
    /// It is dropped.
    PromiseDrop "promise-drop" Meeting,
    /// The next slide.
    SlideNext "slide-next" Standup,
    /// The slide before.
    SlideBack "slide-back" Standup,
    /// Nothing to see here.
    SlidePass "slide-pass" Standup,
    /// A row up on the slide.
    SlideUp "slide-up" Standup,
    /// A row down on the slide.
    SlideDown "slide-down" Standup,
    /// An action about the figure under the cursor.
    SlideAction "slide-action" Standup,
    /// What is decided.
    SlideDecision "slide-decision" Standup,
    /// The promise under the cursor is done.
    SlideDone "slide-done" Standup,
    /// It stays late.
    SlideLate "slide-late" Standup,
    /// It is carried.
    SlideCarry "slide-carry" Standup,
    /// End the stand-up and write its minutes.
    SlideFinish "slide-finish" Standup,
    /// Leave it without minutes.
    SlideLeave "slide-leave" Standup,
    /// Take a change or an import back.
    Undo "undo" Reading,
    /// Do what was taken back last again.
    Redo "redo" Reading,
    /// Enter the day's figures.
    Enter "enter" Reading,
    /// Close the day.
    CloseShown "close-shown" Reading,
    /// For a shared screen, or for oneself.
    Shared "shared" Reading,
    /// Show others what one looks at.
    Present "present" Reading,
    /// See what somebody else presents.
    Follow "follow" Reading,
    /// Who else is here.
    Others "others" Reading,
    /// The row into the clipboard.
    CopyRow "copy-row" Reading,
    /// Its figure.
    CopyFigure "copy-figure" Reading,
    /// Its table.
    CopyTable "copy-table" Reading,
    /// Everything, as Markdown.
    CopyMarkdown "copy-markdown" Reading,
    /// Copy everything for a chat.
    CopyChat "copy-chat" Reading,
    /// The question, as text.
    CopyLens "copy-lens" Reading,
    /// Everything, into a file.
    Export "export" Reading,
    /// To the next part of the report.
    NextPanel "next-panel" Report,
    /// To the part of the report before.
    PreviousPanel "previous-panel" Report,
    /// The breakdown in another order.
    Sort "sort" Report,
    /// See the demo company.
    Demo "demo" Empty,
    /// Enter the first figures.
    EnterFirst "enter-first" Empty,
    /// Close what is read.
    Close "close" Help,
    /// A line up.
    ScrollUp "scroll-up" Help,
    /// A line down.
    ScrollDown "scroll-down" Help,
    /// A page up.
    ScrollPageUp "scroll-page-up" Help,
    /// A page down.
    ScrollPageDown "scroll-page-down" Help,
    /// To the first line.
    ScrollFirst "scroll-first" Help,
    /// To the last line.
    ScrollLast "scroll-last" Help,
    /// Take what is typed or chosen.
    Accept "accept" Typing,
    /// Away, with nothing changed.
    Cancel "cancel" Typing,
    /// The choice above.
    ChooseUp "choose-up" Typing,
    /// The choice below.
    ChooseDown "choose-down" Typing,
    /// A page of choices up.
    ChoosePageUp "choose-page-up" Typing,
    /// A page of choices down.
    ChoosePageDown "choose-page-down" Typing,
    /// The letter before the cursor.
    Erase "erase" Typing,
    /// The letter under the cursor.
    Delete "delete" Typing,
    /// The word before the cursor.
    EraseWord "erase-word" Typing,
    /// Everything before the cursor.
    EraseLine "erase-line" Typing,
    /// The cursor to the left.
    CursorLeft "cursor-left" Typing,
    /// The cursor to the right.
    CursorRight "cursor-right" Typing,
    /// The cursor to the beginning.
    CursorStart "cursor-start" Typing,
    /// The cursor to the end.
    CursorEnd "cursor-end" Typing,
    /// The keys of what is typed in.
    KeysHere "keys-here" Typing,
    /// The chosen name into the line.
    Complete "complete" Palette,
    /// Mark the name under the cursor.
    Mark "mark" Filter,
    /// The next dimension.
    NextList "next-list" Filter,
    /// The dimension before.
    PreviousList "previous-list" Filter,
    /// No filter.
    Unfilter "unfilter" Filter,
    /// Save the question.
    SaveLens "save-lens" Lenses,
    /// Forget a saved question.
    ForgetLens "forget-lens" Lenses,
    /// The next format.
    NextFormat "next-format" Export,
    /// The table under the cursor alone, or everything.
    TableAlone "table-alone" Export,
    /// On with the import.
    ImportNext "import-next" Import,
    /// A step back.
    ImportBack "import-back" Import,
    /// The column to the left.
    ColumnLeft "column-left" Import,
    /// The column to the right.
    ColumnRight "column-right" Import,
    /// A line up.
    LineUp "line-up" Import,
    /// A line down.
    LineDown "line-down" Import,
    /// A page up.
    LinePageUp "line-page-up" Import,
    /// A page down.
    LinePageDown "line-page-down" Import,
    /// What the column becomes.
    Becomes "becomes" Import,
    /// What the rows count as.
    CountRows "count-rows" Import,
    /// The other reading of dates.
    OtherReading "other-reading" Import,
    /// Another map.
    OtherMap "other-map" Import,
    /// Another sheet of the workbook.
    OtherSheet "other-sheet" Import,
    /// In the place of what is there.
    Replace "replace" Import,
    /// Beside what is there.
    AddBeside "add-beside" Import,
    /// Without bad rows.
    SkipBad "skip-bad" Import,
    /// Keep the map, or not.
    KeepMap "keep-map" Import,
    /// Take the import back.
    TakeBack "take-back" Import,
    /// Take what is shown whole back.
    UndoShown "undo-shown" Record,
    /// To what was changed.
    ShowChanged "show-changed" Record,
    /// Yes.
    Yes "yes" Sure,
    /// No.
    No "no" Sure,
    /// To the next field.
    NextField "next-field" Form,
    /// To the field before.
    PreviousField "previous-field" Form,
    /// Do what the form says.
    Submit "submit" Form,
    /// The other's value, or one's own again.
    TakeTheirs "take-theirs" Form,
    /// Begin the form anew.
    StartOver "start-over" Form,
    /// Write the text in an editor.
    EditLong "edit-long" Form,
    /// Take what is typed, and on to the next figure.
    NextFigure "next-figure" Grid,
    /// Take what is typed, and on to the next person.
    NextPerson "next-person" Grid,
    /// Take what is typed, and back to the person before.
    PersonBefore "person-before" Grid,
    /// The cell above.
    CellUp "cell-up" Grid,
    /// The cell below.
    CellDown "cell-down" Grid,
    /// The first person.
    CellFirst "cell-first" Grid,
    /// The last row: the total, where there are several people.
    CellLast "cell-last" Grid,
    /// The cell to the left.
    CellLeft "cell-left" Grid,
    /// The cell to the right.
    CellRight "cell-right" Grid,
    /// The digit before the cursor.
    EraseDigit "erase-digit" Grid,
    /// Close the day of who is under the cursor.
    CloseDay "close-day" Grid,
    /// Take the newest change back.
    UndoEntry "undo-entry" Grid,
    /// Do it again.
    RedoEntry "redo-entry" Grid,
    /// The day before.
    DayBefore "day-before" Grid,
    /// The day after.
    DayAfter "day-after" Grid,
    /// Out of the grid.
    LeaveGrid "leave-grid" Grid,
    /// Everything that can be done, by name.
    Palette "palette" Global,
    /// Import a file.
    ImportFile "import-file" Global,
    /// The other language.
    Language "language" Global,
    /// This help.
    Help "help" Global,
    /// The mouse on or off.
    Mouse "mouse" Global,
    /// Draw everything again.
    Redraw "redraw" Global,
    /// To the shell for a while.
    Suspend "suspend" Global,
    /// End.
    Quit "quit" Global,
}

impl Action {
    /// The action of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.id() == id)
    }

    /// Its verb, for a hint: `compare`.
    #[must_use]
    pub fn verb(self, lang: Lang) -> String {
        phrase(&format!("action.{}", self.id()), lang).to_owned()
    }

    /// What it does, for the help.
    #[must_use]
    pub fn help(self, lang: Lang) -> String {
        phrase(&format!("action.{}.help", self.id()), lang).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has;

    #[test]
    fn every_action_has_a_verb_and_a_help() {
        for action in Action::ALL {
            assert!(has(&format!("action.{}", action.id())), "{action:?}");
            assert!(has(&format!("action.{}.help", action.id())), "{action:?}");
            assert_eq!(Action::named(action.id()), Some(*action));
        }
    }
}
