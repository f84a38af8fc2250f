//! The detector: pieces to windows, windows to probabilities, probabilities to claims on what the rules left free.
use std::panic::{AssertUnwindSafe, catch_unwind};

use phi_redaction::engine::board::{Board, Claim};
use phi_redaction::engine::text::{Doc, Kind};
use phi_redaction::engine::{PhiType, Role};
use phi_redaction::identifiers::{Context, Detector, Failed, names};

use crate::error::OnnxError;
use crate::settings::{Label, Settings};
use crate::wordpiece::Piece;

/// Highest score of a claim, in thousandths: one below what the engine takes as certain whatever its own model says.
const SCORE_MAX: u16 = 899;

/// Runs a token classifier.
pub trait Model: Send + Sync {
    /// The logits of one window, a row for each of `ids`, a column for each label. `mask` is 1 where there is a piece
    /// and 0 where there is padding.
    ///
    /// # Errors
    /// When the graph cannot be run over it.
    fn logits(&self, ids: &[i64], mask: &[i64]) -> Result<Vec<f32>, Failed>;
}

/// A model with its folder, as a detector.
pub struct Classifier<M> {
    settings: Settings,
    model: M,
}

/// What the model says of one piece.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Verdict {
    kind: PhiType,
    /// Probability of the type, over all its labels.
    p: f32,
    /// It rather begins an entity than continues one.
    begins: bool,
}

impl<M: Model> Classifier<M> {
    /// Joins a folder and its model, and asks the model once: about a whole window of the highest id of the vocabulary.
    ///
    /// # Errors
    /// [`OnnxError::Answer`], when it does not answer, or not with one finite number for each piece and label.
    pub fn new(settings: Settings, model: M) -> Result<Self, OnnxError> {
        let classifier = Self { settings, model };
        let room = classifier.settings.windows.room();
        let probe = Piece { turn: 0, start: 0, end: 0, id: classifier.settings.vocab.highest };
        match catch_unwind(AssertUnwindSafe(|| classifier.window(&vec![probe; room]))) {
            Ok(Ok(_)) => Ok(classifier),
            Ok(Err(Failed)) | Err(_) => Err(OnnxError::Answer(format!(
                "a first window of {} pieces with the vocabulary's last id, {}, was not answered by a finite number for each piece and each of {} labels",
                room + 2,
                classifier.settings.vocab.highest,
                classifier.settings.labels.len(),
            ))),
        }
    }

    /// The logits of one window's pieces, checked: those of `[CLS]`, `[SEP]` and padding are left out.
    fn window(&self, pieces: &[Piece]) -> Result<Vec<f32>, Failed> {
        let Settings { vocab, labels, windows, .. } = &self.settings;
        let length = windows.room() + 2;
        let mut ids = vec![vocab.pad; length];
        let mut mask = vec![0; length];
        ids[0] = vocab.start;
        for (to, piece) in ids[1..].iter_mut().zip(pieces) {
            *to = piece.id;
        }
        ids[pieces.len() + 1] = vocab.stop;
        mask[..pieces.len() + 2].fill(1);
        let logits = self.model.logits(&ids, &mask)?;
        if logits.len() != length * labels.len() {
            return Err(Failed);
        }
        let said = &logits[labels.len()..(pieces.len() + 1) * labels.len()];
        if said.iter().all(|logit| logit.is_finite()) { Ok(said.to_vec()) } else { Err(Failed) }
    }

    /// What the model says of every piece.
    fn verdicts(&self, pieces: &[Piece]) -> Result<Vec<Option<Verdict>>, Failed> {
        let Settings { labels, windows, threshold, .. } = &self.settings;
        let mut out = Vec::with_capacity(pieces.len());
        for window in windows.over(pieces.len()) {
            let logits = self.window(&pieces[window.seen.clone()])?;
            let rows = logits.chunks_exact(labels.len()).skip(window.counts.start - window.seen.start);
            let verdict = |row| verdict(row, labels).filter(|v| v.p >= *threshold);
            out.extend(rows.take(window.counts.len()).map(verdict));
        }
        Ok(out)
    }

