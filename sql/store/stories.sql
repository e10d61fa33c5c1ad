-- name: articles_without_story
-- In-scope articles not in a story yet, oldest first.
SELECT v.beat, a.article_id, a.occurred_at
FROM verdicts v JOIN articles a USING (article_id)
WHERE v.relevance <> 'off'
  AND NOT EXISTS (FROM story_articles s JOIN stories t USING (story_id) WHERE s.article_id = v.article_id AND t.beat = v.beat)
ORDER BY v.beat, a.occurred_at, a.article_id;

-- name: articles_to_group
SELECT a.article_id, a.title, a.text, a.language, a.publisher, a.url, a.occurred_at, a.declared_origin, a.site_name,
    (SELECT list(m.entity ORDER BY m.entity) FROM mentions m WHERE m.article_id = a.article_id AND m.beat = $beat) AS entities
FROM articles a SEMI JOIN batch USING (article_id)
ORDER BY a.occurred_at, a.article_id;

-- name: story_articles_between
SELECT s.story_id, a.article_id, a.title, a.text, a.language, a.publisher, a.url, a.occurred_at, a.declared_origin, a.site_name,
    (SELECT list(m.entity ORDER BY m.entity) FROM mentions m WHERE m.article_id = a.article_id AND m.beat = t.beat) AS entities
FROM story_articles s JOIN stories t USING (story_id) JOIN articles a USING (article_id)
JOIN verdicts v ON v.article_id = a.article_id AND v.beat = t.beat
WHERE t.beat = $beat AND v.relevance <> 'off' AND a.occurred_at BETWEEN $since AND $until
ORDER BY a.occurred_at, a.article_id;

-- name: elect_leads
-- The lead of a story is its oldest original within the beat; copies come after, however old. An article that was judged again may be off now, or
-- within again: then another leads.
MERGE INTO stories USING (
    SELECT s.story_id, s.article_id
    FROM story_articles s JOIN stories t USING (story_id) JOIN articles a USING (article_id)
    JOIN verdicts v ON v.article_id = s.article_id AND v.beat = t.beat
    WHERE v.relevance <> 'off'
    QUALIFY row_number() OVER (PARTITION BY s.story_id ORDER BY s.link IN ('copy', 'declared'), a.occurred_at, a.article_id) = 1
) AS leads ON stories.story_id = leads.story_id
WHEN MATCHED AND stories.lead_article_id <> leads.article_id THEN UPDATE SET lead_article_id = leads.article_id;
