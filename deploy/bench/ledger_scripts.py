"""What pgbench sends for the ledger's bench: the floor on bare tables, and the ledger's own statements."""

# As many statements as a transfer takes: begin, who acts, both accounts locked, everything written at once, commit.
FLOOR = """
\\set one random(1, 1000)
\\set step random(1, 999)
\\set two 1 + (:one + :step - 1) % 1000
BEGIN;
SELECT set_config('bench.by', 'bench', true), set_config('bench.role', 'platform', true);
SELECT id, debits_fen, credits_fen FROM floor_account WHERE id IN (:one, :two) ORDER BY id FOR UPDATE;
WITH moved AS (INSERT INTO floor_transfer (memo, amount_fen) VALUES ('bench', 1) RETURNING id),
     out AS (UPDATE floor_account SET credits_fen = credits_fen + 1 WHERE id = :one),
     into_ AS (UPDATE floor_account SET debits_fen = debits_fen + 1 WHERE id = :two)
INSERT INTO floor_posting SELECT moved.id, leg.account_id, leg.debit, leg.credit
FROM moved, (VALUES (:one::int, 0, 1), (:two::int, 1, 0)) AS leg (account_id, debit, credit);
COMMIT;
"""
# The same, all out of one account: what the disk allows where each waits for the commit of the one before.
FLOOR_HOT = FLOOR.replace("random(1, 1000)", "1")
# What the service itself sends, by the same program: what is left of a transfer's price without Python.
OWN = """
\\set one random(0, 499)
\\set two random(0, 499)
BEGIN;
SELECT set_config('jishiyu.by', 'bench', true), set_config('jishiyu.role', 'platform', true),
       set_config('jishiyu.region', '*', true), set_config('jishiyu.also', '', true), set_config('jishiyu.org', '', true),
       set_config('jishiyu.why', 'bench', true);
SELECT gen_random_uuid() AS id, max(id::text) FILTER (WHERE kind = 'payer-fund') AS source,
       max(id::text) FILTER (WHERE kind = 'treasury') AS target FROM (
    SELECT id, kind FROM account WHERE region = '371311' AND source = '' AND programme = '' AND year = 0
       AND ((kind = 'payer-fund' AND holder = lpad({source}::text, 4, '0'))
         OR (kind = 'treasury' AND holder = lpad(:two::text, 4, '0')))
    ORDER BY kind, region, holder FOR UPDATE) AS locked \\gset
WITH moved AS (
    INSERT INTO transfer (id, phase, purpose, region, amount_fen, memo, made_at, booked_on, about)
    VALUES (:id::uuid, 'moved', 'clawback', '371311', 1, '转拨', now(), current_date, ''))
INSERT INTO posting (account_id, transfer_id, region, booked_on, debits_posted_fen, credits_posted_fen, debits_pending_fen,
                     credits_pending_fen)
VALUES (:source::uuid, :id::uuid, '371311', current_date, 0, 1, 0, 0),
       (:target::uuid, :id::uuid, '371311', current_date, 1, 0, 0, 0);
COMMIT;
"""
OUT_OF = {"spread": ":one", "hot": "0"}
FLOOR_TABLES = (
    "CREATE TABLE floor_account (id int PRIMARY KEY, debits_fen bigint NOT NULL, credits_fen bigint NOT NULL)",
    "CREATE TABLE floor_transfer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, memo text, amount_fen bigint NOT NULL)",
    "CREATE TABLE floor_posting (transfer_id bigint, account_id int, debit bigint, credit bigint,"
    " PRIMARY KEY (account_id, transfer_id))",
    "INSERT INTO floor_account SELECT n, 0, 0 FROM generate_series(1, 1000) n",
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO funds",
)
