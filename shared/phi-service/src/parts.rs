//! What a service is made of: one projector for its own context, reactors, timers, and perhaps a door.
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use sea_orm::DbErr;

use crate::aggregate::Aggregate;
use crate::core::Core;
use crate::db::DueTimer;
use crate::domain::Domain;
use crate::fault::Fault;
use crate::projector::{Projected, Projector, SharedProjector};
use crate::reactor::{Drive, Driven, Reactor};
use crate::telemetry::{Metrics, link};

/// What a service does when one of an aggregate's timers is due.
#[async_trait]
pub trait Timers: Send + Sync + 'static {
    /// The context it writes.
    type Own: Domain;
    /// The kinds that fire while the tenant is frozen: where nothing is opened and nothing destroyed. The others rest.
    const WHILE_FROZEN: &'static [u8] = &[];

    /// Does what is due. A fact must clear or move the timer, or it fires again.
    async fn fire(&self, own: &mut Aggregate<Self::Own>, kind: u8) -> Result<(), Fault>;
}

#[async_trait]
pub(crate) trait Fired: Send + Sync {
    fn while_frozen(&self) -> &'static [u8];
    async fn fire(&self, core: &Core, due: DueTimer) -> Result<(), Fault>;
}

struct Fire<T: Timers>(T);

#[async_trait]
impl<T: Timers> Fired for Fire<T> {
    fn while_frozen(&self) -> &'static [u8] {
        T::WHILE_FROZEN
    }

    async fn fire(&self, core: &Core, due: DueTimer) -> Result<(), Fault> {
        let mut own = core.aggregate::<T::Own>(due.tenant, due.aggregate, &[]).await?;
        let mut cause = b"timer".to_vec();
        cause.push(due.kind);
        cause.extend_from_slice(&due.due_ms.to_be_bytes());
        own.because(cause, None, None);
        link(own.trace());
        self.0.fire(&mut own, due.kind).await
    }
}

type OpenProjector = Box<dyn Fn(Core, String) -> BoxFuture<'static, Result<SharedProjector, DbErr>> + Send>;

/// How many aggregates or timers a projection has of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Count {
    /// Timers of a kind, those of what is parked left out.
    Timers {
        /// The kind.
        kind: u8,
        /// How many.
        count: u64,
        /// When the first is due, Unix milliseconds.
        next_ms: u64,
    },
    /// Aggregates that stand somewhere, as [`Domain::standing`] says.
    Standing {
        /// Where.
        word: String,
        /// How many.
        count: u64,
    },
}

/// What is counted of a projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Timers that are due, by kind.
    Due,
    /// Timers, by kind.
    Timers,
    /// Aggregates, by where they stand.
    Standing,
}

/// What a service shows of its projection.
#[derive(Clone, Copy)]
pub struct Gauges {
    /// What is counted.
    pub counted: Counted,
    /// Sets gauges. The third argument is the time in Unix milliseconds.
    pub show: fn(&Metrics, &[Count], u64),
}

/// The parts of a service.
pub struct Parts {
    pub(crate) projector: OpenProjector,
    pub(crate) reactors: Vec<Box<dyn Driven>>,
    pub(crate) timers: Option<Arc<dyn Fired>>,
    pub(crate) door: Option<(SocketAddr, axum::Router)>,
    pub(crate) gauges: Option<Gauges>,
}

impl Parts {
    /// A service that writes the context of `D`.
    pub fn new<D: Domain>(_core: &Core) -> Self {
        let projector: OpenProjector = Box::new(|core, url| {
            Box::pin(async move { Ok(Arc::new(Projector::<D>::open(&core, &url).await?) as Arc<dyn Projected>) })
        });
        Self { projector, reactors: Vec::new(), timers: None, door: None, gauges: None }
    }

    /// Reacts to a source.
    #[must_use]
    pub fn reactor<R: Reactor>(mut self, reactor: R) -> Self {
        self.reactors.push(Box::new(Drive(reactor)));
        self
    }

    /// Acts when something is due.
    #[must_use]
    pub fn timers<T: Timers>(mut self, timers: T) -> Self {
        self.timers = Some(Arc::new(Fire(timers)));
        self
    }

    /// Shows gauges of its projection.
    #[must_use]
    pub fn gauges(mut self, gauges: Gauges) -> Self {
        self.gauges = Some(gauges);
        self
    }

    /// Answers HTTP.
    #[must_use]
    pub fn http(mut self, bind: SocketAddr, router: axum::Router) -> Self {
        self.door = Some((bind, router));
        self
    }
}
