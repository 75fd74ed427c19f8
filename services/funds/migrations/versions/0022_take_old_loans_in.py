"""Take old loans in: what was lent and subsidised before the platform; and let extensions be asked for."""

from alembic import op

from shared.migrations import guard

revision = "0022"
down_revision = "0021"

# One statement a paragraph: asyncpg prepares one at a time.
_TABLES = """
CREATE TABLE old_loan_list (
    id uuid NOT NULL, region varchar(6) NOT NULL, bank varchar(60) NOT NULL, as_of_on date NOT NULL, state varchar(32) NOT NULL,
    loans integer NOT NULL, outstanding_fen bigint NOT NULL, subsidised_fen bigint NOT NULL, refused integer NOT NULL,
    entries jsonb NOT NULL, faults jsonb NOT NULL, refused_rows_sealed bytea, uploaded_by varchar(100) NOT NULL,
    uploaded_at timestamptz NOT NULL, decided_by varchar(100), decided_at timestamptz, PRIMARY KEY (id),
    CONSTRAINT old_loan_list_counts CHECK (loans >= 0 AND refused >= 0),
    CONSTRAINT old_loan_list_taken_by_another CHECK (state <> 'taken' OR decided_by <> uploaded_by),
    CONSTRAINT old_loan_list_decided_by_somebody CHECK ((state = 'draft') = (decided_by IS NULL))
);

CREATE INDEX old_loan_list_by_place ON old_loan_list (region, id);

ALTER TABLE loan ADD COLUMN old_list_id uuid REFERENCES old_loan_list (id),
    ADD COLUMN renewals_before integer NOT NULL DEFAULT 0;

CREATE INDEX ix_loan_old_list_id ON loan (old_list_id);

CREATE UNIQUE INDEX loan_taken_in_once ON loan (county, bank, contract_number) WHERE old_list_id IS NOT NULL;

ALTER TABLE subsidy_line ALTER COLUMN bill_id DROP NOT NULL,
    ADD COLUMN old_list_id uuid REFERENCES old_loan_list (id),
    ADD COLUMN accepted_fen bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT subsidy_line_accepted_in_part CHECK (accepted_fen BETWEEN 0 AND amount_fen),
    ADD CONSTRAINT subsidy_line_of_one_list CHECK ((bill_id IS NULL) <> (old_list_id IS NULL));

CREATE INDEX ix_subsidy_line_old_list_id ON subsidy_line (old_list_id);

CREATE TABLE extension_asking (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, state varchar(32) NOT NULL, due_on date NOT NULL,
    rate_millionths integer NOT NULL, reason varchar(200) NOT NULL, agreed_on date NOT NULL, notice_id uuid,
    asked_by varchar(100) NOT NULL, asked_on date NOT NULL, decided_by varchar(100), decided_on date,
    why varchar(200) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT extension_decided_by_another CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CONSTRAINT extension_decided_by_somebody CHECK ((state = 'asked') = (decided_by IS NULL)),
    FOREIGN KEY(loan_id) REFERENCES loan (id), FOREIGN KEY(notice_id) REFERENCES notice (id)
);

CREATE UNIQUE INDEX extension_asked_once ON extension_asking (loan_id) WHERE state = 'asked';

CREATE INDEX extension_asking_of_loan ON extension_asking (loan_id, id);

CREATE INDEX ix_extension_asking_notice_id ON extension_asking (notice_id);
"""

# As in 0014, where no list but a bill claimed days: of what may be NULL, `<>` says nothing. Days from before the platform are
# never given up: they were paid.
_CLAIM_DAYS = """
CREATE OR REPLACE FUNCTION claim_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT (OLD.is_standing AND NOT NEW.is_standing) OR OLD.old_list_id IS NOT NULL
            OR (NEW.bill_id, NEW.old_list_id, NEW.loan_id, NEW.region, NEW.from_on, NEW.to_on, NEW.days, NEW.amount_fen,
                NEW.accepted_fen)
                IS DISTINCT FROM (OLD.bill_id, OLD.old_list_id, OLD.loan_id, OLD.region, OLD.from_on, OLD.to_on, OLD.days,
                                  OLD.amount_fen, OLD.accepted_fen) THEN
            RAISE EXCEPTION 'a line of subsidies is only ever given up' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM FROM loan WHERE id = NEW.loan_id FOR UPDATE;
    IF EXISTS (SELECT FROM subsidy_line claimed WHERE claimed.loan_id = NEW.loan_id AND claimed.is_standing
               AND claimed.from_on <= NEW.to_on AND claimed.to_on >= NEW.from_on) THEN
        RAISE EXCEPTION 'days of a loan are subsidised once'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'subsidised_once';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    for statement in (*_TABLES.strip().split("\n\n"), _CLAIM_DAYS):
        op.get_bind().exec_driver_sql(statement)
    guard(op, "old_loan_list", unaudited=("entries", "refused_rows_sealed"))
    guard(op, "extension_asking")
    for table in ("old_loan_list", "extension_asking"):
        op.execute(f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_entry()")
