//! `FLOW`: who reads what, who writes what, who opens what. The one table from which NATS accounts, consumers,
//! `schemas/FLOW.md` and network policies are made, and against which the_map_is_true tests them.
use crate::class::{ALL_CLASSES, DataClass};
use crate::context::{ALL_CONTEXTS, Context};
use crate::service::{ALL_SERVICES, Service};
use crate::subject::key_stream;

/// One service's row.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The service.
    pub service: Service,
    /// The contexts it writes. The first is its own; the command writes two.
    pub writes: &'static [Context],
    /// Streams it reacts to, through a durable consumer of its name.
    pub consumes: &'static [Context],
    /// Streams it reads on demand. What wakes it is among them: a delivery is a wake-up, and the work is read.
    pub reads: &'static [Context],
    /// Classes whose keys it mints.
    pub mints: &'static [DataClass],
    /// Classes that it opens, sealing included: whoever seals can open.
    pub opens: &'static [DataClass],
    /// Whether it marks keys SHREDDED and erases them, and mints monthly keys.
    pub destroys: bool,
    /// Whether it makes the keys of new tenants.
    pub founds: bool,
}

use Context as C;
use DataClass as D;

/// The table.
pub const FLOW: [Row; 8] = [
    Row {
        service: Service::CallIntake,
        writes: &[C::Call, C::Audio],
        consumes: &[C::Request],
        reads: &[C::Call, C::Tenant, C::Request],
        mints: &[D::Audio, D::Transcript, D::Identity],
        opens: &[D::Audio, D::Transcript, D::Identity, D::Lifecycle, D::Patient, D::Tenant, D::Audit],
        destroys: false,
        founds: false,
    },
    Row {
        service: Service::Transcription,
        writes: &[C::Transcript],
        consumes: &[C::Call, C::Request],
        reads: &[C::Call, C::Transcript, C::Audio, C::Tenant, C::Request],
        mints: &[],
        opens: &[D::Audio, D::Transcript, D::Lifecycle, D::Tenant, D::Audit],
        destroys: false,
        founds: false,
    },
    Row {
        service: Service::Redaction,
        writes: &[C::Redaction, C::Masked],
        consumes: &[C::Call, C::Transcript, C::Request],
        reads: &[C::Call, C::Transcript, C::Redaction, C::Audio, C::Masked, C::Tenant, C::Request],
        mints: &[D::Masked, D::Deidentified],
        opens: &[
            D::Audio,
            D::Transcript,
            D::Masked,
            D::Identity,
            D::Deidentified,
            D::Lifecycle,
            D::Patient,
            D::Tenant,
            D::Audit,
        ],
        destroys: false,
        founds: false,
    },
    Row {
        service: Service::Outcome,
        writes: &[C::Outcome],
        consumes: &[C::Redaction, C::Request],
        reads: &[C::Redaction, C::Outcome, C::Tenant, C::Request],
        mints: &[],
        opens: &[D::Deidentified, D::Lifecycle, D::Tenant, D::Audit],
        destroys: false,
        founds: false,
    },
    Row {
        service: Service::EhrSync,
        writes: &[C::Ehr],
        consumes: &[C::Outcome, C::Request],
        reads: &[C::Call, C::Redaction, C::Outcome, C::Ehr, C::Tenant, C::Request],
        mints: &[],
        opens: &[D::Identity, D::Deidentified, D::Lifecycle, D::Patient, D::Tenant, D::Audit],
        destroys: false,
        founds: false,
    },
    Row {
        service: Service::Retention,
        writes: &[C::Retention, C::Shred],
        consumes: &[C::Call, C::Tenant, C::Request],
        reads: &[C::Call, C::Retention, C::Shred, C::Tenant, C::Request],
        mints: &[],
        opens: &[D::Lifecycle, D::Patient, D::Tenant, D::Audit],
        destroys: true,
        founds: false,
    },
    Row {
        service: Service::BreachNotification,
        writes: &[C::Breach],
        consumes: &[C::Access, C::Quarantine, C::Request],
        reads: &[C::Access, C::Quarantine, C::Breach, C::Request, C::Tenant],
        mints: &[],
        opens: &[D::Identity, D::Lifecycle, D::Patient, D::Case, D::Tenant, D::Audit],
        destroys: false,
        founds: false,
    },
    Row {
        service: Service::Phimesh,
        writes: &[C::Request, C::Tenant],
        consumes: &[],
        reads: &[
            C::Call,
            C::Transcript,
            C::Redaction,
            C::Outcome,
            C::Ehr,
            C::Retention,
            C::Breach,
            C::Request,
            C::Tenant,
            C::Access,
            C::Shred,
            C::Quarantine,
        ],
        mints: &[],
        opens: &[D::Deidentified, D::Lifecycle, D::Case, D::Tenant, D::Audit],
        destroys: false,
        founds: true,
    },
];

/// A stream as `provision` makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the stream's configuration")]
pub struct StreamSpec {
    /// Name.
    pub name: String,
    /// Subjects.
    pub subjects: Vec<String>,
    /// Whether a message may be deleted by its sequence (keys only: erasing is what forgetting is).
    pub deletable: bool,
    /// Whether a subject may be rolled up to a marker (recordings of shredded calls only).
    pub rollup: bool,
    /// Whether reads may be served by any replica. Keys are read from the leader only.
    pub direct: bool,
    /// Whether it is kept in memory only.
    pub memory: bool,
}

