-- name: create_schema_migrations
CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL, checksum VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);
COMMENT ON TABLE schema_migrations IS 'What made this database: the migrations applied, and the checksum of its views and trends';
COMMENT ON COLUMN schema_migrations.name IS 'Name of the file, without its ending';
COMMENT ON COLUMN schema_migrations.checksum IS 'BLAKE2b-64 of its text, in hex';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When, UTC';

-- name: applied_migrations
SELECT name, checksum FROM schema_migrations WHERE name <> $objects;

-- name: record_migration
INSERT INTO schema_migrations VALUES ($name, $checksum, now() AT TIME ZONE 'UTC');

-- name: objects_checksum
SELECT checksum FROM schema_migrations WHERE name = $name;

-- name: forget_objects_checksum
DELETE FROM schema_migrations WHERE name = $name;

-- name: clear_trend_queries
DELETE FROM trend_queries;

-- name: insert_batch
INSERT INTO {table} BY NAME FROM batch;

-- name: empty_table
FROM {table} LIMIT 0;

-- name: checkpoint
CHECKPOINT;

-- name: comment_on_trend
COMMENT ON MACRO TABLE {name} IS {question};

-- name: own_tables
SELECT table_name FROM duckdb_tables() WHERE NOT internal;

-- name: read_through
SELECT bit_xor(hash(t)) AS checksum FROM {table} AS t;
