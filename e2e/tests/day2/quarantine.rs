//! day2-quarantine.md: what was set aside is listed, looked at, tried again, and passed over by two people.
use phi_bus::{Append, EventLog};
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::transcript::Transcript;
use phi_events::{Address, Context, Service};
use serde_json::Value;

use super::{ATTEMPT_MS, Runbook};
use crate::world::{World, until};

const LIST: &str = "phimesh quarantine list";
const SHOW: &str = "phimesh quarantine show $NUMBER";
const RETRY: &str = "phimesh quarantine retry $NUMBER --by $YOU --reason $TICKET";
const DRY: &str =
    "phimesh quarantine skip $NUMBER --by $YOU --approver $FIRST --approver $SECOND --reason $TICKET --dry-run";
const SKIP: &str = "phimesh quarantine skip $NUMBER --by $YOU --approver $FIRST --approver $SECOND --reason $TICKET";

fn places(number: &Value) -> [(&'static str, String); 5] {
    let name = |name: &str| name.to_owned();
    [
        ("NUMBER", number.to_string()),
        ("YOU", name("operator-1")),
        ("FIRST", name("officer-1")),
        ("SECOND", name("officer-2")),
        ("TICKET", name("T-1")),
    ]
}

/// What waits of one service, as `list` shows it.
async fn waiting(page: &mut Runbook, service: Service) -> Option<Value> {
    let (code, list) = page.run(LIST, &[]).await;
    assert_eq!(code, 0, "{list}");
    list["records"].as_array()?.iter().find(|record| record["service"] == service.name()).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quarantine_is_drained_by_its_page() {
    let mut world = World::all().await;
    world.stage.stop(Service::Redaction).await;
    let call = world.send(1, "vapi-aside").await;
    world.facts_until::<Transcript>(call, |facts| !facts.is_empty()).await;
    let subject = Address::new(Context::Redaction, world.stage.tenant, call).subject();
    let garbage = Append { subject, expected: None, id: None, traceparent: None, payload: "not an envelope".into() };
    world.provisioner().await.append(garbage).await.unwrap();
    world.stage.start(Service::Redaction).await.unwrap();

    let mut page = Runbook::of("day2-quarantine", &world);
    let aside = until("a record", async || waiting(&mut page, Service::Redaction).await).await;
    let (code, shown) = page.run(SHOW, &places(&aside["number"])).await;
    assert_eq!((code, &shown["poison"], &shown["state"]), (0, &"garbage".into(), &"waits".into()), "{shown}");
    let (code, asked) = page.run(RETRY, &places(&aside["number"])).await;
    assert_eq!(code, 0, "{asked}");
    let (code, dry) = page.run(DRY, &places(&aside["number"])).await;
    assert_eq!((code, &dry["dry_run"]), (0, &true.into()), "{dry}");
    // redaction writes there, outcome and ehr-sync read there: each sets it aside once it meets it
    for service in [Service::Redaction, Service::Outcome, Service::EhrSync] {
        let aside = until("a record", async || waiting(&mut page, service).await).await;
        let (code, asked) = page.run(SKIP, &places(&aside["number"])).await;
        assert_eq!(code, 0, "{asked}");
    }
    let confirmed = |facts: &[EhrFact]| facts.iter().any(|fact| matches!(fact, EhrFact::Confirmed { .. }));
    // ehr-sync met it after it had begun an attempt, and the next one waits for that one's deadline
    world.clock.advance(ATTEMPT_MS);
    world.facts_until::<Ehr>(call, confirmed).await;
    until("an empty list", async || {
        let (_, list) = page.run(LIST, &[]).await;
        list["records"].as_array().is_some_and(Vec::is_empty).then_some(())
    })
    .await;
    page.done();
}
