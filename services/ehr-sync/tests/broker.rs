//! The whole service on a real broker, against the FHIR sandbox: an outcome comes to stand in the EHR once, whatever happens.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::convert::Infallible;
use std::marker::PhantomData;
use std::time::Duration;

use ehr_sync::config::Config;
use figment::providers::Serialized;
use phi_events::call::v1::{Call, CallContent, CallFact, CallerIdentity, Direction, EndReason, RecordingState, Source};
use phi_events::commit::ParkReason;
use phi_events::ehr::v1::{Chart, Ehr, EhrContent, EhrFact};
use phi_events::outcome::v1::{
    Disposition, Intent, Outcome, OutcomeContent, OutcomeDetail, OutcomeFact, ReviewReason, Urgency,
};
use phi_events::redaction::{Cleaned, Hidden, PhiKind, Redaction, RedactionContent, RedactionFact, Revealed};
use phi_events::{AggregateId, DataClass, Event, Schema, Service, Suite, TenantId};
use phi_service::config::figment;
use phi_service::{Domain, Facts, Running, Surroundings, start};
use phi_testkit::fhir::FhirSandbox;
use phi_testkit::mesh::{Mesh, NewTenant};
use serde_json::json;

/// Appends what it is told to, as another service would.
struct Put<S>(PhantomData<S>);

impl<S: Schema<Content: Clone>> Domain for Put<S> {
    type Schema = S;
    type State = u32;
    type Command = (S::Fact, Vec<S::Content>);
    type Refusal = Infallible;

    fn decide(_: &u32, (fact, contents): Self::Command, _: &Facts) -> Result<Vec<Event<S>>, Infallible> {
        Ok(vec![Event::with(fact, contents)])
    }

    fn evolve(state: u32, _: &S::Fact) -> u32 {
        state + 1
    }
}

