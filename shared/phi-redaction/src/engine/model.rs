//! A logistic model over hashed features: how likely is it that this stretch of words is PHI?
//!
//! The rules claim and the word lists propose; this decides, with what stands around, what was asked, and what was decided
//! just before. Trained by `examples/train` on generated calls; see `data/model.md` for data, figures and licence.

use std::borrow::Cow;

/// Buckets of the judge's table. A power of two, so that a hash is cut by a mask.
pub const BUCKETS: usize = 1 << 16;

/// Buckets of the sweep's table.
pub const SWEEP_BUCKETS: usize = 1 << 18;

/// One step of a stored weight.
const SCALE: f32 = 1.0 / 512.0;

/// Evidence after the sweep's first look, in steps, below which the rest is not looked at: half of the tokens, and of those likely
/// enough to be claimed one in a hundred in calls with capitals, one in a thousand in others.
const FIRST_LOOK: i32 = -1024;

/// Weights as committed: 16-bit little-endian steps of 1/512, one for each bucket, the judge's first and then the sweep's.
static COMMITTED: &[u8] = include_bytes!("../../data/model.bin");

/// Features of one stretch at most; `describe` of judge and sweep add fewer than fifty.
const MOST: usize = 64;

/// The features of one stretch, by bucket.
#[derive(Clone, Debug)]
pub struct Features {
    buckets: [u32; MOST],
    len: usize,
}

impl Default for Features {
    fn default() -> Features {
        Features { buckets: [0; MOST], len: 0 }
    }
}

impl Features {
    /// Forgets all, keeps the memory.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Adds a feature: which template it is of, and its value.
    pub fn add(&mut self, template: u32, value: u64) {
        let mixed =
            (value ^ (u64::from(template) << 56)).wrapping_add(u64::from(template)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let folded = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        debug_assert!(self.len < MOST, "room for one feature more");
        if let Some(bucket) = self.buckets.get_mut(self.len) {
            *bucket = (folded >> 32) as u32;
            self.len += 1;
        }
    }

    /// The features' hashes, of which a table takes as many low bits as it has room for.
    pub fn buckets(&self) -> &[u32] {
        self.buckets.get(..self.len).unwrap_or_default()
    }
}

/// Hashes a word for a feature.
pub fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The weights of a model.
pub struct Model {
    weights: Cow<'static, [u8]>,
}

impl Model {
    /// The weights that come with this crate.
    pub fn committed() -> Model {
        Model { weights: Cow::Borrowed(COMMITTED) }
    }

    /// Weights as `examples/train` writes them; nothing when there are not as many as buckets.
    pub fn read(weights: Vec<u8>) -> Option<Model> {
        (weights.len() == (BUCKETS + SWEEP_BUCKETS) * 2).then_some(Model { weights: Cow::Owned(weights) })
    }

    /// How likely it is that a stretch with these features is PHI, as the judge asks.
    pub fn judge(&self, features: &Features) -> f32 {
        probability::<{ BUCKETS * 2 }>(&self.weights, features)
    }

    /// The same as the sweep asks of a token that nobody claimed.
    pub fn sweep(&self, features: &Features) -> f32 {
        probability::<{ SWEEP_BUCKETS * 2 }>(self.swept(), features)
    }

    fn swept(&self) -> &[u8] {
        self.weights.get(BUCKETS * 2..).unwrap_or_default()
    }

    /// Is a token worth the rest of its features, after those of the sweep's first look?
    pub fn worth(&self, features: &Features) -> bool {
        evidence::<{ SWEEP_BUCKETS * 2 }>(self.swept(), features) > FIRST_LOOK
    }
}

/// The sum of the features' weights in steps: that is exact, and no sum waits for the one before. The table's size is known, so that
/// no step is checked against it.
fn evidence<const BYTES: usize>(weights: &[u8], features: &Features) -> i32 {
    let Some(weights) = weights.first_chunk::<BYTES>() else { return 0 };
    let step = |bucket: &u32| {
        let at = *bucket as usize % (BYTES / 2) * 2;
        i32::from(i16::from_le_bytes([weights[at], weights[at + 1]]))
    };
    features.buckets().iter().map(step).sum()
}

fn probability<const BYTES: usize>(weights: &[u8], features: &Features) -> f32 {
    sigmoid(evidence::<BYTES>(weights, features) as f32 * SCALE)
}

/// From evidence in logits to a probability.
pub fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// A weight as it is stored.
pub fn stored(weight: f32) -> i16 {
    (weight / SCALE).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}
