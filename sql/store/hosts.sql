-- name: robots_file
FROM robots_files WHERE origin = $origin;

-- name: forget_robots_file
DELETE FROM robots_files WHERE origin = $origin;

-- name: host_rests
FROM host_rests WHERE "until" > $now;

-- name: end_host_rests
DELETE FROM host_rests WHERE host = $host OR "until" <= $now;

-- name: drop_old_robots_files
DELETE FROM robots_files WHERE expires_at < $before;

-- name: wake_host
DELETE FROM host_rests WHERE host = $host;

-- name: expire_robots_files
-- Those that kept pages from being read, so that a person who retries them has them asked for anew.
UPDATE robots_files SET expires_at = $now
WHERE split_part(origin, '://', 2) IN (
    SELECT host FROM open_failures
    WHERE reason IN ('robots_denied', 'robots_unreachable') AND ($reason IS NULL OR reason = $reason)
      AND is_host(host, $host)
);
