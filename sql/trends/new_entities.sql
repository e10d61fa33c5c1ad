-- Which entities appeared for the first time ever?
-- Parameters
--   days := 7          length of the window in days
--   only_kind := NULL  only this kind of entity, such as model
--   in_beat := NULL    another beat than the first
--   until := NULL      last day, instead of the day of the last run
-- Columns
--   entity             canonical name
--   kind               organisation, model, person, licence, …
--   first_day          day of the first article that names it
--   articles           articles since
--   publishers         publishers since
--   title              title of the first article
--   url                its address
-- Example
--   FROM new_entities(days := 7, only_kind := 'model');
CREATE OR REPLACE MACRO new_entities(days := 7, only_kind := NULL, in_beat := NULL, until := NULL) AS TABLE
SELECT * FROM (
    SELECT
        m.entity, any_value(m.kind) AS kind, min(m.day) AS first_day,
        count(DISTINCT m.article_id) AS articles, count(DISTINCT a.publisher) AS publishers,
        arg_min(a.title, (a.occurred_at, a.article_id)) AS title, arg_min(a.url, (a.occurred_at, a.article_id)) AS url
    FROM mentions m
    JOIN articles a USING (article_id)
    WHERE m.beat = coalesce(in_beat, main_beat()) AND m.day <= coalesce(until::DATE, latest_day()) AND (only_kind IS NULL OR m.kind = only_kind)
    GROUP BY m.entity
)
WHERE first_day > coalesce(until::DATE, latest_day()) - days::INTEGER
ORDER BY articles DESC, publishers DESC, entity;
