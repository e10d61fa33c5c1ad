-- What it takes to visit publishers less often: how often a feed is asked and why, what each site's robots.txt says, and
-- which hosts want to be left alone.

ALTER TABLE feeds ADD COLUMN interval_seconds INTEGER;
ALTER TABLE feeds ADD COLUMN next_poll_reason VARCHAR;
COMMENT ON COLUMN feeds.interval_seconds IS 'Time between two polls as learned from its entries, in seconds';
COMMENT ON COLUMN feeds.next_poll_reason IS 'What decided when it is polled next';

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
