-- What 0018_find_people.py runs: one statement a paragraph.

-- What whoever acts is looking for; nothing unless they look.
CREATE FUNCTION looking() RETURNS integer[] LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(setting('looking'), '')::integer[] $$;

-- A condition of our own that is no leak-proof operator would only be tried after row-level security, row by row. Standing in the
-- policy itself it is answered by the index, and a mark is seen by nobody who does not know it already.
CREATE POLICY finds ON person_mark FOR SELECT USING (may_see(region) AND marks @> looking());

CREATE POLICY adds ON person_mark FOR INSERT WITH CHECK (may_see(region));

CREATE POLICY changes ON person_mark FOR UPDATE USING (may_see(region)) WITH CHECK (may_see(region));

-- Whoever may write a person may write their marks, also of somebody whom they claim from elsewhere.
CREATE FUNCTION keep_marks(ids uuid[], regions text[], kept text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); looked text := setting('looking');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true), set_config('jishiyu.looking', '{}', true);
    INSERT INTO person_mark (id, region, marks, is_gone)
    SELECT fresh.id, fresh.region, fresh.marks::integer[], person.left_on IS NOT NULL
    FROM unnest(ids, regions, kept) AS fresh (id, region, marks) JOIN person ON person.id = fresh.id
    ON CONFLICT (id) DO UPDATE SET region = EXCLUDED.region, marks = EXCLUDED.marks;
    PERFORM set_config('jishiyu.region', own, true), set_config('jishiyu.looking', looked, true);
END $$;

CREATE FUNCTION keep_gone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); looked text := setting('looking');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true), set_config('jishiyu.looking', '{}', true);
    UPDATE person_mark SET is_gone = NEW.left_on IS NOT NULL WHERE id = NEW.id;
    PERFORM set_config('jishiyu.region', own, true), set_config('jishiyu.looking', looked, true);
    RETURN NULL;
END $$;

CREATE TRIGGER keep_gone AFTER UPDATE OF left_on ON person FOR EACH ROW
    WHEN ((OLD.left_on IS NULL) <> (NEW.left_on IS NULL)) EXECUTE FUNCTION keep_gone();

-- Those who were there before there were marks, so many at a time.
CREATE FUNCTION unmarked(many integer) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE looked text := setting('looking');
BEGIN
    PERFORM set_config('jishiyu.looking', '{}', true);
    RETURN QUERY SELECT person.id FROM person
        WHERE NOT EXISTS (SELECT FROM person_mark WHERE person_mark.id = person.id) ORDER BY person.id LIMIT many;
    PERFORM set_config('jishiyu.looking', looked, true);
END $$;
