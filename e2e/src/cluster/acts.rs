//! What is done to the mesh while calls flow, and in which order.
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use phi_events::Service;
use phi_events::flow::upgrade_order;
use phi_testkit::cluster::NODES;

use crate::BoxError;
use crate::cluster::fleet::Fleet;
use crate::cluster::foundation::Foundation;

/// How a process goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// SIGTERM, as Kubernetes asks: it finishes what is in hand.
    Asked,
    /// SIGKILL, as the kernel does it when memory runs out: it learns nothing.
    Killed,
}

/// What goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// One replica of a service.
    Replica(Service, usize),
    /// Every replica of a service at once.
    All(Service),
    /// One nats-server.
    Broker(usize),
    /// PostgreSQL, the only one: nobody projects until it is back.
    Database,
}

/// Something that goes, and comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// What goes.
    pub what: What,
    /// How.
    pub how: How,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            What::Replica(service, number) => write!(f, "{}-{number}", service.name())?,
            What::All(service) => write!(f, "every {}", service.name())?,
            What::Broker(number) => write!(f, "nats-server {number}")?,
            What::Database => write!(f, "PostgreSQL")?,
        }
        write!(f, "{}", if self.how == How::Asked { " drained" } else { " killed" })
    }
}

/// Every process in turn, in the order of a rolling upgrade, in both ways; then every service as a whole, killed.
pub fn everything(replicas: usize) -> Vec<Act> {
    let mut acts = Vec::new();
    for how in [How::Asked, How::Killed] {
        for service in upgrade_order() {
            acts.extend((0..replicas).map(|number| Act { what: What::Replica(service, number), how }));
        }
    }
    acts.extend(upgrade_order().into_iter().map(|service| Act { what: What::All(service), how: How::Killed }));
    for how in [How::Asked, How::Killed] {
        acts.extend((0..NODES).map(|number| Act { what: What::Broker(number), how }));
    }
    acts.extend([How::Asked, How::Killed].map(|how| Act { what: What::Database, how }));
    acts
}

/// One of each kind.
pub fn one_of_each() -> Vec<Act> {
    vec![
        Act { what: What::Replica(Service::EhrSync, 0), how: How::Asked },
        Act { what: What::Replica(Service::Outcome, 1), how: How::Killed },
        Act { what: What::All(Service::Redaction), how: How::Killed },
        Act { what: What::Replica(Service::CallIntake, 0), how: How::Killed },
        Act { what: What::Broker(0), how: How::Killed },
        Act { what: What::Database, how: How::Killed },
    ]
}

/// An act as it went.
#[derive(Debug, Clone)]
pub struct Done {
    /// What was done.
    pub what: String,
    /// How long what went was away, its start included.
    pub away: Duration,
}

/// Does one, leaves the mesh without it for `pause`, brings it back, and waits until all is well again.
///
/// # Errors
/// A sentence that says what does not go or does not come back.
pub async fn perform(act: Act, ground: &mut Foundation, fleet: &mut Fleet, pause: Duration) -> Result<Done, BoxError> {
    let started = Instant::now();
    match act.what {
        What::Replica(service, number) => {
            let at = fleet.at(service, number)?;
            take(fleet, at, act.how)?;
            tokio::time::sleep(pause).await;
            fleet.start(at)?;
            fleet.ready(at).await?;
        }
        What::All(service) => {
            let all: Vec<usize> =
                (0..fleet.replicas.len()).filter(|at| fleet.replicas[*at].service == service).collect();
            for at in &all {
                take(fleet, *at, act.how)?;
            }
            tokio::time::sleep(pause).await;
            for at in &all {
                fleet.start(*at)?;
            }
            for at in &all {
                fleet.ready(*at).await?;
            }
        }
        What::Broker(number) => {
            let node = ground.brokers.node(number);
            match act.how {
                How::Asked => tokio::task::block_in_place(|| node.stop())?,
                How::Killed => node.kill(),
            }
            tokio::time::sleep(pause).await;
            tokio::task::block_in_place(|| ground.brokers.node(number).restart())?;
            ground.agreed().await?;
        }
        What::Database => {
            tokio::task::block_in_place(|| {
                if act.how == How::Asked { ground.postgres.stop() } else { ground.postgres.kill() }
            });
            tokio::time::sleep(pause).await;
            tokio::task::block_in_place(|| ground.postgres.restart())?;
        }
    }
    Ok(Done { what: act.to_string(), away: started.elapsed() })
}

fn take(fleet: &mut Fleet, at: usize, how: How) -> Result<(), BoxError> {
    match how {
        How::Asked => fleet.drain(at),
        How::Killed => {
            fleet.kill(at);
            Ok(())
        }
    }
}

/// Replaces every process of a service, one after the other, by those of another build. The other replica serves meanwhile,
/// so that for `pause` both builds run side by side.
///
/// # Errors
/// As [`perform`].
pub async fn replace(fleet: &mut Fleet, service: Service, binaries: &Path, pause: Duration) -> Result<Done, BoxError> {
    let started = Instant::now();
    let all: Vec<usize> = (0..fleet.replicas.len()).filter(|at| fleet.replicas[*at].service == service).collect();
    for at in all {
        fleet.drain(at)?;
        binaries.clone_into(&mut fleet.replicas[at].binaries);
        fleet.start(at)?;
        fleet.ready(at).await?;
        tokio::time::sleep(pause).await;
    }
    Ok(Done { what: format!("{} replaced", service.name()), away: started.elapsed() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_process_goes_both_ways() {
        let acts = everything(2);
        for service in upgrade_order() {
            for number in 0..2 {
                for how in [How::Asked, How::Killed] {
                    assert!(acts.contains(&Act { what: What::Replica(service, number), how }));
                }
            }
        }
        assert_eq!(acts.iter().filter(|act| matches!(act.what, What::Broker(_))).count(), 2 * NODES);
        assert_eq!(acts.iter().filter(|act| act.what == What::Database).count(), 2);
    }

    #[test]
    fn readers_go_before_writers() {
        let acts = everything(1);
        let first = |service| acts.iter().position(|act| act.what == What::Replica(service, 0));
        assert!(first(Service::EhrSync) < first(Service::Outcome));
        assert!(first(Service::Redaction) < first(Service::CallIntake));
    }
}
