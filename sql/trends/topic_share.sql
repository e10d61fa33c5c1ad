-- How do the shares of topics shift from week to week?
-- Parameters
--   weeks := 8         how many weeks back, the current one included
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   week               Monday of the week
--   topic              key of the topic
--   label              its name
--   articles           articles on it
--   share              share of the week's articles within the beat; an article has several topics
-- Example
--   FROM topic_share(weeks := 4);
CREATE OR REPLACE MACRO topic_share(weeks := 8, in_beat := NULL, until := NULL) AS TABLE
WITH chosen AS (
    SELECT v.article_id, v.topics, date_trunc('week', v.day)::DATE AS week
    FROM verdicts v
    WHERE v.beat = coalesce(in_beat, main_beat()) AND v.relevance <> 'off'
      AND v.day >= date_trunc('week', coalesce(until::DATE, latest_day()))::DATE - (7 * (weeks::INTEGER - 1))
      AND v.day <= coalesce(until::DATE, latest_day())
), totals AS (
    SELECT week, count(*) AS total FROM chosen GROUP BY week
), counts AS (
    SELECT week, item.topic AS topic, count(*) AS articles
    FROM (SELECT week, unnest(topics) AS item FROM chosen)
    GROUP BY ALL
)
SELECT c.week, c.topic, t.label, c.articles, round(c.articles / totals.total, 4) AS share
FROM counts c
JOIN totals USING (week)
LEFT JOIN topics t ON t.topic = c.topic AND t.beat = coalesce(in_beat, main_beat())
ORDER BY c.week, c.articles DESC, c.topic;
