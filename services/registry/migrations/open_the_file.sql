-- What 0003_open_the_file.py runs: one statement a paragraph.

-- What is there already becomes the first version of itself, known since the day on which it came in.
INSERT INTO household_change (id, household_id, region, kind, source, happened_on, reason, papers, recorded_by, recorded_at)
SELECT gen_random_uuid(), id, region, CASE WHEN code IS NULL THEN 'sighted' ELSE 'imported' END,
       CASE WHEN code IS NULL THEN 'department' ELSE 'import' END, enrolled_on, '', '{}', 'jishiyu',
       enrolled_on::timestamp AT TIME ZONE 'Asia/Shanghai'
FROM household;

INSERT INTO household_version (id, household_id, region, since_on, known_from_at, change_id, facts, phone_sealed)
SELECT gen_random_uuid(), household.id, household.region, household.enrolled_on, change.recorded_at, change.id,
       jsonb_strip_nulls(jsonb_build_object('code', code, 'region', household.region, 'state', state,
           'standard', nullif(standard, ''), 'causes', CASE WHEN causes = '{}' THEN NULL ELSE to_jsonb(causes) END)),
       phone_sealed
FROM household JOIN household_change change ON change.household_id = household.id;

INSERT INTO person_version (id, person_id, region, since_on, known_from_at, change_id, facts,
    name_sealed, id_number_sealed, disability_card_sealed, phone_sealed)
SELECT gen_random_uuid(), person.id, person.region, person.joined_on, change.recorded_at, change.id,
       jsonb_strip_nulls(jsonb_build_object('region', person.region, 'code', nullif(code, ''), 'sex', nullif(sex, ''),
           'born_on', born_on, 'ethnic_group', nullif(ethnic_group, ''), 'is_verified', is_verified,
           'classes', CASE WHEN classes = '{}' THEN NULL ELSE to_jsonb(classes) END)) || particulars,
       name_sealed, id_number_sealed, disability_card_sealed, phone_sealed
FROM person JOIN household_change change ON change.household_id = person.household_id;

INSERT INTO membership (id, person_id, household_id, region, relation, since_on, until_on, began, known_from_at, change_id)
SELECT gen_random_uuid(), person.id, person.household_id, person.region, relation, joined_on, left_on, change.kind,
       change.recorded_at, change.id
FROM person JOIN household_change change ON change.household_id = person.household_id;

-- A row of history is closed once, in the time of knowing, and never touched otherwise.
CREATE FUNCTION only_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.known_until_at IS NOT NULL OR NEW.known_until_at IS NULL
        OR to_jsonb(NEW) - '{known_until_at,closed_by_id}'::text[] <> to_jsonb(OLD) - '{known_until_at,closed_by_id}'::text[] THEN
        RAISE EXCEPTION 'what % knew is closed, never rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- Someone who left one place and turns up in another is the same human being. Whoever names them by their number may know that
-- they are known, and takes over the one row that they have for life.
CREATE FUNCTION unseated_anywhere(hashes text[])
RETURNS TABLE (identity_hash text, region text, died_on date) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    RETURN QUERY SELECT person.identity_hash::text, person.region::text, person.died_on FROM person
        WHERE person.left_on IS NOT NULL AND person.identity_hash = ANY (hashes);
    PERFORM set_config('jishiyu.region', own, true);
END $$;

CREATE FUNCTION claim_people(hashes text[]) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); claimed uuid[];
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    claimed := ARRAY(SELECT id FROM person WHERE identity_hash = ANY (hashes) AND left_on IS NOT NULL AND died_on IS NULL
                     ORDER BY id FOR UPDATE);
    PERFORM set_config('jishiyu.region', own, true);
    PERFORM set_config('jishiyu.taking', array_to_string(claimed, ','), true);
    RETURN QUERY SELECT unnest(claimed);
END $$;

-- Whose rows the policies `takes_over` open for the rest of a transaction: those that were claimed, or handed over to who acts.
CREATE FUNCTION taking() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT string_to_array(nullif(setting('taking'), ''), ',')::uuid[] $$;

CREATE FUNCTION take_over(transfer uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); of uuid; people uuid[];
BEGIN
    SELECT household_id INTO of FROM household_transfer
        WHERE id = transfer AND state = 'offered' AND may_see(to_region);
    IF of IS NULL THEN RETURN false; END IF;
    PERFORM set_config('jishiyu.region', '*', true);
    people := ARRAY(SELECT id FROM person WHERE household_id = of AND left_on IS NULL);
    PERFORM set_config('jishiyu.region', own, true);
    PERFORM set_config('jishiyu.taking', array_to_string(people, ','), true);
    PERFORM set_config('jishiyu.taking_household', of::text, true);
    RETURN true;
END $$;
