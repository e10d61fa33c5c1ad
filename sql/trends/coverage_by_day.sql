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
    SELECT * FROM daily_coverage c
    WHERE c.beat = coalesce(in_beat, main_beat())
      AND c.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND c.day <= coalesce(until::DATE, latest_day())
      AND (lang IS NULL OR c.language = lang)
), calendar AS (
    SELECT unnest(range(days::INTEGER)) AS back
)
SELECT
    (coalesce(until::DATE, latest_day()) - back::INTEGER) AS day,
    coalesce(sum(articles_seen), 0)::BIGINT AS seen,
    coalesce(sum(chosen.core), 0)::BIGINT AS core,
    coalesce(sum(chosen.mentions), 0)::BIGINT AS mentions,
    coalesce(sum(chosen.stories), 0)::BIGINT AS stories,
    round(sum(chosen.core) / sum(articles_seen), 4) AS core_share
FROM calendar
LEFT JOIN chosen ON chosen.day = coalesce(until::DATE, latest_day()) - back::INTEGER
GROUP BY ALL
ORDER BY 1;
