//! From one sampling rate to another, by a windowed sinc filter.

use core::f64::consts::PI;

/// Zero crossings of the sinc on either side: enough for a stop band below what mu-law's own noise hides.
const CROSSINGS: usize = 16;
/// The pass band as a share of the lower rate's half; the rest is the filter's slope.
const PASS: f64 = 0.95;

/// Converts samples from one rate to another, both in hertz. The result has `len * to / from` samples, rounded
/// up; the same rate gives the same samples, a rate of 0 gives none.
pub fn resample(samples: &[i16], from_hz: u32, to_hz: u32) -> Vec<i16> {
    if from_hz == to_hz {
        return samples.to_vec();
    }
    if from_hz == 0 || to_hz == 0 {
        return Vec::new();
    }
    let common = gcd(from_hz, to_hz);
    let (up, down) = ((to_hz / common) as usize, (from_hz / common) as usize);
    let phases: Vec<Vec<f32>> = (0..up).map(|phase| taps(phase, up, down)).collect();
    let length = (samples.len() * up).div_ceil(down);
    (0..length).map(|n| one(samples, n * down / up, &phases[n * down % up])).collect()
}

/// Weighs the samples around `centre` by the filter's taps; beyond the ends there is silence.
fn one(samples: &[i16], centre: usize, taps: &[f32]) -> i16 {
    let half = taps.len() / 2;
    let first = (centre + 1).saturating_sub(half);
    let skipped = half.saturating_sub(centre + 1);
    let around = samples.iter().skip(first).zip(taps.iter().skip(skipped));
    let sum: f32 = around.map(|(&sample, &tap)| f32::from(sample) * tap).sum();
    sum.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

/// Makes the taps for outputs that lie `phase / up` of a sample after their centre, adding up to one.
fn taps(phase: usize, up: usize, down: usize) -> Vec<f32> {
    // Coming down, the filter is as much longer as the rate is lower.
    let half = CROSSINGS * down.max(up).div_ceil(up);
    let cutoff = PASS * up.min(down) as f64 / down as f64;
    let offset = phase as f64 / up as f64;
    let weights: Vec<f64> = (0..2 * half)
        .map(|tap| {
            let x = tap as f64 - (half as f64 - 1.0) - offset;
            sinc(x * cutoff) * window(x / half as f64)
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / sum) as f32).collect()
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// The Blackman window over -1 to 1.
fn window(x: f64) -> f64 {
    if x.abs() > 1.0 { 0.0 } else { 0.42 + 0.5 * (PI * x).cos() + 0.08 * (2.0 * PI * x).cos() }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests;
