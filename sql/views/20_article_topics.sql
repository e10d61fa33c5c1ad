CREATE OR REPLACE VIEW article_topics AS
SELECT article_id, beat, day, relevance, unnest(topics, recursive := true)
FROM verdicts;
COMMENT ON VIEW article_topics IS 'One row for each topic of an article, with its score from 0 to 1';
