//! When the caller would like to come, as said. A date that was redacted is not in the words, so it is no wish either.
use phi_events::outcome::v1::Intent;

use super::polarity::accepts;
use super::words::{Stop, Words};
use super::{Line, Voice};

#[rustfmt::skip]
const DAYS: [&str; 15] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays",
    "tomorrow", "weekend",
];
/// Times that say when only together with a day, or with a word of asking before them.
#[rustfmt::skip]
const TIMES: [&str; 10] = ["today", "tonight", "morning", "mornings", "afternoon", "afternoons", "evening", "noon", "week", "month"];
#[rustfmt::skip]
const CONNECT: [&str; 50] = [
    "at", "in", "the", "on", "next", "this", "or", "after", "before", "early", "late", "later", "around", "any", "anytime", "between", "and", "first", "thing", "half", "past", "quarter", "oclock", "am",
    "pm", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "day", "time", "end", "of", "following", "coming", "mid", "sometime",
];
#[rustfmt::skip]
const DANGLING: [&str; 22] = [
    "at", "in", "the", "on", "or", "and", "of", "between", "one", "next", "this", "after", "before", "around", "any", "early", "first", "time", "day", "end",
    "coming", "thing",
];
#[rustfmt::skip]
const ASKING: [&str; 14] = ["for", "in", "come", "seen", "available", "openings", "opening", "appointment", "to", "until", "something", "anything", "maybe", "prefer"];

/// The wish of a caller who wants to come.
pub(super) fn said(intent: Intent, lines: &[Line]) -> Option<String> {
    if !matches!(intent, Intent::Booking | Intent::Reschedule) {
        return None;
    }
    let mut wish: Option<String> = None;
    for (at, line) in lines.iter().enumerate() {
        let caller = line.voice.is_caller();
        let agreed = matches!(line.voice, Voice::Agent | Voice::Agreed)
            && lines.get(at + 1).is_some_and(|next| next.voice.is_caller() && accepts(&next.words));
        if !caller && !agreed {
            continue;
        }
        // the last word counts, but "see you Tuesday" does not unsay "Tuesday at ten"
        if let Some(found) = last_time(&line.words, caller)
            .filter(|found| wish.as_ref().is_none_or(|known| !known.to_lowercase().contains(&found.to_lowercase())))
        {
            wish = Some(found);
        }
    }
    wish
}

/// The last run of words that names a time.
fn last_time(words: &Words, caller: bool) -> Option<String> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in 0..words.all.len() {
        if !is_time(words.text(at)) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.1 == at && words.all[at].stop != Stop::Sentence => run.1 = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    let mut trimmed = runs.into_iter().filter_map(|run| trim(words, run));
    trimmed.rfind(|run| is_wish(words, *run, caller)).map(|(first, end)| words.said(first, end))
}

fn is_time(word: &str) -> bool {
    DAYS.contains(&word) || TIMES.contains(&word) || CONNECT.contains(&word) || is_clock(word)
}

/// 9, 10:30, 3pm.
fn is_clock(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - rest.len();
    (1..=2).contains(&digits) && (matches!(rest, "" | "am" | "pm") || rest.starts_with(':'))
}

fn trim(words: &Words, (mut first, mut end): (usize, usize)) -> Option<(usize, usize)> {
    let leads = |word: &str| matches!(word, "at" | "in" | "the" | "on" | "or" | "and" | "of" | "one" | "time" | "day");
    while first < end && leads(words.text(first)) {
        first += 1;
    }
    while first < end && DANGLING.contains(&words.text(end - 1)) && !is_hour(words, end - 1) {
        end -= 1;
    }
    (first < end).then_some((first, end))
}

/// "at one" is an hour, "a Tuesday one" is not.
fn is_hour(words: &Words, at: usize) -> bool {
    words.text(at) == "one" && at > 0 && matches!(words.text(at - 1), "at" | "around" | "after" | "before")
}

fn is_wish(words: &Words, (first, end): (usize, usize), caller: bool) -> bool {
    let before = first.checked_sub(1).map_or("", |at| words.text(at));
    if matches!(before, "last" | "since" | "every" | "good" | "from" | "was" | "yesterday" | "past") {
        return false;
    }
    let has = |set: &[&str]| (first..end).any(|at| set.contains(&words.text(at)));
    if has(&DAYS) {
        return true;
    }
    let next = has(&["next", "this", "after", "early", "late", "later", "before"]) || has(&["am", "pm"]);
    caller
        && has(&TIMES)
        && (next
            || (end - first > 1 && !has(&["week", "month"]))
            || (ASKING.contains(&before) && !has(&["week", "month"])))
}

#[cfg(test)]
mod tests;
