//! Writes turns: joins pieces, gives them the call's form, and mishears as a recognizer would.
use fastrand::Rng;

use super::facts::Facts;
use super::noise;
use crate::call::{Form, Kind, Role, Turn, TurnBuilder};

/// How capitals and marks are written in one call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// As in a letter.
    Usual,
    /// No capitals.
    Lower,
    /// No capitals and no punctuation.
    Chat,
    /// CAPITALS ONLY.
    Upper,
}

/// What holds for a whole call.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a call, and any may go with any")]
pub struct Style {
    /// Written or spoken.
    pub form: Form,
    /// Capitals and marks.
    pub case: Case,
    /// Turns carry a speaker.
    pub labelled: bool,
    /// A recognizer mishears.
    pub noisy: bool,
    /// Figures stand in spoken text.
    pub mixed: bool,
    /// No apostrophes.
    pub bare: bool,
    /// Hesitations per thousand words.
    pub hesitation: u32,
}

impl Style {
    /// A style of the form.
    pub fn draw(rng: &mut Rng, form: Form) -> Self {
        let spoken = form == Form::Spoken;
        let noisy = spoken && rng.u8(..100) < 15;
        let case = match rng.u8(..100) {
            _ if spoken => Case::Lower,
            0..5 => Case::Lower,
            5..10 => Case::Chat,
            10..15 => Case::Upper,
            _ => Case::Usual,
        };
        Self {
            form,
            case,
            noisy,
            labelled: rng.u8(..10) > 0,
            mixed: noisy && rng.bool() || spoken && rng.u8(..100) < 5,
            bare: noisy && rng.bool() || case == Case::Chat && rng.bool(),
            hesitation: if spoken { rng.u32(..32) } else { 0 },
        }
    }
}

/// A value in the pieces a caller would pause between.
pub struct Value {
    /// Pieces; braces mark hesitations.
    pub parts: Vec<String>,
    /// What stands between them when said in one go.
    pub joiner: &'static str,
}

impl Value {
    /// A value without pauses.
    pub fn whole(text: impl Into<String>) -> Self {
        Self { parts: vec![text.into()], joiner: " " }
    }
}

/// The call being written.
pub struct Scribe {
    /// All randomness of the call.
    pub rng: Rng,
    /// What holds for the whole call.
    pub style: Style,
    /// Who and what the call is about.
    pub facts: Facts,
    turns: Vec<Turn>,
    turn: TurnBuilder,
    speaker: &'static str,
    plain: String,
    empty: bool,
    blank: bool,
}

impl Scribe {
    /// An empty call.
    pub fn new(rng: Rng, style: Style, facts: Facts) -> Self {
        let turn = TurnBuilder::new("");
        Self { rng, style, facts, turns: Vec::new(), turn, speaker: "", plain: String::new(), empty: true, blank: true }
    }

    /// Begins a turn, or goes on with the one that the speaker holds.
    pub fn turn(&mut self, speaker: &'static str) {
        if !self.empty && speaker == self.speaker && self.rng.bool() {
            self.plain.truncate(self.plain.trim_end().len());
            let ended = self.plain.ends_with(['.', '?', '!', ',']);
            self.plain.push_str(if ended { " " } else { ". " });
            return;
        }
        self.close();
        self.speaker = speaker;
        self.turn = TurnBuilder::new(if self.style.labelled { speaker } else { "" });
    }

    /// The turns written.
    pub fn finish(mut self) -> Vec<Turn> {
        self.close();
        self.turns
    }

    fn close(&mut self) {
        let kept = self.plain.trim_end_matches([' ', ',']).len();
        self.plain.truncate(kept);
        if !self.empty && self.style.case != Case::Chat && !self.plain.ends_with(['.', '?', '!']) {
            self.plain.push('.');
        }
        self.flush();
        if !self.blank {
            self.turns.push(self.turn.build());
        }
        self.empty = true;
        self.blank = true;
    }

