//! The services of the mesh. The name is the folder, the package, the NATS account's user and the durable consumer.
use serde::{Deserialize, Serialize};

/// One service. The code is sealed into audit entries and never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Service {
    /// Takes calls in from telephony platforms.
    CallIntake,
    /// Turns recordings into words.
    Transcription,
    /// Takes PHI out of words.
    Redaction,
    /// Decides what a call was about.
    Outcome,
    /// Writes outcomes into the EHR.
    EhrSync,
    /// Destroys keys on time.
    Retention,
    /// Opens incidents and keeps the legal clocks.
    BreachNotification,
    /// The operator's command.
    Phimesh,
}

/// Every service, in the order a call travels.
pub const ALL_SERVICES: [Service; 8] = [
    Service::CallIntake,
    Service::Transcription,
    Service::Redaction,
    Service::Outcome,
    Service::EhrSync,
    Service::Retention,
    Service::BreachNotification,
    Service::Phimesh,
];

impl Service {
    /// Folder, package, user and durable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallIntake => "call-intake",
            Self::Transcription => "transcription",
            Self::Redaction => "redaction",
            Self::Outcome => "outcome",
            Self::EhrSync => "ehr-sync",
            Self::Retention => "retention",
            Self::BreachNotification => "breach-notification",
            Self::Phimesh => "phimesh",
        }
    }

    /// The service of a name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        ALL_SERVICES.into_iter().find(|service| service.name() == name)
    }

    /// The NATS account: the name in capitals, with underscores.
    pub fn account(self) -> String {
        self.name().to_uppercase().replace('-', "_")
    }
}
