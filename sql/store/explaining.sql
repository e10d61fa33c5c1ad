-- name: article_as_stored
-- By its id, its address as stored, or another address that leads to it.
SELECT article_id, url, title, text, language, publisher, published_at, completeness
FROM articles
WHERE article_id = $article_id OR url = $url OR article_id IN (SELECT article_id FROM article_keys WHERE kind = 'address' AND key_hash = $key_hash)
ORDER BY url = $url DESC, article_id LIMIT 1;

-- name: verdicts_as_stored
SELECT beat, relevance, score, beat_version, classifier_version, judged_at FROM verdicts
WHERE article_id = $article_id ORDER BY beat;
