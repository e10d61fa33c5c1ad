-- How much was seen each day, and how much of it covers the beat?
-- Parameters
--   days := 28         length of the window in days
--   lang := NULL       only this language, ISO 639-1
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   day                day of publication
--   seen               articles seen, of any kind
--   core               articles whose subject is the beat
--   mentions           articles that name it
--   stories            stories they belong to: copies and retellings count once
--   core_share         core as a share of what was seen, so that a hole in the data is no fall in interest
-- Example
--   FROM coverage_by_day(days := 14);
CREATE OR REPLACE MACRO coverage_by_day(days := 28, lang := NULL, in_beat := NULL, until := NULL) AS TABLE
WITH chosen AS (
    SELECT c.day, c.article_id, c.relevance, c.story_id FROM coverage c
    WHERE c.beat = coalesce(in_beat, main_beat())
      AND c.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND c.day <= coalesce(until::DATE, latest_day())
      AND (lang IS NULL OR c.language = lang)
), calendar AS (
    SELECT coalesce(until::DATE, latest_day()) - back::INTEGER AS day
    FROM (SELECT unnest(range(days::INTEGER)) AS back)
)
SELECT
    calendar.day,
    count(chosen.article_id) AS seen,
    count(chosen.article_id) FILTER (chosen.relevance = 'core') AS core,
    count(chosen.article_id) FILTER (chosen.relevance = 'mention') AS mentions,
    count(DISTINCT chosen.story_id) AS stories,
    round(count(chosen.article_id) FILTER (chosen.relevance = 'core') / nullif(count(chosen.article_id), 0), 4) AS core_share
FROM calendar
LEFT JOIN chosen ON chosen.day = calendar.day
GROUP BY calendar.day
ORDER BY calendar.day;
