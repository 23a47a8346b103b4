//! The proxies that a deployment trusts, and whom they say a request is from: the connection's address is taken for another
//! only where it is a proxy's, and what stands left of that other address changes nothing.

use crate::http;
use std::net::IpAddr;
use vestibule_engine::{
    http::Request,
    peer::{PeerSource, Prefix},
};

/// What a line of the input that is no address connects from.
const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

/// The list of proxies, the connection's address, and lines of `X-Forwarded-For`.
pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.lines();
    let list = lines.next().unwrap_or_default();
    let Ok(source) = PeerSource::parse(list) else {
        return;
    };
    let connection = lines.next().and_then(|line| line.parse().ok());
    let connection: IpAddr = connection.unwrap_or(PROXY);
    let forwarded: Vec<&str> = lines.collect();
    let peer = source.peer(Some(connection), &request(&forwarded));
    assert_eq!(source.peer(None, &request(&forwarded)), None);
    let PeerSource::Proxies(prefixes) = &source else {
        let told = (source == PeerSource::Connection).then(|| connection.to_canonical());
        assert_eq!(peer, told);
        return;
    };
    let written: Vec<String> = prefixes.iter().map(Prefix::to_string).collect();
    assert_eq!(PeerSource::parse(&written.join(",")).as_ref(), Ok(&source));

    let peer = peer.expect("a connection has an address");
    assert_eq!(peer, peer.to_canonical());
    let is_trusted = |address| prefixes.iter().any(|prefix| prefix.contains(address));
    assert!(is_trusted(connection) || peer == connection.to_canonical());
    if !is_trusted(peer) {
        let mut longer = vec!["192.0.2.1, unknown"];
        longer.extend(&forwarded);
        assert_eq!(source.peer(Some(connection), &request(&longer)), Some(peer));
    }
}

fn request(forwarded: &[&str]) -> Request {
    let headers = forwarded
        .iter()
        .map(|line| ("x-forwarded-for".to_owned(), (*line).to_owned()))
        .collect();
    http::form(headers, String::new())
}
