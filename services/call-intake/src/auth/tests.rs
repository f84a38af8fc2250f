use super::*;
use axum::http::HeaderValue;
use proptest::prelude::*;

const NOW: u64 = 1_700_000_000_000;
const BODY: &[u8] = br#"{"message":{"type":"end-of-call-report"}}"#;
/// `printf '%s' '1700000000.{"message":{"type":"end-of-call-report"}}' | openssl dgst -sha256 -hmac "test secret"`
const VECTOR: &str = "158484fe1ccadf188c4fca3c957df10957394d20af3ac716bdf20d85f1850cd1";

fn hmac_of(timestamp: &str, body: &[u8]) -> String {
    let mut mac = mac(b"test secret");
    mac.update(format!("{timestamp}.").as_bytes());
    mac.update(body);
    HEXLOWER_PERMISSIVE.encode(&mac.finalize().into_bytes())
}

fn credentials() -> Vec<Credential> {
    vec![Credential::Hmac("test secret".into()), Credential::Bearer("test token".into())]
}

fn check(signature: Option<&str>, timestamp: Option<&str>, bearer: Option<&str>) -> Result<(), Unproven> {
    Proof { signature, timestamp, bearer }.check(BODY, &credentials(), NOW)
}

#[test]
fn a_known_signature_is_accepted() {
    assert_eq!(check(Some(VECTOR), Some("1700000000"), None), Ok(()));
}

#[test]
fn seconds_milliseconds_and_rfc_3339_are_read() {
    for timestamp in ["1700000000", "1700000000000", "2023-11-14T22:13:20Z"] {
        assert_eq!(check(Some(&hmac_of(timestamp, BODY)), Some(timestamp), None), Ok(()), "{timestamp}");
    }
}

#[test]
fn prefix_and_capitals_are_accepted() {
    assert_eq!(check(Some(&format!("sha256={VECTOR}")), Some("1700000000"), None), Ok(()));
    assert_eq!(check(Some(&VECTOR.to_uppercase()), Some("1700000000"), None), Ok(()));
}

#[test]
fn a_wrong_truncated_or_empty_signature_is_refused() {
    let other = format!("00{}", &VECTOR[2..]);
    for signature in [other.as_str(), &VECTOR[..62], &VECTOR[..63], "", "sha256=", "not hex"] {
        assert_eq!(check(Some(signature), Some("1700000000"), None), Err(Unproven::Wrong), "{signature}");
    }
}

#[test]
fn a_signature_of_another_body_or_time_is_refused() {
    assert_eq!(check(Some(&hmac_of("1700000000", b"{}")), Some("1700000000"), None), Err(Unproven::Wrong));
    assert_eq!(check(Some(VECTOR), Some("1700000001"), None), Err(Unproven::Wrong));
}

#[test]
fn a_signature_is_worth_five_minutes() {
    let at = |ms: u64| {
        let timestamp = ms.to_string();
        check(Some(&hmac_of(&timestamp, BODY)), Some(&timestamp), None)
    };
    assert_eq!(at(NOW - TOLERANCE_MS), Ok(()));
    assert_eq!(at(NOW - TOLERANCE_MS - 1), Err(Unproven::Stale));
    assert_eq!(at(NOW + TOLERANCE_MS), Ok(()));
    assert_eq!(at(NOW + TOLERANCE_MS + 1), Err(Unproven::Stale));
}

#[test]
fn a_signed_timestamp_that_is_no_time_is_stale() {
    assert_eq!(check(Some(&hmac_of("soon", BODY)), Some("soon"), None), Err(Unproven::Stale));
}

#[test]
fn a_bearer_token_is_accepted_and_a_wrong_one_refused() {
    assert_eq!(check(None, None, Some("test token")), Ok(()));
    for token in ["test toke", "test token ", "", "test secret"] {
        assert_eq!(check(None, None, Some(token)), Err(Unproven::Wrong), "{token}");
    }
}

#[test]
fn without_proof_or_without_credentials_nothing_passes() {
    assert_eq!(check(None, None, None), Err(Unproven::Missing));
    assert_eq!(check(Some(VECTOR), None, None), Err(Unproven::Missing));
    let proof = Proof { bearer: Some("x"), ..Proof::default() };
    assert_eq!(proof.check(BODY, &[], NOW), Err(Unproven::Wrong));
}

#[test]
fn an_hmac_secret_is_no_token_and_a_token_signs_nothing() {
    let hmac_only = [Credential::Hmac("test secret".into())];
    let proof = Proof { bearer: Some("test secret"), ..Proof::default() };
    assert_eq!(proof.check(BODY, &hmac_only, NOW), Err(Unproven::Wrong));
    let bearer_only = [Credential::Bearer("test secret".into())];
    let proof = Proof { signature: Some(VECTOR), timestamp: Some("1700000000"), bearer: None };
    assert_eq!(proof.check(BODY, &bearer_only, NOW), Err(Unproven::Wrong));
}

#[test]
fn each_header_is_read_from_where_platforms_put_it() {
    let of = |pairs: &[(&'static str, &'static str)]| {
        let headers: HeaderMap =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect();
        let proof = Proof::of(&headers);
        [proof.signature, proof.timestamp, proof.bearer].map(|text| text.map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(of(&[("x-signature", "a"), ("x-timestamp", "b")]), [some("a"), some("b"), None]);
    assert_eq!(of(&[("x-vapi-signature", "a")]), [some("a"), None, None]);
    assert_eq!(of(&[("authorization", "Bearer t")]), [None, None, some("t")]);
    assert_eq!(of(&[("authorization", "bearer  t ")]), [None, None, some("t")]);
    assert_eq!(of(&[("authorization", "Basic t")]), [None, None, None]);
    assert_eq!(of(&[("x-vapi-secret", "t")]), [None, None, some("t")]);
}

proptest! {
    #[test]
    fn no_header_makes_it_panic_or_pass(signature in ".*", timestamp in ".*", bearer in ".*", body in any::<Vec<u8>>()) {
        let proof = Proof { signature: Some(&signature), timestamp: Some(&timestamp), bearer: Some(&bearer) };
        prop_assert!(proof.check(&body, &credentials(), NOW).is_err());
    }
}
