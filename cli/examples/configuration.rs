//! Prints the reference of `vestibule.toml`'s keys, for `cargo xtask codegen`.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

fn main() {
    print!("{}", vestibule_cli::configuration_reference());
}
