CREATE OR REPLACE VIEW mention_forms AS
SELECT article_id, beat, day, entity, kind, unnest(forms, recursive := true)
FROM mentions;
COMMENT ON VIEW mention_forms IS 'One row for each version and size that an article names an entity with, such as Llama 3.1 405B, and how often';
