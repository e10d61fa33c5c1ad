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
