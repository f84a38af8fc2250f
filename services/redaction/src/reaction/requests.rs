//! What people ask of redaction: decisions about queued spans, another pass over a call's words, and its promotion.
use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::access::{AccessFact, Purpose};
use phi_events::redaction::{
    PhiKind, Place, Redaction, RedactionContent, RedactionFact, ReviewItem, dictionary, standing,
};
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::transcript::Transcript;
use phi_events::{AggregateId, DataClass};
use phi_service::{Aggregate, Executed, Fault, Incoming, Mode, Reactor};

use super::{Redactor, heard, said};
use crate::domain::{Command, Diff, Queued, RedactionDomain, Words};
use crate::effects::dictionary::blind;
use crate::effects::diff;
use crate::effects::queue::{beside, is_word, words_behind};
use crate::error::withheld_by;

/// Reacts to what people ask.
pub struct Requests(pub Arc<Redactor>);

#[async_trait]
impl Reactor for Requests {
    type Own = RedactionDomain;
    type Source = Request;
    const MODE: Mode = Mode::Each;

    fn target(&self, event: &Incoming<Request>) -> Option<AggregateId> {
        let RequestFact::Asked { ask, .. } = &event.fact;
        match ask {
            Ask::Review { call, .. } | Ask::Rerun { call } | Ask::PromoteRerun { call } => Some(*call),
            Ask::PlaceHold { .. }
            | Ask::ReleaseHold { .. }
            | Ask::Shred { .. }
            | Ask::ReportIncident { .. }
            | Ask::Assess { .. }
            | Ask::MeetClock { .. }
            | Ask::RetryQuarantined { .. }
            | Ask::SkipQuarantined { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<RedactionDomain>, event: &Incoming<Request>) -> Result<(), Fault> {
        let RequestFact::Asked { ask, by, .. } = &event.fact;
        match ask {
            Ask::Review { item, after, .. } => self.review(own, event, *item, *after, by).await,
            Ask::Rerun { .. } => self.rerun(own).await,
            Ask::PromoteRerun { .. } => {
                own.execute("promote", Command::Promote { by: by.clone() }).await?;
                // what the pass caught must not be heard in the copy either
                self.0.copy(own, None).await
            }
            Ask::PlaceHold { .. }
            | Ask::ReleaseHold { .. }
            | Ask::Shred { .. }
            | Ask::ReportIncident { .. }
            | Ask::Assess { .. }
            | Ask::MeetClock { .. }
            | Ask::RetryQuarantined { .. }
            | Ask::SkipQuarantined { .. } => Ok(()),
        }
    }
}

/// Whether the commit of a cause stands, by this process or an earlier one.
fn stands<R>(executed: &Executed<R>) -> bool {
    matches!(executed, Executed::Done { .. } | Executed::AlreadyDone)
}

impl Requests {
    /// The decision is an event and an audit entry; then its words go into the practice's dictionary.
    async fn review(
        &self,
        own: &mut Aggregate<RedactionDomain>,
        event: &Incoming<Request>,
        item: u32,
        after: Option<PhiKind>,
        by: &str,
    ) -> Result<(), Fault> {
        let Some(before) = own.state().queue.get(&item).map(Queued::item) else { return Ok(()) };
        if !stands(&own.execute("review", Command::Review { item, after, by: by.to_owned() }).await?) {
            return Ok(());
        }
        let (person, call, phi) = (by.to_owned(), own.id(), after.is_some());
        own.core().audit(own.tenant(), AccessFact::Reviewed { person, call, item, phi }).await?;
        self.learn(own, event, before, after, by).await
    }

    async fn learn(
        &self,
        own: &Aggregate<RedactionDomain>,
        event: &Incoming<Request>,
        before: ReviewItem,
        after: Option<PhiKind>,
        by: &str,
    ) -> Result<(), Fault> {
        if !is_word(after.unwrap_or(before.kind)) {
            return Ok(());
        }
        let (core, tenant) = (own.core(), own.tenant());
        let Some((transcript, _)) = heard(own.read::<Transcript>().await?) else { return Ok(()) };
        let Some(words) = said(core, &transcript, Purpose::Review).await? else { return Ok(()) };
        let passes = passes(own).await?;
        let asks = |places: &&Vec<Place>| places.iter().any(|place| place.item == Some(before.item));
        let Some(places) = passes.iter().find(asks) else { return Ok(()) };
        let words = words_behind(&self.0.lexicon, &words, places, before.item, after.is_some());
        if words.is_empty() {
            return Ok(());
        }
        let key = core.index_key(tenant).await?;
        let terms = words.iter().map(|word| blind(&key, word)).collect();
        let mut terms_of = core.aggregate::<RedactionDomain>(tenant, dictionary(tenant), &event.commit.0).await?;
        terms_of.execute("terms", Command::DecideTerms { terms, kind: after, by: by.to_owned() }).await?;
        Ok(())
    }

    /// Another pass, beside what counts today.
    async fn rerun(&self, own: &mut Aggregate<RedactionDomain>) -> Result<(), Fault> {
        if !matches!(own.state().words, Words::Redacted | Words::Withheld) {
            return Ok(());
        }
        let heard = heard(own.read::<Transcript>().await?).filter(|(_, tier)| !self.0.withholds(*tier));
        let Some((event, _)) = heard else { return Ok(()) };
        let words = match said(own.core(), &event, Purpose::Review).await {
            Ok(Some(words)) => words,
            Ok(None) => return Ok(()),
            Err(fault) => return withheld_by(fault).map(|_| ()),
        };
        let mut work = match self.0.pass(own.core(), own.tenant(), &words).await? {
            Ok(work) => work,
            Err(why) => {
                tracing::warn!(?why, call = %own.id(), "a second pass withheld the words: nothing is changed");
                return Ok(());
            }
        };
        let diff = match earlier(own).await? {
            Earlier::Places(places) => diff::places(&places, &work.places),
            Earlier::Counts(counts) => diff::counts(&counts, &work.counts),
        };
        let last = own.state().queue.keys().next_back().copied().unwrap_or_default();
        beside(&mut work, &passes(own).await?.concat(), last);
        note(own, &diff);
        own.execute("rerun", Command::Rerun(Box::new(work), diff)).await?;
        Ok(())
    }
}

fn note(own: &Aggregate<RedactionDomain>, diff: &Diff) {
    let (caught, released) = (diff.caught.values().sum::<u32>(), diff.released.values().sum::<u32>());
    tracing::info!(call = %own.id(), caught, released, unchanged = diff.unchanged, "a second pass over the words");
}

/// What is known of the spans that count today.
enum Earlier {
    Places(Vec<Place>),
    Counts(BTreeMap<PhiKind, u32>),
}

async fn earlier(own: &Aggregate<RedactionDomain>) -> Result<Earlier, Fault> {
    let Some(event) = counting(own).await? else { return Ok(Earlier::Places(vec![])) };
    if let Some(places) = places(own, &event, Purpose::Review).await? {
        return Ok(Earlier::Places(places));
    }
    Ok(match event.fact {
        RedactionFact::Redacted { counts, .. } => Earlier::Counts(counts),
        // withheld words have no spans
        RedactionFact::Withheld { .. }
        | RedactionFact::Nothing
        | RedactionFact::Parked { .. }
        | RedactionFact::Graded { .. }
        | RedactionFact::Reviewed { .. }
        | RedactionFact::AudioMasked { .. }
        | RedactionFact::AudioWithheld { .. }
        | RedactionFact::Rerun { .. }
        | RedactionFact::Promoted { .. }
        | RedactionFact::TermDecided { .. } => Earlier::Places(vec![]),
    })
}

/// The event that says what counts of the words today.
async fn counting(own: &Aggregate<RedactionDomain>) -> Result<Option<Incoming<Redaction>>, Fault> {
    let mut events = own.read::<Redaction>().await?;
    let index = standing(events.iter().map(|event| &event.fact));
    Ok(index.map(|index| events.swap_remove(index)))
}

/// The places that count today.
pub(super) async fn places_that_count(
    own: &Aggregate<RedactionDomain>,
    purpose: Purpose,
) -> Result<Option<Vec<Place>>, Fault> {
    match counting(own).await? {
        Some(event) => places(own, &event, purpose).await,
        None => Ok(None),
    }
}

/// The places of every pass, the first one's first: each number of the queue stands in the first pass that has it.
async fn passes(own: &Aggregate<RedactionDomain>) -> Result<Vec<Vec<Place>>, Fault> {
    let mut all = Vec::new();
    for event in own.read::<Redaction>().await? {
        if matches!(event.fact, RedactionFact::Redacted { .. } | RedactionFact::Rerun { .. }) {
            all.extend(places(own, &event, Purpose::Review).await?);
        }
    }
    Ok(all)
}

async fn places(
    own: &Aggregate<RedactionDomain>,
    event: &Incoming<Redaction>,
    purpose: Purpose,
) -> Result<Option<Vec<Place>>, Fault> {
    let contents = own.core().open_contents(event, DataClass::Transcript, purpose).await?;
    Ok(contents.into_iter().find_map(|content| match content {
        RedactionContent::Places(places) => Some(places),
        RedactionContent::Cleaned(_) | RedactionContent::Revealed(_) | RedactionContent::Review(_) => None,
    }))
}
