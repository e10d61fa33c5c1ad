-- name: beats_covered
SELECT beat, title, description, version FROM beats ORDER BY position;

-- name: last_ingest
SELECT arg_max(run_id, started_at) AS run_id, max(finished_at) AS finished_at FROM runs WHERE flow = 'ingest' AND status = 'completed';

-- name: first_run_day
SELECT min(day) AS day FROM runs WHERE flow = 'ingest';

-- name: arrivals
-- What arrived, and how much of it had been published before the window began.
SELECT
    count(*) AS articles,
    count(*) FILTER (v.relevance = 'core') AS core,
    count(*) FILTER (v.relevance = 'mention') AS mentions,
    count(*) FILTER (v.relevance <> 'off' AND a.occurred_at < $since) AS earlier,
    count(DISTINCT a.language) FILTER (v.relevance <> 'off') AS languages,
    count(DISTINCT a.publisher) FILTER (v.relevance <> 'off') AS publishers
FROM verdicts v JOIN articles a USING (article_id)
WHERE v.beat = $beat AND a.arrived_at >= $since AND a.arrived_at < $until;

-- name: arrived_count
SELECT count(*) AS articles FROM verdicts v JOIN articles a USING (article_id)
WHERE v.beat = $beat AND a.arrived_at >= $since AND a.arrived_at < $until;

-- name: arrived_stories
-- Stories that a core article joined in the window, the furthest spread first. Spread counts what had arrived by its end.
SELECT
    t.story_id, t.lead_article_id,
    count(DISTINCT a.publisher) AS publishers,
    count(DISTINCT a.language) AS languages,
    count(*) FILTER (s.link NOT IN ('copy', 'declared')) AS originals,
    count(*) AS articles,
    max(a.occurred_at) AS latest_at
FROM stories t
JOIN story_articles s USING (story_id)
JOIN articles a USING (article_id)
JOIN verdicts v ON v.article_id = a.article_id AND v.beat = t.beat
WHERE t.beat = $beat AND v.relevance <> 'off' AND a.arrived_at < $until
GROUP BY t.story_id, t.lead_article_id
HAVING count(*) FILTER (v.relevance = 'core' AND a.arrived_at >= $since) > 0
ORDER BY publishers DESC, languages DESC, originals DESC, latest_at DESC, t.story_id;

-- name: story_tellings
SELECT
    s.story_id, s.link, publisher_name(o.site_name, o.publisher, g.title, coalesce(g.site_url, g.url)) AS linked_publisher,
    a.article_id, a.title, a.url, publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)) AS publisher, a.language,
    f.country, a.occurred_at, a.arrived_at, a.text, a.layout, v.stance,
    list_transform(v.topics, lambda item: item.topic) AS topics
FROM story_articles s
SEMI JOIN batch USING (story_id)
JOIN stories t USING (story_id)
JOIN articles a ON a.article_id = s.article_id
JOIN verdicts v ON v.article_id = a.article_id AND v.beat = t.beat
LEFT JOIN articles o ON o.article_id = s.linked_to
LEFT JOIN feeds g ON g.feed_id = o.feed_id
LEFT JOIN feeds f ON f.feed_id = a.feed_id
WHERE v.relevance <> 'off' AND a.arrived_at < $until
ORDER BY a.occurred_at, a.article_id;

-- name: arrivals_by_language
SELECT
    a.language,
    count(*) AS seen,
    count(*) FILTER (v.relevance = 'core') AS core,
    count(*) FILTER (v.relevance = 'mention') AS mentions,
    arg_max(struct_pack(title := a.title, url := a.url), (v.relevance = 'core', v.score, -a.article_id)) FILTER (v.relevance <> 'off') AS top
FROM verdicts v JOIN articles a USING (article_id)
WHERE v.beat = $beat AND a.arrived_at >= $since AND a.arrived_at < $until
GROUP BY a.language
ORDER BY core DESC, mentions DESC, seen DESC, a.language;

-- name: rising_topics
SELECT r.topic, t.label, r.articles, r.before, r.expected, r.score, (
    SELECT list(
        {title: a.title, url: a.url, publisher: publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)), language: a.language}
        ORDER BY x.score DESC, a.article_id
    )[:3]
    FROM article_topics x JOIN articles a USING (article_id) LEFT JOIN feeds f ON f.feed_id = a.feed_id
    WHERE x.beat = $beat AND x.topic = r.topic AND x.day > $day - 7 AND x.day <= $day
) AS examples
FROM trending_topics(until := $day, in_beat := $beat) r
LEFT JOIN topics t ON t.topic = r.topic AND t.beat = $beat
WHERE r.score >= 1
ORDER BY r.score DESC, r.articles DESC, r.topic LIMIT 6;

-- name: rising_entities
SELECT r.entity, r.kind, r.articles, r.before, r.expected, r.score, (
    SELECT list(
        {title: a.title, url: a.url, publisher: publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)), language: a.language}
        ORDER BY m.in_title DESC, m.count DESC, a.article_id
    )[:3]
    FROM mentions m JOIN articles a USING (article_id) LEFT JOIN feeds f ON f.feed_id = a.feed_id
    WHERE m.beat = $beat AND m.entity = r.entity AND m.day > $day - 7 AND m.day <= $day
) AS examples
FROM trending_entities(until := $day, in_beat := $beat) r
WHERE r.score >= 1
ORDER BY r.score DESC, r.articles DESC, r.entity LIMIT 8;

-- name: newcomers
SELECT entity, kind, first_day, articles, title, url FROM new_entities(days := 7, until := $day, in_beat := $beat) LIMIT 10;

