use super::*;
use axum::Router;
use axum::http::header;
use axum::response::Redirect;
use axum::routing::get;
use phi_audio::{Codec, to_wav};

const LIMIT: usize = 64 * 1024;

fn recording() -> Recording {
    Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![1; 800], vec![2; 800]] }
}

/// A platform on a loopback port of its own; gives its `host:port`.
async fn platform() -> String {
    let wav = to_wav(&recording());
    let cut = wav[..wav.len() / 2].to_vec();
    let routes = Router::new()
        .route("/call.wav", get(move || async move { wav }))
        .route("/cut.wav", get(move || async move { cut }))
        .route("/mp3", get(|| async { "ID3 not a wav file" }))
        .route("/large", get(|| async { vec![0_u8; LIMIT + 1] }))
        .route("/moved", get(|| async { Redirect::temporary("/call.wav") }))
        .route("/elsewhere", get(|| async { Redirect::temporary("http://localhost:9/call.wav") }))
        .route("/loop", get(|| async { Redirect::temporary("/loop") }))
        .route("/gone", get(|| async { StatusCode::GONE }))
        .route("/broken", get(|| async { ([(header::RETRY_AFTER, "1")], StatusCode::BAD_GATEWAY) }))
        .route("/slow", get(|| async { tokio::time::sleep(Duration::from_secs(30)).await }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    place
}

fn allowed(hosts: &[&str], http: bool) -> Allowed {
    Allowed { hosts: hosts.iter().map(|host| (*host).to_owned()).collect(), http, limit: LIMIT }
}

async fn fetch(path: &str) -> Result<Recording, FetchError> {
    let place = platform().await;
    let fetcher = Fetcher::new(allowed(&[&place], true), Duration::from_secs(1)).unwrap();
    fetcher.fetch(&format!("http://{place}{path}")).await
}

async fn meaning(path: &str) -> Meaning {
    fetch(path).await.err().unwrap().meaning()
}

#[test]
fn only_listed_places_are_fetched() {
    let list = allowed(&["recordings.example:443", "127.0.0.1:8080"], false);
    assert!(list.check("https://recordings.example/a?b=c").is_ok());
    assert!(list.check("https://RECORDINGS.example:443/a").is_ok());
    for address in [
        "https://recordings.example:8443/a",
        "https://evil.recordings.example/a",
        "https://recordings.example.evil/a",
        "https://recordings.example@evil.example/a",
        "https://user:word@recordings.example/a",
        "http://recordings.example/a",
        "http://recordings.example:443/a",
        "http://127.0.0.1:8080/a",
        "file:///etc/passwd",
        "//recordings.example/a",
        "",
    ] {
        assert!(list.check(address).is_err(), "{address}");
    }
    assert!(allowed(&["127.0.0.1:8080"], true).check("http://127.0.0.1:8080/a").is_ok());
    assert!(allowed(&["127.0.0.1:8080"], true).check("http://localhost:8080/a").is_err());
    assert!(allowed(&[], true).check("http://127.0.0.1:8080/a").is_err());
}

#[tokio::test]
async fn a_recording_is_fetched_bit_for_bit() {
    assert_eq!(fetch("/call.wav").await.unwrap(), recording());
}

#[tokio::test]
async fn a_redirect_inside_the_host_is_followed_and_no_other() {
    assert_eq!(fetch("/moved").await.unwrap(), recording());
    assert_eq!(meaning("/elsewhere").await, Meaning::Final(Unavailable::HostNotAllowed));
    assert_eq!(meaning("/loop").await, Meaning::Final(Unavailable::HostNotAllowed));
}

#[tokio::test]
async fn what_cannot_be_read_or_is_too_large_is_final() {
    assert_eq!(meaning("/mp3").await, Meaning::Final(Unavailable::Unreadable));
    assert_eq!(meaning("/cut.wav").await, Meaning::Final(Unavailable::Unreadable));
    assert_eq!(meaning("/large").await, Meaning::Final(Unavailable::TooLarge));
    assert_eq!(meaning("/gone").await, Meaning::Final(Unavailable::Gone));
}

#[tokio::test]
async fn what_may_come_later_is_asked_for_again() {
    assert_eq!(meaning("/not-there-yet").await, Meaning::Again(Unavailable::Gone));
    assert_eq!(meaning("/broken").await, Meaning::Again(Unavailable::GaveUp));
    assert_eq!(meaning("/slow").await, Meaning::Again(Unavailable::GaveUp));
}

#[tokio::test]
async fn an_error_does_not_name_the_address() {
    let fetcher = Fetcher::new(allowed(&["127.0.0.1:9"], true), Duration::from_secs(1)).unwrap();
    let error = fetcher.fetch("http://127.0.0.1:9/secret-path?sig=abc").await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret-path"));
}
