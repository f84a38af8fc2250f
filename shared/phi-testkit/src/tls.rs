//! Certificates for brokers and services on one machine: an authority of the test's own, that nobody else trusts.
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use phi_bus::Tls;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType,
};

use crate::nats::write_private;

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The library.
    #[error("PHI-D007: a certificate could not be made: {0}")]
    Made(#[from] rcgen::Error),
    /// The folder.
    #[error("PHI-D008: certificates cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// A certificate and its key, in files (PEM).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate.
    pub cert: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// A certificate authority in a folder.
pub struct Authority {
    folder: PathBuf,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::OrganizationName, "phimesh on one machine");
    distinguished.push(DnType::CommonName, name);
    params.distinguished_name = distinguished;
    params
}

impl Authority {
    /// Makes an authority; its certificate is `ca.pem` in the folder. Its key stays in memory.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn make(folder: &Path) -> Result<Self, CertificateError> {
        std::fs::create_dir_all(folder)?;
        let mut params = named("authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let authority = Self { folder: folder.to_owned(), issuer };
        write_private(&authority.ca_file(), &authority.issuer.pem())?;
        Ok(authority)
    }

    /// Its certificate.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// Issues a certificate for loopback under a name, as `NAME.pem` and `NAME.key`; a second one replaces the first. It
    /// serves both ends, since a server of a cluster is its neighbours' client.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn issue(&self, name: &str) -> Result<Files, CertificateError> {
        let mut params = named(name);
        params.subject_alt_names =
            vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)), SanType::DnsName("localhost".try_into()?)];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let files =
            Files { cert: self.folder.join(format!("{name}.pem")), key: self.folder.join(format!("{name}.key")) };
        write_private(&files.key, &key.serialize_pem())?;
        write_private(&files.cert, &certificate.pem())?;
        Ok(files)
    }

    /// What a client that shows this certificate needs.
    pub fn client(&self, own: &Files) -> Tls {
        Tls { ca_file: self.ca_file(), own: Some((own.cert.clone(), own.key.clone())) }
    }
}
