//! Logistic regression over hashed features.

use phi_redaction::engine::model::sigmoid;

/// Places with their features and whether they are PHI.
#[derive(Default)]
pub struct Examples {
    buckets: Vec<u32>,
    /// Where the features of each end, and whether it is PHI.
    ends: Vec<(usize, bool)>,
}

impl Examples {
    /// Adds one.
    pub fn push(&mut self, buckets: &[u32], yes: bool) {
        self.buckets.extend_from_slice(buckets);
        self.ends.push((self.buckets.len(), yes));
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> (&[u32], bool) {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        (&self.buckets[start..self.ends[at].0], self.ends[at].1)
    }

    /// Sets a tenth aside, chosen by the seed.
    pub fn hold_back(&mut self, seed: u64) -> Examples {
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut kept, mut held) = (Examples::default(), Examples::default());
        for at in 0..self.len() {
            let (buckets, yes) = self.get(at);
            if random.u8(..10) == 0 { held.push(buckets, yes) } else { kept.push(buckets, yes) }
        }
        *self = kept;
        held
    }
}

/// AdaGrad with a little decay: four passes in a seeded order.
pub fn fit(examples: &Examples, buckets: usize, seed: u64) -> Vec<f32> {
    let mut weights = vec![0.0_f32; buckets];
    let mut squares = vec![1e-6_f32; buckets];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut used = Vec::with_capacity(64);
    for _ in 0..4 {
        random.shuffle(&mut order);
        for &at in &order {
            let (features, yes) = examples.get(at);
            used.clear();
            used.extend(features.iter().map(|b| *b as usize & (buckets - 1)));
            let p = sigmoid(used.iter().map(|b| weights[*b]).sum());
            let error = p - if yes { 1.0 } else { 0.0 };
            for &b in &used {
                let gradient = error + 2e-5 * weights[b];
                squares[b] += gradient * gradient;
                weights[b] -= 0.12 * gradient / squares[b].sqrt();
            }
        }
    }
    weights
}

/// Precision, recall and calibration on examples that were held back.
pub fn report(weights: &[f32], held: &Examples) -> String {
    let mut bins = [(0_u32, 0_u32, 0.0_f32); 10];
    let (mut right, mut said, mut real) = (0, 0, 0);
    for at in 0..held.len() {
        let (features, yes) = held.get(at);
        let p = sigmoid(features.iter().map(|b| weights[*b as usize & (weights.len() - 1)]).sum());
        let bin = &mut bins[(0..9).rev().find(|b| p >= (*b as f32 + 1.0) / 10.0).map_or(0, |b| b + 1)];
        bin.0 += 1;
        bin.1 += u32::from(yes);
        bin.2 += p;
        right += u32::from(yes && p > 0.5);
        said += u32::from(p > 0.5);
        real += u32::from(yes);
    }
    let total: u32 = bins.iter().map(|b| b.0).sum();
    let ece: f32 = bins.iter().map(|b| (b.2 - b.1 as f32).abs()).sum::<f32>() / total as f32;
    format!(
        "held back: {total} places, precision {:.2} %, recall {:.2} %, expected calibration error {ece:.4}",
        100.0 * right as f32 / said as f32,
        100.0 * right as f32 / real as f32
    )
}
