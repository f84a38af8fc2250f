use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::*;

/// Bytes that are never the same twice, and the same in every run.
struct Counting(std::sync::Mutex<u64>);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        use sha2::{Digest, Sha256};
        let mut next = self.0.lock().unwrap();
        for chunk in buffer.chunks_mut(32) {
            *next += 1;
            chunk.copy_from_slice(&Sha256::digest(next.to_be_bytes())[..chunk.len()]);
        }
    }
}

fn seeds() -> Seeds {
    Seeds::make(1_000, &Counting(std::sync::Mutex::new(7)))
}

fn claims(jwt: &str) -> Value {
    let body = jwt.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(body.as_bytes()).unwrap()).unwrap()
}

fn verifies(jwt: &str) -> bool {
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    let issuer = KeyPair::from_public_key(claims(jwt)["iss"].as_str().unwrap()).unwrap();
    issuer.verify(signed.as_bytes(), &BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap()).is_ok()
}

fn named<'a>(papers: &'a Papers, name: &str) -> &'a String {
    papers.accounts.values().find(|jwt| claims(jwt)["name"] == name).unwrap()
}

#[test]
fn the_same_seeds_and_moment_give_the_same_papers() {
    let seeds = seeds();
    let (first, second) = (seeds.papers().unwrap(), seeds.papers().unwrap());
    assert_eq!(first.server, second.server);
    assert_eq!(first.credentials["outcome"].as_str(), second.credentials["outcome"].as_str());
}

#[test]
fn every_account_is_signed_by_the_operator_and_every_import_by_mesh() {
    let papers = seeds().papers().unwrap();
    let mesh = claims(named(&papers, MESH))["sub"].clone();
    for jwt in papers.accounts.values() {
        assert!(verifies(jwt));
        let claims = claims(jwt);
        for import in claims["nats"]["imports"].as_array().into_iter().flatten() {
            let token = import["token"].as_str().unwrap();
            let activation = self::claims(token);
            assert!(verifies(token));
            assert_eq!((&activation["iss"], &activation["sub"]), (&mesh, &claims["sub"]));
            assert_eq!(activation["nats"]["subject"], import["subject"]);
        }
    }
}

#[test]
fn a_service_imports_what_its_row_grants_and_has_no_storage() {
    let papers = seeds().papers().unwrap();
    let outcome = claims(named(&papers, &Service::Outcome.account()));
    let imports: BTreeSet<_> = outcome["nats"]["imports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|import| import["subject"].as_str().unwrap().to_owned())
        .collect();
    let granted: BTreeSet<_> = grants(row(Service::Outcome)).into_iter().map(|grant| grant.subject).collect();
    assert_eq!(imports, granted);
    assert_eq!(outcome["nats"]["limits"]["disk_storage"], 0);
    assert_eq!(claims(named(&papers, MESH))["nats"]["limits"]["disk_storage"], -1);
}

#[test]
fn nothing_secret_stands_in_what_servers_are_given() {
    let seeds = seeds();
    let server = seeds.papers().unwrap().server;
    let secrets = seeds.accounts.values().chain(seeds.users.values()).chain([&seeds.operator]);
    for known in secrets {
        assert!(!server.contains(&known.seed));
    }
}

#[test]
fn a_rotated_user_has_another_key_and_the_old_one_is_let_in_until_it_is_revoked() {
    let (mut seeds, entropy) = (seeds(), Counting(std::sync::Mutex::new(99)));
    let (old, other) = (seeds.public("outcome").unwrap(), seeds.papers().unwrap().credentials["redaction"].clone());
    seeds.rotate("outcome", 2_000, &entropy).unwrap();
    assert_ne!(seeds.public("outcome").unwrap(), old);
    let papers = seeds.papers().unwrap();
    assert!(claims(named(&papers, &Service::Outcome.account()))["nats"]["revocations"].is_null());
    assert_eq!(papers.credentials["redaction"].as_str(), other.as_str(), "nobody else's credentials change");
    assert_eq!(seeds.revoke("outcome", 3_000), Ok(1));
    let papers = seeds.papers().unwrap();
    let account = claims(named(&papers, &Service::Outcome.account()));
    assert_eq!((&account["nats"]["revocations"][&old], &account["iat"]), (&Value::from(3_000), &Value::from(3_000)));
    assert_eq!(seeds.revoke("outcome", 4_000), Ok(0), "a second time there is nothing to shut out");
    assert_eq!(seeds.rotate("nobody", 1, &entropy), Err(SeedError::NoSuchUser("nobody".to_owned())));
}

#[test]
fn a_service_that_came_later_gets_its_keys() {
    let mut seeds = seeds();
    seeds.users.remove("outcome");
    assert!(seeds.papers().is_err());
    assert_eq!(seeds.complete(2_000, &Counting(std::sync::Mutex::new(3))), vec!["outcome".to_owned()]);
    assert!(seeds.papers().is_ok());
}
