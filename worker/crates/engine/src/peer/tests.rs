use super::*;
use proptest::prelude::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// A request with these lines of `X-Forwarded-For`.
fn request(lines: &[&str]) -> Request {
    Request {
        method: "GET".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: lines
            .iter()
            .map(|line| ("X-Forwarded-For".to_owned(), (*line).to_owned()))
            .collect(),
        body: Vec::new(),
    }
}

fn peer(behind: &str, connection: &str, lines: &[&str]) -> IpAddr {
    PeerSource::parse(behind)
        .unwrap()
        .peer(Some(address(connection)), &request(lines))
        .unwrap()
}

#[test]
fn the_first_address_from_the_right_that_is_no_proxys_is_the_peer() {
    let behind = "10.0.0.0/8, 192.0.2.1,2001:db8:1::/48";
    for (connection, lines, expected) in [
        // One proxy; what the client sent itself stands on the left.
        ("10.0.0.1", &["198.51.100.7"] as &[_], "198.51.100.7"),
        ("10.0.0.1", &["127.0.0.1, 198.51.100.7"], "198.51.100.7"),
        // Several, and several lines.
        (
            "10.0.0.1",
            &["198.51.100.7, 192.0.2.1, 10.9.9.9"],
            "198.51.100.7",
        ),
        (
            "10.0.0.1",
            &["203.0.113.5", "198.51.100.7,192.0.2.1"],
            "198.51.100.7",
        ),
        (
            "10.0.0.1",
            &["203.0.113.5, 198.51.100.7", "10.0.0.2"],
            "198.51.100.7",
        ),
        // Ports, brackets, space.
        ("10.0.0.1", &["198.51.100.7:50000"], "198.51.100.7"),
        (
            "10.0.0.1",
            &["[2001:db8:9::1]:443\t, 192.0.2.1:80"],
            "2001:db8:9::1",
        ),
        ("10.0.0.1", &["[2001:db8:9::1]"], "2001:db8:9::1"),
        ("10.0.0.1", &[" 2001:db8:9::1 "], "2001:db8:9::1"),
        // A proxy that is reached by IPv6, and addresses of IPv4 in IPv6's form.
        ("2001:db8:1::5", &["198.51.100.7"], "198.51.100.7"),
        (
            "::ffff:10.0.0.1",
            &["::ffff:198.51.100.7, ::ffff:192.0.2.1"],
            "198.51.100.7",
        ),
        // Nobody but proxies: the request began at the first of them.
        ("10.0.0.1", &["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
        ("10.0.0.1", &[], "10.0.0.1"),
        // Anyone else's headers are not looked at.
        ("198.51.100.9", &["203.0.113.5"], "198.51.100.9"),
        ("192.0.2.2", &["203.0.113.5, 10.0.0.1"], "192.0.2.2"),
        ("::ffff:198.51.100.9", &["203.0.113.5"], "198.51.100.9"),
    ] {
        assert_eq!(
            peer(behind, connection, lines),
            address(expected),
            "{connection} {lines:?}"
        );
    }
}

#[test]
fn what_is_no_address_ends_the_way_at_the_proxy_that_wrote_it() {
    for garbage in [
        "",
        " ",
        "unknown",
        "_hidden",
        "localhost",
        "198.51.100.7:",
        "198.51.100.7:port",
        "198.51.100.7:65536",
        "198.51.100",
        "198.51.100.07",
        "[198.51.100.7]",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]:",
        "[[2001:db8::1]]",
        "\"198.51.100.7\"",
        "for=198.51.100.7",
        "10.0.0.0/8",
        "\u{661}.\u{662}.\u{663}.\u{664}",
    ] {
        let lines = [format!("203.0.113.5, {garbage}, 10.0.0.2")];
        assert_eq!(
            peer("10.0.0.0/8", "10.0.0.1", &[&lines[0]]),
            address("10.0.0.2"),
            "{garbage:?}"
        );
        assert_eq!(
            peer("10.0.0.0/8", "10.0.0.1", &["203.0.113.5", garbage]),
            address("10.0.0.1"),
            "{garbage:?}"
        );
    }
}

#[test]
fn each_source_is_asked_alone() {
    let mut http = request(&["203.0.113.5"]);
    http.headers
        .push(("CF-Connecting-IP".to_owned(), "198.51.100.7".to_owned()));
    let told = |behind: &str, connection: Option<&str>| {
        PeerSource::parse(behind)
            .unwrap()
            .peer(connection.map(address), &http)
    };
    assert_eq!(told("", Some("10.0.0.1")), Some(address("10.0.0.1")));
    assert_eq!(told("", None), None);
    for connection in [None, Some("10.0.0.1")] {
        assert_eq!(
            told("cloudflare", connection),
            Some(address("198.51.100.7"))
        );
    }
    assert_eq!(
        told("10.0.0.1", Some("10.0.0.1")),
        Some(address("203.0.113.5"))
    );
    // A connection without an address is nobody's whom the list names.
    assert_eq!(told("10.0.0.1", None), None);
    let without = PeerSource::Cloudflare.peer(Some(address("10.0.0.1")), &request(&[]));
    assert_eq!(without, None);
}

#[test]
fn prefixes_are_read_in_both_families() {
    for (text, inside, outside) in [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("192.0.2.1", "::ffff:192.0.2.1", "::192.0.2.1"),
        ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
        ("172.16.0.0/12", "172.31.255.255", "172.32.0.0"),
        ("192.0.2.1/32", "192.0.2.1", "192.0.2.0"),
        ("128.0.0.0/1", "255.255.255.255", "127.255.255.255"),
        ("::ffff:10.0.0.0/104", "10.1.2.3", "11.0.0.0"),
        ("::ffff:10.1.2.3", "10.1.2.3", "10.1.2.4"),
        ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
        ("fd00::/8", "fdff::1", "fe00::"),
        ("::1", "::1", "127.0.0.1"),
        // An IPv6 prefix has no IPv4 address in it, also where its bits do.
        ("8000::/1", "ffff::", "192.0.2.1"),
        ("::/1", "::1", "192.0.2.1"),
    ] {
        let prefix = Prefix::parse(text).unwrap();
        assert!(prefix.contains(address(inside)), "{text} {inside}");
        assert!(!prefix.contains(address(outside)), "{text} {outside}");
    }
}

#[test]
fn a_malformed_list_says_which_entry_and_why() {
    let form =
        "is neither `cloudflare` nor an address or a prefix such as 10.0.0.0/8 or 2001:db8::/32";
    let everyone = "trusts everyone, who could then take any address";
    let mixed = "stands beside addresses: it is `cloudflare` alone, or a list of addresses";
    for (list, entry, why) in [
        ("nginx", "nginx", form),
        ("Cloudflare", "Cloudflare", form),
        ("10.0.0.1,", "", form),
        (",10.0.0.1", "", form),
        ("10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2", form),
        ("10.0.0.1;10.0.0.2", "10.0.0.1;10.0.0.2", form),
        ("10.0.0.0/33", "10.0.0.0/33", form),
        ("10.0.0.0/", "10.0.0.0/", form),
        ("10.0.0.0/+8", "10.0.0.0/+8", form),
        ("10.0.0.0/-1", "10.0.0.0/-1", form),
        ("10.0.0.0/255.0.0.0", "10.0.0.0/255.0.0.0", form),
        ("10.0.0/8", "10.0.0/8", form),
        ("10.0.0.1:80", "10.0.0.1:80", form),
        ("[::1]", "[::1]", form),
        ("::/129", "::/129", form),
        ("10.0.0.1,0.0.0.0/0", "0.0.0.0/0", everyone),
        ("::/0", "::/0", everyone),
        ("::ffff:0:0/96", "::ffff:0:0/96", everyone),
        ("cloudflare,10.0.0.1", "cloudflare", mixed),
        (
            "10.0.0.1/8",
            "10.0.0.1/8",
            "has bits set beyond its length; the prefix is 10.0.0.0/8",
        ),
        (
            "2001:db8::1/32",
            "2001:db8::1/32",
            "has bits set beyond its length; the prefix is 2001:db8::/32",
        ),
    ] {
        let malformed = PeerSource::parse(list).unwrap_err();
        assert_eq!(
            malformed.to_string(),
            format!("VESTIBULE_BEHIND: {entry:?} {why}"),
            "{list}"
        );
    }
}

fn any_address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits))),
        any::<u128>().prop_map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits))),
        any::<u32>().prop_map(|bits| IpAddr::V6(Ipv4Addr::from_bits(bits).to_ipv6_mapped())),
    ]
}

