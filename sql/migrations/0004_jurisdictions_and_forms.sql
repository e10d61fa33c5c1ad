-- What a verdict says besides: whose law an article speaks of, and which versions and sizes of an entity it names.

ALTER TABLE verdicts ADD COLUMN jurisdictions VARCHAR[];
UPDATE verdicts SET jurisdictions = [] WHERE relevance = 'off';
COMMENT ON COLUMN verdicts.jurisdictions IS 'Whose law, government or regulator it speaks of, the most named first: ISO 3166-1 alpha-2, or EU; an empty list where nobody''s, NULL where it was judged before this was kept (openbeat reclassify judges it again)';

ALTER TABLE mentions ADD COLUMN forms STRUCT("label" VARCHAR, "version" VARCHAR, "size" VARCHAR, "count" INTEGER)[];
COMMENT ON COLUMN mentions.forms IS 'The versions and sizes it is named with, the most frequent first, such as Llama 3.1 405B; an empty list where it is named as such alone, NULL where it was judged before this was kept. The view mention_forms has one a row';

COMMENT ON COLUMN runs.flow IS 'ingest, maintenance or reclassify';

COMMENT ON COLUMN mentions.kind IS 'A kind of the beat''s: organisation, model, person, licence, law, regulator, dataset, benchmark, standard, tool or hub';
COMMENT ON COLUMN entities.kind IS 'A kind of the beat''s: organisation, model, person, licence, law, regulator, dataset, benchmark, standard, tool or hub';
