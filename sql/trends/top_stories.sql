-- Which stories spread furthest?
-- Parameters
--   days := 7          length of the window in days: stories with an article in it
--   most := 20         how many stories
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   story_id           the story
--   title              title of its lead, the oldest original
--   url                address of the lead
--   lead_publisher     who published the lead
--   started_at         when the story began
--   articles           articles in it
--   originals          articles that are not copies
--   publishers         publishers that told it
--   languages          languages it was told in
-- Example
--   FROM top_stories(days := 7, most := 5);
CREATE OR REPLACE MACRO top_stories(days := 7, most := 20, in_beat := NULL, until := NULL) AS TABLE
SELECT s.story_id, s.title, s.url, s.lead_publisher, s.started_at, s.articles, s.originals, s.publishers, s.languages
FROM story_summary s
WHERE s.beat = coalesce(in_beat, main_beat()) AND s.core > 0
  AND EXISTS (
      FROM story_articles x JOIN articles a USING (article_id) JOIN verdicts v USING (article_id)
      WHERE x.story_id = s.story_id AND v.beat = s.beat AND v.relevance <> 'off'
        AND a.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND a.day <= coalesce(until::DATE, latest_day())
  )
ORDER BY s.publishers DESC, s.languages DESC, s.originals DESC, s.started_at DESC, s.story_id
LIMIT most;
