//! What an object's timer found to do: nothing slow runs in an object, so it asks the Worker.

use vestibule_core::{
    alias,
    cx::Cx,
    delivery,
    error::Result,
    http::{Request, Response},
    jobs,
    objects::due::Woken,
    ports::objects::{Class, ObjectKey},
};
use vestibule_crypto::{Keyring, Purpose};

/// Where an object asks.
pub const PATH: &str = "/_internal/wake";
/// The object's class and name, what is due, when it asked, and the MAC of all that: nobody else can ask.
const HEADERS: [&str; 5] = [
    "x-vestibule-class",
    "x-vestibule-object",
    "x-vestibule-due",
    "x-vestibule-at",
    "x-vestibule-mac",
];
/// How long the asking holds, in milliseconds.
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
    cx.note(|line| line.operation = PATH);
    let Some((key, due)) = read(cx, request) else {
        return Response::empty(404);
    };
    for due in due.split(' ') {
        if let Err(error) = work(cx, &key, due).await {
            // The timer is set already: it asks again.
            cx.note(|line| line.cause = Some(format!("{due} of {}: {error}", key.name)));
            return Response::empty(500);
        }
    }
    Response::empty(204)
}

async fn work(cx: &Cx<'_>, key: &ObjectKey, due: &str) -> Result<()> {
    match due {
        "outbox" => delivery::deliver_due(cx, key).await,
        "claims" => alias::settle_due(cx, key).await,
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
    std::array::from_fn(|at| values[at].as_bytes())
}
