//! A new pool's or client's settings are an update of those that it has by default.

/// Takes a request to create something apart. Its own members become variables; those that a request to update has too,
/// `both`, move into one. So they are named once, and each request is still named whole: a member that the model gains
/// doesn't compile before it is in a list.
macro_rules! create_as_update {
    (
        let $create:ident { $($own:ident,)* ..both } = $input:ident;
        let $update:ident = $request:ident { $($member:ident: $value:expr,)* ..both };
        both { $($both:ident,)* }
    ) => {
        let $create { $($own,)* $($both,)* } = $input;
        let $update = $request { $($member: $value,)* $($both,)* };
    };
}

pub(crate) use create_as_update;
