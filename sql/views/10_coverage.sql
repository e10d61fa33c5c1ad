-- Articles with their verdicts: the view most questions start from. An article that is off, as it may have become, is in no story.
CREATE OR REPLACE VIEW coverage AS
SELECT
    v.beat, a.day, v.relevance, a.title, a.url, a.publisher, a.language, f.country, f.kind,
    v.score, v.stance, list_transform(v.topics, lambda item: item.topic) AS topics, v.jurisdictions,
    a.occurred_at, a.published_at, a.first_seen_at, a.arrived_at, a.authors, a.site_name, a.word_count, a.completeness, a.declared_origin, a.licence, a.languages,
    s.story_id, s.link AS story_link, f.title AS feed, a.version, a.article_id
FROM verdicts v
JOIN articles a USING (article_id)
LEFT JOIN feeds f ON f.feed_id = a.feed_id
LEFT JOIN (SELECT x.article_id, x.story_id, x.link, t.beat FROM story_articles x JOIN stories t USING (story_id)) s
    ON s.article_id = v.article_id AND s.beat = v.beat AND v.relevance <> 'off';
COMMENT ON VIEW coverage IS 'Articles with how they cover each beat, their feed and their story; one row an article and beat';
