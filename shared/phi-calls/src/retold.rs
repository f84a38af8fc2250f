//! A call told again: as a recognizer without formatting would put it, with a recognizer's mistakes, or without saying who
//! speaks. The marks move with the words, so that one call written by hand teaches several forms.
use fastrand::Rng;

use crate::call::{Call, Form, Gold, Negative, Turn};

mod heard;
mod words;

/// How many of a hundred words of its values a recognizer mishears: a good one, a fair one, one on a bad line.
const MISHEARD: [u8; 3] = [4, 15, 40];

/// How a call is told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Lower case, no punctuation, numbers as words.
    Spoken,
    /// Lower case, no punctuation, figures kept.
    Bare,
    /// Words cut, glued, dropped, said twice, misheard; numbers as words and figures.
    Garbled,
}

/// The call in another manner; labels are dropped now and then.
pub fn retold(call: &Call, manner: Manner, random: &mut Rng) -> Call {
    let silent = random.u8(..4) == 0;
    let rate = random.choice(MISHEARD).unwrap_or_default();
    let turns = call.turns.iter().map(|turn| {
        let told = retold_turn(turn, (manner, rate), random);
        Turn { speaker: if silent { "" } else { turn.speaker }, ..told }
    });
    Call { id: call.id.clone(), form: Form::Spoken, turns: turns.collect() }
}

/// The end of a piece of a turn: text that is all of one value, all hesitation, or all of none.
fn edges(turn: &Turn) -> Vec<usize> {
    let marks =
        turn.gold.iter().flat_map(|g| [g.start, g.end].into_iter().chain(g.skip.iter().flat_map(|s| [s.0, s.1])));
    let mut edges: Vec<usize> =
        marks.chain(turn.negatives.iter().flat_map(|n| [n.start, n.end])).chain([0, turn.text.len()]).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn retold_turn(turn: &Turn, (manner, rate): (Manner, u8), random: &mut Rng) -> Turn {
    let mut out = Turn { speaker: turn.speaker, text: String::new(), gold: Vec::new(), negatives: Vec::new() };
    let mut gold: Vec<Option<Gold>> = vec![None; turn.gold.len()];
    for ends in edges(turn).windows(2) {
        let (start, end) = (ends[0], ends[1]);
        let value = turn.gold.iter().position(|g| g.start <= start && end <= g.end);
        let glued = start > 0 && !turn.text[..start].ends_with(char::is_whitespace);
        let said = words::told(&turn.text[start..end], manner, value.map(|_| rate), random);
        let Some(at) = append(&mut out.text, &said, glued) else { continue };
        if let Some(index) = value {
            let old = &turn.gold[index];
            let new = gold[index].get_or_insert_with(|| Gold { start: at, skip: Vec::new(), ..old.clone() });
            new.end = out.text.len();
            if old.skip.iter().any(|s| s.0 <= start && end <= s.1) {
                new.skip.push((at, out.text.len()));
            }
        }
        if let Some(negative) = turn.negatives.iter().find(|n| n.start <= start && end <= n.end) {
            out.negatives.push(Negative { start: at, end: out.text.len(), kind: negative.kind });
        }
    }
    out.gold = gold.into_iter().flatten().collect();
    out
}

/// Appends words, and returns where they begin; nothing when there are none. A possessive stays with its word.
fn append(text: &mut String, said: &[String], glued: bool) -> Option<usize> {
    let first = said.first()?;
    let stays = text.is_empty() || glued && first.starts_with('\'');
    if !stays {
        text.push(' ');
    }
    let at = text.len();
    text.push_str(&said.join(" "));
    Some(at)
}

#[cfg(test)]
mod tests;
