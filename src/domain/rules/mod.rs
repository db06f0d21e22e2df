//! One file per family of rules; each rule a pure function with its worked check as a test beside it.
