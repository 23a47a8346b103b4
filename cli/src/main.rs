//! `vestibule`, the command line of a Vestibule deployment.

use std::process::ExitCode;

fn main() -> ExitCode {
    vestibule_cli::main()
}
