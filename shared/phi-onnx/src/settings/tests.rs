use super::*;

const CONFIG_TEXT: &str = "lower_case = true\nmax_tokens = 16\nthreshold = 0.5\n[labels]\nTEAM = \"ORG\"\n";

fn types(rows: &[(&str, &str)]) -> BTreeMap<String, String> {
    rows.iter().map(|(entity, kind)| ((*entity).to_owned(), (*kind).to_owned())).collect()
}

fn label(kind: Option<PhiType>, begins: bool) -> Label {
    Label { kind, begins }
}

#[test]
fn labels_are_read_with_and_without_prefix() {
    let types = types(&[("PATIENT", "NAME"), ("WARD", "IGNORE"), ("AGE-HIGH", "AGE_OVER_89")]);
    let read = labels("O\nB-PATIENT\nI-PATIENT\nPATIENT\nB-WARD\nAGE-HIGH\n", &types).unwrap();
    let name = Some(PhiType::Name);
    let wanted = [
        label(None, false),
        label(name, true),
        label(name, false),
        label(name, false),
        label(None, false),
        label(Some(PhiType::AgeOver89), false),
    ];
    assert_eq!(read, wanted);
}

#[test]
fn a_label_without_a_type_is_no_reason_to_release() {
    for (text, rows, says) in [
        ("O\nB-PATIENT\n", vec![], "gives no type to \"PATIENT\""),
        ("O\nPATIENT\n", vec![("PATIENT", "PERSON")], "neither a type nor IGNORE"),
        ("O\n\nPATIENT\n", vec![("PATIENT", "NAME")], "gives no type to \"\""),
        ("O\nWARD\n", vec![("WARD", "IGNORE")], "no label is PHI"),
        ("", vec![], "no label is PHI"),
    ] {
        let error = labels(text, &types(&rows)).unwrap_err();
        assert_eq!(error.code(), "PHI-M002");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_wrong_configuration_is_refused_by_name() {
    assert!(config(CONFIG_TEXT).and_then(|config| windows(&config)).is_ok());
    for (from, to, says) in [
        ("threshold = 0.5", "threshold = 0.0", "threshold"),
        ("threshold = 0.5", "threshold = 1.5", "threshold"),
        ("threshold = 0.5", "threshold = nan", "threshold"),
        ("threshold = 0.5", "treshold = 0.5", "treshold"),
        ("max_tokens = 16", "max_tokens = 3", "max_tokens"),
        ("max_tokens = 16", "max_tokens = 16\noverlap = 8", "overlap"),
        ("max_tokens = 16", "", "max_tokens"),
    ] {
        let error = config(&CONFIG_TEXT.replace(from, to)).and_then(|config| windows(&config)).unwrap_err();
        assert_eq!(error.code(), "PHI-M002");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn every_type_of_the_engine_has_its_name() {
    for kind in TYPES {
        assert_eq!(labels("X\n", &types(&[("X", kind.as_str())])).unwrap(), [label(Some(kind), false)]);
    }
}
