-- Shares are of all articles seen that day in that language, so that a hole in the data is not read as a fall in interest.
CREATE OR REPLACE VIEW daily_coverage AS
SELECT
    v.beat, v.day, a.language,
    count(*) AS articles_seen,
    count(*) FILTER (v.relevance = 'core') AS core,
    count(*) FILTER (v.relevance = 'mention') AS mentions,
    count(DISTINCT s.story_id) AS stories,
    count(DISTINCT a.publisher) FILTER (v.relevance <> 'off') AS publishers,
    round(count(*) FILTER (v.relevance = 'core') / count(*), 4) AS core_share
FROM verdicts v
JOIN articles a USING (article_id)
LEFT JOIN (SELECT x.article_id, x.story_id, t.beat FROM story_articles x JOIN stories t USING (story_id)) s
    ON s.article_id = v.article_id AND s.beat = v.beat AND v.relevance <> 'off'
GROUP BY ALL
ORDER BY v.beat, v.day, a.language;
COMMENT ON VIEW daily_coverage IS 'How much was seen, and how much of it covers a beat, by day and language';
