-- name: known_entries
SELECT entry_id, content_hash, revision, status, address FROM entries SEMI JOIN batch USING (entry_id);

-- name: touch_entries
UPDATE entries SET last_seen_at = $now FROM batch WHERE entries.entry_id = batch.entry_id;

-- name: revise_entries
-- A settled entry that is to be read again starts afresh, and so does one with another link; one that waits for another
-- try keeps its attempts, or a feed that changes at every poll would have a broken page tried for ever.
UPDATE entries SET
    url = coalesce(batch.url, entries.url),
    address = coalesce(batch.address, entries.address),
    address_hash = coalesce(batch.address_hash, entries.address_hash),
    title = batch.title,
    summary = batch.summary,
    content = batch.content,
    authors = batch.authors,
    published_at = batch.published_at,
    published_raw = batch.published_raw,
    updated_at = batch.updated_at,
    content_hash = batch.content_hash,
    revision = batch.revision,
    status = batch.status,
    status_reason = CASE WHEN batch.goes_on THEN entries.status_reason END,
    status_detail = CASE WHEN batch.goes_on THEN entries.status_detail END,
    status_at = CASE WHEN batch.goes_on THEN entries.status_at ELSE batch.status_at END,
    attempts = CASE WHEN batch.goes_on THEN entries.attempts ELSE 0 END,
    next_attempt_at = CASE WHEN batch.goes_on THEN entries.next_attempt_at END
FROM (
    SELECT b.*, b.status = e.status AND coalesce(b.address_hash, e.address_hash) IS NOT DISTINCT FROM e.address_hash AS goes_on
    FROM batch b JOIN entries e USING (entry_id)
) AS batch
WHERE entries.entry_id = batch.entry_id;

-- name: due_addresses
-- One entry for each address, in its shortest spelling: whatever comes of it settles the others too. An address that waits for another try is not
-- due because another feed shows it now.
SELECT entry_id, url FROM entries AS e
WHERE status = 'pending' AND (next_attempt_at IS NULL OR next_attempt_at <= $now)
  AND NOT EXISTS (FROM entries WHERE status = 'pending' AND next_attempt_at > $now AND address_hash = e.address_hash)
QUALIFY row_number() OVER (PARTITION BY address_hash ORDER BY revision DESC, length(url), first_seen_at, entry_id) = 1
ORDER BY first_seen_at, entry_id;

-- name: entries_by_id
-- Attempts count for the address, whichever of its entries was tried.
SELECT e.* REPLACE (greatest(e.attempts, (
    SELECT max(attempts) FROM entries AS other WHERE other.address_hash = e.address_hash AND other.status = 'pending'
)) AS attempts)
FROM entries AS e SEMI JOIN batch USING (entry_id);

-- name: statuses_of
SELECT status, status_reason, count(*) AS entries FROM entries SEMI JOIN batch USING (entry_id) GROUP BY ALL;

-- name: due_entry_ids
SELECT entry_id FROM entries AS e
WHERE status = 'pending' AND (next_attempt_at IS NULL OR next_attempt_at <= $now)
  AND NOT EXISTS (FROM entries WHERE status = 'pending' AND next_attempt_at > $now AND address_hash = e.address_hash);

-- name: recognise_known_addresses
-- A new entry whose address has led to an article before needs no fetching.
UPDATE entries SET
    status = 'duplicate',
    status_reason = 'known_address',
    status_detail = NULL,
    status_at = $now,
    attempts = 0,
    next_attempt_at = NULL,
    article_id = known.article_id
FROM (SELECT key_hash, min(article_id) AS article_id FROM article_keys WHERE kind = 'address' GROUP BY key_hash) AS known
WHERE entries.status = 'pending' AND entries.revision = 0 AND entries.address_hash = known.key_hash;

-- name: recognise_given_up_addresses
-- A new entry whose address was given up shares its fate, or every feed that shows it would have it tried again.
UPDATE entries SET
    status = 'abandoned',
    status_reason = given_up.status_reason,
    status_detail = given_up.status_detail,
    status_at = $now,
    attempts = given_up.attempts,
    next_attempt_at = NULL
FROM (
    SELECT DISTINCT ON (address_hash) address_hash, status_reason, status_detail, attempts FROM entries
    WHERE status = 'abandoned' ORDER BY address_hash, status_at DESC
) AS given_up
WHERE entries.status = 'pending' AND entries.revision = 0 AND entries.attempts = 0 AND entries.status_reason IS NULL
  AND entries.first_seen_at = entries.status_at AND entries.address_hash = given_up.address_hash;

-- name: settle_entries
UPDATE entries SET
    status = batch.status,
    status_reason = batch.status_reason,
    status_detail = NULL,
    status_at = batch.status_at,
    attempts = 0,
    next_attempt_at = NULL,
    article_id = batch.article_id
FROM batch WHERE entries.entry_id = batch.entry_id;

-- name: settle_copies
-- What became of an entry holds for every pending entry of the same address.
UPDATE entries SET
    status = 'duplicate',
    status_reason = 'known_address',
    status_detail = NULL,
    status_at = batch.status_at,
    attempts = 0,
    next_attempt_at = NULL,
    article_id = batch.article_id
FROM batch WHERE entries.status = 'pending' AND entries.address_hash = batch.address_hash;

-- name: postpone_entries
-- What was not tried keeps the reason of the last try.
UPDATE entries SET
    status_reason = coalesce(entries.status_reason, batch.status_reason),
    status_detail = coalesce(entries.status_detail, batch.status_detail),
    next_attempt_at = batch.next_attempt_at
FROM batch WHERE entries.status = 'pending' AND entries.address_hash = batch.address_hash;

-- name: fail_entries
-- A failure concerns every pending entry of the same address. One that led to an article before still does.
UPDATE entries SET
    status = CASE WHEN batch.status = 'abandoned' AND entries.article_id IS NOT NULL THEN 'stored' ELSE batch.status END,
    status_reason = batch.status_reason,
    status_detail = batch.status_detail,
    status_at = batch.status_at,
    attempts = batch.attempts,
    next_attempt_at = batch.next_attempt_at
FROM batch WHERE entries.status = 'pending' AND entries.address_hash = batch.address_hash;

-- name: entries_by_status
SELECT status, count(*) AS entries FROM entries GROUP BY status ORDER BY status;

-- name: failed_entries
SELECT entry_id FROM entries
WHERE status IN ('abandoned', 'pending') AND status_reason IS NOT NULL AND ($reason IS NULL OR status_reason = $reason)
  AND is_host(host_of(url), $host);

-- name: retry_entries
UPDATE entries SET
    status = 'pending', status_reason = NULL, status_detail = NULL, status_at = $now, attempts = 0, next_attempt_at = NULL
FROM batch WHERE entries.entry_id = batch.entry_id;
