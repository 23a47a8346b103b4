//! Where to listen.

use anyhow::{Context, Result, bail};
use std::{
    io::ErrorKind,
    net::{IpAddr, TcpListener},
};

/// What `--port` says.
pub(crate) fn port(text: &str) -> Result<u16> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => bail!("--port: expected a number from 1 to 65535, found {text:?}"),
    }
}

/// What `--host` says.
pub(crate) fn host(text: &str) -> Result<IpAddr> {
    text.parse().ok().with_context(|| {
        format!("--host: expected an IP address such as 127.0.0.1 or 0.0.0.0, found {text:?}")
    })
}

/// Fails, saying what to do, unless all of the ports can be listened on.
pub(super) fn are_free(host: IpAddr, ports: &[u16]) -> Result<()> {
    // Held together: two Workers can't share one.
    let mut held = Vec::new();
    for &port in ports {
        let error = match TcpListener::bind((host, port)) {
            Ok(listener) => {
                held.push(listener);
                continue;
            }
            Err(error) => error,
        };
        match error.kind() {
            ErrorKind::AddrInUse => bail!(
                "port {port} of {host} is in use by another program; choose another with --port PORT"
            ),
            ErrorKind::PermissionDenied => bail!(
                "this user may not listen on port {port}; choose one above 1023 with --port PORT"
            ),
            ErrorKind::AddrNotAvailable => bail!(
                "{host} is no address of this machine; choose one with --host ADDRESS, 0.0.0.0 for all"
            ),
            _ => return Err(error).with_context(|| format!("port {port} of {host}")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_names_the_flag() {
        let host = IpAddr::from([127, 0, 0, 1]);
        let taken = TcpListener::bind((host, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let told = are_free(host, &[port]).unwrap_err().to_string();
        assert!(
            told.contains(&port.to_string()) && told.contains("--port"),
            "{told}"
        );
        drop(taken);
        are_free(host, &[port]).unwrap();
    }

    #[test]
    fn an_address_of_another_machine_names_the_flag() {
        // TEST-NET-1 of RFC 5737 is nobody's.
        let told = are_free(IpAddr::from([192, 0, 2, 1]), &[8787]).unwrap_err();
        assert!(told.to_string().contains("--host"), "{told}");
    }

    #[test]
    fn what_is_no_port_and_no_address_is_told_with_what_was_expected() {
        assert_eq!(port("8787").unwrap(), 8787);
        for wrong in ["", "0", "65536", "http"] {
            let told = port(wrong).unwrap_err().to_string();
            assert!(told.starts_with("--port: expected a number"), "{told}");
        }
        assert_eq!(host("::1").unwrap(), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]));
        let told = host("localhost").unwrap_err().to_string();
        assert!(told.starts_with("--host: expected an IP address"), "{told}");
    }
}
