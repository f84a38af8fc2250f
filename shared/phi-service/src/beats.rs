//! Whether the loops go round. Each says so itself: a task beside them that says so would beat on while they hang.
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Marks a loop that ended as it should.
const ENDED: u64 = u64::MAX;

/// A loop of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Loop {
    /// Takes deliveries.
    Consume,
    /// Folds the own stream.
    Project,
    /// Fires timers.
    Tick,
    /// Reads the shred ledger.
    Shreds,
    /// Reads who is frozen.
    Freeze,
    /// Measures.
    Sample,
}

impl Loop {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Consume => "consume",
            Self::Project => "project",
            Self::Tick => "tick",
            Self::Shreds => "shreds",
            Self::Freeze => "freeze",
            Self::Sample => "sample",
        }
    }
}

/// Every loop's last beat, and since when each piece of work is in hand. Time is the machine's monotonic clock: a service's
/// own clock may be set.
pub(crate) struct Beats {
    started: Instant,
    loops: Mutex<Vec<(Loop, Arc<AtomicU64>)>>,
    works: Mutex<(u64, BTreeMap<u64, Instant>)>,
}

impl Default for Beats {
    fn default() -> Self {
        Self { started: Instant::now(), loops: Mutex::default(), works: Mutex::default() }
    }
}

/// One loop's beat. A loop that ends in a panic leaves its last beat to grow old.
pub(crate) struct Beat {
    started: Instant,
    last: Arc<AtomicU64>,
}

impl Beat {
    /// The loop goes round.
    pub(crate) fn beat(&self) {
        self.last.store(self.started.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// Beats while something is waited for that has a bound of its own.
    pub(crate) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            self.beat();
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.last.store(ENDED, Ordering::Relaxed);
        }
    }
}

/// A piece of work in hand.
pub(crate) struct Work<'a> {
    beats: &'a Beats,
    number: u64,
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        self.beats.works().1.remove(&self.number);
    }
}

impl Beats {
    fn works(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Instant>)> {
        self.works.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A loop begins.
    pub(crate) fn begin(&self, kind: Loop) -> Beat {
        let beat = Beat { started: self.started, last: Arc::default() };
        beat.beat();
        self.loops.lock().unwrap_or_else(PoisonError::into_inner).push((kind, Arc::clone(&beat.last)));
        beat
    }

    /// A piece of work begins; it ends when what is returned is dropped.
    pub(crate) fn work(&self) -> Work<'_> {
        let mut works = self.works();
        works.0 += 1;
        let number = works.0;
        works.1.insert(number, Instant::now());
        Work { beats: self, number }
    }

    /// How long ago each kind of loop last beat: the oldest of its kind.
    pub(crate) fn ages(&self) -> BTreeMap<Loop, Duration> {
        let now = self.started.elapsed().as_millis() as u64;
        let mut ages = BTreeMap::new();
        for (kind, last) in self.loops.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let last = last.load(Ordering::Relaxed);
            if last != ENDED {
                let age: &mut Duration = ages.entry(*kind).or_default();
                *age = (*age).max(Duration::from_millis(now.saturating_sub(last)));
            }
        }
        ages
    }

    /// Whether every loop beat within `stale`, and nothing has been in hand for `hung`.
    pub(crate) fn alive(&self, stale: Duration, hung: Duration) -> bool {
        let oldest = self.works().1.values().next().map(Instant::elapsed);
        self.ages().values().all(|age| *age < stale) && oldest.is_none_or(|age| age < hung)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    fn aged(beats: &mut Beats, by: Duration) {
        beats.started = beats.started.checked_sub(by).unwrap();
    }

    #[test]
    fn one_loop_that_hangs_is_enough() {
        let mut beats = Beats::default();
        let (project, tick) = (beats.begin(Loop::Project), beats.begin(Loop::Tick));
        assert!(beats.alive(Duration::from_secs(60), LONG));
        aged(&mut beats, Duration::from_secs(61));
        assert!(!beats.alive(Duration::from_secs(60), LONG));
        let now = Beat { started: beats.started, last: Arc::clone(&tick.last) };
        now.beat();
        std::mem::forget(now);
        assert!(!beats.alive(Duration::from_secs(60), LONG), "the projector hangs");
        assert!(beats.ages()[&Loop::Tick] < beats.ages()[&Loop::Project]);
        drop(project);
        assert!(beats.alive(Duration::from_secs(60), LONG), "a loop that ended is not missed");
    }

    #[test]
    fn a_loop_that_died_is_missed() {
        let mut beats = Beats::default();
        let beat = beats.begin(Loop::Consume);
        std::thread::spawn(move || {
            let _beat = beat;
            panic!("on purpose");
        })
        .join()
        .unwrap_err();
        aged(&mut beats, Duration::from_secs(61));
        assert!(!beats.alive(Duration::from_secs(60), LONG));
    }

    #[test]
    fn work_that_never_ends_is_missed_too() {
        let beats = Beats::default();
        let work = beats.work();
        assert!(!beats.alive(LONG, Duration::ZERO));
        drop(work);
        assert!(beats.alive(LONG, Duration::ZERO));
    }
}
