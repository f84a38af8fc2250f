//! A turn while it is being composed: pieces that know what they are, so that spacing, case and noise come last.
use crate::call::{Form, Kind, Role, Turn, TurnBuilder};

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Plain,
    Phi(Kind, Role),
    Optional(Kind, Role),
    Negative(&'static str),
}

/// Words with one mark.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub mark: Mark,
    pub text: String,
}

/// One turn's pieces.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Whether the agent says it.
    pub agent: bool,
    pub pieces: Vec<Piece>,
}

impl Line {
    pub(super) const fn new(agent: bool) -> Self {
        Self { agent, pieces: Vec::new() }
    }

    pub(super) fn push(&mut self, mark: Mark, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.pieces.push(Piece { mark, text });
        }
    }

    pub(super) fn plain(&mut self, text: &str) {
        self.push(Mark::Plain, text);
    }

    /// Whether anything would be heard.
    pub(super) fn has_words(&self) -> bool {
        self.pieces.iter().any(|p| p.text.contains(char::is_alphanumeric))
    }

    /// The turn, with a space between pieces unless a mark of punctuation or a possessive follows.
    pub(super) fn build(&self, form: Form, speaker: &'static str) -> Turn {
        let (mut turn, mut begins, mut last) = (TurnBuilder::new(speaker), true, String::new());
        for piece in &self.pieces {
            let mut text = piece.text.trim().to_owned();
            if text.is_empty() {
                continue;
            }
            if form == Form::Written && begins && !is_verbatim(piece.mark) {
                text = super::lists::capital(&text);
            }
            let glued = text.starts_with([',', '.', '?', '!', ';', ')']) || text.starts_with("'s");
            if !last.is_empty() && !glued {
                turn.say(" ");
            }
            begins = text.ends_with(['.', '?', '!']) && !text.ends_with("Dr.");
            match piece.mark {
                Mark::Plain => turn.say(&text),
                Mark::Phi(kind, role) => turn.phi(kind, role, &text),
                Mark::Optional(kind, role) => turn.optional(kind, role, &text),
                Mark::Negative(kind) => turn.negative(kind, &text),
            };
            last = text;
        }
        turn.build()
    }
}

/// E-mails and links keep their case wherever they stand.
fn is_verbatim(mark: Mark) -> bool {
    matches!(mark, Mark::Phi(Kind::Email | Kind::Url, _) | Mark::Optional(Kind::Url, _))
}
