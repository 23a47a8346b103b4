//! The address that a request comes from: the connection's, unless the deployment says that proxies stand in front of it.

use crate::http::{Request, peer_address};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// The variable that says who stands in front of the deployment.
pub const VARIABLE: &str = "VESTIBULE_BEHIND";

/// What says which address a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerSource {
    /// The connection itself, as the platform tells it.
    Connection,
    /// `CF-Connecting-IP`: only where Cloudflare is in front, for a client can send that header itself.
    Cloudflare,
    /// `X-Forwarded-For`, as far as these proxies wrote it. For a request from any other address it is the connection.
    Proxies(Vec<Prefix>),
}

/// A range of addresses, such as `10.0.0.0/8`. A range of IPv4-mapped IPv6 addresses means the IPv4 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    first: IpAddr,
    length: u8,
}

/// An entry of [`VARIABLE`] that can't be taken, for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{VARIABLE}: {entry:?} {fault}")]
pub struct Malformed {
    entry: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error(
        "is neither `cloudflare` nor an address or a prefix such as 10.0.0.0/8 or 2001:db8::/32"
    )]
    NoPrefix,
    #[error("stands beside addresses: it is `cloudflare` alone, or a list of addresses")]
    Mixed,
    #[error("has bits set beyond its length; the prefix is {0}")]
    HostBits(Prefix),
    #[error("trusts everyone, who could then take any address")]
    Everyone,
}

impl PeerSource {
    /// Reads the value of [`VARIABLE`]: nothing, `cloudflare`, or addresses and prefixes separated by commas.
    ///
    /// # Errors
    /// The first entry that is malformed, and why.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        match text.trim() {
            "" => Ok(Self::Connection),
            "cloudflare" => Ok(Self::Cloudflare),
            list => list
                .split(',')
                .map(str::trim)
                .map(|entry| {
                    Prefix::parse(entry).map_err(|fault| Malformed {
                        entry: entry.to_owned(),
                        fault,
                    })
                })
                .collect::<Result<_, _>>()
                .map(Self::Proxies),
        }
    }

    /// The peer's address, given the one that the request's connection came from; `None` where that can't be told.
    pub fn peer(&self, connection: Option<IpAddr>, request: &Request) -> Option<IpAddr> {
        let connection = connection.map(|address| address.to_canonical());
        match self {
            Self::Connection => connection,
            Self::Cloudflare => request
                .header("cf-connecting-ip")
                .and_then(|text| text.trim().parse::<IpAddr>().ok())
                .map(|address| address.to_canonical()),
            Self::Proxies(trusted) => connection.map(|address| behind(trusted, address, request)),
        }
    }
}

/// Goes from the connection back through the header, from right to left, to the first address that isn't a trusted proxy's.
/// Each proxy has appended the address that it was asked from; what stands further left may be made up. Where a proxy has
/// written no address, the proxy itself is taken for the peer, because it isn't known who is behind it.
fn behind(trusted: &[Prefix], connection: IpAddr, request: &Request) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|prefix| prefix.contains(address));
    let mut peer = connection;
    let mut entries = request
        .headers
        .iter()
        .rev()
        .filter(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for"))
        .flat_map(|(_, list)| list.rsplit(','));
    while is_trusted(peer) {
        match entries.next().and_then(forwarded_for) {
            Some(address) => peer = address,
            None => break,
        }
    }
    peer
}

/// An entry of `X-Forwarded-For`: an address, with or without brackets and port.
fn forwarded_for(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim_matches([' ', '\t']);
    let bare = entry
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = match bare {
        Some(v6) => v6.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => peer_address(entry),
    };
    address.map(|address| address.to_canonical())
}

impl Prefix {
    fn parse(text: &str) -> Result<Self, Fault> {
        if text == "cloudflare" {
            return Err(Fault::Mixed);
        }
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let given: IpAddr = address.parse().map_err(|_| Fault::NoPrefix)?;
        let bits = bits(given);
        let length = match length {
            None => bits,
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length
                .parse()
                .ok()
                .filter(|length| *length <= bits)
                .ok_or(Fault::NoPrefix)?,
            Some(_) => return Err(Fault::NoPrefix),
        };
        if length == 0 {
            return Err(Fault::Everyone);
        }
        let prefix = match (given, given.to_canonical()) {
            // A prefix shorter than that of the mapped addresses contains all of IPv4.
            (IpAddr::V6(_), IpAddr::V4(_)) if length <= MAPPED => return Err(Fault::Everyone),
            (IpAddr::V6(_), first @ IpAddr::V4(_)) => Self {
                first,
                length: length - MAPPED,
            },
            (_, first) => Self { first, length },
        };
        let first = first(prefix.first, prefix.length);
        if first == prefix.first {
            Ok(prefix)
        } else {
            Err(Fault::HostBits(Self { first, ..prefix }))
        }
    }

    /// Whether an address is in it. An IPv4-mapped one counts as the IPv4 address that it stands for.
    pub fn contains(&self, address: IpAddr) -> bool {
        first(address.to_canonical(), self.length) == self.first
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.length)
    }
}

/// Of IPv6 addresses that stand for IPv4 ones, the bits that they have in common: `::ffff:0:0/96`.
const MAPPED: u8 = 96;

fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// The first address of the prefix of this length that has the address in it.
fn first(address: IpAddr, length: u8) -> IpAddr {
    let rest = bits(address).saturating_sub(length);
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(rest.into()).unwrap_or(0);
            Ipv4Addr::from_bits(v4.to_bits() & mask).into()
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(rest.into()).unwrap_or(0);
            Ipv6Addr::from_bits(v6.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests;
