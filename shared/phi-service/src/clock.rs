//! The only real clock and the only real randomness of the mesh. Everything else takes them as arguments.
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use phi_seal::Entropy;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Unix milliseconds.
    fn now_ms(&self) -> u64;
}

/// The operating system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time enters")]
    fn now_ms(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
    }
}

/// The operating system's clock plus an offset that tests and drills move forward.
#[derive(Default)]
pub struct ShiftedClock {
    offset_ms: AtomicU64,
}

impl ShiftedClock {
    /// Moves time forward.
    pub fn advance(&self, by_ms: u64) {
        self.offset_ms.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now_ms(&self) -> u64 {
        SystemClock.now_ms() + self.offset_ms.load(Ordering::SeqCst)
    }
}

/// The operating system's randomness.
pub struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is where randomness enters")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives randomness, or nothing here is safe");
    }
}

/// `year * 12 + month - 1` (UTC) of an instant: the name of a month's keys.
pub fn month_of(now_ms: u64) -> u32 {
    // Days to civil date after Hinnant, "chrono-compatible low-level date algorithms"; no date here is before 1970.
    let days = now_ms / 86_400_000 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year * 12 + month - 1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_civil_months() {
        assert_eq!(month_of(0), 1970 * 12);
        assert_eq!(month_of(951_782_400_000), 2000 * 12 + 1, "29 February 2000");
        assert_eq!(month_of(1_795_219_199_999), 2026 * 12 + 10, "20 November 2026");
    }
}
