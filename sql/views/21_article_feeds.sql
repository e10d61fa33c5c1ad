CREATE OR REPLACE VIEW article_feeds AS
SELECT article_id, feed_id, min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at, count(*) AS entries
FROM entries
WHERE article_id IS NOT NULL
GROUP BY article_id, feed_id;
COMMENT ON VIEW article_feeds IS 'Which feeds showed an article, first and last when, and in how many entries';
