-- name: be_modest
-- A judging process reads a few thousand texts at a time, beside others that do the same.
SET threads = 1;
SET memory_limit = '512MB';

-- name: see_staged
-- Verdicts that are staged in files, and adopted by nobody yet.
CREATE OR REPLACE TEMP VIEW staged AS FROM read_parquet({files});

-- name: verdicts_to_make
-- Which articles have to be judged, and for which beats, in the order in which they lie in the store. What is staged for an article's text as it is
-- now is not made twice. Lists of articles are no articles, and not judged.
WITH made AS (
    SELECT article_id, beat FROM verdicts SEMI JOIN batch USING (beat, beat_version, classifier_version) WHERE NOT $everything
), staged_already AS (
    SELECT s.article_id, s.beat FROM staged s JOIN articles a ON a.article_id = s.article_id AND a.version = s.article_version
)
SELECT a.article_id, a.stored_at, list(b.beat ORDER BY b.beat) AS beats
FROM articles a CROSS JOIN batch b
WHERE a.completeness <> 'list'
  AND NOT EXISTS (FROM made m WHERE m.article_id = a.article_id AND m.beat = b.beat)
  AND NOT EXISTS (FROM staged_already s WHERE s.article_id = a.article_id AND s.beat = b.beat)
GROUP BY a.article_id, a.stored_at
ORDER BY a.stored_at, a.article_id;

-- name: texts_to_judge
-- The times are given so that only the part of the table is read in which these articles lie.
SELECT article_id, version, title, text, language FROM articles SEMI JOIN batch USING (article_id)
WHERE stored_at BETWEEN $first AND $last;

-- name: compare_verdicts
-- Where there is no verdict yet, relevance before is none, and the probability 0.
CREATE OR REPLACE TEMP TABLE compared AS
SELECT
    s.article_id, s.beat, a.language, coalesce(v.relevance, 'none') AS before, s.relevance AS after,
    coalesce(v.score, 0) AS score_before, s.score AS score_after,
    greatest(abs(s.score - score_before), abs(s.probability_core - coalesce(v.probability_core, 0))) AS change,
    coalesce(list_transform(v.topics, lambda item: item.topic), []) AS topics_before,
    list_transform(s.topics, lambda item: item.topic) AS topics_after,
    coalesce(v.stance, 'none') AS stance_before, coalesce(s.stance, 'none') AS stance_after,
    v.beat_version AS beat_version_before, v.classifier_version AS classifier_version_before
FROM staged s
JOIN articles a ON a.article_id = s.article_id AND a.version = s.article_version
LEFT JOIN verdicts v ON v.article_id = s.article_id AND v.beat = s.beat;

-- name: compared_versions
SELECT beat, beat_version_before AS beat_version, classifier_version_before AS classifier_version, count(*) AS articles
FROM compared GROUP BY ALL ORDER BY beat, articles DESC, beat_version, classifier_version;

-- name: compared_relevance
SELECT beat, before, after, count(*) AS articles FROM compared GROUP BY ALL ORDER BY beat, before, after;

-- name: compared_languages
SELECT beat, language, before, after, count(*) AS articles FROM compared GROUP BY ALL ORDER BY beat, language, before, after;

-- name: compared_topics
WITH each AS (
    SELECT beat, unnest(list_distinct(topics_before || topics_after)) AS topic, topics_before, topics_after FROM compared
)
SELECT
    beat, topic,
    count(*) FILTER (list_contains(topics_before, topic)) AS before,
    count(*) FILTER (list_contains(topics_after, topic)) AS after,
    count(*) FILTER (NOT list_contains(topics_before, topic)) AS gained,
    count(*) FILTER (NOT list_contains(topics_after, topic)) AS lost
FROM each GROUP BY beat, topic ORDER BY beat, gained + lost DESC, topic;

-- name: compared_stances
SELECT beat, stance_before AS before, stance_after AS after, count(*) AS articles
FROM compared WHERE stance_before <> 'none' OR stance_after <> 'none' GROUP BY ALL ORDER BY beat, before, after;