    fn look(&self, ctx: &Context<'_>) -> Result<Vec<Claim>, Failed> {
        let mut pieces = Vec::new();
        for (turn, said) in ctx.turns.iter().enumerate() {
            self.settings.vocab.cut(turn, said.text, &mut pieces);
        }
        let verdicts = self.verdicts(&pieces)?;
        Ok(claims(ctx.doc, &by_token(ctx.doc, &pieces, &verdicts)))
    }
}

impl<M: Model> Detector for Classifier<M> {
    fn name(&self) -> &'static str {
        "onnx"
    }

    /// Claims nothing unless every window was answered. A panic inside the runtime is a failure like any other.
    fn detect(&self, ctx: &Context<'_>, board: &mut Board) -> Result<(), Failed> {
        let found = catch_unwind(AssertUnwindSafe(|| self.look(ctx))).unwrap_or(Err(Failed))?;
        for claim in found {
            free_parts(&claim, ctx.doc, board);
        }
        Ok(())
    }
}

/// Softmax over a row, the probabilities of one type's labels added up; the most probable type, if there is any.
fn verdict(row: &[f32], labels: &[Label]) -> Option<Verdict> {
    let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = row.iter().map(|logit| (logit - highest).exp()).sum();
    let share = |kind: PhiType, begins: Option<bool>| -> f32 {
        let of = |label: &Label| label.kind == Some(kind) && begins.is_none_or(|b| label.begins == b);
        row.iter().zip(labels).filter(|(_, label)| of(label)).map(|(logit, _)| (logit - highest).exp() / sum).sum()
    };
    let kinds = labels.iter().filter_map(|label| label.kind);
    let (kind, p) = kinds.map(|kind| (kind, share(kind, None))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Verdict { kind, p, begins: share(kind, Some(true)) > p / 2.0 })
}

/// The surest verdict on any piece of each of the engine's tokens.
fn by_token(doc: &Doc, pieces: &[Piece], verdicts: &[Option<Verdict>]) -> Vec<Option<Verdict>> {
    let mut next = 0;
    let mut out = vec![None; doc.toks.len()];
    for (token, surest) in doc.toks.iter().zip(&mut out).filter(|(token, _)| token.kind != Kind::End) {
        let (turn, start, end) = (token.turn as usize, token.start as usize, token.end as usize);
        while pieces.get(next).is_some_and(|p| (p.turn, p.end) <= (turn, start)) {
            next += 1;
        }
        let on = pieces[next..].iter().take_while(|p| p.turn == turn && p.start < end).zip(&verdicts[next..]);
        let said: Vec<Verdict> = on.filter_map(|(_, verdict)| *verdict).collect();
        *surest = said.into_iter().max_by(|a, b| a.p.total_cmp(&b.p));
    }
    out
}

/// Neighbours of one turn and type are one claim, as sure as its least sure token.
fn claims(doc: &Doc, verdicts: &[Option<Verdict>]) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for (i, verdict) in verdicts.iter().enumerate() {
        let Some(Verdict { kind, p, begins }) = *verdict else { continue };
        match out.last_mut().filter(|c| c.last + 1 == i && c.kind == kind && !begins && doc.prev(i).is_some()) {
            Some(claim) => {
                claim.last = i;
                claim.score = claim.score.min(milli(p));
            }
            None => {
                out.push(Claim { first: i, last: i, kind, score: milli(p), normalised: None, role: Role::Other });
            }
        }
    }
    out
}

/// Claims each stretch of a claim's tokens that nobody has taken.
fn free_parts(claim: &Claim, doc: &Doc, board: &mut Board) {
    let mut first = claim.first;
    while first <= claim.last {
        let last = (first..=claim.last).take_while(|&i| !board.taken(i)).last();
        if let Some(last) = last {
            let normalised = (claim.kind == PhiType::Name).then(|| names::spelling(doc, first, last));
            board.claim(Claim { first, last, normalised, ..claim.clone() });
        }
        first = last.unwrap_or(first) + 1;
    }
}

/// A probability in thousandths, at most [`SCORE_MAX`].
#[expect(clippy::cast_sign_loss, reason = "clamped to 0 and more")]
fn milli(p: f32) -> u16 {
    (p * 1000.0).clamp(0.0, f32::from(SCORE_MAX)).round() as u16
}

#[cfg(test)]
mod tests;