    /// Words of the grammar.
    pub fn say(&mut self, text: &str) {
        for c in text.chars() {
            let start = self.empty && self.plain.is_empty();
            match c {
                ' ' | ',' | '.' if start => {}
                ' ' if self.plain.ends_with(' ') => {}
                ',' | '.' | '?' | '!' => {
                    while self.plain.ends_with([' ', ',']) {
                        self.plain.pop();
                    }
                    if !self.plain.ends_with(['.', '?', '!']) {
                        self.plain.push(c);
                    }
                }
                _ if start || [". ", "? ", "! "].iter().any(|e| self.plain.ends_with(e)) => {
                    self.plain.extend(c.to_uppercase());
                }
                _ => self.plain.push(c),
            }
        }
        self.empty &= self.plain.is_empty();
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.plain);
        if text.is_empty() {
            return;
        }
        let text = match self.style.form {
            Form::Spoken => noise::spoken(&text, self.style, &mut self.rng),
            Form::Written => self.written(&text, true),
        };
        self.turn.say(if self.blank { text.trim_start() } else { &text });
        self.blank &= text.trim().is_empty();
    }

    fn written(&self, text: &str, plain: bool) -> String {
        let mut text = match self.style.case {
            Case::Usual => text.to_owned(),
            Case::Lower | Case::Chat => text.to_lowercase(),
            Case::Upper => text.to_uppercase(),
        };
        if plain && self.style.case == Case::Chat {
            text.retain(|c| !matches!(c, ',' | '.' | '?' | '!'));
        }
        if self.style.bare {
            text.retain(|c| c != '\'');
        }
        text
    }

    /// A look-alike.
    pub fn negative(&mut self, kind: &'static str, text: &str) {
        let mut text = self.written(text, false);
        if self.empty && self.style.case == Case::Usual {
            text = capital(&text);
        }
        self.flush();
        self.turn.negative(kind, &text);
        self.empty = false;
        self.blank = false;
    }

    /// A value in one go that is neither required nor punished.
    pub fn optional(&mut self, kind: Kind, role: Role, text: &str) {
        let text = self.written(text, false);
        self.flush();
        self.turn.optional(kind, role, &text);
        self.empty = false;
        self.blank = false;
    }

    /// A value in one go.
    pub fn phi(&mut self, kind: Kind, role: Role, text: &str) {
        let text = self.written(text, false);
        self.flush();
        self.turn.phi(kind, role, &text);
        self.empty = false;
        self.blank = false;
    }

    /// A value, in one go or broken over turns by the other side.
    pub fn value(&mut self, kind: Kind, role: Role, value: &Value) {
        let many = value.parts.len() > 1 && !self.speaker.is_empty();
        if many && self.rng.u8(..100) < 9 {
            return self.broken(kind, role, value);
        }
        let mut text = String::new();
        for (i, part) in value.parts.iter().enumerate() {
            if i > 0 {
                text.push_str(value.joiner);
                if self.style.form == Form::Spoken && self.rng.u8(..100) < 4 {
                    let pause = ["{uh }", "{um }", "{and }", "{then }", "{uh let me see }", "{okay }"];
                    text.push_str(pause[self.rng.usize(..pause.len())]);
                }
            }
            text.push_str(part);
        }
        self.phi(kind, role, &text);
    }

    fn broken(&mut self, kind: Kind, role: Role, value: &Value) {
        const NODS: [&str; 22] = [
            "mm-hmm",
            "uh-huh",
            "okay",
            "yep",
            "go ahead",
            "got it",
            "right",
            "yes",
            "alright",
            "sure",
            "I'm with you",
            "and?",
            "mhm",
            "ok",
            "yeah",
            "next",
            "one sec. Okay",
            "hold on. Okay, go on",
            "got that",
            "and then",
            "keep going",
            "perfect",
        ];
        let (speaker, other) = (self.speaker, if self.speaker == "agent" { "caller" } else { "agent" });
        let last = value.parts.len() - 1;
        let echo = self.rng.u8(..10) < 3;
        for (i, part) in value.parts.iter().enumerate() {
            self.phi(kind, role, part);
            if i == last {
                return;
            }
            if self.rng.u8(..10) < 2 {
                self.say(" ");
                continue;
            }
            self.turn(other);
            if echo {
                self.phi(kind, role, part);
            }
            if !echo || self.rng.u8(..4) == 0 {
                self.say(" ");
                let nod = self.pick(&NODS);
                self.say(nod);
            }
            self.turn(speaker);
            let lead = self.pick(&["", "", "", "uh, ", "and then ", "then ", "and ", "um, "]);
            self.say(lead);
        }
    }

    /// Whether the next number is written in figures.
    pub fn figures(&mut self) -> bool {
        match self.style.form {
            Form::Written => self.rng.u8(..100) >= 4,
            Form::Spoken => self.style.mixed && self.rng.u8(..10) < 7,
        }
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.rng.usize(..from.len())]
    }
}

/// With a capital in front.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
