//! day2-node.md: one of three servers dies, then its disk is lost too; what was written is there, and the copy comes back.
use phi_bus::{Append, EventLog, LogError};
use phi_events::Service;
use phi_service::{Frame, OsEntropy};
use phi_testkit::cluster::Cluster;
use phi_testkit::nats::{passwords, write_private};

use super::{Runbook, check};
use crate::world::until;

const DOCTOR: &str = "phimesh doctor";
/// The stream that is written to; its subject's last part alone differs.
const STREAM: &str = "REQUEST";
const EACH: usize = 20;

/// Writes as a client does that has no answer while a leader is chosen: again, with the same id.
async fn write(cluster: &Cluster, name: &str) {
    let log = cluster.provisioner().await.unwrap();
    for number in 0..EACH {
        let id = format!("{name}-{number}");
        let subject = format!("phi.v1.request.00.drill.{id}");
        until("an append", async || {
            let message = Append {
                subject: subject.clone(),
                expected: None,
                id: Some(id.clone()),
                traceparent: None,
                payload: "drill".into(),
            };
            match log.append(message).await {
                Ok(_) => Some(()),
                Err(LogError::Refused { code, text }) => panic!("{code} {text}"),
                Err(_) => None,
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_server_is_missed_by_doctor_and_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let passwords = passwords(&OsEntropy);
    let mut cluster = Cluster::start(folder.path(), &passwords).unwrap();
    cluster.provision().await.unwrap();
    for (user, password) in &passwords {
        write_private(&folder.path().join(format!("{user}.password")), password).unwrap();
    }
    for (service, text) in phi_seal::provider::generate(&OsEntropy).unwrap() {
        let name = service.map_or("all", Service::name);
        write_private(&folder.path().join(format!("{name}.keys.json")), &text).unwrap();
    }
    let mut frame = Frame { key_file: folder.path().join("phimesh.keys.json"), ..Frame::default() };
    frame.nats.url = cluster.url();
    frame.nats.password_file = Some(folder.path().join("phimesh.password"));
    let mut page = Runbook::open("day2-node", folder.path(), &frame, "");

    write(&cluster, "before").await;
    until("all copies", async || {
        let (_, report) = page.run(DOCTOR, &[]).await;
        (check(&report, "copies").0 == "ok").then_some(())
    })
    .await;

    let lost = cluster.leader(STREAM).await.unwrap();
    let store = cluster.node(lost).folder().join("store");
    cluster.node(lost).kill();
    write(&cluster, "without").await;
    let code = until("the loss to be seen", async || {
        let (code, report) = page.run(DOCTOR, &[]).await;
        let (state, says) = check(&report, "copies");
        let missed = says.contains(&format!("node-{lost} is"));
        (state == "failed" && missed).then_some(code)
    })
    .await;
    assert_eq!(code, 1);

    // its disk is gone as well: a server of the same name begins with nothing and is given every copy
    std::fs::remove_dir_all(&store).unwrap();
    tokio::task::block_in_place(|| cluster.node(lost).restart()).unwrap();
    until("all copies again", async || {
        let (code, report) = page.run(DOCTOR, &[]).await;
        (code == 0 && check(&report, "copies") == ("ok".into(), "each stream has 3 in step".into())).then_some(())
    })
    .await;
    let log = cluster.provisioner().await.unwrap();
    let all = log.read(STREAM, "phi.v1.request.00.drill.>", 1).await.unwrap();
    assert_eq!(all.len(), 2 * EACH, "something was lost or doubled");
    page.done();
}
