//! Requests by which an object asks the Worker to do what its timer found due: nothing slow runs in an object.

use crate::{
    aliases,
    cx::Cx,
    delivery,
    error::Result,
    http::{Request, Response},
    jobs,
};
use vestibule_crypto::{Keyring, Purpose};
use vestibule_model::object_key::{Class, ObjectKey};
use vestibule_store::wake::Woken;

/// Where an object asks.
pub const PATH: &str = "/_internal/wake";
/// The object's class and name, what is due, when it asked, and a MAC of all that, so that nobody else can ask.
const HEADERS: [&str; 5] = [
    "x-vestibule-class",
    "x-vestibule-object",
    "x-vestibule-due",
    "x-vestibule-at",
    "x-vestibule-mac",
];
/// How long such a request is accepted, in milliseconds.
const HOLDS: u64 = 60_000;

/// The headers of an object's request; `None` when nothing is due.
pub fn ask(
    keyring: &Keyring,
    key: &ObjectKey,
    woken: &Woken,
    now: i64,
) -> Option<Vec<(&'static str, String)>> {
    let due = [
        (woken.outbox, "outbox"),
        (woken.claims, "claims"),
        (woken.job, "job"),
    ]
    .into_iter()
    .filter_map(|(due, name)| due.then_some(name))
    .collect::<Vec<_>>()
    .join(" ");
    if due.is_empty() {
        return None;
    }
    let values = [
        key.class.name().to_owned(),
        key.name.clone(),
        due,
        now.to_string(),
    ];
    let mac = hex::encode(keyring.mac(Purpose::Wake, &parts(&values)));
    Some(
        HEADERS
            .into_iter()
            .zip(values.into_iter().chain([mac]))
            .collect(),
    )
}

/// Does what an object asks for.
pub async fn answer(cx: &Cx<'_>, request: &Request) -> Response {
    cx.note(|line| line.path = PATH);
    let Some((key, due)) = read(cx, request) else {
        return Response::empty(404);
    };
    for due in due.split(' ') {
        if let Err(error) = work(cx, &key, due).await {
            // The object's timer is set already, and will ask again.
            cx.note(|line| line.cause = Some(format!("{due} of {}: {error}", key.name)));
            return Response::empty(500);
        }
    }
    Response::empty(204)
}

async fn work(cx: &Cx<'_>, key: &ObjectKey, due: &str) -> Result<()> {
    match due {
        "outbox" => delivery::deliver_due(cx, key).await.map(drop),
        "claims" => aliases::settle_due(cx, key).await,
        _ => jobs::resume(cx, key).await,
    }
}

fn read(cx: &Cx<'_>, request: &Request) -> Option<(ObjectKey, String)> {
    let [class, name, due, at, mac] =
        HEADERS.map(|header| request.header(header).map(str::to_owned));
    let values = [class?, name?, due?, at?];
    let mac = hex::decode(mac?).ok()?;
    if !cx.keyring.verify_mac(Purpose::Wake, &parts(&values), &mac) {
        return None;
    }
    let [class, name, due, at] = values;
    if cx.now.millis().abs_diff(at.parse().ok()?) > HOLDS {
        return None;
    }
    let class = Class::named(&class)?;
    Some((ObjectKey { class, name }, due))
}

fn parts(values: &[String; 4]) -> [&[u8]; 4] {
    values.each_ref().map(String::as_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use vestibule_model::time::{Span, Timestamp};
    use vestibule_store::users::config_version::RaiseLowestConfig;

    fn key() -> ObjectKey {
        ObjectKey {
            class: Class::Users,
            name: "local_AbCdEf123/0".to_owned(),
        }
    }

    fn asked(world: &World, at: Timestamp) -> Request {
        let woken = Woken {
            outbox: true,
            ..Woken::default()
        };
        let headers = ask(&world.keyring, &key(), &woken, at.millis()).expect("something is due");
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Request {
            method: "POST".to_owned(),
            path: PATH.to_owned(),
            query: String::new(),
            headers: headers.collect(),
            body: Vec::new(),
        }
    }

    fn status(world: &World, request: &Request) -> u16 {
        world.run(answer(&world.cx(), request)).status
    }

    #[test]
    fn what_an_object_asks_for_is_done() {
        let world = World::new();
        let made = RaiseLowestConfig {
            lowest: 1,
            makes: true,
        };
        world.run(world.cx().call(&key(), made)).unwrap();
        world.objects.sent.take();
        assert_eq!(status(&world, &asked(&world, world.now())), 204);
        assert_eq!(*world.objects.sent.borrow(), ["lease_messages"]);
    }

    #[test]
    fn nothing_is_asked_for_when_nothing_is_due() {
        let world = World::new();
        let key = ObjectKey {
            class: Class::Users,
            name: "local_AbCdEf123/0".to_owned(),
        };
        assert_eq!(ask(&world.keyring, &key, &Woken::default(), 0), None);
    }

    #[test]
    fn nobody_else_can_ask() {
        let world = World::new();
        let real = asked(&world, world.now());
        for (at, header) in HEADERS.into_iter().enumerate() {
            let mut forged = real.clone();
            forged.headers[at].1.insert(0, '1');
            assert_eq!(status(&world, &forged), 404, "another {header}");
            let mut without = real.clone();
            without.headers.remove(at);
            assert_eq!(status(&world, &without), 404, "no {header}");
        }
        assert!(world.objects.sent.borrow().is_empty());
    }

    #[test]
    fn an_old_asking_is_over() {
        let world = World::new();
        let request = asked(&world, world.now());
        world.advance(Span::millis(60_001));
        assert_eq!(status(&world, &request), 404);
    }
}
