//! The frame on a real broker: a tenant is made, a key is loaded, a service cannot go beyond its row of FLOW.
use phi_bus::{Append, EventLog, LogError};
use phi_events::{Service, Suite};
use phi_testkit::mesh::{Mesh, NewTenant};

fn practice() -> NewTenant {
    NewTenant { label: "practice".into(), suite: Suite::XChaCha20Poly1305, baa: true, platforms: vec![], lives: vec![] }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_made_and_read_by_another_service() {
    let folder = tempfile::tempdir().unwrap();
    let mesh = Mesh::embedded(folder.path()).await.unwrap();
    let tenant = mesh.tenant(&practice()).await.unwrap();
    let outcome = mesh.core(Service::Outcome).await.unwrap();
    let view = outcome.tenant(tenant).await.unwrap().unwrap();
    assert!(view.baa_in_force(1));
    assert_eq!(view.label, "practice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publish_outside_the_row_fails_at_once_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let mesh = Mesh::embedded(folder.path()).await.unwrap();
    let outcome = mesh.nats.connect("outcome").await.unwrap();
    let message = Append {
        subject: "phi.v1.call.00.a.b".into(),
        expected: None,
        id: None,
        traceparent: None,
        payload: "x".into(),
    };
    let refused = outcome.append(message).await.unwrap_err();
    assert!(matches!(refused, LogError::Forbidden { .. } | LogError::Unavailable(_)), "{refused:?}");
    let refused = outcome.read("TRANSCRIPT", "phi.v1.transcript.00.a.b", 1).await.unwrap_err();
    assert!(
        matches!(refused, LogError::Forbidden { .. } | LogError::Unavailable(_) | LogError::Refused { .. }),
        "{refused:?}"
    );
}
