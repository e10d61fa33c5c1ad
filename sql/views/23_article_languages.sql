CREATE OR REPLACE VIEW article_languages AS
SELECT article_id, publisher, day, language AS main_language, unnest(languages, recursive := true)
FROM articles;
COMMENT ON VIEW article_languages IS 'One row for each language of an article''s text, with its share of the letters from 0 to 1; most articles have one, with share 1';
