-- In which languages is the beat covered, and how large a part of what was seen is it there?
-- Parameters
--   days := 28         length of the window in days
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   language           ISO 639-1
--   seen               articles seen, of any kind
--   core               articles whose subject is the beat
--   mentions           articles that name it
--   stories            stories they belong to
--   publishers         publishers that cover it
--   core_share         core as a share of what was seen
-- Example
--   FROM coverage_by_language(days := 28);
CREATE OR REPLACE MACRO coverage_by_language(days := 28, in_beat := NULL, until := NULL) AS TABLE
SELECT
    c.language,
    count(*) AS seen,
    count(*) FILTER (c.relevance = 'core') AS core,
    count(*) FILTER (c.relevance = 'mention') AS mentions,
    count(DISTINCT c.story_id) AS stories,
    count(DISTINCT c.publisher) FILTER (c.relevance <> 'off') AS publishers,
    round(count(*) FILTER (c.relevance = 'core') / count(*), 4) AS core_share
FROM coverage c
WHERE c.beat = coalesce(in_beat, main_beat())
  AND c.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND c.day <= coalesce(until::DATE, latest_day())
GROUP BY c.language
ORDER BY core DESC, mentions DESC, c.language;
