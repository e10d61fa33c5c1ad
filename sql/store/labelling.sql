-- name: articles_to_label
-- The articles on which a beat's verdict is least sure: the margin is what its likeliest class is likelier than the next.
-- Each further article of a publisher or of a language counts as surer than it is, so that no feed fills the list. Left out is
-- what has evidence only in the part of its text that is not shown: a label of the rest says nothing of it.
WITH judged AS (
    SELECT a.article_id, v.relevance,
        list_reverse_sort([v.probability_core, v.probability_mention, 1 - v.score]) AS chances,
        chances[1] - chances[2] AS margin, a.publisher, a.language
    FROM verdicts v JOIN articles a USING (article_id)
    WHERE v.beat = $beat AND a.completeness <> 'list' AND ($language IS NULL OR a.language = $language)
      AND a.url NOT IN (SELECT unnest($labelled::VARCHAR[]))
      AND (v.evidence = [] OR list_bool_or(list_transform(v.evidence, lambda piece: piece."where" <> 'body' OR piece.start < $characters)))
), ranked AS (
    SELECT article_id, margin,
        row_number() OVER (PARTITION BY publisher ORDER BY margin, article_id) - 1 AS earlier_of_publisher,
        row_number() OVER (PARTITION BY language ORDER BY margin, article_id) - 1 AS earlier_of_language
    FROM judged
), chosen AS (
    SELECT article_id, margin, margin + $publisher_malus * earlier_of_publisher + $language_malus * earlier_of_language AS place
    FROM ranked ORDER BY place, article_id LIMIT $most
)
SELECT
    a.article_id, a.url, a.title, left(a.text, $characters) AS text, greatest(length(a.text) - $characters, 0) AS characters_more,
    a.language, a.publisher, a.published_at, c.margin, coalesce(s.story_id, a.article_id) AS group_id
FROM chosen c JOIN articles a USING (article_id)
LEFT JOIN (SELECT x.article_id, x.story_id FROM story_articles x JOIN stories t ON t.story_id = x.story_id AND t.beat = $beat) s USING (article_id)
ORDER BY c.place, a.article_id;
