-- Of pools: JSON of `store::registry::PoolDescription`, and the version of the pool's configuration that it is of. Null
-- until the registry is told: while the pool is being made, and of pools that an earlier release made.
ALTER TABLE names ADD COLUMN description TEXT;
ALTER TABLE names ADD COLUMN described INTEGER NOT NULL DEFAULT 0;
