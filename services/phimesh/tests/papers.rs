//! What is generated is as it is committed, and the command line is whole.
use std::path::Path;

#[test]
fn the_configuration_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let generated = phimesh::reference::markdown();
    assert!(
        committed.trim_end() == generated.trim_end(),
        "run: cargo run -p phimesh -- config-reference > docs/configuration.md"
    );
}

#[test]
fn the_command_line_holds_together() {
    phimesh::command().debug_assert();
}

#[test]
fn what_destroys_can_be_tried_dry() {
    let command = phimesh::command();
    for path in [
        &["shred"][..],
        &["hold"],
        &["rebuild"],
        &["provision"],
        &["quarantine", "retry"],
        &["quarantine", "skip"],
        &["keys", "new"],
        &["incident", "assess"],
    ] {
        let verb = path.iter().try_fold(&command, |verb, name| verb.find_subcommand(name)).unwrap();
        assert!(verb.get_arguments().any(|arg| arg.get_long() == Some("dry-run")), "{path:?} has no --dry-run");
    }
}

#[test]
fn exit_codes_are_in_the_help() {
    let help = phimesh::command().render_long_help().to_string();
    for line in ["0  done", "1  a check failed", "2  the command line", "3  the broker", "4  what was named"] {
        assert!(help.contains(line), "{line}");
    }
}

#[test]
fn every_verb_and_flag_says_what_it_is_for() {
    fn walk(command: &clap::Command, path: &str) {
        assert!(command.get_about().is_some(), "{path} has no words");
        for arg in command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version")) {
            assert!(arg.get_help().is_some(), "{path} {} has no words", arg.get_id());
        }
        for verb in command.get_subcommands() {
            walk(verb, &format!("{path} {}", verb.get_name()));
        }
    }
    walk(&phimesh::command(), "phimesh");
}
