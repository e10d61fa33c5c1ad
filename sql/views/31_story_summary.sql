-- Articles that were in a story and are off the beat now are not counted.
CREATE OR REPLACE VIEW story_summary AS
SELECT
    t.beat, t.story_id, l.title, l.url, l.publisher AS lead_publisher, l.language AS lead_language,
    min(a.occurred_at) AS started_at, max(a.occurred_at) AS latest_at, min(a.first_seen_at) AS first_seen_at, max(a.first_seen_at) AS last_seen_at,
    count(*) AS articles,
    count(*) FILTER (s.link NOT IN ('copy', 'declared')) AS originals,
    count(DISTINCT a.publisher) AS publishers,
    count(DISTINCT a.language) AS languages,
    count(DISTINCT f.country) AS countries,
    count(*) FILTER (v.relevance = 'core') AS core,
    max(v.score) AS score,
    t.lead_article_id
FROM stories t
JOIN story_articles s USING (story_id)
JOIN articles a ON a.article_id = s.article_id
JOIN verdicts v ON v.article_id = s.article_id AND v.beat = t.beat
JOIN articles l ON l.article_id = t.lead_article_id
LEFT JOIN feeds f ON f.feed_id = a.feed_id
WHERE v.relevance <> 'off'
GROUP BY t.beat, t.story_id, l.title, l.url, l.publisher, l.language, t.lead_article_id;
COMMENT ON VIEW story_summary IS 'One row a story: its lead, when it began, and how far it spread';
