//! Key providers behind one trait. The key file is the embedded one: it can claim "live system" only, since whoever copied
//! the file yesterday still has yesterday's roots.
use std::collections::BTreeMap;

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use phi_events::class::ALL_CLASSES;
use phi_events::flow::row;
use phi_events::service::ALL_SERVICES;
use phi_events::{Context, DataClass, Service};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::entropy::{Entropy, random};
use crate::key::{SealingKey, Secret, secret};
use crate::record::verifying_key;
use crate::wrap::{KeyPlace, RootWrapped, root_public, unwrap_with_root, wrap_to_root};

/// Why a root does not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// This service has no root of that class: it may not open it.
    #[error("PHI-K003: this service holds no root key for `{0}`; FLOW does not let it open that class")]
    NotGranted(String),
    /// The root does not open the key.
    #[error("PHI-K001: the wrapped key does not open here: it belongs to another place, or the root is another one")]
    Unwrap,
    /// The provider does not answer.
    #[error("PHI-K004: the key provider does not answer; check its address and that it is up")]
    Unreachable,
    /// The key file cannot be used.
    #[error("PHI-K005: the key file cannot be used: {0}")]
    File(String),
}

/// Wraps and unwraps tenants' monthly keys.
#[async_trait]
pub trait RootProvider: Send + Sync {
    /// Wraps a key to the class's root. Needs no right to open.
    async fn wrap(
        &self,
        place: &KeyPlace<'_>,
        key: &SealingKey,
        entropy: &dyn Entropy,
    ) -> Result<RootWrapped, ProviderError>;
    /// Unwraps a key of a class that this service may open.
    async fn unwrap(&self, place: &KeyPlace<'_>, wrapped: &RootWrapped) -> Result<SealingKey, ProviderError>;
    /// The key under which retention's signatures are checked.
    fn shred_verifier(&self) -> [u8; 32];
    /// Retention's signing seed, where this service holds it.
    fn shred_signer(&self) -> Option<&[u8; 32]>;
    /// What may be claimed of destruction under this provider.
    fn claim(&self) -> &'static str;
}

/// Name of a root: the class, and for audit the service too.
pub fn root_name(class: DataClass, owner: Option<Service>) -> String {
    owner.map_or_else(|| class.token().to_owned(), |service| format!("{}-{}", class.token(), service.name()))
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct RootEntry {
    epoch: u32,
    public: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<String>,
}

impl Drop for RootEntry {
    fn drop(&mut self) {
        self.private.zeroize();
    }
}

impl Drop for FileForm {
    fn drop(&mut self) {
        self.shred_signer.zeroize();
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    roots: BTreeMap<String, RootEntry>,
    shred_verifier: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shred_signer: Option<String>,
}

struct Root {
    epoch: u32,
    public: [u8; 32],
    private: Option<Secret>,
}

/// Roots in a file (JSON). Each service has a file of its own with the private halves of the classes it opens.
pub struct KeyFile {
    roots: BTreeMap<String, Root>,
    verifier: [u8; 32],
    signer: Option<Secret>,
}

fn halves(what: &str) -> ProviderError {
    ProviderError::File(format!("the two halves of {what} do not belong together"))
}

impl RootEntry {
    /// A private half that does not fit would seal what nobody can open.
    fn read(&self, name: &str) -> Result<Root, ProviderError> {
        let public = hex32(&self.public, name)?;
        let private = self.private.as_deref().map(|text| hex32(text, name).map(secret)).transpose()?;
        let pair = private.as_deref().is_none_or(|private| root_public(private) == Ok(public));
        pair.then_some(Root { epoch: self.epoch, public, private }).ok_or_else(|| halves(name))
    }
}

fn hex32(text: &str, what: &str) -> Result<[u8; 32], ProviderError> {
    let bytes = Zeroizing::new(
        HEXLOWER.decode(text.as_bytes()).map_err(|_| ProviderError::File(format!("{what} is not lower-case hex")))?,
    );
    bytes.as_slice().try_into().map_err(|_| ProviderError::File(format!("{what} has not 32 bytes")))
}

impl KeyFile {
    /// Reads a key file's text.
    ///
    /// # Errors
    /// [`ProviderError::File`] naming what is wrong with it, never a key.
    pub fn parse(text: &str) -> Result<Self, ProviderError> {
        let form: FileForm =
            serde_json::from_str(text).map_err(|error| ProviderError::File(format!("line {}", error.line())))?;
        let mut roots = BTreeMap::new();
        for (name, entry) in &form.roots {
            // not named in the error: what stands in the wrong place may be a key
            let known = places().into_iter().any(|(class, owner)| root_name(class, owner) == *name);
            known.then_some(()).ok_or_else(|| ProviderError::File("it has a root of no known class".to_owned()))?;
            roots.insert(name.clone(), entry.read(name)?);
        }
        let verifier = hex32(&form.shred_verifier, "shred_verifier")?;
        let signer = form.shred_signer.as_deref().map(|text| hex32(text, "shred_signer").map(secret)).transpose()?;
        let pair = signer.as_deref().is_none_or(|signer| verifying_key(signer) == Ok(verifier));
        pair.then_some(()).ok_or_else(|| halves("shred_signer"))?;
        Ok(Self { roots, verifier, signer })
    }

    fn root(&self, place: &KeyPlace<'_>) -> Result<&Root, ProviderError> {
        let name = root_name(place.class, place.owner);
        self.roots.get(&name).ok_or(ProviderError::NotGranted(name))
    }
}

#[async_trait]
impl RootProvider for KeyFile {
    async fn wrap(
        &self,
        place: &KeyPlace<'_>,
        key: &SealingKey,
        entropy: &dyn Entropy,
    ) -> Result<RootWrapped, ProviderError> {
        let root = self.root(place)?;
        wrap_to_root(root.epoch, &root.public, place, key, entropy).map_err(|_| ProviderError::Unwrap)
    }

    async fn unwrap(&self, place: &KeyPlace<'_>, wrapped: &RootWrapped) -> Result<SealingKey, ProviderError> {
        let private = self.root(place)?.private.as_ref();
        let private = private.ok_or_else(|| ProviderError::NotGranted(root_name(place.class, place.owner)))?;
        unwrap_with_root(private, place, wrapped).map_err(|_| ProviderError::Unwrap)
    }

    fn shred_verifier(&self) -> [u8; 32] {
        self.verifier
    }

    fn shred_signer(&self) -> Option<&[u8; 32]> {
        self.signer.as_deref().map(std::ops::Deref::deref)
    }

    fn claim(&self) -> &'static str {
        "live system"
    }
}

/// Makes the key files of a new mesh: for each service its name and its file's text, and under `None` one that holds
/// everything, for `phimesh up`, which runs all services in one process.
///
/// # Errors
/// [`ProviderError::File`] when the entropy gave bytes that are no keys.
///
/// # Panics
/// Never: a map of strings is JSON.
pub fn generate(entropy: &dyn Entropy) -> Result<BTreeMap<Option<Service>, Zeroizing<String>>, ProviderError> {
    let signer = secret(random(entropy));
    let verifier = verifying_key(&signer).map_err(|error| ProviderError::File(error.to_string()))?;
    let all = all_roots(entropy)?;
    let file = |service: Option<Service>| {
        let form = FileForm {
            roots: all
                .iter()
                .map(|(name, (class, owner, entry))| (name.clone(), granted(entry, service, *class, *owner)))
                .collect(),
            shred_verifier: HEXLOWER.encode(&verifier),
            shred_signer: service
                .is_none_or(|service| row(service).destroys)
                .then(|| HEXLOWER.encode(signer.as_slice())),
        };
        let text = serde_json::to_string_pretty(&form).expect("a map of strings is JSON");
        (service, Zeroizing::new(text))
    };
    Ok(ALL_SERVICES.into_iter().map(Some).chain([None]).map(file).collect())
}

fn granted(entry: &RootEntry, service: Option<Service>, class: DataClass, owner: Option<Service>) -> RootEntry {
    let mut entry = entry.clone();
    let may = service.is_none_or(|service| {
        let opens = row(service).opens.contains(&class);
        let auditor = row(service).reads.contains(&Context::Access);
        opens && owner.is_none_or(|owner| owner == service || auditor)
    });
    if !may {
        entry.private.zeroize();
        entry.private = None;
    }
    entry
}

/// Every root of a mesh: one a class, and for audit one a service.
fn places() -> Vec<(DataClass, Option<Service>)> {
    let owners = |class| {
        if class == DataClass::Audit { ALL_SERVICES.into_iter().map(Some).collect() } else { vec![None] }
    };
    ALL_CLASSES.into_iter().flat_map(|class| owners(class).into_iter().map(move |owner| (class, owner))).collect()
}

type Roots = BTreeMap<String, (DataClass, Option<Service>, RootEntry)>;

fn all_roots(entropy: &dyn Entropy) -> Result<Roots, ProviderError> {
    let mut roots = Roots::new();
    for (class, owner) in places() {
        let private = secret(random(entropy));
        let public = root_public(&private).map_err(|_| ProviderError::File("the entropy is broken".to_owned()))?;
        let entry = RootEntry {
            epoch: 1,
            public: HEXLOWER.encode(&public),
            private: Some(HEXLOWER.encode(private.as_slice())),
        };
        roots.insert(root_name(class, owner), (class, owner, entry));
    }
    Ok(roots)
}
