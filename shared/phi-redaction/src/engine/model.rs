//! A logistic model over hashed features: how likely is it that this stretch of words is PHI?
//!
//! The rules claim and the word lists propose; this decides, with what stands around, what was asked, and what was decided
//! just before. Trained by `examples/train` on generated calls; see `data/model.md` for data, figures and licence.

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
static COMMITTED: Weights<'_> = split(include_bytes!("../../data/model.bin"));

/// The judge's weights, and the sweep's.
type Weights<'a> = (&'a [u8; BUCKETS * 2], &'a [u8; SWEEP_BUCKETS * 2]);

const fn split(weights: &[u8; (BUCKETS + SWEEP_BUCKETS) * 2]) -> Weights<'_> {
    match (weights.first_chunk(), weights.last_chunk()) {
        (Some(judge), Some(sweep)) => (judge, sweep),
        _ => unreachable!(),
    }
}

/// Features of one stretch at most; `describe` of judge and sweep add fewer than fifty.
const MOST: usize = 64;

/// Takes the features of one stretch, one after another.
pub trait Sink {
    /// Forgets all.
    fn clear(&mut self);

    /// Adds a feature: which template it is of, and its value.
    fn add(&mut self, template: u32, value: u64);
}

/// The features of one stretch, by bucket: for whoever trains a model.
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
    /// The features' hashes, of which a table takes as many low bits as it has room for.
    pub fn buckets(&self) -> &[u32] {
        self.buckets.get(..self.len).unwrap_or_default()
    }
}

impl Sink for Features {
    fn clear(&mut self) {
        self.len = 0;
    }

    fn add(&mut self, template: u32, value: u64) {
        debug_assert!(self.len < MOST, "room for one feature more");
        if let Some(place) = self.buckets.get_mut(self.len) {
            *place = bucket(template, value);
            self.len += 1;
        }
    }
}

/// The hash of a feature.
#[inline]
fn bucket(template: u32, value: u64) -> u32 {
    let mixed =
        (value ^ (u64::from(template) << 56)).wrapping_add(u64::from(template)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let folded = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (folded >> 32) as u32
}

/// The weights of the features so far, in steps: their sum is exact, so that it does not matter in which order or in how many looks
/// they come. The table's size is known, so that no step is checked against it.
#[derive(Clone)]
pub struct Evidence<'a, const BYTES: usize> {
    weights: &'a [u8; BYTES],
    sum: i32,
}

/// What the judge sums up.
pub type Judged<'a> = Evidence<'a, { BUCKETS * 2 }>;

/// What the sweep sums up.
pub type Swept<'a> = Evidence<'a, { SWEEP_BUCKETS * 2 }>;

impl<const BYTES: usize> Sink for Evidence<'_, BYTES> {
    #[inline]
    fn clear(&mut self) {
        self.sum = 0;
    }

    #[inline]
    fn add(&mut self, template: u32, value: u64) {
        self.sum += self.step(bucket(template, value));
    }
}

impl<const BYTES: usize> Evidence<'_, BYTES> {
    #[inline]
    fn step(&self, bucket: u32) -> i32 {
        let at = bucket as usize % (BYTES / 2) * 2;
        i32::from(i16::from_le_bytes([self.weights[at], self.weights[at + 1]]))
    }

    /// How likely it is that a stretch with these features is PHI.
    pub fn probability(&self) -> f32 {
        sigmoid(self.sum as f32 * SCALE)
    }
}

impl Swept<'_> {
    /// Is a token worth the rest of its features, after those of the sweep's first look?
    pub fn worth(&self) -> bool {
        self.sum > FIRST_LOOK
    }
}

/// Two values as one feature.
pub(super) const fn mix(a: u64, b: u64) -> u64 {
    a.wrapping_mul(0x0000_0100_0000_01b3) ^ b.rotate_left(17)
}

/// Hashes a word for a feature.
pub fn hash(word: &str) -> u64 {
    hash_bytes(word.as_bytes())
}

/// The same of the last bytes of a word, of nothing where they begin inside a character; of all of a shorter word.
pub fn hash_tail<const N: usize>(word: &str) -> u64 {
    match word.as_bytes().last_chunk::<N>() {
        // as long as is known, so that no byte is counted
        Some(tail) if word.is_char_boundary(word.len() - N) => hash_bytes(tail),
        Some(_) => hash_bytes(&[]),
        None => hash(word),
    }
}

#[inline]
fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// The weights of a model.
pub struct Model {
    /// Those of an operator; else the committed ones.
    own: Option<Box<[u8; (BUCKETS + SWEEP_BUCKETS) * 2]>>,
}

impl Model {
    /// The weights that come with this crate.
    pub fn committed() -> Model {
        Model { own: None }
    }

    /// Weights as `examples/train` writes them; nothing when there are not as many as buckets.
    pub fn read(weights: Vec<u8>) -> Option<Model> {
        let own = weights.into_boxed_slice().try_into().ok()?;
        Some(Model { own: Some(own) })
    }

    /// How likely it is that a stretch with these features is PHI, as the judge asks.
    pub fn judge(&self, features: &Features) -> f32 {
        let mut judged = self.judged();
        judged.sum = features.buckets().iter().map(|bucket| judged.step(*bucket)).sum();
        judged.probability()
    }

    /// Sums up what the judge sees.
    pub fn judged(&self) -> Judged<'_> {
        Evidence { weights: self.weights().0, sum: 0 }
    }

    /// The same of what the sweep sees of a token that nobody claimed.
    pub fn swept(&self) -> Swept<'_> {
        Evidence { weights: self.weights().1, sum: 0 }
    }

    fn weights(&self) -> Weights<'_> {
        self.own.as_deref().map_or(COMMITTED, split)
    }
}

/// From evidence in logits to a probability.
pub fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// A weight as it is stored.
pub fn stored(weight: f32) -> i16 {
    (weight / SCALE).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}
