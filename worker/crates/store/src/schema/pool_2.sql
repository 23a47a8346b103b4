-- A pool's `Users` objects are made when it is first published. Those of earlier releases were made by whoever came first: each
-- pool is published again, once.
UPDATE pool SET pushed = 0;
