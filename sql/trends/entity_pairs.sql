-- Which entities appear together, and how much more often than by chance?
-- Parameters
--   days := 28         length of the window in days
--   least := 2         fewest common articles
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   entity             the one, first in the alphabet
--   other              the other
--   articles           articles that name both
--   lift               how many times more often than if they were independent
--   first_day          first day in the window with both
-- Example
--   FROM entity_pairs(days := 28, least := 3);
CREATE OR REPLACE MACRO entity_pairs(days := 28, least := 2, in_beat := NULL, until := NULL) AS TABLE
WITH chosen AS (
    SELECT m.article_id, m.entity, m.day
    FROM mentions m
    WHERE m.beat = coalesce(in_beat, main_beat())
      AND m.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND m.day <= coalesce(until::DATE, latest_day())
), alone AS (
    SELECT entity, count(*) AS n FROM chosen GROUP BY entity
), total AS (
    SELECT count(DISTINCT article_id) AS n FROM chosen
)
SELECT * FROM (
    SELECT
        a.entity, b.entity AS other, count(*) AS articles,
        round(count(*) * any_value(total.n) / (any_value(x.n) * any_value(y.n)), 2) AS lift,
        min(a.day) AS first_day
    FROM chosen a
    JOIN chosen b ON a.article_id = b.article_id AND a.entity < b.entity
    JOIN alone x ON x.entity = a.entity
    JOIN alone y ON y.entity = b.entity
    CROSS JOIN total
    GROUP BY a.entity, b.entity
)
WHERE articles >= least
ORDER BY articles DESC, lift DESC, entity, other;