fn spec(name: &str, subject: String) -> StreamSpec {
    StreamSpec {
        name: name.to_owned(),
        subjects: vec![subject],
        deletable: false,
        rollup: false,
        direct: true,
        memory: false,
    }
}

/// Every stream of the mesh.
pub fn streams() -> Vec<StreamSpec> {
    let contexts = ALL_CONTEXTS.into_iter().map(|context| StreamSpec {
        rollup: matches!(context, Context::Audio | Context::Masked),
        ..spec(&context.stream(), format!("phi.v1.{}.>", context.token()))
    });
    let keys = ALL_CLASSES.into_iter().map(|class| StreamSpec {
        deletable: true,
        direct: false,
        ..spec(&key_stream(class), format!("phi.v1.keys.{}.>", class.token()))
    });
    let ephemeral = StreamSpec {
        deletable: true,
        direct: false,
        memory: true,
        ..spec("KEYS_EPHEMERAL", "phi.v1.ephemeral.>".to_owned())
    };
    contexts.chain(keys).chain([ephemeral]).collect()
}

/// A durable consumer as `provision` makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerSpec {
    /// The stream.
    pub stream: String,
    /// The durable's name.
    pub durable: String,
    /// Whether deliveries are acknowledged (a reactor) or not (a projector, rewound at will).
    pub acked: bool,
    /// Who pulls from it.
    pub service: Service,
}

/// The row of a service.
///
/// # Panics
/// Never: `FLOW` has a row for every service, which tests/flow.rs checks.
pub fn row(service: Service) -> &'static Row {
    FLOW.iter().find(|row| row.service == service).expect("FLOW has a row for every service: the_map_is_true checks it")
}

impl Row {
    /// The context whose state this service keeps.
    pub const fn own(&self) -> Context {
        self.writes[0]
    }

    /// The durable consumers of this service.
    pub fn consumers(&self) -> Vec<ConsumerSpec> {
        let consumer = |context: Context, suffix: &str, acked| ConsumerSpec {
            stream: context.stream(),
            durable: format!("{}{suffix}", self.service.name()),
            acked,
            service: self.service,
        };
        let reactors = self.consumes.iter().map(|context| consumer(*context, "", true));
        if self.service == Service::Phimesh {
            return vec![];
        }
        reactors.chain([consumer(self.own(), "-projector", false)]).collect()
    }

    /// The streams whose messages it may read by sequence or subject: what it reads, what it writes (the lock needs it),
    /// and the keys it opens. Whoever destroys or makes keys finds them first, all of them, wrapped as they are.
    pub fn readable(&self) -> Vec<String> {
        let contexts = ALL_CONTEXTS.into_iter().filter(|context| self.reads_context(*context));
        let all_keys = self.destroys || self.founds;
        let keys = ALL_CLASSES.into_iter().filter(|class| all_keys || self.opens.contains(class)).map(key_stream);
        contexts.map(Context::stream).chain(keys).collect()
    }

    /// Whether it may read a context: its own, those of its row, the quarantine, where it learns what people decided to
    /// pass over, and the shred ledger, where it learns which keys to drop from memory.
    pub fn reads_context(&self, context: Context) -> bool {
        let always = matches!(context, Context::Quarantine | Context::Shred);
        self.reads.contains(&context) || self.writes.contains(&context) || always
    }

    /// Whether it reads something that `writer` writes, other than what every service reads.
    fn is_told_by(&self, writer: &Self) -> bool {
        let by_all = [Context::Access, Context::Quarantine];
        let mut read = self.consumes.iter().chain(self.reads);
        read.any(|context| writer.writes.contains(context) || by_all.contains(context))
    }

    /// The subjects it may publish on.
    pub fn publishes(&self) -> Vec<String> {
        let name = self.service.name();
        let own = self.writes.iter().map(|context| format!("phi.v1.{}.>", context.token()));
        let always = [format!("phi.v1.access.{name}.>"), format!("phi.v1.quarantine.{name}.>")];
        let minted = if self.destroys || self.founds { &ALL_CLASSES[..] } else { self.mints };
        let keys = minted.iter().map(|class| format!("phi.v1.keys.{}.>", class.token()));
        own.chain(always).chain(keys).collect()
    }
}

/// Every durable consumer of the mesh.
pub fn consumers() -> Vec<ConsumerSpec> {
    ALL_SERVICES.into_iter().flat_map(|service| row(service).consumers()).collect()
}

/// The running services in the order in which a release replaces them: whoever reads a context before whoever writes it,
/// because a reader understands its own schema version and those before it, never a later one. A rollback goes the other
/// way round. The command runs by hand or as a job and has no place in the order. Nor have the contexts that every service
/// reads (quarantine, shred): a version of those takes two releases, the first of which reads it and the second writes it.
pub fn upgrade_order() -> Vec<Service> {
    let mut left: Vec<&Row> = FLOW.iter().filter(|row| row.service != Service::Phimesh).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let heard = |row: &Row| left.iter().any(|other| other.service != row.service && other.is_told_by(row));
        // in a circle of readers nobody could go first: the one the calls reach last does
        let next = left.iter().rposition(|row| !heard(row)).unwrap_or(left.len() - 1);
        order.push(left.remove(next).service);
    }
    order
}