-- name: compared_entities
-- The entities that most articles gain, and those that most articles lose.
WITH named_after AS (
    SELECT s.beat, s.article_id, unnest(list_transform(s.mentions, lambda item: {'entity': item.entity, 'kind': item.kind}), recursive := true)
    FROM staged s SEMI JOIN compared USING (article_id, beat)
), named_before AS (
    SELECT m.beat, m.article_id, m.entity, m.kind FROM mentions m SEMI JOIN compared USING (article_id, beat)
), counted AS (
    SELECT
        beat, entity, coalesce(any_value(a.kind), any_value(b.kind)) AS kind,
        count(b.article_id) AS before, count(a.article_id) AS after,
        count(*) FILTER (b.article_id IS NULL) AS gained, count(*) FILTER (a.article_id IS NULL) AS lost
    FROM named_after a FULL JOIN named_before b USING (beat, article_id, entity)
    GROUP BY beat, entity
)
FROM counted WHERE gained > 0 OR lost > 0
QUALIFY (gained > 0 AND row_number() OVER (PARTITION BY beat ORDER BY gained DESC, entity) <= $most)
    OR (lost > 0 AND row_number() OVER (PARTITION BY beat ORDER BY lost DESC, entity) <= $most)
ORDER BY beat, gained - lost DESC, entity;

-- name: compared_articles
-- Those whose probability of being within the beat, or of being about it, changes most.
SELECT c.beat, c.before, c.after, c.score_before, c.score_after, a.language, a.title, a.url, c.article_id
FROM (FROM compared WHERE change > 0 ORDER BY change DESC, article_id LIMIT $most) c JOIN articles a USING (article_id)
ORDER BY c.change DESC, c.article_id;

-- name: forgotten_beats
-- Beats with verdicts that the configuration does not name any more.
SELECT beat, count(*) AS articles FROM verdicts ANTI JOIN batch USING (beat) GROUP BY beat ORDER BY beat;

-- name: choose_adopted
-- Staged verdicts on articles' texts as they are now.
CREATE OR REPLACE TEMP TABLE adopted AS
SELECT s.article_id, s.beat
FROM staged s JOIN articles a ON a.article_id = s.article_id AND a.version = s.article_version
WHERE a.completeness <> 'list';

-- name: count_adopted
SELECT count(*) AS verdicts, count(DISTINCT article_id) AS articles FROM adopted;

-- name: drop_outdated_verdicts
DELETE FROM verdicts WHERE (article_id, beat) IN (SELECT (article_id, beat) FROM adopted);

-- name: drop_outdated_mentions
DELETE FROM mentions WHERE (article_id, beat) IN (SELECT (article_id, beat) FROM adopted);

-- name: adopt_verdicts
INSERT INTO verdicts BY NAME
SELECT s.* EXCLUDE (article_version, mentions), a.day
FROM staged s SEMI JOIN adopted USING (article_id, beat)
JOIN articles a ON a.article_id = s.article_id AND a.version = s.article_version;

-- name: adopt_mentions
INSERT INTO mentions BY NAME
SELECT article_id, beat, day, mention.*
FROM (
    SELECT s.article_id, s.beat, a.day, unnest(s.mentions) AS mention
    FROM staged s SEMI JOIN adopted USING (article_id, beat)
    JOIN articles a ON a.article_id = s.article_id AND a.version = s.article_version
);

-- name: drop_unnamed_entities
-- What only a pattern had found, and nothing names any more.
DELETE FROM entities
WHERE NOT listed AND beat IN (SELECT beat FROM adopted)
  AND NOT EXISTS (FROM mentions m WHERE m.beat = entities.beat AND m.entity = entities.entity);

-- name: adopt_unlisted_entities
INSERT INTO entities BY NAME
SELECT DISTINCT ON (m.beat, m.entity) m.beat, m.entity, m.kind, NULL AS maker, NULL AS "open", FALSE AS listed
FROM mentions m SEMI JOIN adopted USING (article_id, beat) ANTI JOIN entities e ON e.beat = m.beat AND e.entity = m.entity
ORDER BY m.beat, m.entity, m.kind;

-- name: forget_adopted
DROP TABLE adopted;
