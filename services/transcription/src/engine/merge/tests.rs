use super::*;
use crate::engine::EngineInfo;

fn heard(words: &[(&str, u64, u64)]) -> Heard {
    let words = words
        .iter()
        .map(|&(text, start_ms, end_ms)| Word { text: text.to_owned(), start_ms, end_ms, confidence_milli: 500 })
        .collect();
    Heard { words, engine: EngineInfo { name: "test".to_owned(), version: None, model_sha256: None } }
}

fn lines(turns: &[Turn]) -> Vec<String> {
    turns
        .iter()
        .map(|turn| {
            let words: Vec<&str> = turn.words.iter().map(|word| word.text.as_str()).collect();
            format!("{:?} {}-{} {}", turn.speaker, turn.start_ms, turn.end_ms, words.join(" "))
        })
        .collect()
}

#[test]
fn two_tracks_become_turns_in_the_order_of_speech() {
    let caller = heard(&[("hello", 1_000, 1_400), ("there", 1_450, 1_800), ("please", 5_000, 5_300)]);
    let agent = heard(&[("good", 100, 300), ("morning", 310, 700), ("sure", 3_000, 3_200)]);
    let turns = merge(vec![(Speaker::Caller, caller), (Speaker::Agent, agent)]);
    assert_eq!(
        lines(&turns),
        [
            "Agent 100-700 good morning",
            "Caller 1000-1800 hello there",
            "Agent 3000-3200 sure",
            "Caller 5000-5300 please"
        ]
    );
}

#[test]
fn a_word_spoken_into_an_utterance_does_not_tear_it() {
    let caller = heard(&[("my", 0, 100), ("name", 150, 400), ("is", 900, 1_000), ("ada", 1_050, 1_400)]);
    let agent = heard(&[("yes", 500, 700)]);
    let turns = merge(vec![(Speaker::Agent, agent), (Speaker::Caller, caller)]);
    assert_eq!(lines(&turns), ["Caller 0-1400 my name is ada", "Agent 500-700 yes"]);
}

#[test]
fn one_speaker_s_pauses_make_a_turn_only_when_long() {
    let both = heard(&[("one", 0, 100), ("two", 2_000, 2_100), ("three", 9_000, 9_100)]);
    let turns = merge(vec![(Speaker::Unknown, both)]);
    assert_eq!(lines(&turns), ["Unknown 0-2100 one two", "Unknown 9000-9100 three"]);
}

#[test]
fn no_words_make_no_turns_and_none_is_lost() {
    assert!(merge(vec![]).is_empty());
    assert!(merge(vec![(Speaker::Caller, heard(&[]))]).is_empty());
    let shuffled = heard(&[("b", 300, 400), ("a", 100, 200), ("c", 300, 350)]);
    let turns = merge(vec![(Speaker::Caller, shuffled.clone()), (Speaker::Agent, shuffled)]);
    assert_eq!(turns.iter().map(|turn| turn.words.len()).sum::<usize>(), 6);
}
