//! Operator mode: the accounts of [`crate::accounts`] as signed JWTs. Servers trust one operator key and learn of accounts
//! and users by what it signed, so vendors and credentials come and go without a restart.
//!
//! Formats: NATS JWT version 2 (docs.nats.io, "JWT"); keys: nkeys (Ed25519, base32 with a prefix and a checksum).
use std::collections::{BTreeMap, BTreeSet};

use nkeys::{KeyPair, KeyPairType};
use phi_events::Service;
use phi_events::flow::row;
use phi_events::service::ALL_SERVICES;
use phi_seal::Entropy;
use phi_seal::entropy::random;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::accounts::{MESH, PROVISIONER, grants};

mod claims;
pub mod folder;
mod push;

pub use push::push;

use claims::{account, activation, export, import, operator, user};

/// The system account: what servers say about themselves, and how account JWTs are pushed to them.
pub const SYSTEM: &str = "SYS";
/// Its user.
pub const SYSTEM_USER: &str = "system";

/// Seeds of every key. Whoever has them is the operator: they stay offline.
#[derive(Clone, Serialize, Deserialize)]
pub struct Seeds {
    /// The operator's.
    operator: Seed,
    /// Accounts by name.
    accounts: BTreeMap<String, Seed>,
    /// Users by name.
    users: BTreeMap<String, Seed>,
    /// Public keys of users that are no longer let in, by account: everything issued until then (Unix seconds).
    #[serde(default)]
    revoked: BTreeMap<String, BTreeMap<String, u64>>,
}

/// A key, and since when it is used.
#[derive(Clone, Serialize, Deserialize)]
struct Seed {
    seed: String,
    /// Unix seconds; stands in what it signs or in what is signed for it, so that the same key gives the same bytes.
    since_s: u64,
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}

/// A seed that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// The text is no seed of that kind.
    #[error("PHI-L008: the seed of {0} is not one; restore the file of seeds, or make the keys anew")]
    Unfit(String),
    /// Nobody has that name.
    #[error("PHI-L009: there is no user `{0}`; users are the services' names, `provisioner` and `system`")]
    NoSuchUser(String),
}

/// What servers and clients are given.
pub struct Papers {
    /// Operator JWT, system account and every account's JWT, as a part of a nats-server's configuration.
    pub server: String,
    /// Account JWTs by the account's public key.
    pub accounts: BTreeMap<String, String>,
    /// A `.creds` file for each user.
    pub credentials: BTreeMap<String, Zeroizing<String>>,
}

/// The account of a user.
fn account_of(user: &str) -> String {
    match user {
        PROVISIONER => MESH.to_owned(),
        SYSTEM_USER => SYSTEM.to_owned(),
        service => {
            ALL_SERVICES.into_iter().find(|known| known.name() == service).map_or_else(String::new, Service::account)
        }
    }
}

fn all_users() -> impl Iterator<Item = &'static str> {
    ALL_SERVICES.into_iter().map(Service::name).chain([PROVISIONER, SYSTEM_USER])
}

fn fresh(kind: KeyPairType, since_s: u64, entropy: &dyn Entropy) -> Seed {
    let raw = Zeroizing::new(random::<32>(entropy));
    let pair = KeyPair::new_from_raw(kind, *raw).expect("32 bytes are a key");
    Seed { seed: pair.seed().expect("a pair made of its seed has one"), since_s }
}

impl Seeds {
    /// Makes every key at `now_s` (Unix seconds).
    pub fn make(now_s: u64, entropy: &dyn Entropy) -> Self {
        let mut seeds = Self {
            operator: fresh(KeyPairType::Operator, now_s, entropy),
            accounts: BTreeMap::new(),
            users: BTreeMap::new(),
            revoked: BTreeMap::new(),
        };
        seeds.complete(now_s, entropy);
        seeds
    }

    /// Makes the keys that are missing, for services that came since; says for which users.
    pub fn complete(&mut self, now_s: u64, entropy: &dyn Entropy) -> Vec<String> {
        let mut made = Vec::new();
        for user in all_users() {
            self.accounts.entry(account_of(user)).or_insert_with(|| fresh(KeyPairType::Account, now_s, entropy));
            self.users.entry(user.to_owned()).or_insert_with(|| {
                made.push(user.to_owned());
                fresh(KeyPairType::User, now_s, entropy)
            });
        }
        made
    }

    /// Gives a user another key.
    ///
    /// # Errors
    /// [`SeedError`] for a name that is not known.
    pub fn rotate(&mut self, name: &str, now_s: u64, entropy: &dyn Entropy) -> Result<(), SeedError> {
        let old = self.public(name)?;
        self.users.insert(name.to_owned(), fresh(KeyPairType::User, now_s, entropy));
        // nobody has it yet: known as replaced, let in until it is revoked
        self.revoked.entry(account_of(name)).or_default().insert(old, 0);
        Ok(())
    }

    /// Shuts out every key of a user but the newest, once servers have the account's JWT; says how many.
    ///
    /// # Errors
    /// [`SeedError`] for a name that is not known.
    pub fn revoke(&mut self, name: &str, now_s: u64) -> Result<usize, SeedError> {
        self.public(name)?;
        let replaced = self.revoked.entry(account_of(name)).or_default();
        let mut count = 0;
        for at in replaced.values_mut().filter(|at| **at == 0) {
            *at = now_s;
            count += 1;
        }
        Ok(count)
    }

