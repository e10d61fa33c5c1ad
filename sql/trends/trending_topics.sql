-- Which topics rise most against their own past?
-- Parameters
--   days := 7          length of the recent window in days
--   baseline := 21     days before it to compare with
--   least := 2         fewest articles in the recent window
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   topic              key of the topic
--   articles           articles in the recent window
--   before             articles in the baseline
--   expected           articles the recent window would have at the baseline's rate
--   share              share of the recent window's articles within the beat
--   score              signed log-likelihood ratio after Dunning (1993); a ranking, no proof: small counts reach high scores by chance
-- Example
--   FROM trending_topics(days := 7);
CREATE OR REPLACE MACRO trending_topics(days := 7, baseline := 21, least := 2, in_beat := NULL, until := NULL) AS TABLE
WITH bounds AS (
    SELECT last, last - days::INTEGER AS recent, last - days::INTEGER - baseline::INTEGER AS first
    FROM (SELECT coalesce(until::DATE, latest_day()) AS last)
), totals AS (
    SELECT
        count(*) FILTER (v.day > bounds.recent) AS n_all,
        count(*) FILTER (v.day <= bounds.recent) AS n_all_before
    FROM verdicts v, bounds
    WHERE v.beat = coalesce(in_beat, main_beat()) AND v.relevance <> 'off' AND v.day > bounds.first AND v.day <= bounds.last
), counts AS (
    SELECT
        t.topic,
        count(DISTINCT t.article_id) FILTER (t.day > bounds.recent) AS n,
        count(DISTINCT t.article_id) FILTER (t.day <= bounds.recent) AS n_before
    FROM article_topics t, bounds
    WHERE t.beat = coalesce(in_beat, main_beat()) AND t.day > bounds.first AND t.day <= bounds.last
    GROUP BY t.topic
)
SELECT
    topic, n AS articles, n_before AS before,
    round(n_before * n_all / nullif(n_all_before, 0), 2) AS expected,
    round(n / nullif(n_all, 0), 4) AS share,
    round(surprise(n, n_all, n_before, n_all_before), 2) AS score
FROM counts, totals
WHERE n >= least
ORDER BY score DESC, articles DESC, topic;
