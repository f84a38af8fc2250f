//! What needs no broker, no configuration and no particular folder: run as a process, in an empty folder.
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn phimesh(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_phimesh"));
    command.args(arguments).current_dir(folder).env_clear();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn a_text_is_redacted_and_keeps_its_shape() {
    let folder = tempfile::tempdir().unwrap();
    let text = "agent: What is your name?\ncaller: My name is Leopold Ashgrove.";
    let done = phimesh(folder.path(), &["redact"], text);
    assert_eq!(code(&done), Some(0));
    assert_eq!(out(&done), "agent: What is your name?\ncaller: My name is [PATIENT_NAME_1].");
    let done = phimesh(folder.path(), &["redact", "--json"], text);
    let value: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(value["spans"][0]["type"], "NAME");
}

#[test]
fn calls_are_redacted_line_by_line_and_a_bad_line_is_named_without_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let done = phimesh(
        folder.path(),
        &["redact", "--jsonl"],
        "{\"id\":\"a\",\"text\":\"caller: I am John Smith\"}\nJohn Smith\n",
    );
    assert_eq!(code(&done), Some(1));
    assert!(out(&done).starts_with("{\"id\":\"a\""), "{}", out(&done));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("PHI-C012") && said.contains("line 2") && !said.contains("Smith"), "{said}");
}

#[test]
fn a_model_that_cannot_be_asked_lets_nothing_out() {
    let folder = tempfile::tempdir().unwrap();
    let done = phimesh(folder.path(), &["redact", "--onnx", "nowhere"], "caller: i am john smith");
    assert_eq!((code(&done), out(&done).as_str()), (Some(1), ""));
}

#[test]
fn a_stream_shows_redacted_words_and_ends_with_what_came_too_late() {
    let folder = tempfile::tempdir().unwrap();
    let said = "agent: can i have your name\n{\"speaker\":\"caller\",\"text\":\"leopold\",\"more\":true}\n\
        {\"speaker\":\"caller\",\"text\":\"ashgrove and i need a refill\"}\n";
    let done = phimesh(folder.path(), &["redact", "--stream"], said);
    assert_eq!(code(&done), Some(0));
    let lines: Vec<serde_json::Value> = out(&done).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[1]["text"], "[PATIENT_NAME_1] and i need a refill");
    assert_eq!(lines.last().unwrap()["late_words"], 0);
}

#[test]
fn a_file_that_is_not_there_and_one_that_is_no_recording_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text.wav"), "not a recording").unwrap();
    let missing = phimesh(folder.path(), &["transcribe", "absent.wav"], "");
    assert_eq!(code(&missing), Some(2));
    let no_wave = phimesh(folder.path(), &["transcribe", "text.wav"], "");
    assert_eq!(code(&no_wave), Some(1));
    assert!(String::from_utf8_lossy(&no_wave.stderr).contains("PHI-A001"));
}

/// An envelope's bytes: one section of three bytes, after `previous`.
fn envelope(commit: u8, previous: [u8; 32]) -> Vec<u8> {
    use phi_events::envelope::{Header, SectionHead};
    let header = Header {
        suite: phi_events::Suite::Aes256Gcm,
        flags: 0,
        context: phi_events::Context::Call,
        schema: 1,
        commit: phi_events::CommitId([commit; 16]),
        previous,
        salt: [0; 16],
        sections: vec![SectionHead { class: phi_events::DataClass::Lifecycle, key_id: [1; 32], sealed_len: 3 }],
    };
    let mut bytes = header.encode();
    bytes.extend_from_slice(&[commit; 3]);
    bytes
}

#[test]
fn a_chain_holds_until_a_byte_is_changed_left_out_or_moved() {
    use phi_events::envelope::{NO_PREVIOUS, chain_hash};
    let folder = tempfile::tempdir().unwrap();
    let first = envelope(1, NO_PREVIOUS);
    let second = envelope(2, chain_hash(&first));
    let third = envelope(3, chain_hash(&second));
    let mut changed = second.clone();
    *changed.last_mut().unwrap() ^= 1;
    for (name, bytes) in
        [("1", &first), ("2", &second), ("3", &third), ("changed", &changed), ("cut", &third[..90].to_vec())]
    {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let verdict = |files: &[&str]| {
        let arguments: Vec<&str> = std::iter::once("verify").chain(files.iter().copied()).collect();
        code(&phimesh(folder.path(), &arguments, ""))
    };
    assert_eq!(verdict(&["1", "2", "3"]), Some(0));
    for broken in [&["1", "3"][..], &["1", "changed", "3"], &["2", "1"], &["1", "2", "2"], &["1", "2", "cut"]] {
        assert_eq!(verdict(broken), Some(1), "{broken:?}");
    }
}

#[test]
fn a_broker_that_is_not_there_is_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = phimesh(folder.path(), &["doctor", "--json", "--set", "mesh.nats.url=nats://127.0.0.1:1"], "");
    assert_eq!(code(&doctor), Some(3));
    let value: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert_eq!(value["ok"], false);
}

#[test]
fn configuration_says_where_each_value_came_from_and_refuses_what_it_does_not_know() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("c.toml"),
        "[mesh]\nenvironment = \"lab\"\n[mesh.nats]\nurl = \"nats://me:secret@127.0.0.1:1\"\n",
    )
    .unwrap();
    let shown = phimesh(
        folder.path(),
        &["--config", "c.toml", "config", "show", "mesh", "--json", "--set", "mesh.concurrency=4"],
        "",
    );
    assert_eq!(code(&shown), Some(0));
    let value: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    let of = |key: &str| value["settings"].as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone();
    assert!(of("mesh.environment")["origin"].as_str().unwrap().starts_with("file "));
    assert_eq!(of("mesh.concurrency")["origin"], "flag --set");
    assert_eq!(of("mesh.tick")["origin"], "default");
    assert!(!out(&shown).contains("secret"), "{}", out(&shown));
    let unknown = phimesh(folder.path(), &["config", "show", "--set", "mesh.natz=1"], "");
    assert_eq!(code(&unknown), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("PHI-S001"));
}

#[test]
fn destruction_without_two_others_is_refused_before_anything_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let id = "a".repeat(26);
    let base = ["shred", &id, "--tenant", &id, "--by", "ann", "--reason", "T-1", "--approver", "bob"];
    for last in [&[][..], &["--approver", "bob"], &["--approver", "ann"]] {
        let done = phimesh(folder.path(), &[&base[..], last].concat(), "");
        assert_eq!(code(&done), Some(2), "{last:?}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("PHI-C007"));
    }
}
