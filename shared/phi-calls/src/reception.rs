//! The generator that trains: phone calls to and from places of care, written by a grammar.
//!
//! The grammar and the word lists are text files in `data/`; the code here draws who calls, says their values in the shapes
//! that people use, and gives the words the form of a transcript. Every value is drawn at random: nobody in them exists.
mod contact;
mod dates;
mod facts;
mod grammar;
mod ids;
mod lists;
mod measures;
mod names;
mod noise;
pub(crate) mod numbers;
mod places;
mod scribe;
mod slots;
#[cfg(test)]
mod tests;

use fastrand::Rng;

use crate::call::{Call, Form};
use facts::Facts;
use scribe::{Scribe, Style};

/// One call. The same arguments give the same call.
pub fn call(form: Form, number: u64, seed: u64) -> Call {
    let name = match form {
        Form::Written => "written",
        Form::Spoken => "spoken",
    };
    let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mut rng = Rng::with_seed(mixed ^ u64::from(form == Form::Spoken));
    rng = rng.fork();
    let style = Style::draw(&mut rng, form);
    let facts = Facts::draw(&mut rng);
    let mut scribe = Scribe::new(rng, style, facts);
    grammar::grammar().expand("call", &mut scribe);
    Call { id: format!("reception-{name}-{seed}-{number}"), form, turns: scribe.finish() }
}
