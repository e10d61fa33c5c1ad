-- name: texts_to_try
-- The newest articles, to try a beat's terms on. Their times are compared so that only the newest part of the texts is read.
WITH newest AS (
    SELECT article_id, stored_at FROM articles WHERE completeness <> 'list' ORDER BY stored_at DESC, article_id LIMIT $most
)
SELECT a.title, left(a.text, $characters) AS text, a.language, v.relevance = 'off' AS off
FROM articles a SEMI JOIN newest USING (article_id)
LEFT JOIN verdicts v ON v.article_id = a.article_id AND v.beat = $beat
WHERE a.stored_at >= (SELECT min(stored_at) FROM newest);
