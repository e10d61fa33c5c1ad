CREATE OR REPLACE VIEW article_markdown AS
SELECT article_id, url, title, publisher, language, day, completeness, licence,
    concat_ws(E'\n\n', markdown_heading(title, 1), markdown(text, layout)) AS markdown
FROM articles;
COMMENT ON VIEW article_markdown IS 'Articles as CommonMark documents, headed by their titles; what looks like markup in their text is escaped';
