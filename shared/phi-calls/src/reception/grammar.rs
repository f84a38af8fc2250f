//! The grammar: rules of alternatives, read from text files.
//!
//! `@name` begins a rule and each line under it is an alternative; `3* ` in front makes it three times as likely.
//! In a line: `<name>` is a rule or a slot, `<name:x>` the rule `name` with each `$` in it written as `x`, `(a|b)` one of
//! them, `[a]` perhaps, `A:` and `C:` begin a turn of the agent and of the caller, `<w:Will>` is an ordinary word that is
//! also a name. Lines are written with punctuation; the spoken form takes it away.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::scribe::Scribe;
use super::slots::{self, Slot};

const FILES: [&str; 6] = [
    include_str!("../../data/reception_scenes.txt"),
    include_str!("../../data/reception_ask.txt"),
    include_str!("../../data/reception_answer.txt"),
    include_str!("../../data/reception_talk.txt"),
    include_str!("../../data/reception_small.txt"),
    include_str!("../../data/reception_consult.txt"),
];

enum Node {
    Text(String),
    Word(String),
    Rule(usize),
    Slot(Slot),
    Choice(Vec<Vec<Node>>),
    Maybe(Vec<Node>),
    Turn(&'static str),
}

/// All rules, with references resolved.
pub struct Grammar {
    rules: Vec<Vec<Vec<Node>>>,
    names: BTreeMap<String, usize>,
}

/// The grammar of the files, read once.
pub fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| Reader::new(&FILES).read())
}

impl Grammar {
    /// Writes one expansion of a rule.
    pub fn expand(&self, name: &str, scribe: &mut Scribe) {
        let rule = self.names.get(name).expect("asked for by name in this module, and a test asks for every call");
        self.rule(*rule, scribe);
    }

    fn rule(&self, rule: usize, scribe: &mut Scribe) {
        let alternatives = &self.rules[rule];
        let pick = scribe.rng.usize(..alternatives.len());
        self.nodes(&alternatives[pick], scribe);
    }

    fn nodes(&self, nodes: &[Node], scribe: &mut Scribe) {
        for node in nodes {
            match node {
                Node::Text(text) => scribe.say(text),
                Node::Word(text) => scribe.negative("word_name", text),
                Node::Rule(rule) => self.rule(*rule, scribe),
                Node::Slot(slot) => slots::write(*slot, scribe),
                Node::Choice(choices) => {
                    let pick = scribe.rng.usize(..choices.len());
                    self.nodes(&choices[pick], scribe);
                }
                Node::Maybe(nodes) => {
                    if scribe.rng.bool() {
                        self.nodes(nodes, scribe);
                    }
                }
                Node::Turn(speaker) => scribe.turn(speaker),
            }
        }
    }
}

struct Reader {
    lines: BTreeMap<&'static str, Vec<&'static str>>,
    grammar: Grammar,
    waiting: Vec<(usize, &'static str, String)>,
}

impl Reader {
    fn new(files: &[&'static str]) -> Self {
        let mut lines: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for file in files {
            let mut name = "";
            for line in file.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
                if let Some(rule) = line.strip_prefix('@') {
                    name = rule.trim();
                } else {
                    lines.entry(name).or_default().push(line.trim());
                }
            }
        }
        Self { lines, grammar: Grammar { rules: Vec::new(), names: BTreeMap::new() }, waiting: Vec::new() }
    }

    fn read(mut self) -> Grammar {
        let plain: Vec<_> =
            self.lines.iter().filter(|(_, l)| l.iter().all(|l| !l.contains('$'))).map(|r| *r.0).collect();
        for name in plain {
            self.reference(name);
        }
        while let Some((index, rule, value)) = self.waiting.pop() {
            let lines = self.lines[rule].clone();
            let mut alternatives = Vec::new();
            for line in lines {
                let (weight, text) = weighted(line);
                for _ in 0..weight {
                    alternatives.push(self.parse(&text.replace('$', &value)));
                }
            }
            self.grammar.rules[index] = alternatives;
        }
        self.grammar
    }

    /// The number of a rule, which is read later if it is new.
    fn reference(&mut self, name: &str) -> Option<usize> {
        if let Some(index) = self.grammar.names.get(name) {
            return Some(*index);
        }
        let (base, value) = name.split_once(':').unwrap_or((name, ""));
        let rule = *self.lines.get_key_value(base)?.0;
        let index = self.grammar.rules.len();
        self.grammar.rules.push(Vec::new());
        self.grammar.names.insert(name.to_owned(), index);
        self.waiting.push((index, rule, value.to_owned()));
        Some(index)
    }

    fn parse(&mut self, text: &str) -> Vec<Node> {
        let mut rest = text;
        self.sequence(&mut rest)
    }

    /// Nodes up to the end, or to the bracket or bar that closes them.
    fn sequence(&mut self, rest: &mut &str) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            let at = rest.find(['<', '(', '[', '|', ')', ']']).unwrap_or(rest.len());
            texts(&rest[..at], &mut nodes);
            *rest = &rest[at..];
            let Some(mark) = rest.chars().next() else { return nodes };
            if matches!(mark, '|' | ')' | ']') {
                return nodes;
            }
            *rest = &rest[1..];
            nodes.push(match mark {
                '<' => self.name(rest),
                '(' => Node::Choice(self.choices(rest)),
                _ => Node::Maybe(self.choices(rest).pop().unwrap_or_default()),
            });
        }
    }

    fn choices(&mut self, rest: &mut &str) -> Vec<Vec<Node>> {
        let mut choices = vec![self.sequence(rest)];
        while rest.starts_with('|') {
            *rest = &rest[1..];
            choices.push(self.sequence(rest));
        }
        *rest = rest.get(1..).expect("brackets are closed: a test reads the files");
        choices
    }

    fn name(&mut self, rest: &mut &str) -> Node {
        let (name, after) = rest.split_once('>').expect("references are closed: a test reads the files");
        *rest = after;
        if let Some(word) = name.strip_prefix("w:") {
            return Node::Word(word.to_owned());
        }
        if let Some(rule) = self.reference(name) {
            return Node::Rule(rule);
        }
        let Some(slot) = slots::find(name) else { panic!("<{name}> is neither a rule nor a slot") };
        Node::Slot(slot)
    }
}

fn weighted(line: &'static str) -> (usize, &'static str) {
    match line.split_once("* ").map(|(n, text)| (n.parse(), text)) {
        Some((Ok(weight), text)) => (weight, text),
        _ => (1, line),
    }
}

/// Plain text, cut where a turn begins.
fn texts(text: &str, nodes: &mut Vec<Node>) {
    let mut rest = text;
    while let Some(at) = rest.find("A: ").into_iter().chain(rest.find("C: ")).min() {
        if at > 0 {
            nodes.push(Node::Text(rest[..at].to_owned()));
        }
        nodes.push(Node::Turn(if rest[at..].starts_with('A') { "agent" } else { "caller" }));
        rest = &rest[at + 3..];
    }
    if !rest.is_empty() {
        nodes.push(Node::Text(rest.to_owned()));
    }
}
