//! dayboard: arguments, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    dayboard::cli::main(std::env::args_os())
}
