//! An in-memory FHIR R4 (4.0.1) server on loopback: the EHR of the tests and of the demonstration.
//!
//! It follows <http://hl7.org/fhir/R4/http.html> for read, vread, create, update, conditional create, search (GET and
//! POST), batch, transaction, `Patient/$match` and `/metadata`, answers every refusal with an OperationOutcome, and can
//! be told to fail, to hang, or to lose an answer after doing the work. It has no DELETE and no PATCH.

mod bundle;
mod matching;
mod metadata;
mod refusal;
mod rest;
mod rules;
mod search;
mod server;
mod store;
mod wire;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use rest::Abilities;
use server::{Fault, Shared, lock};
use store::Store;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address could not be bound: taken, or not of this machine.
    #[error("the FHIR sandbox could not bind its address")]
    Bind(#[source] io::Error),
    /// A seed resource breaks a rule of its type; the number counts from 0.
    #[error("seed resource {0} is not a valid resource of a served type")]
    Seed(usize),
}

/// A running sandbox. It stops when dropped.
pub struct FhirSandbox {
    /// Address of the FHIR base, without a slash at its end.
    pub base_url: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl FhirSandbox {
    /// Starts a sandbox on `addr` (port 0: any free one) that holds `seed`. A seed resource keeps its `id`.
    ///
    /// # Errors
    /// The address cannot be bound, or a seed resource is of an unknown type or lacks a required element.
    pub async fn start(addr: SocketAddr, seed: Vec<Value>) -> Result<Self, SandboxError> {
        let mut store = Store::default();
        for (at, resource) in seed.into_iter().enumerate() {
            plant(&mut store, resource).ok_or(SandboxError::Seed(at))?;
        }
        let listener = TcpListener::bind(addr).await.map_err(SandboxError::Bind)?;
        let bound = listener.local_addr().map_err(SandboxError::Bind)?;
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared {
            base_url: format!("http://{bound}{}", server::BASE),
            store: Mutex::new(store),
            faults: Mutex::new(VecDeque::new()),
            abilities: Mutex::new(Abilities { transactions: true, matching: true }),
            seen: Mutex::new(Vec::new()),
            stop: stopped.clone(),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared), stopped));
        Ok(Self { base_url: shared.base_url.clone(), shared, stop, task: Some(task) })
    }

    /// Starts a sandbox on a free loopback port.
    ///
    /// # Errors
    /// As [`FhirSandbox::start`].
    pub async fn start_local(seed: Vec<Value>) -> Result<Self, SandboxError> {
        Self::start(SocketAddr::from(([127, 0, 0, 1], 0)), seed).await
    }

    /// Stops taking connections, ends the ones that hang, and waits until the port is free.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            // the task ends by the signal; an error would mean that it panicked, and then it has ended too
            let _ = task.await;
        }
    }

    /// The newest version of every resource, ordered by type and id.
    pub fn resources(&self) -> Vec<Value> {
        lock(&self.shared.store).all()
    }

    /// The newest version of every resource of one type.
    pub fn resources_of(&self, resource_type: &str) -> Vec<Value> {
        lock(&self.shared.store).of_kind(resource_type).cloned().collect()
    }

    /// Method and path (no query, so no PHI) of every request seen so far, in order.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.seen).clone()
    }

    /// The next `n` requests go well; what is planned after this strikes later ones.
    pub fn pass_next(&self, n: usize) {
        self.plan(n, Fault::Pass);
    }

    /// The next `n` requests are processed after `wait`.
    pub fn delay_next(&self, n: usize, wait: Duration) {
        self.plan(n, Fault::Delay(wait));
    }

    /// The next `n` requests are answered with `status` and not processed; 429 and 503 carry `Retry-After: 1`.
    pub fn fail_next(&self, n: usize, status: u16) {
        self.plan(n, Fault::Fail(status));
    }

    /// The next `n` requests are neither processed nor answered until the sandbox stops.
    pub fn hang_next(&self, n: usize) {
        self.plan(n, Fault::Hang);
    }

    /// The next `n` requests are processed, but the connection is torn before the answer.
    pub fn lose_answer_next(&self, n: usize) {
        self.plan(n, Fault::LoseAnswer);
    }

    /// Whether transaction Bundles are taken (at start: yes). Most EHRs take none.
    pub fn set_transactions(&self, on: bool) {
        lock(&self.shared.abilities).transactions = on;
    }

    /// Whether `Patient/$match` is there (at start: yes).
    pub fn set_match(&self, on: bool) {
        lock(&self.shared.abilities).matching = on;
    }

    fn plan(&self, n: usize, fault: Fault) {
        lock(&self.shared.faults).extend(std::iter::repeat_n(fault, n));
    }
}

impl Drop for FhirSandbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

fn plant(store: &mut Store, resource: Value) -> Option<()> {
    let name = resource["resourceType"].as_str()?.to_owned();
    let id = match resource["id"].as_str() {
        Some(id) => Some(id.to_owned()).filter(|id| rules::valid_id(id))?,
        None => store.fresh_id(&name),
    };
    store.put(&name, &id, resource).ok().map(drop)
}

async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let service = server::router(shared).into_make_service_with_connect_info::<wire::Scissors>();
    let signal = async move {
        // an error means that the sandbox is gone, which is a stop as well
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let served = axum::serve(wire::Wire(listener), service).with_graceful_shutdown(signal).await;
    // axum's serve loop never returns an error: accept errors are retried inside the listener
    debug_assert!(served.is_ok(), "the serve loop ended with an error");
}
