-- What 0009_settle_doubles.py runs: one statement a paragraph.

-- A second file of a human being sits nowhere, and leads to one that is no second file itself (the verb sees to that).
ALTER TABLE person ADD CHECK (merged_into_id IS NULL OR (left_on IS NOT NULL AND merged_into_id <> id));

-- Whoever is known by the hash of a merged file is known by the file that it was merged into: a bill, a report or an import with
-- the number that was once mistyped finds the right person. These say the hash that was asked for. CASE, never coalesce: beside
-- row-level security PostgreSQL holds coalesce for something that might leak, does not ask the index, and reads everybody.
CREATE OR REPLACE FUNCTION seats_anywhere(hashes text[])
RETURNS TABLE (identity_hash text, household_id uuid, household_code text, region text) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    RETURN QUERY SELECT asked.identity_hash::text, household.id, household.code::text, household.region::text
        FROM person asked JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
        JOIN household ON household.id = person.household_id
        WHERE person.left_on IS NULL AND asked.identity_hash = ANY (hashes);
    PERFORM set_config('jishiyu.region', own, true);
END $$;

CREATE OR REPLACE FUNCTION unseated_anywhere(hashes text[])
RETURNS TABLE (identity_hash text, region text, died_on date) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    RETURN QUERY SELECT asked.identity_hash::text, person.region::text, person.died_on
        FROM person asked JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
        WHERE person.left_on IS NOT NULL AND asked.identity_hash = ANY (hashes);
    PERFORM set_config('jishiyu.region', own, true);
END $$;

CREATE OR REPLACE FUNCTION claim_people(hashes text[]) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); claimed uuid[];
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    claimed := ARRAY(SELECT id FROM person WHERE left_on IS NOT NULL AND died_on IS NULL AND id IN (
                         SELECT CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END FROM person asked WHERE asked.identity_hash = ANY (hashes))
                     ORDER BY id FOR UPDATE);
    PERFORM set_config('jishiyu.region', own, true);
    PERFORM set_config('jishiyu.taking', array_to_string(claimed, ','), true);
    RETURN QUERY SELECT unnest(claimed);
END $$;

