-- How did a story spread: who told it first, and who followed, where and in which language?
-- Parameters
--   story := NULL      the story's id; without it, the story that spread furthest in the last days
--   days := 7          in how many
--   in_beat := NULL    another beat than the first
-- Columns
--   hours_later        hours after the first article
--   publisher          who told it
--   country            country of its feed
--   language           ISO 639-1
--   link               opened, copy, declared, rewrite or same_event
--   title              title of the article
--   url                its address
--   stance             its stance
-- Example
--   FROM story_spread();
CREATE OR REPLACE MACRO story_spread(story := NULL, days := 7, in_beat := NULL) AS TABLE
WITH chosen AS (
    SELECT coalesce(story::BIGINT, (
        SELECT s.story_id FROM story_summary s
        WHERE s.beat = coalesce(in_beat, main_beat()) AND s.core > 0 AND s.latest_at::DATE > latest_day() - days::INTEGER
        ORDER BY s.publishers DESC, s.languages DESC, s.originals DESC, s.started_at DESC, s.story_id
        LIMIT 1
    )) AS story_id
)
SELECT
    round(date_diff('minute', min(c.occurred_at) OVER (), c.occurred_at) / 60, 1) AS hours_later,
    c.publisher, c.country, c.language, c.story_link AS link, c.title, c.url, c.stance
FROM coverage c
JOIN chosen USING (story_id)
ORDER BY c.occurred_at, c.article_id;
