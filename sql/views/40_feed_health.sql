CREATE OR REPLACE VIEW feed_health AS
WITH recent AS (
    SELECT feed_id,
        count(*) AS polls,
        count(*) FILTER (outcome IN ('failed', 'gone')) AS failed,
        sum(entries_new) AS entries_new,
        arg_max(outcome, polled_at) AS last_outcome,
        arg_max(reason, polled_at) FILTER (outcome IN ('failed', 'gone')) AS last_failure,
        arg_max(detail, polled_at) FILTER (outcome IN ('failed', 'gone')) AS last_failure_detail,
        arg_max(note, polled_at) FILTER (outcome = 'ok') AS note
    FROM feed_polls
    WHERE polled_at > (SELECT max(polled_at) FROM feed_polls) - INTERVAL 7 DAYS
    GROUP BY feed_id
)
SELECT
    f.title, f.url, f.language, f.country, f.kind,
    CASE
        WHEN f.status <> 'active' THEN f.status
        WHEN r.last_outcome IN ('failed', 'gone') THEN 'failing'
        WHEN r.last_outcome IS NULL THEN 'never polled'
        WHEN f.last_entry_at IS NULL OR f.last_entry_at < f.last_polled_at - INTERVAL 14 DAYS THEN 'silent'
        ELSE 'healthy'
    END AS health,
    f.status_reason, r.last_failure, r.last_failure_detail, f.failures_in_a_row,
    r.polls AS polls_7_days, r.failed AS failed_7_days, r.entries_new AS entries_7_days,
    f.last_polled_at, f.last_success_at, f.last_entry_at, f.next_poll_at, r.note, f.feed_id
FROM feeds f
LEFT JOIN recent r USING (feed_id);
COMMENT ON VIEW feed_health IS 'How each feed fares: healthy, failing, silent (nothing new for 14 days), paused, gone, removed or never polled';
