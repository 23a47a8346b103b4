-- Who presents a refresh token again within its grace gets the same successor.
-- Sealed: what the newest token was made with of its parent. Null before the first rotation, and once the session has ended.
ALTER TABLE sessions ADD COLUMN secret TEXT;
-- JSON array: tokens from before the parent that are in their grace, as `sessions::Superseded`, oldest first.
ALTER TABLE sessions ADD COLUMN earlier TEXT;
-- When a code gave its tokens, in milliseconds.
ALTER TABLE codes ADD COLUMN redeemed INTEGER;
