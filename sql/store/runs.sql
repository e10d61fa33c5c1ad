-- name: interrupt_stale_runs
-- Whoever holds the working database is alone: a run still marked running died.
UPDATE runs SET status = 'interrupted' WHERE status = 'running';

-- name: finish_run
UPDATE runs SET status = $status, finished_at = $finished_at, report = $report WHERE run_id = $run_id;

-- name: failures_by_reason
SELECT stage, reason, count(*) AS failures FROM failures WHERE run_id = $run_id GROUP BY ALL ORDER BY failures DESC, stage, reason;

-- name: failing_feeds
SELECT f.title, f.url, p.reason, p.detail, f.failures_in_a_row, f.status
FROM feed_polls p JOIN feeds f USING (feed_id)
WHERE p.run_id = $run_id AND p.outcome IN ('failed', 'gone')
ORDER BY f.title;
