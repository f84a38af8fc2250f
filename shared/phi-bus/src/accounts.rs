//! NATS accounts from `FLOW`. Each service is an account of its own: JetStream answers to any reply subject, so users inside
//! one account cannot be confined. The MESH account holds JetStream and exports to each service what its row grants.
use std::collections::BTreeMap;
use std::fmt::Write as _;

use phi_events::Service;
use phi_events::class::ALL_CLASSES;
use phi_events::context::ALL_CONTEXTS;
use phi_events::flow::{Row, row};
use phi_events::service::ALL_SERVICES;
use phi_events::subject::key_stream;

/// The account that holds JetStream.
pub const MESH: &str = "MESH";
/// User of the MESH account: `provision` alone.
pub const PROVISIONER: &str = "provisioner";
/// Prefix under which a service sees the API of the MESH account.
pub const API: &str = "JS.mesh";

/// One subject that MESH exports to a service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The subject in the MESH account.
    pub subject: String,
    /// The subject in the service's account, where it differs.
    pub local: Option<String>,
    /// Whether one request has several answers.
    pub stream: bool,
}

impl Grant {
    fn plain(subject: String) -> Self {
        Self { subject, local: None, stream: false }
    }

    fn api(verb: &str, stream: bool) -> Self {
        Self { subject: format!("$JS.API.{verb}"), local: Some(format!("{API}.{verb}")), stream }
    }

    /// The subject as the service uses it.
    pub fn used(&self) -> &str {
        self.local.as_deref().unwrap_or(&self.subject)
    }
}

/// Everything that a row grants, in order.
pub fn grants(row: &Row) -> Vec<Grant> {
    let mut grants: Vec<Grant> = row.publishes().into_iter().map(Grant::plain).collect();
    for context in ALL_CONTEXTS.into_iter().filter(|context| row.reads_context(*context)) {
        let stream = context.stream();
        grants.push(Grant::api(&format!("DIRECT.GET.{stream}"), true));
        grants.push(Grant::api(&format!("STREAM.MSG.GET.{stream}"), false));
        grants.push(Grant::api(&format!("STREAM.INFO.{stream}"), false));
    }
    for class in ALL_CLASSES.into_iter().filter(|class| row.opens.contains(class) || row.destroys || row.founds) {
        grants.push(Grant::api(&format!("STREAM.MSG.GET.{}", key_stream(class)), false));
        if row.destroys {
            grants.push(Grant::api(&format!("STREAM.MSG.DELETE.{}", key_stream(class)), false));
        }
    }
    for consumer in row.consumers() {
        let name = format!("{}.{}", consumer.stream, consumer.durable);
        grants.push(Grant::api(&format!("CONSUMER.MSG.NEXT.{name}"), true));
        grants.push(Grant::api(&format!("CONSUMER.INFO.{name}"), false));
        grants.push(Grant::api(&format!("CONSUMER.RESET.{name}"), false));
        if consumer.acked {
            grants.push(Grant::plain(format!("$JS.ACK.{name}.>")));
        }
    }
    grants
}

fn user(name: &str, password: &str) -> String {
    format!("{{ user: \"{name}\", password: \"{password}\" }}")
}

fn export(account: &str, grant: &Grant) -> String {
    let response = if grant.stream { ", response_type: stream" } else { "" };
    format!("      {{ service: \"{}\", accounts: [{account}]{response} }}\n", grant.subject)
}

fn import(grant: &Grant) -> String {
    let to = grant.local.as_ref().map(|local| format!(", to: \"{local}\"")).unwrap_or_default();
    format!("      {{ service: {{ account: {MESH}, subject: \"{}\" }}{to} }}\n", grant.subject)
}

/// The `accounts` block of a nats-server's configuration.
///
/// `passwords` holds one entry a user: each service's name, and [`PROVISIONER`].
pub fn accounts_block(passwords: &BTreeMap<String, String>) -> String {
    let password = |name: &str| passwords.get(name).map_or("", String::as_str);
    let mut exports: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
    let mut services = String::new();
    for service in ALL_SERVICES {
        let account = service.account();
        let granted = grants(row(service));
        for grant in &granted {
            exports.entry((grant.subject.clone(), grant.stream)).or_default().push(account.clone());
        }
        let imports: String = granted.iter().map(import).collect();
        let user = user(service.name(), password(service.name()));
        let _ = write!(services, "  {account} {{\n    users: [{user}]\n    imports: [\n{imports}    ]\n  }}\n");
    }
    let exported: String = exports
        .into_iter()
        .map(|((subject, stream), accounts)| export(&accounts.join(", "), &Grant { subject, local: None, stream }))
        .collect();
    let mesh = user(PROVISIONER, password(PROVISIONER));
    format!(
        "accounts {{\n  {MESH} {{\n    jetstream: enabled\n    users: [{mesh}]\n    exports: [\n{exported}    ]\n  }}\n{services}}}\n"
    )
}

/// The users that a password is needed for.
pub fn users() -> Vec<&'static str> {
    ALL_SERVICES.into_iter().map(Service::name).chain([PROVISIONER]).collect()
}
