//! What is printed: a text or a table for people, one JSON object with `--json`; notes and progress go to standard error.
use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::Value;

/// How a word is to look on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Look at it.
    Odd,
    /// Not as it should be.
    Bad,
}

/// Where the command's words go.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    json: bool,
    quiet: bool,
    colour: bool,
}

impl Out {
    /// `--json`, `--quiet`; colours on a terminal only, and never when `NO_COLOR` is set (<https://no-color.org>).
    pub fn new(json: bool, quiet: bool) -> Self {
        let asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { json, quiet, colour: !asked_not_to && std::io::stdout().is_terminal() }
    }

    /// Whether standard output is to hold one JSON object and nothing else.
    pub const fn json(&self) -> bool {
        self.json
    }

    /// Prints the object under `--json`, and the text otherwise.
    pub fn print(&self, value: &impl Serialize, text: impl FnOnce() -> String) {
        if self.json {
            let value = serde_json::to_value(value).unwrap_or(Value::Null);
            put(&format!("{value:#}"));
        } else {
            put(text().trim_end());
        }
    }

    /// Says something beside the result, on standard error; not under `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// The text in a colour, on a terminal.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Good => 32,
            Tone::Odd => 33,
            Tone::Bad => 31,
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A progress bar on standard error, when that is a terminal; one without an end when `length` is not known.
    pub fn bar(&self, length: Option<u64>, what: &'static str) -> ProgressBar {
        let target = if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(length, target).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}")
            && length.is_some()
        {
            bar.set_style(style);
        } else {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        bar
    }
}

/// Writes a line to standard output. A reader that went away (`| head`) has what it wanted.
pub fn put(text: &str) {
    let _the_reader_may_be_gone = writeln!(std::io::stdout().lock(), "{text}");
}

/// Columns, each as wide as its widest cell. Colour codes take no room.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|cell| cell.to_uppercase()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&head).chain(rows).collect();
    let width = |column: usize| all.iter().filter_map(|row| row.get(column)).map(|cell| seen(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &&Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - seen(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Characters that take room on a terminal.
fn seen(cell: &str) -> usize {
    let mut inside = false;
    let visible = |character: &char| {
        let before = inside;
        inside = if inside { *character != 'm' } else { *character == '\u{1b}' };
        !before && !inside
    };
    cell.chars().filter(visible).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_colours_take_no_room() {
        let rows =
            vec![vec!["\u{1b}[32mok\u{1b}[0m".to_owned(), "x".to_owned()], vec!["longer".to_owned(), "y".to_owned()]];
        assert_eq!(table(&["a", "b"], &rows), "A       B\n\u{1b}[32mok\u{1b}[0m      x\nlonger  y");
    }
}
