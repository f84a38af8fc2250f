//! Emergencies: found first, and they beat everything else. The signs are those that the public is told to phone an
//! emergency number for: heart attack and stroke (American Heart Association warning signs), breathing, bleeding, loss of
//! consciousness, poisoning, anaphylaxis, seizure, self-harm.
use std::sync::LazyLock;

use super::phrases::Phrases;
use super::polarity::{affirms, conditional, history, negated};
use super::words::Words;
use super::{Line, Voice};

/// What kind of phrase it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A sign of illness: counts when the caller says it, or answers yes to it.
    Symptom,
    /// An order to call for help: counts whoever says it.
    Order,
    /// Looks like one of the others and is none: "emergency contact".
    Harmless,
}

#[rustfmt::skip]
const HEART: &[&str] = &[
    "chest pain", "chest pains", "pain in my chest", "pain in his chest", "pain in her chest", "pains in my chest", "pressure in my chest",
    "chest pressure", "chest tightness", "tightness in my chest", "tight chest", "chest feels tight", "chest is tight", "chest hurts",
    "chest is hurting", "chest is killing me", "crushing chest", "having a heart attack", "be a heart attack", "its a heart attack",
    "pain down my left arm", "pain in my left arm", "left arm is numb", "left arm hurts",
];
#[rustfmt::skip]
const BREATHING: &[&str] = &[
    "cant breathe", "cant breath", "cant hardly breathe", "can hardly breathe", "can barely breathe", "hard to breathe", "hard time breathing",
    "trouble breathing", "difficulty breathing", "struggling to breathe", "unable to breathe", "isnt breathing", "stopped breathing",
    "not breathing", "cant catch my breath", "short of breath", "shortness of breath", "gasping for air", "is choking", "choking on", "turning blue",
    "lips are blue", "couldnt breathe", "cant get any air", "cant get air", "having an asthma attack",
];
#[rustfmt::skip]
const STROKE: &[&str] = &[
    "having a stroke", "just had a stroke", "think i had a stroke", "be a stroke", "its a stroke", "face is drooping", "face is droopy", "face drooping", "side of my face is",
    "side of his face is", "side of her face is", "slurring", "slurred speech", "speech is slurred", "cant move my arm", "cant move his arm", "cant move her arm",
    "cant move my leg", "cant move my left", "cant move my right", "cant feel my arm", "cant feel my left", "cant feel my right", "numb on one side",
    "weak on one side", "one side of my body", "one side of his body", "one side of her body", "cant speak", "cant talk", "sudden confusion",
    "worst headache of my life", "worst headache i have ever had", "worst headache ive ever had", "lost vision", "lost my vision", "suddenly cant see",
    "suddenly went blind",
];
#[rustfmt::skip]
const SELF_HARM: &[&str] = &[
    "suicidal", "suicide", "kill myself", "killing myself", "kill himself", "kill herself", "end my life", "ending my life", "end it all", "want to die", "wants to die",
    "wanna die", "dont want to live", "dont want to be alive", "hurt myself", "hurting myself", "harm myself", "harming myself", "better off dead", "take my own life",
    "cut my wrists", "no reason to live", "hurt himself on purpose", "hurt herself on purpose",
];
#[rustfmt::skip]
const BLEEDING: &[&str] = &[
    "bleeding wont stop", "bleeding isnt stopping", "bleeding doesnt stop", "wont stop bleeding", "cant stop the bleeding", "cant stop bleeding",
    "bleeding a lot", "bleeding heavily", "bleeding badly", "severe bleeding", "heavy bleeding", "losing a lot of blood", "lost a lot of blood", "blood everywhere",
    "coughing up blood", "vomiting blood", "throwing up blood", "bleeding and pregnant", "pregnant and bleeding", "pregnant and im bleeding", "bleeding out",
    "soaking through pads", "blood is pouring", "gushing blood", "keeps bleeding",
];
#[rustfmt::skip]
const UNCONSCIOUS: &[&str] = &[
    "unconscious", "unresponsive", "not responding", "isnt responding", "wont wake up", "cant wake him", "cant wake her", "cant wake up my", "passed out", "passing out",
    "blacked out", "collapsed", "fainted", "having a seizure", "had a seizure", "having seizures", "seizing", "convulsing", "convulsions", "not moving", "isnt moving",
];
#[rustfmt::skip]
const POISON: &[&str] = &[
    "overdose", "overdosed", "overdosing", "too many pills", "took the whole bottle", "whole bottle of pills", "swallowed a battery", "swallowed bleach", "drank bleach", "swallowed poison",
    "poisoned", "carbon monoxide", "took too much insulin", "took all of my pills", "took all her pills", "took all his pills", "swallowed a bunch of",
];
#[rustfmt::skip]
const ALLERGY: &[&str] = &[
    "anaphylaxis", "anaphylactic", "throat is closing", "throat closing", "throat is swelling", "throat is swollen shut", "tongue is swelling", "tongue is swollen",
    "face is swelling up", "lips are swelling", "used my epipen", "used his epipen", "used her epipen", "severe allergic reaction",
];
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "this is an emergency", "its an emergency", "a medical emergency", "need an ambulance", "send an ambulance", "my water broke", "baby is blue", "electrocuted", "severe burn",
    "hit by a car", "been shot", "been stabbed", "broke his neck", "threatening to kill",
];
#[rustfmt::skip]
const ORDERS: &[&str] = &[
    "call 911", "dial 911", "called 911", "calling 911", "call nine one one", "dial nine one one", "called nine one one", "calling nine one one", "call 9 1 1", "dial 9 1 1",
    "call nine eleven", "call an ambulance", "calling an ambulance", "sending an ambulance", "go to the emergency room right away", "go to the emergency room now",
    "go to the nearest emergency room", "go straight to the emergency room", "hang up and call", "call 988", "call nine eight eight", "call poison control",
];
#[rustfmt::skip]
const HARMLESS: &[&str] = &[
    "suicide prevention poster", "not an emergency", "isnt an emergency", "chest pain free", "emergency contact", "emergency medicine", "bleeding gums", "overdose awareness",
    "one side of my body shop", "collapsed the stroller", "passed out flyers", "passing out flyers",
    "not responding to", "isnt responding to", "cant speak english", "cant speak to", "cant talk to", "cant talk right now", "cant talk now", "cant talk long",
    "cant speak right now", "cant talk about it",
];

