-- What do articles that name an entity say of the beat's matter?
-- Parameters
--   days := 90         length of the window in days
--   least := 2         fewest articles
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   entity             canonical name
--   kind               organisation, model, person, licence, …
--   articles           articles that name it
--   supportive         of them supportive
--   critical           of them critical
--   mixed              of them both
--   neutral            of them neither
--   balance            (supportive - critical) / articles, from -1 to 1
-- Example
--   FROM stance_by_entity(days := 28);
CREATE OR REPLACE MACRO stance_by_entity(days := 90, least := 2, in_beat := NULL, until := NULL) AS TABLE
SELECT * FROM (
    SELECT
        m.entity, any_value(m.kind) AS kind, count(*) AS articles,
        count(*) FILTER (v.stance = 'supportive') AS supportive,
        count(*) FILTER (v.stance = 'critical') AS critical,
        count(*) FILTER (v.stance = 'mixed') AS mixed,
        count(*) FILTER (v.stance = 'neutral') AS neutral,
        round((supportive - critical) / count(*), 3) AS balance
    FROM mentions m
    JOIN verdicts v ON v.article_id = m.article_id AND v.beat = m.beat
    WHERE m.beat = coalesce(in_beat, main_beat())
      AND m.day > coalesce(until::DATE, latest_day()) - days::INTEGER AND m.day <= coalesce(until::DATE, latest_day())
    GROUP BY m.entity
)
WHERE articles >= least
ORDER BY articles DESC, entity;
