//! The whole service on a real broker: redacted words in, one outcome out.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::convert::Infallible;
use std::time::Duration;

use figment::providers::Serialized;
use outcome::config::Config;
use phi_events::call::v1::Speaker;
use phi_events::outcome::v1::{Intent, Outcome, OutcomeContent, OutcomeFact, ReviewReason};
use phi_events::redaction::{CleanTurn, Cleaned, Redaction, RedactionContent, RedactionFact, Withhold};
use phi_events::{AggregateId, DataClass, Event, Service, Suite, TenantId};
use phi_service::config::figment;
use phi_service::{Domain, Facts, Incoming, Running, Surroundings, start};
use phi_testkit::mesh::{Mesh, NewTenant};

/// Appends what it is told to, as redaction would.
struct Put;

impl Domain for Put {
    type Schema = Redaction;
    type State = u32;
    type Command = (RedactionFact, Vec<RedactionContent>);
    type Refusal = Infallible;

    fn decide(_: &u32, (fact, contents): Self::Command, _: &Facts) -> Result<Vec<Event<Redaction>>, Infallible> {
        Ok(vec![Event::with(fact, contents)])
    }

    fn evolve(state: u32, _: &RedactionFact) -> u32 {
        state + 1
    }
}

struct Bench {
    mesh: Mesh,
    running: Running,
    tenant: TenantId,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mesh = Mesh::embedded(&folder.path().join("mesh")).await.unwrap();
        let practice = NewTenant {
            label: "practice".into(),
            suite: Suite::XChaCha20Poly1305,
            baa: true,
            platforms: vec![],
            lives: vec![],
        };
        let tenant = mesh.tenant(&practice).await.unwrap();
        let figment = figment(None, &[])
            .merge(Serialized::default("mesh", mesh.frame(Service::Outcome)))
            .merge(Serialized::default("outcome", Config::default()));
        let running = start(&outcome::service(), &figment, Surroundings::default()).await.unwrap();
        Self { mesh, running, tenant, _folder: folder }
    }

    async fn put(&self, call: AggregateId, step: &str, fact: RedactionFact, contents: Vec<RedactionContent>) {
        let core = self.mesh.core(Service::Redaction).await.unwrap();
        let mut aggregate = core.aggregate::<Put>(self.tenant, call, b"test").await.unwrap();
        aggregate.execute(step, (fact, contents)).await.unwrap();
    }

    async fn outcomes(&self, call: AggregateId) -> Vec<Incoming<Outcome>> {
        for _ in 0..200 {
            let events = self.running.core().read_aggregate::<Outcome>(self.tenant, call).await.unwrap();
            if !events.is_empty() {
                return events;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no outcome");
    }
}

fn redacted(text: &str) -> (RedactionFact, Vec<RedactionContent>) {
    let turns = vec![CleanTurn { speaker: Speaker::Caller, text: text.to_owned() }];
    let fact = RedactionFact::Redacted { engine: "test".to_owned(), counts: [].into(), turns: 1, words: 9 };
    (fact, vec![RedactionContent::Cleaned(Cleaned { turns, summary: None, structured: vec![] })])
}

fn intent(event: &Incoming<Outcome>) -> (Intent, Option<ReviewReason>) {
    match &event.fact {
        OutcomeFact::Concluded { intent, review, .. } => (*intent, *review),
        OutcomeFact::Parked { .. } => panic!("parked"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redacted_words_become_one_outcome_with_a_detail_that_cites() {
    let bench = Bench::new().await;
    let call = AggregateId([1; 16]);
    let (fact, contents) = redacted("This is [PATIENT_NAME_1]. I need a refill of metformin.");
    bench.put(call, "first", fact, contents).await;
    let events = bench.outcomes(call).await;
    assert_eq!(intent(&events[0]), (Intent::Refill, None));
    let own = bench.running.core().aggregate::<outcome::domain::Outcomes>(bench.tenant, call, b"read").await.unwrap();
    let contents = own.open(&events[0], DataClass::Deidentified).await.unwrap();
    let [OutcomeContent::Detail(detail)] = &contents[..] else { panic!("one detail") };
    assert_eq!(
        (detail.patient_name.as_deref(), detail.medication.as_deref()),
        (Some("PATIENT_NAME_1"), Some("metformin"))
    );
    // redacted again, by a newer engine: the outcome stands
    let (fact, contents) = redacted("Cancel my appointment.");
    bench.put(call, "again", fact, contents).await;
    let other = AggregateId([2; 16]);
    bench.put(other, "first", RedactionFact::Nothing, vec![]).await;
    assert_eq!(intent(&bench.outcomes(other).await[0]), (Intent::Missed, None));
    assert_eq!(bench.outcomes(call).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn withheld_words_are_for_a_person() {
    let bench = Bench::new().await;
    let call = AggregateId([3; 16]);
    bench.put(call, "first", RedactionFact::Withheld { why: Withhold::LowTier }, vec![]).await;
    assert_eq!(intent(&bench.outcomes(call).await[0]), (Intent::Unknown, Some(ReviewReason::Withheld)));
}
