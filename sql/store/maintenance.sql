-- name: drop_old_polls
DELETE FROM feed_polls WHERE polled_at < $before;

-- name: drop_old_failures
DELETE FROM failures WHERE failed_at < $before;

-- name: old_raw_pages
SELECT raw_hash FROM raw_pages WHERE stored_at < $before;

-- name: drop_raw_pages
DELETE FROM raw_pages WHERE raw_hash IN (SELECT raw_hash FROM batch);

-- name: compact_into
-- A DuckDB file never shrinks by itself; a fresh copy holds what is there and nothing else.
ATTACH {old} AS old (READ_ONLY);
ATTACH {fresh} AS fresh;
COPY FROM DATABASE old TO fresh;
DETACH fresh;
DETACH old;
