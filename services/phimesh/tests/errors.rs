//! Every code in the sources has a page, every page a code, and the index names them all.
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The codes in a text: `PHI-`, a capital, three digits.
fn codes(text: &str) -> BTreeSet<String> {
    let after = text.match_indices("PHI-").filter_map(|(at, _)| text.get(at..at + 8));
    let fits = |code: &&str| {
        let tail = &code.as_bytes()[4..];
        tail[0].is_ascii_uppercase() && tail[1..].iter().all(u8::is_ascii_digit)
    };
    after.filter(fits).map(str::to_owned).collect()
}

/// Files of one kind below a folder, without build output.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

/// Where each code stands in the sources; tests' own expectations do not count.
fn in_sources() -> BTreeMap<String, PathBuf> {
    let mut found = Vec::new();
    for part in ["shared", "services", "e2e"] {
        for ending in ["rs", "py"] {
            files(&root().join(part), ending, &mut found);
        }
    }
    found.retain(|path| {
        path.file_name().is_some_and(|name| name != "tests.rs")
            && !path.components().any(|part| part.as_os_str() == "tests")
    });
    let mut all = BTreeMap::new();
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        all.extend(codes(&text).into_iter().map(|code| (code, path.clone())));
    }
    all
}

fn pages() -> BTreeMap<String, String> {
    let mut found = Vec::new();
    files(&root().join("docs/errors"), "md", &mut found);
    let named = |path: PathBuf| {
        let name = path.file_stem()?.to_str()?.to_owned();
        name.starts_with("PHI-").then(|| (name, std::fs::read_to_string(&path).unwrap()))
    };
    found.into_iter().filter_map(named).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let (sources, pages) = (in_sources(), pages());
    assert!(sources.len() > 80, "only {} codes were found: is the search right?", sources.len());
    let without_page: Vec<_> = sources.iter().filter(|(code, _)| !pages.contains_key(*code)).collect();
    assert!(without_page.is_empty(), "write docs/errors/CODE.md for: {without_page:?}");
    let without_code: Vec<_> = pages.keys().filter(|code| !sources.contains_key(*code)).collect();
    assert!(without_code.is_empty(), "no source names: {without_code:?}");
}

#[test]
fn every_page_says_what_it_means_and_what_to_do() {
    for (code, text) in pages() {
        assert!(text.starts_with(&format!("# {code}: ")), "{code}: the title begins with the code");
        for part in ["\n## What it means\n", "\n## What to do\n"] {
            assert!(text.contains(part), "{code}: there is no part `{}`", part.trim());
        }
    }
}

#[test]
fn the_index_names_every_page_by_its_title() {
    let index = std::fs::read_to_string(root().join("docs/errors/README.md")).unwrap();
    let mut missing = Vec::new();
    for (code, text) in pages() {
        let title = text.lines().next().unwrap().split_once(": ").unwrap().1;
        let line = format!("| [{code}]({code}.md) | {title} |");
        if !index.contains(&line) {
            missing.push(line);
        }
    }
    assert!(missing.is_empty(), "put into docs/errors/README.md:\n{}", missing.join("\n"));
    let pages = pages();
    let strangers: Vec<String> = codes(&index).into_iter().filter(|code| !pages.contains_key(code)).collect();
    assert!(strangers.is_empty(), "the index names pages that are not there: {strangers:?}");
}

#[test]
fn no_verb_is_named_that_is_not_there() {
    let command = phimesh::command();
    let verbs: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    for (code, text) in pages() {
        for part in text.split("`phimesh ").skip(1) {
            let verb = part.split([' ', '`']).next().unwrap();
            assert!(
                verb.starts_with("--") || verb.chars().all(char::is_uppercase) || verbs.contains(verb),
                "{code}: there is no verb `{verb}`"
            );
        }
    }
}
