-- JSON of `Factors`, or null where there are none.
ALTER TABLE users ADD COLUMN factors TEXT;
