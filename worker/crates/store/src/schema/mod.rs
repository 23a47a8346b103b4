//! The schema of each class: numbered steps, forward only, applied when the object opens.

use crate::{
    params,
    sql::{Sql, atomically},
    transition::TxError,
};

/// Brings the object's tables to the newest step.
pub fn migrate(steps: &[&str], sql: &dyn Sql) -> Result<(), TxError> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        &[],
    )?;
    let done = match sql
        .exec("SELECT value FROM meta WHERE name = 'schema'", &[])?
        .first()
    {
        Some(row) => usize::try_from(row.integer(0)?).unwrap_or(0),
        None => 0,
    };
    if done > steps.len() {
        return Err(TxError::Broken(format!(
            "the schema is at step {done}, this release knows {}",
            steps.len()
        )));
    }
    for (step, script) in steps.iter().enumerate().skip(done) {
        atomically(sql, || {
            for statement in statements(script) {
                sql.exec(statement, &[])?;
            }
            let number = i64::try_from(step + 1).unwrap_or(i64::MAX);
            sql.exec(
                "INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', ?1)",
                params![number],
            )?;
            Ok::<_, TxError>(())
        })?;
    }
    Ok(())
}

fn statements(script: &str) -> impl Iterator<Item = &str> {
    script
        .split(";\n")
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pool::class::POOL,
        registry::class::REGISTRY,
        testing::MemorySql,
        transition::Tx,
        users::{class::USERS, rows},
    };
    use vestibule_model::ids::Sub;

    fn run(sql: &MemorySql, script: &str) {
        for statement in statements(script) {
            sql.exec(statement, &[]).unwrap();
        }
    }

    /// The tables of an object as its first step left them.
    const AT_STEP_ONE: &str = "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;\n\
                               INSERT INTO meta (name, value) VALUES ('schema', 1);\n";

    #[test]
    fn names_outlive_the_second_step_of_the_registry() {
        let sql = MemorySql::new();
        run(&sql, REGISTRY.schema[0]);
        run(&sql, AT_STEP_ONE);
        run(
            &sql,
            "INSERT INTO names (name, pool, deleted, created) VALUES \
             ('pool:local_1', 'local_1', 0, 5), ('client:abc', 'local_1', 1, 6);\n",
        );
        migrate(REGISTRY.schema, &sql).unwrap();
        let rows = sql
            .exec(
                "SELECT name, deleted, created, description, described FROM names ORDER BY name",
                &[],
            )
            .unwrap();
        let read = |row: usize| {
            let row = &rows[row];
            let (name, deleted) = (row.text(0).unwrap(), row.flag(1).unwrap());
            assert_eq!(row.text_or_null(3), Ok(None));
            assert_eq!(row.integer(4), Ok(0));
            (name, deleted, row.integer(2).unwrap())
        };
        assert_eq!(read(0), ("client:abc", true, 6));
        assert_eq!(read(1), ("pool:local_1", false, 5));
    }

    #[test]
    fn messages_and_codes_that_wait_outlive_the_second_step_of_users() {
        let sql = MemorySql::new();
        run(&sql, USERS.schema[0]);
        run(&sql, AT_STEP_ONE);
        run(
            &sql,
            "INSERT INTO outbox (id, sealed, created, tries, next, dead) VALUES \
             ('waiting', 'sealed', 0, 3, 70, 0), ('dead', 'sealed', 0, 10, 90, 1);\n\
             INSERT INTO verifications (subject, purpose, code, destination, attempts, expires) VALUES \
             ('jane', 'sign_up', 'mac', 'email:jane@example.com', 2, 80);\n",
        );
        migrate(USERS.schema, &sql).unwrap();
        let rows = sql
            .exec(
                "SELECT id, sealed, tries, next, expires FROM outbox ORDER BY id",
                &[],
            )
            .unwrap();
        let text = |row: usize, column| rows[row].text_or_null(column).unwrap();
        assert_eq!((text(0, 0), text(0, 1)), (Some("dead"), None));
        assert_eq!(rows[0].integer(4), Ok(90), "it ends");
        assert_eq!((text(1, 0), text(1, 1)), (Some("waiting"), Some("sealed")));
        assert_eq!((rows[1].integer(2), rows[1].integer(3)), (Ok(3), Ok(70)));
        assert_eq!(rows[1].integer_or_null(4), Ok(None));
        let codes = sql
            .exec("SELECT subject, attempts FROM verifications", &[])
            .unwrap();
        assert_eq!(codes[0].text(0), Ok("user:jane"));
        assert_eq!(codes[0].integer(1), Ok(2));
    }

    #[test]
    fn sessions_and_codes_outlive_the_third_step_of_users() {
        let sql = MemorySql::new();
        run(&sql, USERS.schema[0]);
        run(&sql, USERS.schema[1]);
        run(
            &sql,
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;\n\
             INSERT INTO meta (name, value) VALUES ('schema', 2);\n\
             INSERT INTO sessions (origin_jti, sub, client, document, state, expires, family, newest, parent, grace) \
             VALUES ('o', 's', 'c', '{}', 'live', 90, 'f', 'n', 'p', 60);\n\
             INSERT INTO codes (hash, sub, document, origin_jti, spent, expires) VALUES ('h', 's', '{}', 'o', 1, 80);\n",
        );
        migrate(USERS.schema, &sql).unwrap();
        let sessions = sql
            .exec("SELECT newest, parent, secret, earlier FROM sessions", &[])
            .unwrap();
        let text = |column| sessions[0].text_or_null(column).unwrap();
        assert_eq!((text(0), text(1)), (Some("n"), Some("p")));
        assert_eq!((text(2), text(3)), (None, None));
        let codes = sql
            .exec("SELECT origin_jti, spent, redeemed FROM codes", &[])
            .unwrap();
        assert_eq!(codes[0].text(0), Ok("o"));
        assert_eq!(codes[0].flag(1), Ok(true));
        assert_eq!(codes[0].integer_or_null(2), Ok(None));
    }

    #[test]
    fn attempts_and_quotas_outlive_the_fourth_step_of_users() {
        let sql = MemorySql::new();
        for step in &USERS.schema[..3] {
            run(&sql, step);
        }
        run(
            &sql,
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;\n\
             INSERT INTO meta (name, value) VALUES ('schema', 3);\n\
             INSERT INTO attempts (subject, failures, last, expires) VALUES ('user:s', 6, 70, 90);\n\
             INSERT INTO quotas (subject, kind, used, expires) VALUES ('user:s', 'forgot_password', 9, 80);\n",
        );
        migrate(USERS.schema, &sql).unwrap();
        let read = |query: &str| sql.exec(query, &[]).unwrap();
        let attempts = read("SELECT failures FROM attempts");
        assert_eq!(attempts[0].integer(0), Ok(6));
        let quotas = read("SELECT used FROM quotas");
        assert_eq!(quotas[0].integer(0), Ok(9));
        assert!(read("SELECT 1 FROM marks").is_empty());
    }

    #[test]
    fn people_outlive_the_sixth_step_of_users_and_have_no_passkeys_yet() {
        let sql = MemorySql::new();
        migrate(&USERS.schema[..5], &sql).unwrap();
        run(
            &sql,
            "INSERT INTO users VALUES ('s', 1, 'jane', 'CONFIRMED', 1, 0, 0, '{}', '{}', 'hash', 1, '[]', 0);\n",
        );
        migrate(USERS.schema, &sql).unwrap();
        let count = |table: &str| {
            sql.exec(&format!("SELECT 1 FROM {table}"), &[])
                .unwrap()
                .len()
        };
        let tables = ["users", "passkeys", "passkey_challenges"];
        assert_eq!(tables.map(count), [1, 0, 0]);
    }

    #[test]
    fn users_that_heard_of_nothing_note_no_erasure_at_the_fifth_step_and_others_do() {
        for (name, noted) in [("", 0), ("('name', 'local_1/0'), ", 1)] {
            let sql = MemorySql::new();
            for step in &USERS.schema[..3] {
                run(&sql, step);
            }
            run(
                &sql,
                &format!(
                    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;\n\
                     INSERT INTO meta (name, value) VALUES {name}('schema', 3);\n"
                ),
            );
            migrate(USERS.schema, &sql).unwrap();
            let notes = sql.exec("SELECT 1 FROM meta WHERE name = 'erased'", &[]);
            assert_eq!(notes.unwrap().len(), noted);
        }
    }

    #[test]
    fn users_of_the_fifth_step_are_in_no_group_and_pools_of_the_second_have_none() {
        let sql = MemorySql::new();
        run(&sql, &AT_STEP_ONE.replace(" 1)", " 5)"));
        for step in &USERS.schema[..5] {
            run(&sql, step);
        }
        run(
            &sql,
            "INSERT INTO users VALUES ('s', 1, 'jane', 'CONFIRMED', 1, 0, 0, '{}', '{}', NULL, 1, '[]', 0);\n",
        );
        migrate(USERS.schema, &sql).unwrap();
        let tx = Tx {
            sql: &sql,
            unicode: &vestibule_model::unicode::NativeUnicode,
            now: crate::testing::BEGINNING,
        };
        let jane = rows::load(&tx, &Sub::from_stored("s")).unwrap().unwrap();
        assert_eq!(jane.username, "jane");
        assert!(jane.memberships.is_empty());
        let sql = MemorySql::new();
        for step in &POOL.schema[..2] {
            run(&sql, step);
        }
        run(&sql, &AT_STEP_ONE.replace(" 1)", " 2)"));
        migrate(POOL.schema, &sql).unwrap();
        let groups = sql.exec("SELECT 1 FROM group_definitions", &[]).unwrap();
        assert!(groups.is_empty());
    }

    #[test]
    fn sessions_of_the_time_before_outlive_the_sixth_step_of_users_and_are_not_tracked() {
        let sql = MemorySql::new();
        migrate(&USERS.schema[..5], &sql).unwrap();
        run(
            &sql,
            "\
             INSERT INTO sessions (origin_jti, sub, client, document, state, expires, family, newest) \
             VALUES ('o', 's', 'c', '{}', 'live', 90, 'f', 'n');\n\
             INSERT INTO browser_sessions VALUES ('b', 's', 70, 'e', 80);\n",
        );
        migrate(USERS.schema, &sql).unwrap();
        let read = |query: &str| sql.exec(query, &[]).unwrap();
        let sessions = read("SELECT state, session_id FROM sessions");
        assert_eq!(sessions[0].text(0), Ok("live"));
        assert_eq!(sessions[0].text_or_null(1), Ok(None));
        let browsers = read("SELECT auth_time, session_id FROM browser_sessions");
        assert_eq!(browsers[0].integer(0), Ok(70));
        assert_eq!(browsers[0].text_or_null(1), Ok(None));
    }

    #[test]
    fn a_pool_is_published_again_after_its_second_step() {
        let sql = MemorySql::new();
        run(&sql, POOL.schema[0]);
        run(&sql, AT_STEP_ONE);
        run(
            &sql,
            "INSERT INTO pool (id, document, version, pushed, routing_key, slots, state) VALUES \
             ('local_1', '{}', 7, 7, '', '{}', 'active');\n",
        );
        migrate(POOL.schema, &sql).unwrap();
        let rows = sql.exec("SELECT version, pushed FROM pool", &[]).unwrap();
        assert_eq!((rows[0].integer(0), rows[0].integer(1)), (Ok(7), Ok(0)));
    }

    /// Whether a statement, after what is there, has the object note an erasure.
    fn notes(statement: &str) -> bool {
        let sql = MemorySql::opened(USERS.class);
        let user = |attributes: &str| {
            format!(
                "INSERT OR REPLACE INTO users VALUES ('s', 1, 'jane', 'CONFIRMED', 1, 0, 0, '{attributes}', '{{}}', 'hash', \
                 1, '[]', 0, NULL)"
            )
        };
        for before in [
            user("jane@example.com").as_str(),
            "INSERT INTO verifications VALUES ('user:s', 'sign_up', 'mac', 'email:jane@example.com', 0, 80)",
            "INSERT INTO aliases VALUES ('email:jane@example.com', 's', 'e', NULL)",
            "INSERT INTO releases VALUES ('e', 'email:jane@example.com')",
            "INSERT INTO user_index VALUES ('email', 'jane@example.com', 's')",
            "INSERT INTO memberships VALUES ('s', 'writers', 'generation', 1)",
            "INSERT INTO passkeys VALUES ('s', 'id', 0, '{}')",
            "INSERT INTO sessions (origin_jti, sub, client, document, state, expires, address) \
             VALUES ('o', 's', 'c', '{}', 'live', 90, '192.0.2.1'), ('untracked', 's', 'c', '{}', 'live', 90, NULL)",
            "INSERT INTO browser_sessions (id, sub, auth_time, event_id, expires, address) \
             VALUES ('b', 's', 0, 'e', 90, '192.0.2.1'), ('untracked', 's', 0, 'e', 90, NULL)",
        ] {
            sql.exec(before, &[]).unwrap();
        }
        let noted = |sql: &MemorySql| {
            let notes = sql.exec("SELECT 1 FROM meta WHERE name = 'erased'", &[]);
            !notes.unwrap().is_empty()
        };
        assert!(!noted(&sql), "nothing has gone yet");
        sql.exec(
            &statement.replace("REPLACED", &user("john@example.com")),
            &[],
        )
        .unwrap();
        sql.exec(
            &statement.replace("REPLACED", &user("john@example.com")),
            &[],
        )
        .unwrap();
        noted(&sql)
    }

    #[test]
    fn what_goes_of_a_person_is_noted_and_what_stays_is_not() {
        for gone in [
            "DELETE FROM users",
            "REPLACED",
            "UPDATE users SET credential = NULL",
            "DELETE FROM aliases",
            "DELETE FROM memberships",
            "DELETE FROM releases",
            "DELETE FROM passkeys",
            "DELETE FROM verifications",
            "DELETE FROM sessions",
            "UPDATE sessions SET address = NULL",
            "DELETE FROM browser_sessions",
            "INSERT OR REPLACE INTO verifications VALUES ('user:s', 'sign_up', 'mac', 'email:other@example.com', 0, 80)",
        ] {
            assert!(notes(gone), "{gone}");
        }
        for kept in [
            "UPDATE users SET signed_out = 7",
            "UPDATE aliases SET reserved_until = NULL",
            "DELETE FROM user_index",
            "UPDATE sessions SET state = 'revoked'",
            "DELETE FROM sessions WHERE address IS NULL",
            "DELETE FROM browser_sessions WHERE address IS NULL",
            "INSERT OR REPLACE INTO verifications VALUES ('user:s', 'sign_up', 'new', 'email:jane@example.com', 0, 80)",
        ] {
            assert!(!notes(kept), "{kept}");
        }
    }
}
