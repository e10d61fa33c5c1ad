-- name: articles_by_key
SELECT key_hash, article_id FROM article_keys SEMI JOIN batch USING (key_hash);

-- name: article_states
SELECT article_id, title, content_hash, version, first_seen_at, arrived_at, feed_id, url, completeness
FROM articles SEMI JOIN batch USING (article_id);

-- name: article_texts
-- Apart from the rest, since texts are most of the table and seldom needed.
SELECT article_id, "text" FROM articles SEMI JOIN batch USING (article_id);

-- name: archive_versions
INSERT INTO article_versions BY NAME
SELECT article_id, version, title, text, layout, word_count, completeness, modified_at, content_hash, raw_hash, extractor, stored_at, $now AS replaced_at
FROM articles SEMI JOIN batch USING (article_id);

-- name: drop_replaced_articles
DELETE FROM articles WHERE article_id IN (SELECT article_id FROM batch);

-- name: drop_replaced_verdicts
DELETE FROM verdicts WHERE article_id IN (SELECT article_id FROM batch);

-- name: drop_replaced_mentions
DELETE FROM mentions WHERE article_id IN (SELECT article_id FROM batch);

-- name: forget_older_titles
DELETE FROM article_keys WHERE kind = 'title' AND key_hash IN (SELECT key_hash FROM batch WHERE kind = 'title');

-- name: forget_proven_hints
-- An address that a canonical link only named, and that turned out to be the article's, is a key of its own now.
DELETE FROM article_keys WHERE kind = 'canonical' AND key_hash IN (SELECT key_hash FROM batch WHERE kind = 'address');

-- name: insert_keys
INSERT INTO article_keys BY NAME SELECT * FROM batch ANTI JOIN article_keys USING (key_hash);

-- name: insert_raw_pages
INSERT INTO raw_pages BY NAME SELECT DISTINCT ON (raw_hash) * FROM batch ANTI JOIN raw_pages USING (raw_hash) ORDER BY raw_hash, url;

-- name: insert_unlisted_entities
INSERT INTO entities BY NAME
SELECT DISTINCT ON (beat, entity) beat, entity, kind, NULL AS maker, NULL AS "open", FALSE AS listed
FROM batch ANTI JOIN entities USING (beat, entity) ORDER BY beat, entity, kind;
