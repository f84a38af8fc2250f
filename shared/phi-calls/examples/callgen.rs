//! Prints synthetic calls, one line of JSON each: `callgen <generator> <written|spoken> <count> <seed>`.
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use phi_calls::{Call, Form, reception, switchboard};

type Generator = fn(Form, u64, u64) -> Call;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((generator, form, count, seed)) = arguments(&words) else {
        eprintln!("usage: callgen <reception|switchboard> <written|spoken> <count> <seed>");
        return ExitCode::from(2);
    };
    match print(generator, form, count, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("callgen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(words: &[String]) -> Option<(Generator, Form, u64, u64)> {
    let [generator, form, count, seed] = words else { return None };
    let generator: Generator = match generator.as_str() {
        "reception" => reception::call,
        "switchboard" => switchboard::call,
        _ => return None,
    };
    let form = match form.as_str() {
        "written" => Form::Written,
        "spoken" => Form::Spoken,
        _ => return None,
    };
    Some((generator, form, count.parse().ok()?, seed.parse().ok()?))
}

fn print(generator: Generator, form: Form, count: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for number in 0..count {
        writeln!(out, "{}", generator(form, number, seed).to_json())?;
    }
    out.flush()
}
