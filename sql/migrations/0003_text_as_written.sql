-- What a text is made of, under what licence it stands, and all the languages it is in.

ALTER TABLE articles ADD COLUMN licence VARCHAR;
ALTER TABLE articles ADD COLUMN layout VARCHAR[];
ALTER TABLE articles ADD COLUMN languages STRUCT(code VARCHAR, share DOUBLE)[];
UPDATE articles SET languages = [{'code': "language", 'share': 1.0}];
COMMENT ON COLUMN articles.licence IS 'The licence it declares: its address where it has one, else its name';
COMMENT ON COLUMN articles.layout IS 'What each block of the text is, in order: p, h2 to h6, list, quote, code or table; empty for texts stored before this was known, whose lines are all paragraphs';
COMMENT ON COLUMN articles.languages IS 'All languages of the text with their shares of its letters, 0 to 1, the main one first, Chinese as zh-Hans or zh-Hant where its characters tell; the view article_languages has one a row';
COMMENT ON COLUMN articles.text IS 'Clean text without markup: blocks parted by one blank line each, see layout; the view article_markdown shows it as Markdown. Texts without a layout have a block a line';
COMMENT ON COLUMN articles.language IS 'The main language: ISO 639-1, und where the evidence is thin';
COMMENT ON COLUMN articles.completeness IS 'full, teaser (the page shows only the beginning), video (the page is a player, the text describes it) or list (the page lists articles and is none: it has no verdicts, and so no part in coverage, stories, trends and digests)';

ALTER TABLE article_versions ADD COLUMN layout VARCHAR[];
ALTER TABLE article_versions ADD COLUMN completeness VARCHAR;
COMMENT ON COLUMN article_versions.layout IS 'What each block of this version''s text was, as in articles';
COMMENT ON COLUMN article_versions.completeness IS 'How much of the article this version was, as in articles; empty for versions replaced before this was kept';
