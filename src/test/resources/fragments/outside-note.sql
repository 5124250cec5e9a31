INSERT INTO notes SELECT '#, note', current_user, session_user, current_setting('search_path'), coalesce(current_setting('shop.tenant', true), '');
CREATE TABLE noted_# AS SELECT current_setting('datestyle') AS style, current_setting('standard_conforming_strings') AS strings,
    current_setting('transaction_isolation') AS isolation, current_setting('default_transaction_read_only') AS read_only,
    current_setting('client_encoding') AS encoding, current_schema AS schema, current_setting('work_mem') AS memory,
    current_setting('lock_timeout') AS lock_timeout, current_setting('statement_timeout') AS statement_timeout,
    current_setting('idle_in_transaction_session_timeout') AS idle_timeout,
    1e0 / 3 AS digits, interval '1 day 2 hours'::text AS span, true AS yes, 'abc'::bytea::text AS bytes;