-- name: arrived_mentions
SELECT a.title, a.url, publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)) AS publisher, a.language
FROM verdicts v JOIN articles a USING (article_id)
LEFT JOIN feeds f ON f.feed_id = a.feed_id
WHERE v.beat = $beat AND v.relevance = 'mention' AND a.arrived_at >= $since AND a.arrived_at < $until
ORDER BY v.score DESC, a.article_id LIMIT 12;

-- name: corrections
-- A text that only another version of the extractor reads otherwise, or of which more is shown now, was corrected by nobody.
SELECT a.title, a.url, publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)) AS publisher, a.language,
    old.title AS old_title, old.text AS old_text, old.replaced_at, next.version, next.title AS new_title, next.text AS new_text
FROM article_versions old
JOIN article_history next ON next.article_id = old.article_id AND next.version = old.version + 1
JOIN articles a ON a.article_id = old.article_id
JOIN verdicts v ON v.article_id = a.article_id AND v.beat = $beat
LEFT JOIN feeds f ON f.feed_id = a.feed_id
WHERE v.relevance <> 'off' AND old.replaced_at >= $since AND old.replaced_at < $until AND old.extractor = next.extractor
  AND (old.completeness = next.completeness) IS NOT FALSE
ORDER BY old.replaced_at, a.article_id, old.version;

-- name: arrived_copies
SELECT a.title, a.url, publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)) AS publisher, a.language, s.link, publisher_name(o.site_name, o.publisher, g.title, coalesce(g.site_url, g.url)) AS source_publisher, o.url AS source_url, a.declared_origin
FROM articles a
JOIN verdicts v ON v.article_id = a.article_id AND v.beat = $beat
LEFT JOIN (SELECT x.* FROM story_articles x JOIN stories t USING (story_id) WHERE t.beat = $beat) s ON s.article_id = a.article_id
LEFT JOIN articles o ON o.article_id = s.linked_to
LEFT JOIN feeds g ON g.feed_id = o.feed_id
LEFT JOIN feeds f ON f.feed_id = a.feed_id
WHERE v.relevance <> 'off' AND a.arrived_at >= $since AND a.arrived_at < $until
  AND (s.link IN ('copy', 'declared') OR a.declared_origin IS NOT NULL)
ORDER BY a.occurred_at, a.article_id;

-- name: arrived_as
-- Articles that are less than a whole text: teasers, or videos.
SELECT a.title, a.url, publisher_name(a.site_name, a.publisher, f.title, coalesce(f.site_url, f.url)) AS publisher, a.language
FROM articles a JOIN verdicts v ON v.article_id = a.article_id AND v.beat = $beat
LEFT JOIN feeds f ON f.feed_id = a.feed_id
WHERE v.relevance <> 'off' AND a.completeness = $completeness AND a.arrived_at >= $since AND a.arrived_at < $until
ORDER BY a.occurred_at, a.article_id;

-- name: polled_feeds
SELECT
    count(DISTINCT feed_id) AS polled,
    count(DISTINCT feed_id) FILTER (outcome IN ('ok', 'not_modified')) AS reached,
    max(polled_at) AS last_poll_at
FROM feed_polls WHERE polled_at >= $since AND polled_at < $until;

-- name: feeds_in_trouble
-- As it stood at the end of the window, so that the digest of an old day does not tell of today's feeds.
WITH polls AS (
    SELECT
        feed_id, arg_max(outcome, polled_at) AS outcome, arg_max(reason, polled_at) AS reason,
        count(*) FILTER (outcome = 'failed') AS failed_polls
    FROM feed_polls WHERE polled_at >= $since AND polled_at < $until GROUP BY feed_id
), entries_shown AS (
    SELECT feed_id, max(first_seen_at) AS last_entry_at FROM entries WHERE first_seen_at < $until GROUP BY feed_id
), judged AS (
    SELECT
        f.feed_id, f.title, f.url,
        CASE
            WHEN p.outcome = 'gone' OR (f.status = 'gone' AND f.last_polled_at < $since) THEN 'gone'
            WHEN f.status = 'paused' AND f.last_polled_at < $until THEN 'paused'
            WHEN p.outcome = 'failed' THEN 'failing'
            WHEN p.outcome IS NOT NULL AND (e.last_entry_at IS NULL OR e.last_entry_at < $until - INTERVAL 14 DAYS) THEN 'silent'
        END AS health,
        CASE WHEN health IN ('gone', 'paused') THEN coalesce(f.status_reason, p.reason) ELSE p.reason END AS reason,
        coalesce(p.failed_polls, 0) AS failed_polls
    FROM feeds f LEFT JOIN polls p USING (feed_id) LEFT JOIN entries_shown e USING (feed_id)
    WHERE f.status <> 'removed'
)
SELECT title, url, health, reason, failed_polls FROM judged WHERE health IS NOT NULL ORDER BY health, title, feed_id;

-- name: page_failures
-- A page that a later try in the window could read is no failure.
SELECT f.reason, count(DISTINCT f.url) AS pages, min(f.host) AS example
FROM failures f LEFT JOIN entries e USING (entry_id)
WHERE f.stage <> 'poll' AND f.failed_at >= $since AND f.failed_at < $until
  AND NOT coalesce(e.status IN ('stored', 'duplicate') AND e.status_at < $until, FALSE)
GROUP BY f.reason ORDER BY pages DESC, f.reason;

-- name: runs_in_window
SELECT flow, status, count(*) AS runs FROM runs WHERE started_at >= $since AND started_at < $until GROUP BY ALL ORDER BY flow, status;
