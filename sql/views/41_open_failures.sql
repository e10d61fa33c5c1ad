CREATE OR REPLACE VIEW open_failures AS
SELECT
    e.status_reason AS reason, e.status, e.title, e.url, f.title AS feed, e.status_detail AS detail,
    e.attempts, e.status_at AS failed_at, e.next_attempt_at, e.entry_id
FROM entries e
LEFT JOIN feeds f USING (feed_id)
WHERE e.status IN ('abandoned', 'skipped') OR (e.status = 'pending' AND e.attempts > 0)
ORDER BY e.status_at DESC;
COMMENT ON VIEW open_failures IS 'Entries that led to no article yet: given up, skipped, or waiting for another try, each with its reason';
