//! Appending is exact: two writers race, answers are lost, servers die, and every commit stands once, in one chain (INV-01).
//! On one server, and on a cluster of three.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use phi_bus::MemoryLog;
use phi_bus::provision::provision;
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::{AggregateId, Event, MESH_TENANT, Service, TenantId};
use phi_seal::provider::generate;
use phi_service::{Core, Disposition, Domain, Executed, Facts, Frame, OsEntropy, Surroundings, month_of, open_core};
use phi_testkit::cluster::Cluster;
use phi_testkit::nats::{NatsServer, ServerSpec, free_port, passwords, write_private};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const TENANT: TenantId = TenantId([7; 16]);
const CALL: AggregateId = AggregateId([8; 16]);
/// Commits of each of two writers.
const EACH: u32 = 100;

/// Writes down every number that it is given.
struct Tally;

impl Domain for Tally {
    type Schema = Request;
    type State = u32;
    type Command = u32;
    type Refusal = Infallible;

    fn decide(_state: &u32, number: u32, _facts: &Facts) -> Result<Vec<Event<Request>>, Infallible> {
        let (by, reason) = ("writer".to_owned(), number.to_string());
        Ok(vec![Event::fact(RequestFact::Asked { ask: Ask::PlaceHold { call: CALL }, by, approvers: vec![], reason })])
    }

    fn evolve(state: u32, _fact: &RequestFact) -> u32 {
        state + 1
    }
}

/// Keys and passwords in a folder.
struct Ground {
    folder: tempfile::TempDir,
    passwords: BTreeMap<String, String>,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let passwords = passwords(&OsEntropy);
        write_private(&folder.path().join("password"), &passwords[Service::Phimesh.name()]).unwrap();
        for (service, text) in generate(&OsEntropy).unwrap() {
            write_private(&folder.path().join(service.map_or("all", Service::name)), &text).unwrap();
        }
        Self { folder, passwords }
    }

    fn frame(&self, url: &str) -> Frame {
        let mut frame = Frame { key_file: self.folder.path().join(Service::Phimesh.name()), ..Frame::default() };
        url.clone_into(&mut frame.nats.url);
        frame.nats.user = Some(Service::Phimesh.name().to_owned());
        frame.nats.password_file = Some(self.folder.path().join("password"));
        frame.nats.timeout = Duration::from_secs(1);
        frame
    }

    async fn core(&self, url: &str) -> Core {
        open_core(Service::Phimesh, &self.frame(url), &Surroundings::default()).await.unwrap()
    }

    fn server(&self) -> NatsServer {
        let (folder, port) = (self.folder.path().join("nats"), free_port().unwrap());
        let (passwords, sync_interval) = (self.passwords.clone(), "always".to_owned());
        NatsServer::start(ServerSpec { folder, port, passwords, sync_interval, cluster: None, secure: None }).unwrap()
    }
}

