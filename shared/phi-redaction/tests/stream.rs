//! The stream says what the batch engine says of the text so far, and never takes anything back.

use phi_redaction::engine::stream::{BLOCK, HOLD_BACK, Live, Piece};
use phi_redaction::engine::{Engine, Speaker, Turn};

const CALL: [(Speaker, &str); 8] = [
    (Speaker::Agent, "thank you for calling the eye center this is marguerite how can i help you today"),
    (Speaker::Caller, "hi um my name is tobias vandersloot v a n d e r s l o o t and i need to move my appointment"),
    (Speaker::Agent, "sure thing can i get your date of birth"),
    (Speaker::Caller, "it's the ninth of march nineteen sixty four no sorry nineteen sixty five"),
    (Speaker::Agent, "and a good phone number for you"),
    (
        Speaker::Caller,
        "five five five oh one double two three four six seven is my cell but mornings are bad because of work",
    ),
    (Speaker::Agent, "got it tobias and you take the metoprolol twenty five milligrams still is that right"),
    (Speaker::Caller, "yes every morning with breakfast and i walk the dog after so that is fine thanks a lot goodbye"),
];

fn stream(engine: &Engine, pieces: &[(Speaker, Vec<&str>)]) -> Vec<(usize, String)> {
    let mut live = Live::new(engine);
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut keep = |pieces: Vec<Piece>| {
        for piece in pieces {
            match all.last_mut().filter(|a| a.0 == piece.turn) {
                Some(last) if !piece.text.is_empty() => {
                    last.1.push(' ');
                    last.1.push_str(&piece.text);
                }
                Some(_) => {}
                None => all.push((piece.turn, piece.text)),
            }
        }
    };
    for (speaker, parts) in pieces {
        for part in parts {
            keep(live.push(*speaker, part));
        }
        live.end_turn();
    }
    keep(live.finish().0);
    all
}

#[test]
fn however_the_words_arrive_the_output_is_the_same() {
    let engine = Engine::new();
    let whole: Vec<_> = CALL.iter().map(|(s, t)| (*s, vec![*t])).collect();
    let words: Vec<_> = CALL.iter().map(|(s, t)| (*s, t.split(' ').collect())).collect();
    assert_eq!(stream(&engine, &whole), stream(&engine, &words));
}

#[test]
fn a_word_is_released_by_what_the_batch_says_of_the_text_up_to_the_hold_back() {
    let engine = Engine::new();
    let words: Vec<(usize, Speaker, &str)> = CALL
        .iter()
        .enumerate()
        .flat_map(|(turn, (speaker, text))| text.split(' ').map(move |word| (turn, *speaker, word)))
        .collect();
    let mut live = Live::new(&engine);
    let mut released = 0;
    for (at, (turn, speaker, word)) in words.iter().enumerate() {
        if at > 0 && words[at - 1].0 != *turn {
            live.end_turn();
        }
        let pieces = live.push(*speaker, word);
        if pieces.is_empty() {
            assert!(at + 1 - released < HOLD_BACK + BLOCK, "nothing waits longer than the bound");
            continue;
        }
        // the batch engine over exactly the words pushed so far
        let mut turns: Vec<(Speaker, String)> = Vec::new();
        for (index, (t, s, w)) in words[..=at].iter().enumerate() {
            if index == 0 || words[index - 1].0 != *t {
                turns.push((*s, (*w).to_owned()));
            } else if let Some(last) = turns.last_mut() {
                last.1.push(' ');
                last.1.push_str(w);
            }
        }
        let batch = engine.redact(&turns.iter().map(|t| Turn { speaker: t.0, text: &t.1 }).collect::<Vec<_>>());
        let shown: String = pieces.iter().map(|p| p.text.clone() + " ").collect();
        for (index, (t, _, w)) in words.iter().enumerate().skip(released).take(BLOCK) {
            let before: usize = words[..index].iter().filter(|x| x.0 == *t).map(|x| x.2.len() + 1).sum();
            let hidden = batch.spans.iter().any(|s| s.turn == *t && s.start < before + w.len() && s.end > before);
            let unique = words.iter().filter(|x| x.2 == *w).count() == 1;
            if unique {
                assert_eq!(!shown.split(' ').any(|x| x == *w), hidden, "word {index}");
            }
        }
        released += BLOCK;
    }
}

#[test]
fn what_only_the_whole_call_shows_is_reported() {
    let engine = Engine::new();
    let mut live = Live::new(&engine);
    for (speaker, text) in CALL {
        live.push(speaker, text);
        live.end_turn();
    }
    let late = live.finish().1;
    assert_eq!(late.words, 0, "this call has nothing that comes late: {:?}", late.spans);
}

#[test]
fn a_pause_releases_what_is_held() {
    let engine = Engine::new();
    let mut live = Live::new(&engine);
    assert!(live.push(Speaker::Caller, "my name is tobias vandersloot").is_empty());
    let shown: Vec<String> = live.pause().into_iter().map(|p| p.text).collect();
    assert_eq!(shown, ["my name is [PATIENT_NAME_1]"]);
    assert!(live.finish().0.is_empty(), "nothing is left");
}

/// Words that the batch engine hides and the stream had released in clear, of all that the batch engine hides.
#[test]
fn the_stream_misses_at_most_one_word_in_a_hundred_that_the_batch_finds() {
    let engine = Engine::new();
    let (mut late, mut hidden) = (0, 0);
    for number in 0..80 {
        let call = phi_calls::switchboard::call(phi_calls::Form::Spoken, number, 3);
        let speaker = |label: &str| match label {
            "caller" => Speaker::Caller,
            "agent" => Speaker::Agent,
            _ => Speaker::Unknown,
        };
        let mut live = Live::new(&engine);
        for turn in &call.turns {
            live.push(speaker(turn.speaker), &turn.text);
            live.end_turn();
        }
        late += live.finish().1.words;
        let turns: Vec<Turn<'_>> =
            call.turns.iter().map(|t| Turn { speaker: speaker(t.speaker), text: &t.text }).collect();
        for span in engine.redact(&turns).spans {
            hidden += call.turns[span.turn].text[span.start..span.end].split_whitespace().count() as u32;
        }
    }
    println!("{late} of {hidden} words came too late");
    assert!(late * 100 <= hidden, "{late} of {hidden} words came too late");
}
