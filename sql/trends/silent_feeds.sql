-- Where are the holes: which feeds went silent or fail?
-- Parameters
--   days := 7          silent means nothing new for this many days
-- Columns
--   title              the feed
--   language           its declared language
--   country            its declared country
--   health             healthy, failing, silent, paused, gone or never polled
--   last_entry_at      when something new appeared last
--   last_success_at    when it could be read last
--   last_failure       why it could not, last
--   url                its address
-- Example
--   FROM silent_feeds(days := 7);
CREATE OR REPLACE MACRO silent_feeds(days := 7) AS TABLE
SELECT h.title, h.language, h.country, h.health, h.last_entry_at, h.last_success_at, h.last_failure, h.url
FROM feed_health h
WHERE h.health <> 'removed'
  AND (h.health <> 'healthy' OR h.last_entry_at IS NULL OR h.last_entry_at::DATE <= latest_day() - days::INTEGER)
ORDER BY h.last_entry_at NULLS FIRST, h.title;
