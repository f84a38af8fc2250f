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
        self.0.fire(&mut own, due.kind).await
    }
}

type OpenProjector = Box<dyn FnOnce(Core, String) -> BoxFuture<'static, Result<SharedProjector, DbErr>> + Send>;

/// The parts of a service.
pub struct Parts {
    pub(crate) projector: OpenProjector,
    pub(crate) reactors: Vec<Box<dyn Driven>>,
    pub(crate) timers: Option<Arc<dyn Fired>>,
    pub(crate) door: Option<(SocketAddr, axum::Router)>,
}

impl Parts {
    /// A service that writes the context of `D`.
    pub fn new<D: Domain>(_core: &Core) -> Self {
        let projector: OpenProjector = Box::new(|core, url| {
            Box::pin(async move { Ok(Arc::new(Projector::<D>::open(&core, &url).await?) as Arc<dyn Projected>) })
        });
        Self { projector, reactors: Vec::new(), timers: None, door: None }
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

    /// Answers HTTP.
    #[must_use]
    pub fn http(mut self, bind: SocketAddr, router: axum::Router) -> Self {
        self.door = Some((bind, router));
        self
    }
}
