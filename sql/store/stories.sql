-- name: articles_without_story
-- In-scope articles not in a story yet, oldest first.
SELECT v.beat, a.article_id, a.title, a.text, a.language, a.publisher, a.url, a.occurred_at, a.declared_origin, a.site_name,
    (SELECT list(m.entity ORDER BY m.entity) FROM mentions m WHERE m.article_id = v.article_id AND m.beat = v.beat) AS entities
FROM verdicts v JOIN articles a USING (article_id)
WHERE v.relevance <> 'off'
  AND NOT EXISTS (FROM story_articles s JOIN stories t USING (story_id) WHERE s.article_id = v.article_id AND t.beat = v.beat)
ORDER BY v.beat, a.occurred_at, a.article_id;

-- name: story_articles_between
SELECT s.story_id, a.article_id, a.title, a.text, a.language, a.publisher, a.url, a.occurred_at, a.declared_origin, a.site_name,
    (SELECT list(m.entity ORDER BY m.entity) FROM mentions m WHERE m.article_id = a.article_id AND m.beat = t.beat) AS entities
FROM story_articles s JOIN stories t USING (story_id) JOIN articles a USING (article_id)
WHERE t.beat = $beat AND a.occurred_at BETWEEN $since AND $until
ORDER BY a.occurred_at, a.article_id;

-- name: elect_leads
-- The lead of a story is its oldest original; copies come after, however old.
MERGE INTO stories USING (
    SELECT s.story_id, s.article_id
    FROM story_articles s SEMI JOIN batch USING (story_id) JOIN articles a USING (article_id)
    QUALIFY row_number() OVER (PARTITION BY s.story_id ORDER BY s.link IN ('copy', 'declared'), a.occurred_at, a.article_id) = 1
) AS leads ON stories.story_id = leads.story_id
WHEN MATCHED THEN UPDATE SET lead_article_id = leads.article_id;
