use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;

/// A track of silence of this length.
fn silence(ms: usize) -> TrackAudio {
    let bytes = vec![0xFF; ms * 8];
    TrackAudio::new(phi_audio::Track { codec: phi_audio::Codec::MuLaw, rate_hz: 8_000, bytes: &bytes })
}

/// A folder with a module `pocketsphinx` of ours: the worker's own code runs, the engine is played.
struct Played {
    folder: PathBuf,
}

impl Played {
    fn new(name: &str, behaviour: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("phimesh-engine-{name}-{}", std::process::id()));
        let module = folder.join("pocketsphinx");
        fs::create_dir_all(module.join("model")).unwrap();
        fs::write(module.join("model/one"), "1").unwrap();
        fs::create_dir_all(folder.join("pocketsphinx-9.dist-info")).unwrap();
        fs::write(
            folder.join("pocketsphinx-9.dist-info/METADATA"),
            "Metadata-Version: 2.1\nName: pocketsphinx\nVersion: 9\n",
        )
        .unwrap();
        fs::write(module.join("__init__.py"), format!("{PLAYED}\n{behaviour}\n")).unwrap();
        Self { folder }
    }

    fn config(&self) -> SphinxConfig {
        SphinxConfig { packages: Some(self.folder.clone().into_os_string()), ..SphinxConfig::default() }
    }

    /// A worker that does not end its process within the test.
    fn worker(&self) -> SphinxWorker {
        SphinxWorker::new(self.config())
    }
}

