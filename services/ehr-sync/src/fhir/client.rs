//! The FHIR server as seen from here, over HTTPS.

mod each;
mod matching;
mod watched;

use std::time::Duration;

use phi_service::telemetry::{Metrics, Peer};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Method, Request, RequestBuilder, Response, Url, redirect};
use serde_json::Value;
use zeroize::Zeroizing;

use super::answer::{self, Submitted};
use super::fault::{self, FhirFault};
use super::plan::IdSystems;

/// Media type of FHIR JSON (<http://hl7.org/fhir/R4/http.html#mime-type>).
const FHIR_JSON: &str = "application/fhir+json";

/// Longest body read from a server, in bytes; searches here ask for five resources.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// A secret that is wiped when dropped and cannot be printed.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the secret over.
    pub fn new(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }
}

/// Where a tenant's EHR is and how to speak to it.
pub struct FhirConfig {
    /// FHIR base address; `https`, or `http` to this machine only.
    pub base_url: String,
    /// For a whole call of a client's method, all its requests together. It must end before the attempt's deadline in
    /// the log.
    pub timeout: Duration,
    /// Access token.
    pub bearer: Option<Secret>,
    /// Identifier systems of what we write.
    pub ids: IdSystems,
}

/// Why no client can be made of a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
    /// Not an absolute `http` or `https` address.
    #[error("the FHIR base address is not an absolute http or https URL")]
    Address,
    /// PHI would leave this machine in clear (45 CFR 164.312(e)(1)).
    #[error("the FHIR base address must be https unless it is on this machine")]
    Clear,
    /// The token has characters that no header can hold (RFC 6750 section 2.1).
    #[error("the access token has characters that cannot stand in a header")]
    Token,
    /// The HTTP client could not be set up, for example without any trusted root certificate.
    #[error("the HTTP client could not be set up")]
    Client(#[source] reqwest::Error),
}

/// A client of one FHIR server. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct FhirClient {
    http: reqwest::Client,
    base: String,
    ids: IdSystems,
    timeout: Duration,
    peer: Option<Peer>,
}

impl FhirClient {
    /// A client that follows no redirect (it would carry PHI and token elsewhere) and repeats nothing by itself.
    ///
    /// # Errors
    /// The address or the token is unusable, or TLS cannot be set up.
    pub fn new(config: FhirConfig) -> Result<Self, ConfigFault> {
        let url = Url::parse(&config.base_url).map_err(|_| ConfigFault::Address)?;
        let local = is_local(&url);
        match url.scheme() {
            "https" => {}
            "http" if local => {}
            "http" => return Err(ConfigFault::Clear),
            _ => return Err(ConfigFault::Address),
        }
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(FHIR_JSON));
        if let Some(Secret(token)) = &config.bearer {
            let line = Zeroizing::new(format!("Bearer {}", token.as_str()));
            let mut value = HeaderValue::from_str(&line).map_err(|_| ConfigFault::Token)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let builder = reqwest::Client::builder()
            .timeout(config.timeout)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .default_headers(headers);
        let builder = if local { builder.no_proxy() } else { builder };
        let http = builder.build().map_err(ConfigFault::Client)?;
        Ok(Self {
            http,
            base: config.base_url.trim_end_matches('/').to_owned(),
            ids: config.ids,
            timeout: config.timeout,
            peer: None,
        })
    }

    /// Measures each request.
    #[must_use]
    pub fn measured(mut self, metrics: &Metrics) -> Self {
        self.peer = watched::peer(&self.base, metrics);
        self
    }

    /// Writes a Bundle made by [`super::resources`]: as a transaction, or one by one where the server takes none.
    /// The same Bundle twice leaves one set of resources.
    ///
    /// # Errors
    /// See [`FhirFault`]; after `Unknown`, call [`FhirClient::find`] before the next submit.
    pub async fn submit(&self, bundle: &Value) -> Result<Submitted, FhirFault> {
        self.in_time(self.submit_best(bundle)).await
    }

    async fn submit_best(&self, bundle: &Value) -> Result<Submitted, FhirFault> {
        let entries = bundle["entry"].as_array().map(Vec::as_slice).unwrap_or_default();
        if entries.len() < 2 {
            return self.submit_each(entries).await;
        }
        match self.transaction(bundle, entries).await {
            Err(fault) if fault.is_unsupported() => self.submit_each(entries).await,
            done => done,
        }
    }

    /// References of what a write left in the EHR, the Task first; empty if nothing did.
    ///
    /// # Errors
    /// See [`FhirFault`]. A type that the server does not have is passed over, except Task.
    pub async fn find(&self, write_id: &str) -> Result<Vec<String>, FhirFault> {
        self.in_time(self.find_all(write_id)).await
    }

