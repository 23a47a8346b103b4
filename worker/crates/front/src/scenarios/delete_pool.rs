//! A pool that is deleted, whatever happens on the way.

use serde_json::json;
use vestibule_engine::testing::World;
use vestibule_idp::fixtures::create_pool;
use vestibule_model::{ids::PoolId, object_key::ObjectKey, time::Span};
use vestibule_store::{
    classes,
    pool::{
        config::{PoolState, ReadState},
        delete::BeginDelete,
    },
    wake,
};

#[test]
fn a_deletion_that_was_left_half_way_is_taken_up_by_the_timer() {
    let world = World::new();
    let id = PoolId::parse(&create_pool(&world, json!({"PoolName": "people"}))).unwrap();
    let object = ObjectKey::of_pool(&id);
    world
        .run(async { world.cx().call(&object, BeginDelete {}).await })
        .unwrap();

    world.advance(Span::minutes(1));
    let store = world.objects.store(&object);
    let tx = vestibule_store::transition::Tx {
        sql: &*store,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: world.now(),
    };
    let woken = wake::wake(&tx, classes::of(object.class)).unwrap();
    assert!(woken.job && woken.next.is_some(), "{woken:?}");

    world
        .run(async { vestibule_engine::jobs::resume(&world.cx(), &object).await })
        .unwrap();
    assert_eq!(
        world
            .run(async { world.cx().call(&object, ReadState {}).await })
            .unwrap(),
        PoolState::Missing
    );
    world.advance(Span::minutes(2));
    let tx = vestibule_store::transition::Tx {
        sql: &*store,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: world.now(),
    };
    assert!(
        !wake::wake(&tx, classes::of(object.class)).unwrap().job,
        "what is finished isn't taken up again"
    );
}
