CREATE OR REPLACE VIEW entity_summary AS
SELECT
    m.beat, m.entity, any_value(m.kind) AS kind, any_value(e.maker) AS maker, any_value(e.open) AS open, any_value(e.listed) AS listed,
    count(DISTINCT m.article_id) AS articles, sum(m.count)::BIGINT AS occurrences, min(m.day) AS first_day, max(m.day) AS last_day
FROM mentions m
LEFT JOIN entities e ON e.beat = m.beat AND e.entity = m.entity
GROUP BY m.beat, m.entity;
COMMENT ON VIEW entity_summary IS 'One row an entity that was ever mentioned: how often, first and last when';
