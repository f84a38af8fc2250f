//! One running engine process.

use std::io;
use std::process::Stdio;

use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::frames::{self, Answer, Hello, Request};
use super::{EngineError, EngineInfo, Heard, SphinxConfig, TrackAudio, Word};

/// The engine's program, part of this one: nothing to install beside it and nothing on disk to exchange.
const SCRIPT: &str = include_str!("../../worker/pocketsphinx_worker.py");

/// A process that said hello. It ends when this is dropped.
pub(super) struct Process {
    _child: Child,
    requests: ChildStdin,
    answers: ChildStdout,
    engine: EngineInfo,
    asked: u64,
}

impl Process {
    /// Starts the interpreter, with none of this service's environment: that could name secrets.
    pub(super) async fn start(config: &SphinxConfig) -> Result<Self, EngineError> {
        let mut command = Command::new(&config.python);
        // -I: neither the current folder, the user's packages nor PYTHON* variables decide what is loaded.
        command.args(["-I", "-B", "-c", SCRIPT]).env_clear().current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        if let Some(packages) = &config.packages {
            command.env("PHIMESH_SPEECH_PYTHONPATH", packages);
        }
        let mut child = command.spawn().map_err(|error| not_started(&error, config))?;
        let (Some(requests), Some(mut answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(EngineError::Died);
        };
        let hello: Hello = frames::read(&mut answers).await.map_err(|_| EngineError::Died)?;
        if let Some(error) = &hello.error {
            return Err(EngineError::NotInstalled { hint: hint(error) });
        }
        Ok(Self { _child: child, requests, answers, engine: hello.info(), asked: 0 })
    }

    /// Returns what the process said of itself.
    pub fn engine(&self) -> &EngineInfo {
        &self.engine
    }

    /// Hears one track. After an error the process must not be used again: its answer may still come.
    pub(super) async fn hear(&mut self, track: &TrackAudio) -> Result<Heard, EngineError> {
        self.asked += 1;
        let answer = self.ask(self.asked, track).await.map_err(|_| EngineError::Died)?;
        if answer.id != self.asked {
            return Err(EngineError::Died);
        }
        match answer.error.as_deref() {
            None => {
                Ok(Heard { words: answer.words.into_iter().map(Word::from).collect(), engine: self.engine.clone() })
            }
            Some("rate") => Err(EngineError::Refused { reason: "its rate is not 16000 Hz" }),
            Some("odd_length") => Err(EngineError::Refused { reason: "it ends in half a sample" }),
            Some(_) => Err(EngineError::Refused { reason: "the engine failed on it" }),
        }
    }

    async fn ask(&mut self, id: u64, track: &TrackAudio) -> io::Result<Answer> {
        let request = Request { id, rate: phi_audio::SPEECH_RATE_HZ };
        frames::write(&mut self.requests, &serde_json::to_vec(&request)?).await?;
        frames::write(&mut self.requests, &track.to_bytes()).await?;
        frames::read(&mut self.answers).await
    }
}

/// Tells an interpreter that is not there from a machine that starts no processes.
fn not_started(error: &io::Error, config: &SphinxConfig) -> EngineError {
    let absent = [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied].contains(&error.kind());
    if !absent {
        return EngineError::Died;
    }
    let python = config.python.display();
    let hint = format!("there is no Python 3 to run as '{python}'; install python3 or name it in the configuration");
    EngineError::NotInstalled { hint }
}

fn hint(error: &str) -> String {
    match error {
        "too_old" => {
            "Python's pocketsphinx is older than 5.0; run `python3 -m pip install --target FOLDER pocketsphinx==5.1.1` and \
             set PHIMESH_SPEECH_PYTHONPATH to that folder"
        }
        "no_model" => "pocketsphinx is there and its en-us model does not load; install pocketsphinx 5.1.1 again",
        _ => {
            "Python finds no module 'pocketsphinx'; run `python3 -m pip install --target FOLDER pocketsphinx==5.1.1` and \
             set PHIMESH_SPEECH_PYTHONPATH to that folder"
        }
    }
    .to_owned()
}
