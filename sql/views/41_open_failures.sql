CREATE OR REPLACE VIEW open_failures AS
SELECT
    'page' AS subject, e.status_reason AS reason, e.status,
    host_of(e.url) AS host,
    e.title, e.url, f.title AS feed, e.status_detail AS detail,
    e.attempts, e.status_at AS failed_at, e.next_attempt_at, e.entry_id, e.feed_id
FROM entries e
LEFT JOIN feeds f USING (feed_id)
WHERE e.article_id IS NULL AND (e.status IN ('abandoned', 'skipped') OR (e.status = 'pending' AND e.status_reason IS NOT NULL))
UNION ALL BY NAME
SELECT
    'feed' AS subject, coalesce(p.reason, 'unknown') AS reason,
    CASE f.status WHEN 'active' THEN 'pending' ELSE f.status END AS status,
    host_of(f.url) AS host,
    f.title, f.url, f.title AS feed, coalesce(p.detail, f.status_reason) AS detail,
    f.failures_in_a_row AS attempts, coalesce(p.polled_at, f.last_polled_at) AS failed_at,
    CASE WHEN f.status = 'active' THEN f.next_poll_at END AS next_attempt_at, NULL AS entry_id, f.feed_id
FROM feeds f
LEFT JOIN (
    SELECT DISTINCT ON (feed_id) feed_id, reason, detail, polled_at FROM feed_polls
    WHERE outcome IN ('failed', 'gone') ORDER BY feed_id, polled_at DESC
) p USING (feed_id)
WHERE f.status <> 'removed' AND f.failures_in_a_row > 0
ORDER BY failed_at DESC;
COMMENT ON VIEW open_failures IS 'Feeds that fail, and entries that led to no article yet: given up, skipped, or waiting for another try; each with its reason and host';