/// Makes the keys of the mesh and of the practice. On a cluster a first write may wait for a stream's leader.
async fn found(core: &Core) {
    let started = Instant::now();
    for tenant in [MESH_TENANT, TENANT] {
        while let Err(fault) = core.mint_month(tenant, month_of(core.now_ms())).await {
            assert!(started.elapsed() < Duration::from_secs(60), "{}", fault.source);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Appends a number, again and again until the log has it.
async fn append(core: &Core, number: u32) -> Executed<Infallible> {
    let started = Instant::now();
    loop {
        let cause = number.to_be_bytes();
        let done = async { core.aggregate::<Tally>(TENANT, CALL, &cause).await?.execute("add", number).await };
        match done.await {
            Ok(executed) => return executed,
            Err(fault) => assert!(started.elapsed() < Duration::from_secs(60), "{number}: {}", fault.source),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn write(core: Core, first: u32, done: Arc<AtomicU32>) {
    for number in first..first + EACH {
        let executed = append(&core, number).await;
        assert!(matches!(executed, Executed::Done { .. } | Executed::AlreadyDone), "{number}: {executed:?}");
        done.fetch_add(1, Ordering::SeqCst);
    }
}

/// Every number once, and every link of the chain: reading checks it, and stops at what does not follow.
async fn each_once(core: &Core, count: u32) {
    core.forget_all();
    let started = Instant::now();
    let events = loop {
        match core.read_aggregate::<Request>(TENANT, CALL).await {
            Ok(events) => break events,
            // a server that was just gone may not answer yet; what cannot be read is another matter
            Err(fault)
                if matches!(fault.disposition, Disposition::Retry { .. }) && started.elapsed().as_secs() < 60 => {}
            Err(fault) => panic!("{}", fault.source),
        }
    };
    let number = |fact: &RequestFact| {
        let RequestFact::Asked { reason, .. } = fact;
        reason.parse::<u32>().unwrap()
    };
    let mut numbers: Vec<u32> = events.iter().map(|event| number(&event.fact)).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..count).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writers_race_on_one_server() {
    let ground = Ground::new();
    let server = ground.server();
    provision(&server.connect("provisioner").await.unwrap(), 1, false).await.unwrap();
    let (one, two) = (ground.core(&server.url()).await, ground.core(&server.url()).await);
    found(&one).await;
    let done = Arc::new(AtomicU32::new(0));
    let race = [tokio::spawn(write(one.clone(), 0, done.clone())), tokio::spawn(write(two, EACH, done))];
    for writer in race {
        writer.await.unwrap();
    }
    each_once(&one, 2 * EACH).await;
}

/// Stands between client and server, and cuts the connection in place of the next acknowledgement when told to.
struct Lossy {
    url: String,
    armed: Arc<AtomicBool>,
    lost: Arc<AtomicU32>,
}

impl Lossy {
    async fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("nats://{}", listener.local_addr().unwrap());
        let (armed, lost) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let (armed_there, lost_there) = (armed.clone(), lost.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server.trim_start_matches("nats://")).await.unwrap();
                tokio::spawn(pass(client, server, armed_there.clone(), lost_there.clone()));
            }
        });
        Self { url, armed, lost }
    }
}

/// Passes bytes both ways until either side ends, or an acknowledgement of REQUEST is to be lost.
async fn pass(mut client: TcpStream, mut server: TcpStream, armed: Arc<AtomicBool>, lost: Arc<AtomicU32>) {
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let mut up = vec![0; 65_536];
    let mut down = vec![0; 65_536];
    loop {
        tokio::select! {
            read = from_client.read(&mut up) => match read {
                Ok(count @ 1..) => to_server.write_all(&up[..count]).await.unwrap_or_default(),
                Ok(0) | Err(_) => return,
            },
            read = from_server.read(&mut down) => match read {
                Ok(count @ 1..) => {
                    let acknowledged = down[..count].windows(18).any(|text| text == br#""stream":"REQUEST""#);
                    if acknowledged && armed.swap(false, Ordering::SeqCst) {
                        lost.fetch_add(1, Ordering::SeqCst);
                        return;
                    }
                    to_client.write_all(&down[..count]).await.unwrap_or_default();
                }
                Ok(0) | Err(_) => return,
            },
        }
    }
}

/// Loses the answer to several appends, each of which was stored. A client of its own each time: after a cut it may go to
/// another server of the cluster, past what cuts.
async fn answers_are_lost(ground: &Ground, server: &str, first: u32) {
    for number in first..first + 3 {
        let lossy = Lossy::before(server.to_owned()).await;
        let core = ground.core(&lossy.url).await;
        lossy.armed.store(true, Ordering::SeqCst);
        let executed = append(&core, number).await;
        assert!(
            matches!(executed, Executed::Done { .. }),
            "{executed:?}: the writer did not know its own commit again"
        );
        assert_eq!(lossy.lost.load(Ordering::SeqCst), 1, "no answer was lost, so nothing was shown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_on_one_server_is_no_second_commit() {
    let ground = Ground::new();
    let server = ground.server();
    provision(&server.connect("provisioner").await.unwrap(), 1, false).await.unwrap();
    let core = ground.core(&server.url()).await;
    found(&core).await;
    append(&core, 0).await;
    answers_are_lost(&ground, &server.url(), 1).await;
    each_once(&core, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_without_a_broker_is_no_second_commit() {
    let ground = Ground::new();
    let log = MemoryLog::new();
    let around = Surroundings { log: Some(Arc::new(log.clone())), ..Surroundings::default() };
    let core = open_core(Service::Phimesh, &ground.frame("nats://127.0.0.1:1"), &around).await.unwrap();
    found(&core).await;
    for number in 0..20 {
        log.lose_answers(number % 2);
        assert!(matches!(append(&core, number).await, Executed::Done { .. }));
    }
    each_once(&core, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_cluster_two_writers_race_while_the_leader_dies_and_answers_are_lost() {
    let ground = Ground::new();
    let mut cluster = Cluster::start(ground.folder.path(), &ground.passwords).unwrap();
    cluster.provision().await.unwrap();
    let (one, two) = (ground.core(&cluster.url()).await, ground.core(&cluster.url()).await);
    found(&one).await;
    let done = Arc::new(AtomicU32::new(0));
    let race = [tokio::spawn(write(one.clone(), 0, done.clone())), tokio::spawn(write(two, EACH, done.clone()))];
    while done.load(Ordering::SeqCst) < EACH {
        assert!(!race.iter().any(tokio::task::JoinHandle::is_finished), "a writer ended before half was written");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let leader = cluster.leader("REQUEST").await.unwrap();
    tokio::task::block_in_place(|| cluster.node(leader).restart()).unwrap();
    for writer in race {
        writer.await.unwrap();
    }
    each_once(&one, 2 * EACH).await;
    let node = cluster.node(0).url();
    answers_are_lost(&ground, &node, 2 * EACH).await;
    each_once(&one, 2 * EACH + 3).await;
}