static SIGNS: LazyLock<Phrases<Sign>> = LazyLock::new(|| {
    let symptoms = [HEART, BREATHING, STROKE, SELF_HARM, BLEEDING, UNCONSCIOUS, POISON, ALLERGY, OTHER];
    Phrases::new(
        symptoms.map(|set| (Sign::Symptom, set)).into_iter().chain([(Sign::Order, ORDERS), (Sign::Harmless, HARMLESS)]),
    )
});

/// Whether somebody needs help at once.
pub(super) fn heard(lines: &[Line]) -> bool {
    lines.iter().enumerate().any(|(at, line)| match line.voice {
        Voice::Caller | Voice::Unknown => said(&line.words, false),
        Voice::Agent | Voice::Agreed => ordered(&line.words) || answered(lines, at),
        Voice::Summary | Voice::Structured => said(&line.words, true),
    })
}

/// A sign that counts from the one who has it. A written summary may repeat advice ("call 911 if it gets worse").
fn said(words: &Words, ifs: bool) -> bool {
    let denied =
        |first, end| negated(words, first) || history(words, first, end) || (ifs && conditional(words, first, end));
    SIGNS.find(words).iter().any(|hit| match hit.tag {
        Sign::Symptom => !denied(hit.first, hit.end),
        Sign::Order => !denied(hit.first, hit.end) && !conditional(words, hit.first, hit.end),
        Sign::Harmless => false,
    })
}

/// An agent's order to call for help, unless it is what every practice says in its greeting.
fn ordered(words: &Words) -> bool {
    let counts = |first, end| !negated(words, first) && !conditional(words, first, end);
    SIGNS.find(words).iter().any(|hit| hit.tag == Sign::Order && counts(hit.first, hit.end))
}

/// A sign that the agent asked for, and the caller's next line says yes.
fn answered(lines: &[Line], at: usize) -> bool {
    let words = &lines[at].words;
    let asked = SIGNS.find(words).iter().any(|hit| hit.tag == Sign::Symptom && !conditional(words, hit.first, hit.end));
    asked
        && lines
            .get(at + 1)
            .is_some_and(|next| matches!(next.voice, Voice::Caller | Voice::Unknown) && affirms(&next.words))
}

#[cfg(test)]
mod tests;
