-- name: drop_beats
DELETE FROM beats;

-- name: drop_topics
DELETE FROM topics WHERE beat = $beat;

-- name: drop_listed_entities
-- An entity that a pattern found is listed from now on if the beat file lists it.
DELETE FROM entities WHERE beat = $beat AND (listed OR entity IN (SELECT entity FROM batch));