    async fn find_all(&self, write_id: &str) -> Result<Vec<String>, FhirFault> {
        let mut all = Vec::new();
        for (name, system, value) in self.ids.of_write(write_id) {
            match self.find_by(name, &system, &value).await {
                Ok(found) => all.extend(found),
                Err(fault) if name != "Task" && fault.is_unsupported() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(all)
    }

    /// Ends a call when its time is over, however many requests it takes.
    async fn in_time<T>(&self, call: impl Future<Output = Result<T, FhirFault>>) -> Result<T, FhirFault> {
        let late = FhirFault::Unknown { why: "no answer in time" };
        tokio::time::timeout(self.timeout, call).await.unwrap_or(Err(late))
    }

    async fn transaction(&self, bundle: &Value, entries: &[Value]) -> Result<Submitted, FhirFault> {
        let request = self.request(Method::POST, "").header("prefer", "return=minimal");
        let reply = self.send(with_json(request, bundle)).await?;
        let answers = reply.body["entry"].as_array().map(Vec::as_slice).unwrap_or_default();
        if answers.len() != entries.len() {
            return Err(FhirFault::Unknown { why: "the transaction's answer does not fit the request" });
        }
        let mut done = Submitted { resources: Vec::new(), created: false };
        for (entry, answer) in entries.iter().zip(answers) {
            let name = entry["resource"]["resourceType"].as_str().unwrap_or_default();
            let stored = answer::stored(name, answer)
                .ok_or(FhirFault::Unknown { why: "an entry of the transaction was not confirmed" })?;
            done.created |= stored.created;
            done.resources.push(self.settle(entry, stored.reference).await?);
        }
        Ok(done)
    }

    /// The reference that the server gave, or the one that a search for the entry's identifier finds.
    async fn settle(&self, entry: &Value, reference: Option<String>) -> Result<String, FhirFault> {
        match reference {
            Some(reference) => Ok(reference),
            None => self
                .standing(entry)
                .await?
                .ok_or(FhirFault::Unknown { why: "the server confirmed a resource that cannot be found" }),
        }
    }

    /// Looks for the resource that an entry would create.
    async fn standing(&self, entry: &Value) -> Result<Option<String>, FhirFault> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let resource = &entry["resource"];
        let identifier = &resource["identifier"][0];
        let (name, system, value) =
            (text(&resource["resourceType"]), text(&identifier["system"]), text(&identifier["value"]));
        let mut found = self.find_by(&name, &system, &value).await?;
        if found.len() > 1 {
            return Err(FhirFault::Rejected { status: 412, code: "multiple-matches" });
        }
        Ok(found.pop())
    }

    async fn find_by(&self, name: &str, system: &str, value: &str) -> Result<Vec<String>, FhirFault> {
        // ids of ours only: no PHI in this URL
        let query = form(&[("identifier", format!("{system}|{value}"))]);
        let reply = self.send(self.request(Method::GET, &format!("{name}?{query}"))).await?;
        Ok(answer::found(name, &reply.body))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.is_empty() { self.base.clone() } else { format!("{}/{path}", self.base) };
        self.http.request(method, url)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Reply, FhirFault> {
        let request = request.build().map_err(|error| fault::transport(&error))?;
        let Some(peer) = &self.peer else { return self.exchange(request).await };
        let (method, template) = watched::asked(&self.base, &request);
        peer.measured(method, template, watched::status, self.exchange(request)).await
    }

    async fn exchange(&self, request: Request) -> Result<Reply, FhirFault> {
        let response = self.http.execute(request).await.map_err(|error| fault::transport(&error))?;
        let status = response.status().as_u16();
        let header =
            |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (wait, date, location) = (header(RETRY_AFTER), header(DATE), header(LOCATION));
        let success = response.status().is_success();
        let body = read(response).await;
        if success {
            return Ok(Reply { status, location, body: body? });
        }
        Err(fault::classify(status, (wait.as_deref(), date.as_deref()), body.ok().as_ref()))
    }
}

/// A successful answer.
struct Reply {
    status: u16,
    location: Option<String>,
    /// `Null` if there was none.
    body: Value,
}

async fn read(mut response: Response) -> Result<Value, FhirFault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| fault::transport(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_ANSWER {
            return Err(FhirFault::Unknown { why: "the answer is longer than any that was asked for" });
        }
    }
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|_| FhirFault::Unknown { why: "the answer is not JSON" })
}

fn with_json(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request.header(CONTENT_TYPE, FHIR_JSON).body(body.to_string())
}

/// `application/x-www-form-urlencoded`, for bodies and queries alike.
fn form<K: AsRef<str>>(terms: &[(K, String)]) -> String {
    let mut url = Url::parse("form:").expect("a bare scheme is a URL");
    url.query_pairs_mut().extend_pairs(terms);
    url.query().unwrap_or_default().to_owned()
}

fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