-- What hangs on a person (and, where nobody is left in their household, on it) is given to another, wherever it is filed: what a
-- merger forgets because of who asked would be lost. Returns how the rows were: [{"table": …, "rows": [{"id": …, column: …}]}].
-- Tables that later migrations bring are looked up when it runs.
CREATE FUNCTION give_file(loser uuid, winner uuid, from_household uuid, to_household uuid, reason text, at timestamptz,
                          merged_on date)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); given jsonb := '[]'; old jsonb; loser_hash text; winner_hash text; village text;
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    SELECT identity_hash INTO loser_hash FROM person WHERE id = loser;
    SELECT identity_hash INTO winner_hash FROM person WHERE id = winner;
    SELECT region INTO village FROM household WHERE id = to_household;
    SELECT jsonb_agg(jsonb_build_object('id', id, 'person_id', person_id, 'household_id', household_id)) INTO old
        FROM watch_fact WHERE person_id = loser;
    UPDATE watch_fact SET person_id = winner, household_id = coalesce(to_household, household_id) WHERE person_id = loser;
    given := given || jsonb_build_object('table', 'watch_fact', 'rows', old);
    SELECT jsonb_agg(jsonb_build_object('id', id, 'person_id', person_id)) INTO old FROM household_paper WHERE person_id = loser;
    UPDATE household_paper SET person_id = winner WHERE person_id = loser;
    given := given || jsonb_build_object('table', 'household_paper', 'rows', old);
    SELECT jsonb_agg(jsonb_build_object('id', id, 'merged_into_id', merged_into_id)) INTO old
        FROM person WHERE merged_into_id = loser;
    UPDATE person SET merged_into_id = winner WHERE merged_into_id = loser;
    given := given || jsonb_build_object('table', 'person', 'rows', old);
    SELECT jsonb_agg(jsonb_build_object('id', id, 'applicant_hash', applicant_hash)) INTO old
        FROM procedure WHERE applicant_hash = loser_hash AND ended_at IS NULL;
    UPDATE procedure SET applicant_hash = winner_hash WHERE applicant_hash = loser_hash AND ended_at IS NULL;
    given := given || jsonb_build_object('table', 'procedure', 'rows', old);
    -- What a list says of them; one difference of a rule stands once, and what the list does not say ends with the next list.
    SELECT jsonb_agg(jsonb_build_object('id', id, 'subject', subject, 'person_id', person_id, 'household_id', household_id,
                                        'region', region)) INTO old
        FROM list_difference WHERE person_id = loser AND ended_at IS NULL AND identity_hash IS NOT NULL AND NOT EXISTS (
            SELECT FROM list_difference mine WHERE mine.rule = list_difference.rule AND mine.subject = winner::text
            AND mine.ended_at IS NULL);
    UPDATE list_difference SET subject = winner::text, person_id = winner, household_id = coalesce(to_household, household_id),
        region = coalesce(village, region) WHERE id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
    given := given || jsonb_build_object('table', 'list_difference', 'rows', old);
    IF from_household IS NOT NULL THEN
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id)) INTO old
            FROM watch_fact WHERE household_id = from_household;
        UPDATE watch_fact SET household_id = to_household WHERE household_id = from_household;
        given := given || jsonb_build_object('table', 'watch_fact', 'rows', old);
        -- One undecided alert a rule: the household that stays has its own.
        SELECT jsonb_agg(jsonb_build_object('id', id, 'outcome', outcome, 'reason', watch_alert.reason, 'decided_by', decided_by,
                                            'decided_at', decided_at)) INTO old
            FROM watch_alert WHERE household_id = from_household AND decided_at IS NULL AND EXISTS (
                SELECT FROM watch_alert mine WHERE mine.household_id = to_household AND mine.rule = watch_alert.rule
                AND mine.decided_at IS NULL);
        UPDATE watch_alert SET outcome = 'withdrawn', reason = give_file.reason, decided_by = setting('by'), decided_at = give_file.at
            WHERE id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
        given := given || jsonb_build_object('table', 'watch_alert', 'rows', old);
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id, 'region', region)) INTO old
            FROM watch_alert WHERE household_id = from_household;
        UPDATE watch_alert SET household_id = to_household, region = village WHERE household_id = from_household;
        given := given || jsonb_build_object('table', 'watch_alert', 'rows', old);
        SELECT jsonb_agg(jsonb_build_object('id', id, 'region', region)) INTO old
            FROM case_part WHERE case_id IN (SELECT id FROM relief_case WHERE household_id = from_household);
        UPDATE case_part SET region = village WHERE case_id IN (SELECT id FROM relief_case WHERE household_id = from_household);
        given := given || jsonb_build_object('table', 'case_part', 'rows', old);
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id, 'region', region)) INTO old
            FROM relief_case WHERE household_id = from_household;
        UPDATE relief_case SET household_id = to_household, region = village WHERE household_id = from_household;
        given := given || jsonb_build_object('table', 'relief_case', 'rows', old);
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id)) INTO old
            FROM procedure WHERE household_id = from_household AND ended_at IS NULL;
        UPDATE procedure SET household_id = to_household WHERE household_id = from_household AND ended_at IS NULL;
        given := given || jsonb_build_object('table', 'procedure', 'rows', old);
        -- The same paper twice stays where it was filed.
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id)) INTO old
            FROM household_paper WHERE household_id = from_household AND (withdrawn_at IS NOT NULL OR NOT EXISTS (
                SELECT FROM household_paper mine WHERE mine.household_id = to_household AND mine.sha256 = household_paper.sha256
                AND mine.withdrawn_at IS NULL));
        UPDATE household_paper SET household_id = to_household
            WHERE id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
        given := given || jsonb_build_object('table', 'household_paper', 'rows', old);
        SELECT jsonb_agg(jsonb_build_object('id', id, 'subject', subject, 'household_id', household_id, 'region', region)) INTO old
            FROM list_difference WHERE household_id = from_household AND person_id IS NULL AND ended_at IS NULL AND NOT EXISTS (
                SELECT FROM list_difference mine WHERE mine.rule = list_difference.rule AND mine.subject = to_household::text
                AND mine.ended_at IS NULL);
        UPDATE list_difference SET subject = to_household::text, household_id = to_household, region = village
            WHERE id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
        given := given || jsonb_build_object('table', 'list_difference', 'rows', old);
        -- One plan a year, of this year on or with something still to be done: the household that stays has its own. `region` says
        -- where it was made.
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id)) INTO old
            FROM household_plan WHERE household_id = from_household AND (year >= extract(year FROM merged_on) OR EXISTS (
                SELECT FROM plan_measure WHERE plan_measure.plan_id = household_plan.id
                AND plan_measure.state IN ('planned', 'under-way'))) AND NOT EXISTS (
                SELECT FROM household_plan mine WHERE mine.household_id = to_household AND mine.year = household_plan.year);
        UPDATE household_plan SET household_id = to_household
            WHERE id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
        given := given || jsonb_build_object('table', 'household_plan', 'rows', old);
        SELECT jsonb_agg(jsonb_build_object('id', id, 'person_ids', person_ids)) INTO old
            FROM plan_measure WHERE loser = ANY (person_ids)
            AND plan_id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
        UPDATE plan_measure SET person_ids = array_replace(array_remove(person_ids, winner), loser, winner)
            WHERE id IN (SELECT (each ->> 'id')::uuid FROM jsonb_array_elements(coalesce(old, '[]')) each);
        given := given || jsonb_build_object('table', 'plan_measure', 'rows', old);
        -- What a visit found wrong and nobody has put right yet; the visit stays where it was made.
        SELECT jsonb_agg(jsonb_build_object('id', id, 'household_id', household_id, 'region', region)) INTO old
            FROM visit_problem WHERE household_id = from_household AND state IN ('open', 'mended');
        UPDATE visit_problem SET household_id = to_household, region = village
            WHERE household_id = from_household AND state IN ('open', 'mended');
        given := given || jsonb_build_object('table', 'visit_problem', 'rows', old);
        -- Nobody is left to be walked to.
        SELECT jsonb_agg(jsonb_build_object('id', id, 'left_on', left_on, 'left_why', left_why)) INTO old
            FROM campaign_task WHERE household_id = from_household AND left_on IS NULL;
        UPDATE campaign_task SET left_on = merged_on, left_why = 'cancelled' WHERE household_id = from_household AND left_on IS NULL;
        given := given || jsonb_build_object('table', 'campaign_task', 'rows', old);
    END IF;
    PERFORM set_config('jishiyu.region', own, true);
    RETURN (SELECT coalesce(jsonb_agg(each), '[]') FROM jsonb_array_elements(given) each WHERE each ->> 'rows' IS NOT NULL);
END $$;

-- The last that was given is taken back first, so that a row that was changed twice is again as it was at first.
CREATE FUNCTION take_file_back(given jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); part jsonb; columns text;
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    FOR part IN SELECT each FROM jsonb_array_elements(given) WITH ORDINALITY AS of (each, at) ORDER BY at DESC LOOP
        SELECT string_agg(format('%1$I = was.%1$I', key), ', ') INTO columns
            FROM jsonb_object_keys(part -> 'rows' -> 0) key WHERE key <> 'id';
        EXECUTE format('UPDATE %1$I SET %2$s FROM jsonb_populate_recordset(NULL::%1$I, $1) was WHERE %1$I.id = was.id',
                       part ->> 'table', columns) USING part -> 'rows';
    END LOOP;
    PERFORM set_config('jishiyu.region', own, true);
END $$;
