//! The claims of a NATS JWT, version 2, and their signature.
use std::collections::BTreeMap;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use nkeys::KeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha512_256};

use crate::accounts::Grant;

/// No limit, in claims.
const ANY: i64 = -1;

/// The operator's own claims.
pub(super) fn operator(system_account: &str) -> Value {
    json!({"system_account": system_account, "type": "operator", "version": 2})
}

/// An account's. Without storage it has no JetStream of its own.
pub(super) fn account(imports: &[Value], exports: &[Value], storage: bool, revoked: &BTreeMap<String, u64>) -> Value {
    let stored = if storage { ANY } else { 0 };
    let mut claims = json!({
        "limits": {
            "subs": ANY, "data": ANY, "payload": ANY, "imports": ANY, "exports": ANY, "wildcards": true, "conn": ANY, "leaf": 0,
            "mem_storage": stored, "disk_storage": stored, "streams": stored, "consumer": stored,
        },
        "default_permissions": {"pub": {}, "sub": {}},
        "type": "account", "version": 2,
    });
    let lists = [("imports", imports), ("exports", exports)];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        claims[name] = json!(list);
    }
    if !revoked.is_empty() {
        claims["revocations"] = json!(revoked);
    }
    claims
}

/// A user's: what it may do follows from its account alone.
pub(super) fn user() -> Value {
    json!({"pub": {}, "sub": {}, "subs": ANY, "data": ANY, "payload": ANY, "type": "user", "version": 2})
}

/// Leave to import one subject.
pub(super) fn activation(subject: &str) -> Value {
    json!({"subject": subject, "kind": "service", "type": "activation", "version": 2})
}

/// A subject that only accounts with an activation may import.
pub(super) fn export(subject: &str, stream: bool) -> Value {
    let mut export = json!({"name": subject, "subject": subject, "type": "service", "token_req": true});
    if stream {
        export["response_type"] = json!("Stream");
    }
    export
}

/// A subject of MESH as a service's account uses it.
pub(super) fn import(from: &str, grant: &Grant, token: &str) -> Value {
    json!({
        "name": grant.used(), "subject": grant.subject, "account": from, "token": token,
        "local_subject": grant.used(), "type": "service",
    })
}

/// Signs claims about `subject` (a public key), issued at `now_s` (Unix seconds).
pub(super) fn sign(issuer: &KeyPair, subject: &str, name: &str, now_s: u64, nats: &Value) -> String {
    let public = issuer.public_key();
    let claims = |id: &str| {
        json!({"jti": id, "iat": now_s, "iss": public, "name": name, "sub": subject, "nats": nats}).to_string()
    };
    // an id that is a hash of the rest: the same claims have the same id
    let id = BASE32_NOPAD.encode(&Sha512_256::digest(claims("")));
    let header = BASE64URL_NOPAD.encode(br#"{"typ":"JWT","alg":"ed25519-nkey"}"#);
    let body = BASE64URL_NOPAD.encode(claims(&id).as_bytes());
    let signed = format!("{header}.{body}");
    let signature = issuer.sign(signed.as_bytes()).expect("an issuer's pair has its seed");
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}