impl Drop for Played {
    fn drop(&mut self) {
        // A folder left in /tmp harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Hears "go(2)" in every stretch, with noise around it.
const PLAYED: &str = r#"
import os, sys, time
from collections import namedtuple
Part = namedtuple("Part", "word start_frame end_frame prob")
print("this must not reach the frames"); os.write(2, b"nor anybody")
def get_model_path(name): return os.path.join(os.path.dirname(__file__), "model")
def work(): pass
class Endpointer:
    frame_bytes, in_speech, speech_start = 960, False, 0.25
    def __init__(self, sample_rate): pass
    def process(self, frame): return None
    def end_stream(self, frame): return frame
class Decoder:
    def __init__(self, **options): pass
    def start_utt(self): pass
    def process_raw(self, samples, full_utt): work()
    def end_utt(self): pass
    def hyp(self): return True
    def seg(self): return [Part("<s>", 0, 4, 1.0), Part("go(2)", 5, 9, 0.9184), Part("[NOISE]", 10, 11, 1.2)]
"#;

#[tokio::test]
async fn words_come_back_with_times_and_the_engine_s_name() {
    let played = Played::new("words", "");
    let worker = played.worker();
    assert_eq!(worker.describe().version, None);
    let heard = worker.transcribe(&silence(500)).await.unwrap();
    let word = Word { text: "go".to_owned(), start_ms: 300, end_ms: 350, confidence_milli: 918 };
    assert_eq!(heard.words, [word]);
    assert_eq!((heard.engine.name.as_str(), heard.engine.version.as_deref()), ("pocketsphinx", Some("9")));
    assert!(heard.engine.model_sha256.is_some());
    assert_eq!(worker.describe(), heard.engine);
    assert_eq!((quality_tier(&heard), heard.mean_confidence_milli()), (Tier::Low, Some(918)));
}

#[tokio::test]
async fn an_idle_process_serves_again_and_then_ends() {
    let played = Played::new("idle", "");
    let worker = SphinxWorker::new(SphinxConfig { idle: Duration::from_millis(400), ..played.config() });
    for _ in 0..3 {
        worker.transcribe(&silence(100)).await.unwrap();
        assert_eq!(worker.idle_processes(), 1);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(worker.idle_processes(), 0);
    worker.transcribe(&silence(100)).await.unwrap();
}

#[tokio::test]
async fn a_process_that_died_while_waiting_is_replaced() {
    // The second request to a process ends it; a new one answers its first.
    let played =
        Played::new("replaced", "asked = []\ndef work():\n    asked.append(1)\n    if len(asked) > 1: os._exit(9)");
    let worker = played.worker();
    for _ in 0..3 {
        assert_eq!(worker.transcribe(&silence(100)).await.unwrap().words.len(), 1);
    }
}

#[tokio::test]
async fn a_process_that_always_dies_is_an_error() {
    let played = Played::new("dies", "def work(): os._exit(9)");
    let worker = played.worker();
    assert_eq!(worker.transcribe(&silence(100)).await.unwrap_err(), EngineError::Died);
    assert_eq!(worker.idle_processes(), 0);
}

#[tokio::test]
async fn a_process_that_hangs_is_ended_after_the_time_the_track_allows() {
    let played = Played::new("hangs", "def work(): time.sleep(600)");
    let worker = SphinxWorker::new(SphinxConfig { patience: Duration::from_secs(2), ..played.config() });
    assert_eq!(worker.transcribe(&silence(100)).await.unwrap_err(), EngineError::Timeout { seconds: 2 });
    assert_eq!(worker.idle_processes(), 0);
}

#[tokio::test]
async fn an_engine_that_fails_refuses_without_its_words() {
    let played = Played::new("fails", "def work(): raise RuntimeError('said a name')");
    let error = played.worker().transcribe(&silence(100)).await.unwrap_err();
    assert_eq!(error, EngineError::Refused { reason: "the engine failed on it" });
    assert!(error.to_string().starts_with(error.code()));
}

#[tokio::test]
async fn the_worker_can_write_no_file() {
    let played = Played::new("traces", "");
    let target = played.folder.join("written");
    let behaviour =
        format!("def work():\n    with open({:?}, 'w') as f: f.write('words')", target.display().to_string());
    fs::write(played.folder.join("pocketsphinx/__init__.py"), format!("{PLAYED}\n{behaviour}\n")).unwrap();
    let _ = played.worker().transcribe(&silence(100)).await;
    assert_eq!(fs::metadata(&target).map_or(0, |file| file.len()), 0);
}

#[tokio::test]
async fn the_service_s_environment_does_not_reach_the_worker() {
    // cargo puts its own variables into this process; an interpreter's launcher may add some of its own.
    let played = Played::new("environment", "assert not [name for name in os.environ if name.startswith('CARGO')]");
    played.worker().check().await.unwrap();
}

#[tokio::test]
async fn what_is_missing_is_said_with_what_to_do() {
    let empty = SphinxConfig { packages: Some(OsString::from("/nonexistent")), ..SphinxConfig::default() };
    // Where the engine is among the interpreter's own packages, it is found all the same.
    if let Err(error) = SphinxWorker::new(empty).check().await {
        assert!(error.to_string().contains("pip install"), "{error}");
    }
    let nobody = SphinxConfig { python: "no-such-python".into(), ..SphinxConfig::default() };
    let error = SphinxWorker::new(nobody).check().await.unwrap_err();
    assert!(error.to_string().contains("install python3"), "{error}");
}

#[tokio::test]
async fn something_else_than_the_worker_is_noticed() {
    let folder = std::env::temp_dir().join(format!("phimesh-not-python-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let python = script(&folder, "#!/bin/sh\necho 'Python 2.7 or so'\n");
    let config = SphinxConfig { python, ..SphinxConfig::default() };
    assert_eq!(SphinxWorker::new(config).check().await.unwrap_err(), EngineError::Died);
    fs::remove_dir_all(&folder).unwrap();
}

fn script(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("python3");
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    file
}

#[test]
fn no_text_of_a_word_is_shown() {
    let word = Word { text: "okonkwo".to_owned(), start_ms: 1, end_ms: 2, confidence_milli: 3 };
    assert_eq!(format!("{word:?}"), "Word(1..2 ms, 3)");
}

#[test]
fn no_words_have_no_confidence() {
    let engine = EngineInfo { name: "new".to_owned(), version: None, model_sha256: None };
    let heard = Heard { words: vec![], engine };
    assert_eq!((heard.mean_confidence_milli(), quality_tier(&heard)), (None, Tier::Low));
}
