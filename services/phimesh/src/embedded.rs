//! Every service of the mesh in one process, on the foundations that [`phi_testkit::mesh::Mesh`] lays.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::task::{Context, Poll};
use std::time::Duration;

use figment::Figment;
use figment::providers::Serialized;
use phi_events::Service;
use phi_service::config::section_name;
use phi_service::{Definition, Running, StartError, Surroundings, start};
use phi_testkit::mesh::Mesh;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::practice::Practice;

/// How long a service may take to be ready.
const READY: Duration = Duration::from_secs(60);

/// The services that run as long as the mesh does, in the order a call travels.
pub fn definitions() -> Vec<Definition> {
    vec![
        call_intake::service(),
        transcription::service(),
        redaction::service(),
        outcome::service(),
        ehr_sync::service(),
        retention::service(),
        breach_notification::service(),
    ]
}

/// What the services are told beside their defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where call-intake's doors answer.
    pub bind: SocketAddr,
    /// FHIR base address.
    pub fhir: String,
    /// The Python interpreter of the speech engine.
    pub python: Option<PathBuf>,
    /// Where its packages are.
    pub speech_packages: Option<PathBuf>,
    /// Base address of an OTLP receiver over HTTP.
    pub otlp_endpoint: Option<String>,
}

impl Settings {
    /// What a service's own section says.
    pub fn section(&self, service: Service, practice: &Practice) -> Value {
        match service {
            Service::CallIntake => json!({"bind": self.bind, "secrets_dir": practice.secrets}),
            Service::EhrSync => json!({"base_url": self.fhir}),
            Service::Transcription => {
                let mut section = serde_json::Map::new();
                for (key, path) in [("python", &self.python), ("speech_packages", &self.speech_packages)] {
                    if let Some(path) = path {
                        section.insert(key.to_owned(), json!(path));
                    }
                }
                Value::Object(section)
            }
            Service::Redaction
            | Service::Outcome
            | Service::Retention
            | Service::BreachNotification
            | Service::Phimesh => json!({}),
        }
    }

    /// A service's whole configuration.
    pub fn figment(&self, mesh: &Mesh, service: Service, practice: &Practice) -> Figment {
        let own = self.section(service, practice);
        let mut frame = mesh.frame(service);
        frame.telemetry.otlp_endpoint.clone_from(&self.otlp_endpoint);
        Figment::from(Serialized::default("mesh", frame)).merge(Serialized::default(&section_name(service), own))
    }
}

/// The running services.
pub struct Services(pub Vec<Running>);

impl Services {
    /// Starts all of them and waits until each is ready. When one does not start, the others are drained.
    ///
    /// # Errors
    /// The first [`StartError`].
    pub async fn start(mesh: &Mesh, practice: &Practice, settings: &Settings) -> Result<Self, StartError> {
        let mut running = Self(Vec::new());
        for definition in definitions() {
            let figment = settings.figment(mesh, definition.service(), practice);
            let around = Surroundings { clock: mesh.clock.clone(), log: None };
            match start(&definition, &figment, around).await {
                Ok(started) => running.0.push(started),
                Err(error) => {
                    running.drain().await;
                    return Err(error);
                }
            }
        }
        for service in &running.0 {
            if !service.ready(READY).await {
                let late = service.service().name();
                running.drain().await;
                return Err(StartError::Other(format!("{late} was not ready within {} s", READY.as_secs())));
            }
        }
        Ok(running)
    }

    /// A running service.
    pub fn of(&self, service: Service) -> Option<&Running> {
        self.0.iter().find(|running| running.service() == service)
    }

    /// Ends when one of them stops by itself, and says which.
    pub async fn stopped(&mut self) -> Service {
        let mut waits: Vec<_> = self.0.iter_mut().map(|running| Box::pin(ended(running))).collect();
        let first = |context: &mut Context<'_>| {
            let mut polled = waits.iter_mut().map(|wait| wait.as_mut().poll(context));
            polled.find(Poll::is_ready).unwrap_or(Poll::Pending)
        };
        std::future::poll_fn(first).await
    }

    /// Drains all of them at once.
    pub async fn drain(self) {
        let mut draining = JoinSet::new();
        for running in self.0 {
            draining.spawn(running.drain());
        }
        while draining.join_next().await.is_some() {}
    }
}

async fn ended(running: &mut Running) -> Service {
    running.stopped().await;
    running.service()
}
