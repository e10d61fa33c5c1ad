-- name: trend_catalogue
FROM trend_queries ORDER BY name;

-- name: latest_runs
SELECT flow, started_at, finished_at, status FROM runs ORDER BY started_at DESC LIMIT 5;

-- name: feeds_by_health
SELECT health, count(*) AS feeds FROM feed_health GROUP BY health ORDER BY feeds DESC, health;

-- name: articles_by_relevance
SELECT relevance, count(*) AS articles FROM verdicts WHERE beat = main_beat() GROUP BY relevance ORDER BY articles DESC;

-- name: open_failures_by_reason
SELECT reason,
    count(*) FILTER (subject = 'page') AS pages, count(*) FILTER (subject = 'feed') AS feeds, count(DISTINCT host) AS hosts,
    count(*) FILTER (status = 'pending') AS waiting, min(next_attempt_at) AS next_try, max(failed_at) AS latest
FROM open_failures
WHERE ($reason IS NULL OR reason = $reason) AND is_host(host, $host)
GROUP BY reason ORDER BY pages + feeds DESC, reason;

-- name: open_failures_by_host
SELECT host,
    count(*) FILTER (subject = 'page') AS pages, count(*) FILTER (subject = 'feed') AS feeds,
    count(*) FILTER (status = 'pending') AS waiting, mode(reason) AS mostly, count(DISTINCT reason) AS reasons,
    min(next_attempt_at) AS next_try, max(failed_at) AS latest
FROM open_failures
WHERE ($reason IS NULL OR reason = $reason) AND is_host(host, $host)
GROUP BY host ORDER BY pages + feeds DESC, host;

-- name: open_failures_listed
SELECT subject, reason, status, attempts, failed_at, next_attempt_at AS next_try, url, detail
FROM open_failures
WHERE ($reason IS NULL OR reason = $reason) AND is_host(host, $host)
ORDER BY failed_at DESC, url;

-- name: resting_hosts
SELECT host, "until", why FROM host_rests WHERE "until" > $now ORDER BY "until";

-- name: feeds_and_health
SELECT h.title, h.language, h.country, h.kind, h.health, h.last_entry_at, h.last_failure, h.url, f.origin
FROM feed_health h JOIN feeds f USING (feed_id)
WHERE h.health <> 'removed' OR $everything
ORDER BY h.language, lower(h.title);

-- name: run_report_since
SELECT run_id, flow, started_at, finished_at, status, report FROM runs
WHERE flow = 'ingest' AND started_at >= $since ORDER BY started_at DESC LIMIT 1;
