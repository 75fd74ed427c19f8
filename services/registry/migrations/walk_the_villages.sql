-- What 0011_walk_the_villages.py runs: one statement a paragraph.

-- How many households helpers have, in the whole register: whoever assigns one more may see only their own village's.
CREATE FUNCTION helper_loads(ids uuid[]) RETURNS TABLE (helper_id uuid, households bigint) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); role text := setting('role');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true), set_config('jishiyu.role', 'platform', true);
    RETURN QUERY SELECT one.helper_id, count(*) FROM helper_assignment one
        WHERE one.helper_id = ANY (ids) AND one.until_on IS NULL GROUP BY 1;
    PERFORM set_config('jishiyu.region', own, true), set_config('jishiyu.role', role, true);
END $$;

-- Telephones make the ids of visits: one that is taken is taken everywhere.
CREATE FUNCTION visit_taken_anywhere(of uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); role text := setting('role'); taken boolean;
BEGIN
    PERFORM set_config('jishiyu.region', '*', true), set_config('jishiyu.role', 'platform', true);
    taken := EXISTS (SELECT FROM household_visit WHERE visit_id = of);
    PERFORM set_config('jishiyu.region', own, true), set_config('jishiyu.role', role, true);
    RETURN taken;
END $$;

-- An assignment is ended once and never rewritten.
CREATE FUNCTION helper_ended_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.until_on IS NOT NULL OR NEW.until_on IS NULL
        OR to_jsonb(NEW) - '{until_on,ended_why,ended_by,ended_at}'::text[]
            <> to_jsonb(OLD) - '{until_on,ended_why,ended_by,ended_at}'::text[] THEN
        RAISE EXCEPTION 'an assignment is ended, never rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- Nor may two of one household share a day. Each new row is looked up by the index: a count is not turned into a join, and a
-- fresh table is not read from end to end.
CREATE FUNCTION one_helper_a_day() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh WHERE 0 < (
        SELECT count(*) FROM helper_assignment other WHERE other.household_id = fresh.household_id AND other.id <> fresh.id
            AND fresh.since_on < coalesce(other.until_on, 'infinity')
            AND other.since_on < coalesce(fresh.until_on, 'infinity')))
    THEN
        RAISE EXCEPTION 'a household has one helper at a time' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END $$;