    fn public(&self, name: &str) -> Result<String, SeedError> {
        let known = self.users.get(name).ok_or_else(|| SeedError::NoSuchUser(name.to_owned()))?;
        Ok(pair(name, known)?.public_key())
    }

    /// Everything that follows from the seeds and `FLOW`. The same seeds give the same bytes.
    ///
    /// # Errors
    /// [`SeedError`] when a seed is damaged, or missing for a service.
    pub fn papers(&self) -> Result<Papers, SeedError> {
        let keys = Keys::of(self)?;
        let mut accounts = BTreeMap::new();
        for (name, key) in &keys.accounts {
            let since = self.accounts[name].since_s;
            let revoked: BTreeMap<String, u64> = self
                .revoked
                .get(name)
                .into_iter()
                .flatten()
                .filter(|(_, at)| **at > 0)
                .map(|(key, at)| (key.clone(), *at))
                .collect();
            let (imports, exports) = keys.shares(name, since);
            let issued = revoked.values().copied().chain([since]).max().unwrap_or(since);
            let body = account(&imports, &exports, name == MESH, &revoked);
            let jwt = claims::sign(&keys.operator, &key.public_key(), name, issued, &body);
            accounts.insert(key.public_key(), (name.clone(), jwt));
        }
        let mut credentials = BTreeMap::new();
        for (name, key) in &keys.users {
            let (issuer, known) = (&keys.accounts[&account_of(name)], &self.users[name]);
            let jwt = claims::sign(issuer, &key.public_key(), name, known.since_s, &user());
            credentials.insert(name.clone(), creds(&jwt, &known.seed));
        }
        let system = keys.accounts[SYSTEM].public_key();
        let own = keys.operator.public_key();
        let jwt = claims::sign(&keys.operator, &own, "phimesh", self.operator.since_s, &operator(&system));
        let server = server(&jwt, &system, &accounts);
        let accounts = accounts.into_iter().map(|(public, (_, jwt))| (public, jwt)).collect();
        Ok(Papers { server, accounts, credentials })
    }
}

/// The key pairs of the seeds.
struct Keys {
    operator: KeyPair,
    accounts: BTreeMap<String, KeyPair>,
    users: BTreeMap<String, KeyPair>,
}

fn pair(name: &str, known: &Seed) -> Result<KeyPair, SeedError> {
    KeyPair::from_seed(&known.seed).map_err(|_| SeedError::Unfit(name.to_owned()))
}

impl Keys {
    fn of(seeds: &Seeds) -> Result<Self, SeedError> {
        let pairs = |map: &BTreeMap<String, Seed>| {
            map.iter().map(|(name, seed)| Ok((name.clone(), pair(name, seed)?))).collect::<Result<BTreeMap<_, _>, _>>()
        };
        let (accounts, users) = (pairs(&seeds.accounts)?, pairs(&seeds.users)?);
        // a file of seeds from before a service came has no key for it
        if let Some(missing) = all_users().find(|user| !users.contains_key(*user)) {
            return Err(SeedError::Unfit(missing.to_owned()));
        }
        Ok(Self { operator: pair("the operator", &seeds.operator)?, accounts, users })
    }

    /// What an account imports and exports: MESH exports what rows grant, each service imports its own row's.
    fn shares(&self, name: &str, now_s: u64) -> (Vec<serde_json::Value>, Vec<serde_json::Value>) {
        if name == MESH {
            let all = ALL_SERVICES.into_iter().flat_map(|service| grants(row(service)));
            let exports: BTreeSet<_> = all.map(|grant| (grant.subject, grant.stream)).collect();
            return (vec![], exports.into_iter().map(|(subject, stream)| export(&subject, stream)).collect());
        }
        let Some(service) = ALL_SERVICES.into_iter().find(|service| service.account() == name) else {
            return (vec![], vec![]);
        };
        let (mesh, own) = (&self.accounts[MESH], self.accounts[name].public_key());
        let grants = grants(row(service));
        let imports = grants.iter().map(|grant| {
            // only who holds this token may import the subject: MESH signed it for this account
            let token = claims::sign(mesh, &own, &grant.subject, now_s, &activation(&grant.subject));
            import(&mesh.public_key(), grant, &token)
        });
        (imports.collect(), vec![])
    }
}

fn creds(jwt: &str, seed: &str) -> Zeroizing<String> {
    Zeroizing::new(format!(
        "-----BEGIN NATS USER JWT-----\n{jwt}\n------END NATS USER JWT------\n\n\
         Whoever has the seed below is this user. Keep it as a secret.\n\n\
         -----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
    ))
}

fn server(operator: &str, system: &str, accounts: &BTreeMap<String, (String, String)>) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "# Made by `phimesh provision keys`: no secrets stand here. Include it in each server's configuration.\n\
         operator: {operator}\nsystem_account: {system}\nresolver: MEMORY\nresolver_preload {{\n"
    );
    for (public, (name, jwt)) in accounts {
        let _ = write!(text, "  # {name}\n  {public}: {jwt}\n");
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests;