struct Bench {
    mesh: Mesh,
    running: Running,
    sandbox: FhirSandbox,
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
        let patient = json!({
            "resourceType": "Patient", "id": "p1", "name": [{ "family": "Testperson", "given": ["Ada"] }], "birthDate": "1980-04-19",
        });
        let sandbox = FhirSandbox::start_local(vec![patient]).await.unwrap();
        let config = Config {
            base_url: sandbox.base_url.clone(),
            timeout: Duration::from_millis(400),
            attempt_deadline: Duration::from_millis(1_500),
            retry_after: Duration::from_millis(100),
            ..Config::default()
        };
        let figment = figment(None, &[])
            .merge(Serialized::default("mesh", mesh.frame(Service::EhrSync)))
            .merge(Serialized::default("ehr_sync", config));
        let running = start(&ehr_sync::service(), &figment, Surroundings::default()).await.unwrap();
        Self { mesh, running, sandbox, tenant, _folder: folder }
    }

    async fn put<S: Schema<Content: Clone>>(
        &self,
        service: Service,
        call: AggregateId,
        fact: S::Fact,
        contents: Vec<S::Content>,
    ) {
        let core = self.mesh.core(service).await.unwrap();
        let mut aggregate = core.aggregate::<Put<S>>(self.tenant, call, b"test").await.unwrap();
        aggregate.execute("put", (fact, contents)).await.unwrap();
    }

    /// A call from its reception to its redaction.
    async fn call(&self, call: AggregateId) {
        let received = CallFact::Received {
            source: Source::Vapi,
            direction: Direction::Inbound,
            started_ms: 1_795_273_200_000,
            ended_ms: 1_795_273_450_000,
            ended: EndReason::Completed,
            has_transcript: true,
            recording: RecordingState::None,
            fingerprint: [0; 32],
        };
        let caller = CallerIdentity { number: Some("+12065550123".into()), practice_number: None, name: None };
        self.put::<Call>(Service::CallIntake, call, received, vec![CallContent::Identity(caller)]).await;
        let hidden = |placeholder: &str, kind, value: &str| Hidden {
            placeholder: placeholder.to_owned(),
            kind,
            value: value.into(),
        };
        let values = vec![
            hidden("PATIENT_NAME_1", PhiKind::Name, "ada testperson"),
            hidden("DOB_1", PhiKind::Dob, "1980-04-19"),
        ];
        let cleaned = Cleaned { turns: vec![], summary: None, structured: vec![] };
        let redacted = RedactionFact::Redacted { engine: "test".to_owned(), counts: [].into(), turns: 0, words: 0 };
        let contents = vec![RedactionContent::Cleaned(cleaned), RedactionContent::Revealed(Revealed { values })];
        self.put::<Redaction>(Service::Redaction, call, redacted, contents).await;
    }

    async fn outcome(&self, call: AggregateId, intent: Intent, disposition: Disposition, review: Option<ReviewReason>) {
        let detail = OutcomeDetail {
            summary: "Refill: refill requested, routine; patient [PATIENT_NAME_1]; born [DOB_1].".to_owned(),
            patient_name: Some("PATIENT_NAME_1".to_owned()),
            dob: Some("DOB_1".to_owned()),
            ..OutcomeDetail::default()
        };
        let fact = OutcomeFact::Concluded { intent, disposition, urgency: Urgency::Routine, review, rules: 1 };
        self.put::<Outcome>(Service::Outcome, call, fact, vec![OutcomeContent::Detail(detail)]).await;
    }

    async fn refill(&self, call: AggregateId) {
        self.call(call).await;
        self.outcome(call, Intent::Refill, Disposition::RefillRequested, None).await;
    }

    async fn facts(&self, call: AggregateId) -> Vec<EhrFact> {
        let events = self.running.core().read_aggregate::<Ehr>(self.tenant, call).await.unwrap();
        events.into_iter().map(|event| event.fact).collect()
    }

    async fn until(&self, call: AggregateId, done: impl Fn(&EhrFact) -> bool) -> Vec<EhrFact> {
        for _ in 0..300 {
            let facts = self.facts(call).await;
            if facts.last().is_some_and(&done) {
                return facts;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the outcome stands at {:?}", self.facts(call).await);
    }

    fn tasks(&self) -> usize {
        self.sandbox.resources_of("Task").len()
    }
}

fn call(n: u8) -> AggregateId {
    AggregateId([n; 16])
}

const fn confirmed(fact: &EhrFact) -> bool {
    matches!(fact, EhrFact::Confirmed { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_enters_the_one_certain_chart() {
    let bench = Bench::new().await;
    bench.refill(call(1)).await;
    let facts = bench.until(call(1), confirmed).await;
    let [EhrFact::Intended { attempt: 1, .. }, EhrFact::Confirmed { attempt: 1, resources, chart, found }] = &facts[..]
    else {
        panic!("{facts:?}")
    };
    assert_eq!((*chart, *found, resources[0].starts_with("Task/")), (Chart::Matched, false, true));
    let tasks = bench.sandbox.resources_of("Task");
    assert_eq!((tasks.len(), &tasks[0]["for"]["reference"]), (1, &json!("Patient/p1")));
    assert_eq!(tasks[0]["description"], "Refill: refill requested, routine; patient ada testperson; born 1980-04-19.");
    let events = bench.running.core().read_aggregate::<Ehr>(bench.tenant, call(1)).await.unwrap();
    let core = bench.running.core();
    let opened = core.aggregate::<ehr_sync::domain::EhrWrites>(bench.tenant, call(1), b"read").await.unwrap();
    let contents = opened.open(&events[1], DataClass::Patient).await.unwrap();
    assert!(matches!(&contents[..], [EhrContent::Patient(link)] if link.reference.expose() == "Patient/p1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_only_listens_learns_no_name() {
    let bench = Bench::new().await;
    bench.call(call(2)).await;
    bench.outcome(call(2), Intent::Unknown, Disposition::NeedsReview, Some(ReviewReason::Unclear)).await;
    bench.until(call(2), confirmed).await;
    let tasks = bench.sandbox.resources_of("Task");
    let text = tasks[0].to_string();
    assert_eq!(tasks[0]["code"]["text"], "Listen to the recording");
    assert!(text.contains("+12065550123") && !text.to_lowercase().contains("testperson") && !text.contains("1980"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_searched_for_and_not_written_twice() {
    let bench = Bench::new().await;
    // the match goes well, the write is processed and its answer lost
    bench.sandbox.pass_next(1);
    bench.sandbox.lose_answer_next(1);
    bench.refill(call(3)).await;
    let facts = bench.until(call(3), confirmed).await;
    let Some(EhrFact::Confirmed { attempt: 2, found: true, chart: Chart::Matched, .. }) = facts.last() else {
        panic!("{facts:?}")
    };
    assert!(matches!(facts[1], EhrFact::Unknown { attempt: 1, .. }));
    assert_eq!(bench.tasks(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ehr_that_was_down_gets_the_outcome_later() {
    let bench = Bench::new().await;
    bench.sandbox.fail_next(2, 500);
    bench.refill(call(4)).await;
    let facts = bench.until(call(4), confirmed).await;
    let Some(EhrFact::Confirmed { found: false, .. }) = facts.last() else { panic!("{facts:?}") };
    assert!(facts.iter().any(|fact| matches!(fact, EhrFact::Unknown { .. })));
    assert_eq!(bench.tasks(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ehr_that_hangs_holds_up_one_attempt_and_no_longer_than_its_deadline() {
    let bench = Bench::new().await;
    bench.sandbox.hang_next(1);
    bench.refill(call(5)).await;
    bench.refill(call(6)).await;
    bench.until(call(5), confirmed).await;
    bench.until(call(6), confirmed).await;
    assert_eq!(bench.tasks(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_keeps_the_outcome_and_asks_for_a_person() {
    let bench = Bench::new().await;
    bench.sandbox.fail_next(1, 401);
    bench.refill(call(7)).await;
    let facts =
        bench.until(call(7), |fact| matches!(fact, EhrFact::Parked { reason: ParkReason::NeedsPerson, .. })).await;
    assert!(matches!(facts[1], EhrFact::Unknown { attempt: 1, .. }));
    assert_eq!(bench.tasks(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_outcome_is_said_to_be_refused() {
    let bench = Bench::new().await;
    bench.sandbox.pass_next(1);
    bench.sandbox.fail_next(1, 422);
    bench.refill(call(8)).await;
    bench.until(call(8), |fact| matches!(fact, EhrFact::Rejected { attempt: 1, .. })).await;
    assert_eq!(bench.tasks(), 0);
}