proptest! {
    /// Whatever strangers write on the left, the peer is whom the outermost proxy was asked by.
    #[test]
    fn nobody_chooses_the_address_they_are_taken_for(
        made_up in "[ -~]{0,40}",
        client in any_address(),
        hops in prop::collection::vec(any::<u16>(), 1..5),
        lines in any::<bool>(),
    ) {
        let trusted = PeerSource::parse("100.64.0.0/16").unwrap();
        let proxy = |hop: &u16| format!("100.64.{}.{}", hop >> 8, hop & 255);
        let is_proxy = |address: IpAddr| Prefix::parse("100.64.0.0/16").unwrap().contains(address);
        prop_assume!(!is_proxy(client));
        let (last, between) = hops.split_last().unwrap();
        let mut entries = vec![made_up, client.to_string()];
        entries.extend(between.iter().map(proxy));
        let http = if lines {
            request(&entries.iter().map(String::as_str).collect::<Vec<_>>())
        } else {
            request(&[&entries.join(", ")])
        };
        let connection = address(&proxy(last));
        prop_assert_eq!(trusted.peer(Some(connection), &http), Some(client.to_canonical()));
        // Without a proxy in between nothing of it counts.
        prop_assert_eq!(trusted.peer(Some(client), &http), Some(client.to_canonical()));
    }

    /// A prefix has the addresses that begin with its bits, and is written as it is read.
    #[test]
    fn a_prefix_is_its_bits(address in any_address(), other in any_address(), length in 1_u8..=128) {
        let address = address.to_canonical();
        let length = length.min(bits(address));
        let text = format!("{}/{length}", first(address, length));
        if let Ok(prefix) = Prefix::parse(&text) {
            prop_assert!(prefix.contains(address));
            prop_assert_eq!(prefix.to_string(), text);
            let binary = |address: IpAddr| match address {
                IpAddr::V4(v4) => format!("{:032b}", v4.to_bits()),
                IpAddr::V6(v6) => format!("{:0128b}", v6.to_bits()),
            };
            let other = other.to_canonical();
            let begins = bits(other) == bits(address)
                && binary(other)[..usize::from(length)] == binary(address)[..usize::from(length)];
            prop_assert_eq!(prefix.contains(other), begins);
        }
    }
}
