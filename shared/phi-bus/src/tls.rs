//! TLS to the broker. Files are read at each handshake, so that a certificate that was replaced counts from the next
//! connection on. TLS 1.3 (RFC 8446) and nothing older: both ends are ours, so no peer asks for less.
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_nats::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use async_nats::rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use async_nats::rustls::crypto::{CryptoProvider, aws_lc_rs};
use async_nats::rustls::pki_types::pem::PemObject;
use async_nats::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use async_nats::rustls::sign::CertifiedKey;
use async_nats::rustls::version::TLS13;
use async_nats::rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// Where certificates are (PEM).
#[derive(Debug, Clone)]
pub struct Tls {
    /// Who may vouch for the broker: one certificate or several. During a rotation: the old and the next.
    pub ca_file: PathBuf,
    /// Our certificate (with its chain) and its key, where the broker asks for one.
    pub own: Option<(PathBuf, PathBuf)>,
}

impl Tls {
    /// The files whose change calls for a new connection.
    pub fn files(&self) -> Vec<PathBuf> {
        let own = self.own.iter().flat_map(|(certificate, key)| [certificate.clone(), key.clone()]);
        std::iter::once(self.ca_file.clone()).chain(own).collect()
    }

    /// The client's side of TLS.
    ///
    /// # Errors
    /// When a file is not there or holds no certificate: seen at start, not at the first reconnect.
    pub fn client(&self) -> Result<ClientConfig, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = FileVerifier { ca_file: self.ca_file.clone(), provider: Arc::clone(&provider) };
        verifier.current()?;
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&TLS13])
            .map_err(|error| TlsError(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        Ok(match &self.own {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let own = FileCertificate { certificate: certificate.clone(), key: key.clone(), provider };
                own.current()?;
                builder.with_client_cert_resolver(Arc::new(own))
            }
        })
    }
}

/// A certificate or a key that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("PHI-L007: TLS to the broker cannot be set up: {0}")]
pub struct TlsError(String);

fn cannot(path: &Path, error: impl fmt::Display) -> TlsError {
    TlsError(format!("{}: {error}", path.display()))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match found {
        Ok(found) if found.is_empty() => Err(cannot(path, "no certificate in it; it must be PEM")),
        Ok(found) => Ok(found),
        Err(error) => Err(cannot(path, error)),
    }
}

/// Checks the broker's certificate as rustls does, against the roots that stand in the file at that moment.
#[derive(Debug)]
struct FileVerifier {
    ca_file: PathBuf,
    provider: Arc<CryptoProvider>,
}

impl FileVerifier {
    fn current(&self) -> Result<Arc<WebPkiServerVerifier>, TlsError> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(&self.ca_file)? {
            roots.add(certificate).map_err(|error| cannot(&self.ca_file, error))?;
        }
        let built = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider)).build();
        built.map_err(|error| cannot(&self.ca_file, error))
    }
}

impl ServerCertVerifier for FileVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verifier = self.current().map_err(|error| Error::General(error.to_string()))?;
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        async_nats::rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        async_nats::rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Our own certificate, as it stands in the files at that moment.
#[derive(Debug)]
struct FileCertificate {
    certificate: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
}

impl FileCertificate {
    fn current(&self) -> Result<CertifiedKey, TlsError> {
        let chain = certificates(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| cannot(&self.key, error))?;
        CertifiedKey::from_der(chain, key, &self.provider).map_err(|error| cannot(&self.certificate, error))
    }
}

impl ResolvesClientCert for FileCertificate {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        match self.current() {
            Ok(own) => Some(Arc::new(own)),
            Err(error) => {
                // halfway through a rotation certificate and key may not fit: the next attempt finds them whole
                tracing::warn!(%error, "no client certificate was shown to the broker");
                None
            }
        }
    }

    fn has_certs(&self) -> bool {
        true
    }
}
