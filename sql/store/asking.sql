-- name: trend_catalogue
FROM trend_queries ORDER BY name;

-- name: latest_runs
SELECT flow, started_at, finished_at, status FROM runs ORDER BY started_at DESC LIMIT 5;

-- name: feeds_by_health
SELECT health, count(*) AS feeds FROM feed_health GROUP BY health ORDER BY feeds DESC, health;

-- name: articles_by_relevance
SELECT relevance, count(*) AS articles FROM verdicts WHERE beat = main_beat() GROUP BY relevance ORDER BY articles DESC;

-- name: open_failures_by_reason
SELECT reason, status, count(*) AS failures FROM open_failures GROUP BY ALL ORDER BY failures DESC, reason;

-- name: feeds_and_health
SELECT h.title, h.language, h.country, h.kind, h.health, h.last_entry_at, h.last_failure, h.url, f.origin
FROM feed_health h JOIN feeds f USING (feed_id)
WHERE h.health <> 'removed' OR $everything
ORDER BY h.language, lower(h.title);

-- name: latest_run_report
SELECT run_id, flow, started_at, finished_at, status, report FROM runs WHERE flow = 'ingest' ORDER BY started_at DESC LIMIT 1;
