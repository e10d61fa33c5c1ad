-- name: all_feeds
FROM feeds ORDER BY title, feed_id;

-- name: due_feeds
FROM feeds WHERE status = 'active' AND ($everything OR next_poll_at <= $now) ORDER BY next_poll_at, feed_id;

-- name: state_after_poll
UPDATE feeds SET
    url = $url,
    status = $status,
    status_reason = $status_reason,
    etag = $etag,
    last_modified = $last_modified,
    moved_to = $moved_to,
    failures_in_a_row = $failures_in_a_row,
    interval_seconds = $interval_seconds,
    hint_seconds = $hint_seconds,
    skip_hours = $skip_hours,
    skip_days = $skip_days,
    next_poll_at = $next_poll_at,
    next_poll_reason = $next_poll_reason,
    last_polled_at = CASE WHEN $asked THEN $polled_at ELSE last_polled_at END,
    last_success_at = CASE WHEN $success THEN $polled_at ELSE last_success_at END,
    last_entry_at = CASE WHEN $entries_new > 0 THEN $polled_at ELSE last_entry_at END,
    title = CASE WHEN title = '' THEN $title ELSE title END,
    site_url = coalesce(site_url, $site_url)
WHERE feed_id = $feed_id;

-- name: describe_feeds
UPDATE feeds SET title = batch.title, site_url = batch.site_url, language = batch.language, country = batch.country, kind = batch.kind
FROM batch WHERE feeds.feed_id = batch.feed_id;

-- name: set_feed_status
UPDATE feeds SET
    status = $status,
    status_reason = $reason,
    failures_in_a_row = CASE WHEN $status = 'active' THEN 0 ELSE failures_in_a_row END,
    next_poll_at = CASE WHEN $status = 'active' THEN $now ELSE next_poll_at END,
    next_poll_reason = CASE WHEN $status = 'active' THEN NULL ELSE next_poll_reason END
WHERE feed_id = $feed_id;

-- name: adopt_feed
UPDATE feeds SET
    origin = 'user',
    title = CASE WHEN $title <> '' THEN $title ELSE title END,
    language = coalesce($language, language),
    country = coalesce($country, country),
    kind = coalesce($kind, kind)
WHERE feed_id = $feed_id;

-- name: failing_feeds_due
-- Feeds that failed last time and wait for another try are due now.
UPDATE feeds SET next_poll_at = $now, next_poll_reason = 'asked for by hand'
WHERE status = 'active' AND feed_id IN (
    SELECT feed_id FROM open_failures
    WHERE subject = 'feed' AND ($reason IS NULL OR reason = $reason) AND is_host(host, $host)
);

-- name: count_failing_feeds
SELECT count(*) AS feeds FROM open_failures JOIN feeds USING (feed_id)
WHERE subject = 'feed' AND feeds.status = 'active' AND ($reason IS NULL OR reason = $reason) AND is_host(host, $host);
