//! dayboard: arguments, run, exit code.

fn main() {}
