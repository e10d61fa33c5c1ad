-- Who covers the beat, and how much of it is their own?
-- Parameters
--   days := 28         length of the window in days
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   publisher          host without www
--   kind               press, community, vendor, research, foundation or aggregator
--   country            ISO 3166-1 alpha-2
--   articles           articles within the beat
--   share              their share of all such articles
--   led                stories it told first
--   copied             its articles that are copies of another's, or name another as their source
-- Example
--   FROM share_of_voice(days := 28);
CREATE OR REPLACE MACRO share_of_voice(days := 28, in_beat := NULL, until := NULL) AS TABLE
WITH chosen AS (
    SELECT * FROM coverage c
    WHERE c.beat = coalesce(in_beat, main_beat()) AND c.relevance <> 'off'
      AND c.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND c.day <= coalesce(until::DATE, latest_day())
)
SELECT
    c.publisher, any_value(c.kind) AS kind, any_value(c.country) AS country,
    count(*) AS articles,
    round(count(*) / sum(count(*)) OVER (), 4) AS share,
    count(*) FILTER (EXISTS (FROM stories t WHERE t.lead_article_id = c.article_id AND t.beat = c.beat)) AS led,
    count(*) FILTER (c.story_link IN ('copy', 'declared')) AS copied
FROM chosen c
GROUP BY c.publisher
ORDER BY articles DESC, c.publisher;
