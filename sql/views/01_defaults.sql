-- What the trends' parameters mean where they are left out.

-- Trends end at the day of the last run rather than today, so that an old copy answers as it did then.
-- Only completed ingest runs count: while none is, nothing is seen, and empty days would read as a fall in interest.
CREATE OR REPLACE MACRO latest_day() AS (
    SELECT coalesce(max(day), current_date) FROM runs WHERE flow = 'ingest' AND status = 'completed'
);
COMMENT ON MACRO latest_day IS 'The day of the last completed ingest run: where trends end unless told otherwise';

CREATE OR REPLACE MACRO main_beat() AS (SELECT arg_min(beat, position) FROM beats);
COMMENT ON MACRO main_beat IS 'The first beat of the configuration: what trends ask about unless told otherwise';

-- After the first two of the four terms in: Dunning, T. (1993): Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1).
CREATE OR REPLACE MACRO surprise(n, total, n_before, total_before) AS (
    2 * (
        CASE WHEN n > 0 THEN n * ln(n / (total * (n + n_before) / (total + total_before))) ELSE 0 END
        + CASE WHEN n_before > 0 THEN n_before * ln(n_before / (total_before * (n + n_before) / (total + total_before))) ELSE 0 END
    ) * sign(n * total_before - n_before * total)
);
COMMENT ON MACRO surprise IS 'How surprising it is that something occurs n times in total, after n_before in total_before: the signed log-likelihood ratio over the occurrences. It ranks; it is no test, since small counts, and the best of many names, score high by chance';

-- A feed's title is the publisher's name only where the feed is the publisher's own: an aggregator's is not.
CREATE OR REPLACE MACRO publisher_name(site_name, publisher, feed_title, feed_site) AS
    coalesce(site_name, CASE WHEN contains(feed_site, publisher) AND feed_title <> '' THEN feed_title END, publisher);
COMMENT ON MACRO publisher_name IS 'What to call a publisher: the name its site gives, else the title of its own feed, else its host';

CREATE OR REPLACE MACRO host_of(url) AS regexp_extract(url, '^https?://(?:[^/@]*@)?([^/?#]+)', 1);
COMMENT ON MACRO host_of IS 'The host of an address, with its port where it names one';

CREATE OR REPLACE MACRO is_host(host, wanted) AS wanted IS NULL OR wanted IN (host, split_part(host, ':', 1));
COMMENT ON MACRO is_host IS 'Whether a host is the one wanted, which may be given without its port; any host if none is wanted';
