-- What it takes to visit publishers less often: how often a feed is asked and why, what each site's robots.txt says, and
-- which hosts want to be left alone.

ALTER TABLE feeds ADD COLUMN interval_seconds INTEGER;
ALTER TABLE feeds ADD COLUMN next_poll_reason VARCHAR;
ALTER TABLE feeds ADD COLUMN hint_seconds DOUBLE;
ALTER TABLE feeds ADD COLUMN skip_hours INTEGER[];
ALTER TABLE feeds ADD COLUMN skip_days INTEGER[];
COMMENT ON COLUMN feeds.interval_seconds IS 'Time between two polls as learned from its entries, in seconds';
COMMENT ON COLUMN feeds.next_poll_reason IS 'What decided when it is polled next';
COMMENT ON COLUMN feeds.hint_seconds IS 'Time between two polls that it asks for itself (ttl, sy:updatePeriod), in seconds';
COMMENT ON COLUMN feeds.skip_hours IS 'Hours of the day, UTC, at which it wants to be left out (skipHours)';
COMMENT ON COLUMN feeds.skip_days IS 'Days of the week, UTC, Monday is 0, at which it wants to be left out (skipDays)';

-- An article may be read long after its entry was seen: digests go by this time, or such an article would be in none.
ALTER TABLE articles ADD COLUMN arrived_at TIMESTAMP;
UPDATE articles SET arrived_at = stored_at;
UPDATE articles SET arrived_at = first.stored_at
FROM (SELECT article_id, min(stored_at) AS stored_at FROM article_versions GROUP BY article_id) AS first
WHERE articles.article_id = first.article_id;
COMMENT ON COLUMN articles.arrived_at IS 'When it was first stored; digests go by this';
COMMENT ON COLUMN articles.first_seen_at IS 'When a feed first showed it to us';
COMMENT ON COLUMN article_keys.kind IS 'address (a normalised address), text (publisher and words), or, to be borne out by the text, canonical (an address that the page names) and title (publisher and title)';

CREATE TABLE robots_files (
    origin VARCHAR NOT NULL,
    "text" VARCHAR,
    fetched_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    unreachable_since TIMESTAMP
);
COMMENT ON TABLE robots_files IS 'What each site''s robots.txt said when it was last asked for it';
COMMENT ON COLUMN robots_files.origin IS 'Scheme, host and port, such as https://example.org';
COMMENT ON COLUMN robots_files."text" IS 'The file; empty where the site has none, NULL where it could not be had';
COMMENT ON COLUMN robots_files.fetched_at IS 'When, UTC';
COMMENT ON COLUMN robots_files.expires_at IS 'It is asked for again after this time';
COMMENT ON COLUMN robots_files.unreachable_since IS 'Since when it can''t be had, if the last try failed';

CREATE TABLE host_rests (
    host VARCHAR NOT NULL,
    "until" TIMESTAMP NOT NULL,
    why VARCHAR NOT NULL
);
COMMENT ON TABLE host_rests IS 'Hosts that are left alone for a while: nothing is asked of them before the time given';
COMMENT ON COLUMN host_rests.host IS 'The host';
COMMENT ON COLUMN host_rests."until" IS 'When it may be asked again, UTC';
COMMENT ON COLUMN host_rests.why IS 'What it did or asked for';

COMMENT ON COLUMN runs.status IS 'running, completed, failed, or interrupted (stopped, or its process died; the next run carried on)';
