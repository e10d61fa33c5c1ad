CREATE OR REPLACE VIEW article_history AS
SELECT article_id, version, title, text, layout, word_count, completeness, modified_at, stored_at, replaced_at, content_hash, raw_hash, extractor
FROM article_versions
UNION ALL BY NAME
SELECT article_id, version, title, text, layout, word_count, completeness, modified_at, stored_at, NULL AS replaced_at, content_hash, raw_hash, extractor
FROM articles;
COMMENT ON VIEW article_history IS 'Every version of every article; replaced_at is empty for the current one';
