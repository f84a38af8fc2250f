//! A mesh in memory: a log, key files, a clock that tests move, and writers that stand in for the other services.
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use phi_bus::MemoryLog;
use phi_events::commit::Event;
use phi_events::{AggregateId, MESH_TENANT, Schema, Service, TenantId};
use phi_seal::provider::generate;
use phi_service::{
    Core, Definition, Domain, Facts, Frame, OsEntropy, Running, ShiftedClock, Surroundings, month_of, open_core, start,
};

/// The practice.
pub const TENANT: TenantId = TenantId([7; 16]);

/// Appends facts as they are given.
struct Writer<S>(PhantomData<S>);

impl<S: Schema> Domain for Writer<S> {
    type Schema = S;
    type State = ();
    type Command = Vec<S::Fact>;
    type Refusal = Infallible;

    fn decide(_state: &(), facts: Vec<S::Fact>, _now: &Facts) -> Result<Vec<Event<S>>, Infallible> {
        Ok(facts.into_iter().map(Event::fact).collect())
    }

    fn evolve((): (), _fact: &S::Fact) {}
}

/// The mesh.
pub struct World {
    folder: tempfile::TempDir,
    /// The log.
    pub log: MemoryLog,
    /// The clock of every service.
    pub clock: Arc<ShiftedClock>,
}

impl World {
    /// A mesh whose tenants have this month's keys.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (service, text) in generate(&OsEntropy).unwrap() {
            let name = service.map_or("all", Service::name);
            std::fs::write(folder.path().join(name), text.as_bytes()).unwrap();
        }
        let world = Self { folder, log: MemoryLog::new(), clock: Arc::new(ShiftedClock::default()) };
        let founder = world.core(Service::Phimesh).await;
        for tenant in [MESH_TENANT, TENANT] {
            founder.mint_month(tenant, month_of(founder.now_ms())).await.unwrap();
        }
        world
    }

    fn around(&self) -> Surroundings {
        Surroundings { clock: self.clock.clone(), log: Some(Arc::new(self.log.clone())) }
    }

    /// What a service has at hand.
    pub async fn core(&self, service: Service) -> Core {
        let frame = Frame { key_file: self.folder.path().join(service.name()), ..Frame::default() };
        open_core(service, &frame, &self.around()).await.unwrap()
    }

    /// Starts the service under test.
    pub async fn start(&self, definition: &Definition) -> Running {
        let key_file = self.folder.path().join(definition.service().name()).display().to_string();
        let flags = [("mesh.key_file".to_owned(), key_file), ("mesh.tick".to_owned(), "20ms".to_owned())];
        let figment = phi_service::config::figment(None, &flags);
        let running = start(definition, &figment, self.around()).await.unwrap();
        assert!(running.ready(Duration::from_secs(20)).await);
        running
    }

    /// Appends facts in the name of a service.
    pub async fn write<S: Schema>(&self, service: Service, id: AggregateId, facts: Vec<S::Fact>) {
        let mut own =
            self.core(service).await.aggregate::<Writer<S>>(TENANT, id, format!("{facts:?}").as_bytes()).await.unwrap();
        own.execute("test", facts).await.unwrap();
    }

    /// The facts of an aggregate.
    pub async fn facts<S: Schema>(&self, reader: Service, id: AggregateId) -> Vec<S::Fact> {
        let read = self.core(reader).await.read_aggregate::<S>(TENANT, id).await.unwrap();
        read.into_iter().map(|event| event.fact).collect()
    }

    /// Waits until an aggregate's facts are as wanted.
    pub async fn until<S: Schema>(
        &self,
        reader: Service,
        id: AggregateId,
        wanted: impl Fn(&[S::Fact]) -> bool,
    ) -> Vec<S::Fact> {
        for _ in 0..1_500 {
            let facts = self.facts::<S>(reader, id).await;
            if wanted(&facts) {
                return facts;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it did not come to that: {:?}", self.facts::<S>(reader, id).await);
    }
}
