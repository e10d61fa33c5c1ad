-- The store's first shape. It uses only what DuckDB files and DuckLake have in common (docs/decisions/0003): no keys,
-- no indexes, no sequences. Ids are hashes of content; all times are UTC; days are in the configured time zone.

CREATE TABLE feeds (
    feed_id BIGINT NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    site_url VARCHAR,
    language VARCHAR,
    country VARCHAR,
    kind VARCHAR,
    origin VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    status_reason VARCHAR,
    added_at TIMESTAMP NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    moved_to VARCHAR,
    next_poll_at TIMESTAMP NOT NULL,
    last_polled_at TIMESTAMP,
    last_success_at TIMESTAMP,
    last_entry_at TIMESTAMP,
    failures_in_a_row INTEGER NOT NULL
);
COMMENT ON TABLE feeds IS 'Subscriptions: what is polled, and what the next poll needs to know';
COMMENT ON COLUMN feeds.feed_id IS 'Hash of the address the feed was first subscribed under';
COMMENT ON COLUMN feeds.url IS 'Address polled now';
COMMENT ON COLUMN feeds.title IS 'Name shown for the feed';
COMMENT ON COLUMN feeds.site_url IS 'Home page of the publisher';
COMMENT ON COLUMN feeds.language IS 'Declared language, ISO 639-1';
COMMENT ON COLUMN feeds.country IS 'Declared country, ISO 3166-1 alpha-2';
COMMENT ON COLUMN feeds.kind IS 'press, community, vendor, research, foundation or aggregator';
COMMENT ON COLUMN feeds.origin IS 'default: from the list that ships with openbeat; user: added by hand or import';
COMMENT ON COLUMN feeds.status IS 'active, paused (failed too often), gone (the publisher answered 410) or removed (unsubscribed)';
COMMENT ON COLUMN feeds.status_reason IS 'Why the feed is not active';
COMMENT ON COLUMN feeds.added_at IS 'When it was subscribed';
COMMENT ON COLUMN feeds.etag IS 'ETag of the last answer, as received';
COMMENT ON COLUMN feeds.last_modified IS 'Last-Modified of the last answer, as received';
COMMENT ON COLUMN feeds.moved_to IS 'Where the last poll was permanently redirected to, until a second poll confirms it';
COMMENT ON COLUMN feeds.next_poll_at IS 'Not polled before this time';
COMMENT ON COLUMN feeds.last_polled_at IS 'Last visit, successful or not';
COMMENT ON COLUMN feeds.last_success_at IS 'Last visit that brought a feed or "not modified"';
COMMENT ON COLUMN feeds.last_entry_at IS 'Last time a new entry appeared';
COMMENT ON COLUMN feeds.failures_in_a_row IS 'Failed visits since the last success';

CREATE TABLE feed_polls (
    run_id BIGINT NOT NULL,
    feed_id BIGINT NOT NULL,
    polled_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    detail VARCHAR,
    http_status INTEGER,
    final_url VARCHAR,
    wire_bytes BIGINT,
    seconds DOUBLE,
    entries_seen INTEGER NOT NULL,
    entries_new INTEGER NOT NULL,
    entries_changed INTEGER NOT NULL,
    format VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE feed_polls IS 'One row for each visit to a feed';
COMMENT ON COLUMN feed_polls.run_id IS 'The run that made the visit';
COMMENT ON COLUMN feed_polls.feed_id IS 'The feed visited';
COMMENT ON COLUMN feed_polls.polled_at IS 'When, UTC';
COMMENT ON COLUMN feed_polls.outcome IS 'ok, not_modified, gone or failed';
COMMENT ON COLUMN feed_polls.reason IS 'Short code of the failure, such as timeout or http_404';
COMMENT ON COLUMN feed_polls.detail IS 'The failure in a sentence';
COMMENT ON COLUMN feed_polls.http_status IS 'Status of the final answer';
COMMENT ON COLUMN feed_polls.final_url IS 'Address after redirects';
COMMENT ON COLUMN feed_polls.wire_bytes IS 'Bytes of the body as transferred';
COMMENT ON COLUMN feed_polls.seconds IS 'Time from request to end of body';
COMMENT ON COLUMN feed_polls.entries_seen IS 'Entries in the feed';
COMMENT ON COLUMN feed_polls.entries_new IS 'Entries never seen before';
COMMENT ON COLUMN feed_polls.entries_changed IS 'Known entries whose content changed';
COMMENT ON COLUMN feed_polls.format IS 'Format found, such as rss20 or atom10';
COMMENT ON COLUMN feed_polls.note IS 'What is wrong with the markup where the entries could be read all the same';

CREATE TABLE entries (
    entry_id BIGINT NOT NULL,
    feed_id BIGINT NOT NULL,
    guid VARCHAR,
    url VARCHAR,
    address VARCHAR,
    address_hash BIGINT,
    title VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    authors VARCHAR[] NOT NULL,
    language VARCHAR,
    published_at TIMESTAMP,
    published_raw VARCHAR,
    updated_at TIMESTAMP,
    content_hash BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL,
    status_reason VARCHAR,
    status_detail VARCHAR,
    status_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TIMESTAMP,
    article_id BIGINT
);
COMMENT ON TABLE entries IS 'Items of feeds; each has exactly one status at every moment';
COMMENT ON COLUMN entries.entry_id IS 'Hash of the feed and the entry''s guid, else its address, else title and date';
COMMENT ON COLUMN entries.feed_id IS 'The feed it stands in';
COMMENT ON COLUMN entries.guid IS 'The publisher''s own id';
COMMENT ON COLUMN entries.url IS 'The link as given, made absolute';
COMMENT ON COLUMN entries.address IS 'The link normalised: the same for all spellings of one address';
COMMENT ON COLUMN entries.address_hash IS 'Hash of address, as in article_keys';
COMMENT ON COLUMN entries.title IS 'Title as plain text';
COMMENT ON COLUMN entries.summary IS 'Summary as plain text';
COMMENT ON COLUMN entries.content IS 'Full text as HTML, where the feed carries it';
COMMENT ON COLUMN entries.authors IS 'Names as given';
COMMENT ON COLUMN entries.language IS 'Declared language, ISO 639-1';
COMMENT ON COLUMN entries.published_at IS 'Publication time the feed claims, UTC';
COMMENT ON COLUMN entries.published_raw IS 'The same as written there';
COMMENT ON COLUMN entries.updated_at IS 'Update time the feed claims, UTC';
COMMENT ON COLUMN entries.content_hash IS 'Hash of title, summary, content and update time';
COMMENT ON COLUMN entries.revision IS 'How often the entry changed after it was first seen';
COMMENT ON COLUMN entries.first_seen_at IS 'First poll that showed it';
COMMENT ON COLUMN entries.last_seen_at IS 'Latest poll that showed it';
COMMENT ON COLUMN entries.status IS 'pending, stored, duplicate, skipped or abandoned';
COMMENT ON COLUMN entries.status_reason IS 'Short code of why, where there is one';
COMMENT ON COLUMN entries.status_detail IS 'The same in a sentence';
COMMENT ON COLUMN entries.status_at IS 'When the status was set';
COMMENT ON COLUMN entries.attempts IS 'Failed tries since it became pending';
COMMENT ON COLUMN entries.next_attempt_at IS 'A pending entry is not tried before this time';
COMMENT ON COLUMN entries.article_id IS 'The article it led to';

CREATE TABLE articles (
    article_id BIGINT NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    authors VARCHAR[] NOT NULL,
    site_name VARCHAR,
    publisher VARCHAR NOT NULL,
    feed_id BIGINT NOT NULL,
    language VARCHAR NOT NULL,
    language_confidence FLOAT NOT NULL,
    language_source VARCHAR NOT NULL,
    declared_language VARCHAR,
    published_at TIMESTAMP,
    published_source VARCHAR,
    published_raw VARCHAR,
    modified_at TIMESTAMP,
    modified_source VARCHAR,
    first_seen_at TIMESTAMP NOT NULL,
    stored_at TIMESTAMP NOT NULL,
    occurred_at TIMESTAMP NOT NULL,
    day DATE NOT NULL,
    text VARCHAR NOT NULL,
    word_count INTEGER NOT NULL,
    completeness VARCHAR NOT NULL,
    section VARCHAR,
    image_url VARCHAR,
    declared_origin VARCHAR,
    content_hash BIGINT NOT NULL,
    raw_hash VARCHAR,
    version INTEGER NOT NULL,
    extractor VARCHAR NOT NULL
);
COMMENT ON TABLE articles IS 'Cleaned articles, each once, as last read; earlier versions are in article_versions';
COMMENT ON COLUMN articles.article_id IS 'Hash of the address it was first stored under';
COMMENT ON COLUMN articles.url IS 'Its address: the canonical one where the page''s claim is believed';
COMMENT ON COLUMN articles.title IS 'Title without the site''s name';
COMMENT ON COLUMN articles.authors IS 'Names of people';
COMMENT ON COLUMN articles.site_name IS 'What the site calls itself';
COMMENT ON COLUMN articles.publisher IS 'Host of its address, without www';
COMMENT ON COLUMN articles.feed_id IS 'The feed that brought it first; article_feeds has all';
COMMENT ON COLUMN articles.language IS 'ISO 639-1, und where the evidence is thin';
COMMENT ON COLUMN articles.language_confidence IS '0 to 1';
COMMENT ON COLUMN articles.language_source IS 'What decided: script, detector, declared or none';
COMMENT ON COLUMN articles.declared_language IS 'What the page says of itself; it may lie';
COMMENT ON COLUMN articles.published_at IS 'Publication time as claimed, UTC; it may lie in the future';
COMMENT ON COLUMN articles.published_source IS 'Where that claim stands: json-ld, meta, time, url, feed or text';
COMMENT ON COLUMN articles.published_raw IS 'The claim as written';
COMMENT ON COLUMN articles.modified_at IS 'Modification time as claimed, UTC';
COMMENT ON COLUMN articles.modified_source IS 'Where that claim stands';
COMMENT ON COLUMN articles.first_seen_at IS 'When a feed first showed it to us; digests go by this';
COMMENT ON COLUMN articles.stored_at IS 'When this version was stored';
COMMENT ON COLUMN articles.occurred_at IS 'The time it counts for: published_at, never later than first_seen_at; first_seen_at where there is no claim';
COMMENT ON COLUMN articles.day IS 'Day of occurred_at in the configured time zone; trends go by this';
COMMENT ON COLUMN articles.text IS 'Clean text: paragraphs, headings and list items, one a line';
COMMENT ON COLUMN articles.word_count IS 'Words; in scripts without spaces, two characters count as one';
COMMENT ON COLUMN articles.completeness IS 'full, or teaser where the page shows only the beginning';
COMMENT ON COLUMN articles.section IS 'Section of the site as declared';
COMMENT ON COLUMN articles.image_url IS 'Lead image';
COMMENT ON COLUMN articles.declared_origin IS 'The publisher or address it names as its source';
COMMENT ON COLUMN articles.content_hash IS 'Hash of its words: equal texts have equal hashes';
COMMENT ON COLUMN articles.raw_hash IS 'Name of the raw page it was read from';
COMMENT ON COLUMN articles.version IS '1 as first stored, one more with each change of its text';
COMMENT ON COLUMN articles.extractor IS 'Name and version of what read it';

CREATE TABLE article_versions (
    article_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    word_count INTEGER NOT NULL,
    modified_at TIMESTAMP,
    content_hash BIGINT NOT NULL,
    raw_hash VARCHAR,
    extractor VARCHAR NOT NULL,
    stored_at TIMESTAMP NOT NULL,
    replaced_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE article_versions IS 'What articles said before they changed; the current version is in articles, article_history has both';
COMMENT ON COLUMN article_versions.article_id IS 'The article';
COMMENT ON COLUMN article_versions.version IS 'Counts from 1';
COMMENT ON COLUMN article_versions.title IS 'Title of this version';
COMMENT ON COLUMN article_versions.text IS 'Text of this version';
COMMENT ON COLUMN article_versions.word_count IS 'Words of this version';
COMMENT ON COLUMN article_versions.modified_at IS 'Modification time this version claimed, UTC';
COMMENT ON COLUMN article_versions.content_hash IS 'Hash of its words';
COMMENT ON COLUMN article_versions.raw_hash IS 'Name of the raw page it was read from';
COMMENT ON COLUMN article_versions.extractor IS 'Name and version of what read it';
COMMENT ON COLUMN article_versions.stored_at IS 'When this version was stored';
COMMENT ON COLUMN article_versions.replaced_at IS 'When the next version replaced it';

CREATE TABLE article_keys (
    key_hash BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    article_id BIGINT NOT NULL
);
COMMENT ON TABLE article_keys IS 'The identity keys of articles: whatever leads to one of them is the same article';
COMMENT ON COLUMN article_keys.key_hash IS 'Hash of the key';
COMMENT ON COLUMN article_keys.kind IS 'address (a normalised address) or text (publisher and words)';
COMMENT ON COLUMN article_keys.article_id IS 'The article it leads to';

CREATE TABLE verdicts (
    article_id BIGINT NOT NULL,
    beat VARCHAR NOT NULL,
    day DATE NOT NULL,
    relevance VARCHAR NOT NULL,
    score FLOAT NOT NULL,
    probability_core FLOAT NOT NULL,
    probability_mention FLOAT NOT NULL,
    topics STRUCT(topic VARCHAR, score FLOAT)[] NOT NULL,
    stance VARCHAR,
    evidence STRUCT("where" VARCHAR, start INTEGER, "text" VARCHAR, "rule" VARCHAR, weight FLOAT)[] NOT NULL,
    beat_version VARCHAR NOT NULL,
    classifier_version VARCHAR NOT NULL,
    judged_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE verdicts IS 'How each article covers each beat, with the evidence; the view coverage joins them to their articles';
COMMENT ON COLUMN verdicts.article_id IS 'The article judged';
COMMENT ON COLUMN verdicts.beat IS 'Name of the beat';
COMMENT ON COLUMN verdicts.day IS 'The article''s day, kept here so that trends read less';
COMMENT ON COLUMN verdicts.relevance IS 'core (the beat is its subject), mention (named, not the subject) or off';
COMMENT ON COLUMN verdicts.score IS 'Probability that the article is within the beat at all';
COMMENT ON COLUMN verdicts.probability_core IS 'Probability of core';
COMMENT ON COLUMN verdicts.probability_mention IS 'Probability of mention';
COMMENT ON COLUMN verdicts.topics IS 'Topics with scores from 0 to 1, strongest first; empty when off';
COMMENT ON COLUMN verdicts.stance IS 'supportive, critical, mixed or neutral; empty when off';
COMMENT ON COLUMN verdicts.evidence IS 'What matched: place, offset in characters, text, rule and weight';
COMMENT ON COLUMN verdicts.beat_version IS 'Version of the beat file';
COMMENT ON COLUMN verdicts.classifier_version IS 'Version of the classifier';
COMMENT ON COLUMN verdicts.judged_at IS 'When';

CREATE TABLE mentions (
    article_id BIGINT NOT NULL,
    beat VARCHAR NOT NULL,
    day DATE NOT NULL,
    entity VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    count INTEGER NOT NULL,
    in_title BOOLEAN NOT NULL,
    offsets INTEGER[] NOT NULL
);
COMMENT ON TABLE mentions IS 'Entities in articles that are core or mention';
COMMENT ON COLUMN mentions.article_id IS 'The article';
COMMENT ON COLUMN mentions.beat IS 'The beat that knows the entity';
COMMENT ON COLUMN mentions.day IS 'The article''s day';
COMMENT ON COLUMN mentions.entity IS 'Canonical name; models at the level of their family';
COMMENT ON COLUMN mentions.kind IS 'organisation, model, person, licence, law, regulator, dataset, tool or hub';
COMMENT ON COLUMN mentions.label IS 'The most specific form written, such as Llama 2';
COMMENT ON COLUMN mentions.count IS 'How often';
COMMENT ON COLUMN mentions.in_title IS 'Whether the title names it';
COMMENT ON COLUMN mentions.offsets IS 'Where in the text, in characters, the first occurrences';

CREATE TABLE beats (
    beat VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    position INTEGER NOT NULL
);
COMMENT ON TABLE beats IS 'The beats covered; trends ask about the first unless told otherwise';
COMMENT ON COLUMN beats.beat IS 'Name of the beat, as in verdicts';
COMMENT ON COLUMN beats.title IS 'Its name for people';
COMMENT ON COLUMN beats.description IS 'What it covers';
COMMENT ON COLUMN beats.version IS 'Version of the beat file in use';
COMMENT ON COLUMN beats.position IS 'Its place in the configuration, from 0';

CREATE TABLE topics (
    beat VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    description VARCHAR NOT NULL
);
COMMENT ON TABLE topics IS 'The topics each beat knows';
COMMENT ON COLUMN topics.beat IS 'Name of the beat';
COMMENT ON COLUMN topics.topic IS 'Its key, as in verdicts';
COMMENT ON COLUMN topics.label IS 'Its name for people';
COMMENT ON COLUMN topics.description IS 'What falls under it';

CREATE TABLE entities (
    beat VARCHAR NOT NULL,
    entity VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    maker VARCHAR,
    open BOOLEAN,
    listed BOOLEAN NOT NULL
);
COMMENT ON TABLE entities IS 'The entities each beat knows: those its file lists, and those its patterns found';
COMMENT ON COLUMN entities.beat IS 'Name of the beat';
COMMENT ON COLUMN entities.entity IS 'Canonical name, as in mentions';
COMMENT ON COLUMN entities.kind IS 'organisation, model, person, licence, law, regulator, dataset, tool or hub';
COMMENT ON COLUMN entities.maker IS 'Who makes it';
COMMENT ON COLUMN entities.open IS 'Whether the beat file calls it open';
COMMENT ON COLUMN entities.listed IS 'Whether the beat file lists it; false where a pattern found it';

CREATE TABLE stories (
    story_id BIGINT NOT NULL,
    beat VARCHAR NOT NULL,
    lead_article_id BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE stories IS 'Articles about the same happening; story_summary counts them';
COMMENT ON COLUMN stories.story_id IS 'Hash of the beat and the article that opened the story';
COMMENT ON COLUMN stories.beat IS 'The beat it belongs to';
COMMENT ON COLUMN stories.lead_article_id IS 'The oldest original';
COMMENT ON COLUMN stories.created_at IS 'When the story was opened';

CREATE TABLE story_articles (
    story_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    link VARCHAR NOT NULL,
    strength FLOAT NOT NULL,
    linked_to BIGINT,
    joined_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE story_articles IS 'Which articles belong to a story, and by what link';
COMMENT ON COLUMN story_articles.story_id IS 'The story';
COMMENT ON COLUMN story_articles.article_id IS 'The article';
COMMENT ON COLUMN story_articles.link IS 'opened, copy, declared, rewrite or same_event';
COMMENT ON COLUMN story_articles.strength IS '0 to 1';
COMMENT ON COLUMN story_articles.linked_to IS 'The article it was linked through; empty for the one that opened the story';
COMMENT ON COLUMN story_articles.joined_at IS 'When it joined';

CREATE TABLE raw_pages (
    raw_hash VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    content_type VARCHAR,
    bytes BIGINT NOT NULL,
    stored_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE raw_pages IS 'Pages as fetched; the bytes lie compressed under data/raw, by this hash';
COMMENT ON COLUMN raw_pages.raw_hash IS 'BLAKE2b-128 of the bytes, in hex';
COMMENT ON COLUMN raw_pages.url IS 'Address they came from';
COMMENT ON COLUMN raw_pages.content_type IS 'Content-Type as received';
COMMENT ON COLUMN raw_pages.bytes IS 'Length before compression';
COMMENT ON COLUMN raw_pages.stored_at IS 'When';

CREATE TABLE runs (
    run_id BIGINT NOT NULL,
    flow VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    status VARCHAR NOT NULL,
    day DATE NOT NULL,
    version VARCHAR NOT NULL,
    report JSON
);
COMMENT ON TABLE runs IS 'Executions of flows that change the store';
COMMENT ON COLUMN runs.run_id IS 'Hash of flow and start';
COMMENT ON COLUMN runs.flow IS 'ingest or maintenance';
COMMENT ON COLUMN runs.started_at IS 'When, UTC';
COMMENT ON COLUMN runs.finished_at IS 'When, UTC; empty while running';
COMMENT ON COLUMN runs.status IS 'running, completed, failed, or interrupted (the process died; the next run carried on)';
COMMENT ON COLUMN runs.day IS 'Day of the start in the configured time zone';
COMMENT ON COLUMN runs.version IS 'Version of openbeat';
COMMENT ON COLUMN runs.report IS 'What it did, counted';

CREATE TABLE failures (
    run_id BIGINT NOT NULL,
    failed_at TIMESTAMP NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    transient BOOLEAN NOT NULL,
    feed_id BIGINT NOT NULL,
    entry_id BIGINT,
    url VARCHAR NOT NULL,
    host VARCHAR NOT NULL,
    attempt INTEGER NOT NULL
);
COMMENT ON TABLE failures IS 'Every failure of a feed, page or article, with its reason';
COMMENT ON COLUMN failures.run_id IS 'The run it happened in';
COMMENT ON COLUMN failures.failed_at IS 'When, UTC';
COMMENT ON COLUMN failures.stage IS 'poll, fetch or read';
COMMENT ON COLUMN failures.reason IS 'Short code, such as timeout or http_404';
COMMENT ON COLUMN failures.detail IS 'The same in a sentence';
COMMENT ON COLUMN failures.transient IS 'Whether the same try may succeed later';
COMMENT ON COLUMN failures.feed_id IS 'The feed concerned';
COMMENT ON COLUMN failures.entry_id IS 'The entry concerned; empty for a poll';
COMMENT ON COLUMN failures.url IS 'The address tried';
COMMENT ON COLUMN failures.host IS 'Its host';
COMMENT ON COLUMN failures.attempt IS 'The how manieth try in a row';

CREATE TABLE trend_queries (
    name VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    parameters STRUCT("name" VARCHAR, "default" VARCHAR, description VARCHAR)[] NOT NULL,
    columns STRUCT("name" VARCHAR, description VARCHAR)[] NOT NULL,
    example VARCHAR NOT NULL
);
COMMENT ON TABLE trend_queries IS 'The trend queries that ship with the database: FROM name(parameter := value)';
COMMENT ON COLUMN trend_queries.name IS 'Name of the table macro';
COMMENT ON COLUMN trend_queries.question IS 'What it answers';
COMMENT ON COLUMN trend_queries.parameters IS 'Its parameters with their defaults';
COMMENT ON COLUMN trend_queries.columns IS 'Its columns';
COMMENT ON COLUMN trend_queries.example IS 'A query to try';
