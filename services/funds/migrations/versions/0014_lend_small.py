"""Lend small: loans, their days, their subsidies and the fund that stands for them."""

from alembic import op

from shared.migrations import append_only, guard

revision = "0014"
down_revision = "0013"

OF_A_PLACE = (
    "credit_grade guarantee_fund loan loan_step loan_extension loan_check loan_file loan_entry loan_instalment subsidy_bill"
    " subsidy_line compensation loan_recovery"
)
ONLY_ADDED = "loan_step loan_extension loan_check loan_file loan_entry loan_recovery"
NEVER_DELETED = "guarantee_fund loan loan_instalment subsidy_bill subsidy_line compensation"

# One statement a paragraph: asyncpg prepares one at a time.
_TABLES = """
CREATE TABLE credit_grade (
    id uuid NOT NULL, household_id uuid NOT NULL, region varchar(12) NOT NULL, person_id uuid NOT NULL,
    limit_fen bigint NOT NULL, term_months integer NOT NULL, valid_until date NOT NULL, decided_at timestamptz NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX credit_grade_of_household ON credit_grade (household_id, decided_at);

CREATE TABLE guarantee_fund (
    id uuid NOT NULL, region varchar(6) NOT NULL, bank varchar(60) NOT NULL, multiple integer NOT NULL,
    fund_share integer NOT NULL, agreement varchar(200) NOT NULL, account_id uuid NOT NULL, guaranteed_fen bigint NOT NULL,
    opened_by varchar(100) NOT NULL, opened_on date NOT NULL, PRIMARY KEY (id),
    CONSTRAINT guarantee_fund_once_per_bank UNIQUE (region, bank),
    CONSTRAINT guarantee_fund_once_per_account UNIQUE (account_id),
    CONSTRAINT guarantee_fund_within_reason CHECK (multiple > 0 AND fund_share BETWEEN 0 AND 10000),
    CONSTRAINT guarantee_not_negative CHECK (guaranteed_fen >= 0), FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE loan (
    id uuid NOT NULL, number varchar(20) NOT NULL, region varchar(12) NOT NULL, county varchar(6) NOT NULL,
    borrower varchar(32) NOT NULL, household_id uuid, person_id uuid, enterprise varchar(60) NOT NULL,
    credit_code varchar(18) NOT NULL, rating_id uuid, renews_id uuid, loan_class varchar(32) NOT NULL,
    class_title varchar(60) NOT NULL, use varchar(32) NOT NULL, use_title varchar(60) NOT NULL, purpose varchar(200) NOT NULL,
    asked_fen bigint NOT NULL, term_months integer NOT NULL, policy varchar(64) NOT NULL, policy_version varchar(80) NOT NULL,
    state varchar(32) NOT NULL, steps_taken integer NOT NULL, last_step_by varchar(100) NOT NULL,
    asked_by varchar(100) NOT NULL, asked_on date NOT NULL, ended_why varchar(200) NOT NULL, bank varchar(60) NOT NULL,
    contract_number varchar(60) NOT NULL, fund_id uuid, granted_fen bigint NOT NULL, subsidised_fen bigint,
    subsidised_until date, table_code varchar(32) NOT NULL, rate_millionths integer NOT NULL, repricing varchar(32),
    basis integer NOT NULL, striking varchar(32), strike_day integer NOT NULL, repayment varchar(32),
    months_each integer NOT NULL, penalty_millionths integer NOT NULL, signed_on date, approved_by varchar(100) NOT NULL,
    approved_on date, drawn_on date, due_on date, outstanding_fen bigint NOT NULL, exposure_fen bigint NOT NULL,
    misused_from date, reminded_for date, overdue_told_for date, disclosed_id uuid, PRIMARY KEY (id),
    CONSTRAINT loan_once_per_number UNIQUE (number),
    CONSTRAINT loan_asks_for_something CHECK (asked_fen > 0 AND term_months > 0),
    CONSTRAINT loan_owes_what_was_granted_at_most CHECK (outstanding_fen BETWEEN 0 AND granted_fen),
    CONSTRAINT loan_of_an_enterprise_by_name CHECK ((borrower = 'enterprise') = (enterprise <> '')),
    CONSTRAINT loan_of_a_household_by_id CHECK ((borrower = 'enterprise') = (household_id IS NULL)),
    CONSTRAINT loan_has_a_contract
        CHECK (state IN ('asked', 'refused', 'withdrawn') OR (granted_fen > 0 AND basis IN (360, 365))),
    CONSTRAINT loan_drawn_on_a_day CHECK ((state IN ('lent', 'repaid', 'compensated')) = (drawn_on IS NOT NULL)),
    FOREIGN KEY(rating_id) REFERENCES credit_grade (id), FOREIGN KEY(renews_id) REFERENCES loan (id),
    FOREIGN KEY(fund_id) REFERENCES guarantee_fund (id), FOREIGN KEY(disclosed_id) REFERENCES disclosure (id)
);

CREATE INDEX loan_by_place ON loan (region, id);

CREATE INDEX loan_of_household ON loan (household_id);

CREATE UNIQUE INDEX loan_renewed_once ON loan (renews_id) WHERE state NOT IN ('refused', 'withdrawn');

CREATE INDEX loan_untold ON loan (drawn_on) WHERE drawn_on IS NOT NULL AND disclosed_id IS NULL;

CREATE INDEX ix_loan_rating_id ON loan (rating_id);

CREATE INDEX ix_loan_renews_id ON loan (renews_id);

CREATE INDEX ix_loan_fund_id ON loan (fund_id);

CREATE INDEX ix_loan_disclosed_id ON loan (disclosed_id);

CREATE TABLE loan_step (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, position integer NOT NULL,
    step varchar(32) NOT NULL, title varchar(60) NOT NULL, is_agreed boolean NOT NULL, said text NOT NULL,
    taken_on date NOT NULL, taken_by varchar(100) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT loan_step_once UNIQUE (loan_id, position), FOREIGN KEY(loan_id) REFERENCES loan (id)
);

CREATE TABLE loan_extension (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, position integer NOT NULL, from_on date NOT NULL,
    due_on date NOT NULL, rate_millionths integer NOT NULL, base_millionths integer NOT NULL, reason varchar(200) NOT NULL,
    clause text NOT NULL, agreed_on date NOT NULL, written_by varchar(100) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT loan_extension_once UNIQUE (loan_id, position),
    CONSTRAINT loan_extension_runs_forward CHECK (due_on > from_on), FOREIGN KEY(loan_id) REFERENCES loan (id)
);

CREATE TABLE loan_check (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, found varchar(32) NOT NULL, misused_from date,
    said text NOT NULL, checked_on date NOT NULL, written_by varchar(100) NOT NULL, PRIMARY KEY (id),
    FOREIGN KEY(loan_id) REFERENCES loan (id)
);

CREATE INDEX ix_loan_check_loan_id ON loan_check (loan_id);

CREATE TABLE loan_file (
    id uuid NOT NULL, region varchar(12) NOT NULL, bank varchar(60) NOT NULL, rows integer NOT NULL, taken integer NOT NULL,
    unchanged integer NOT NULL, refused integer NOT NULL, faults jsonb NOT NULL, refused_rows_sealed bytea,
    uploaded_by varchar(100) NOT NULL, uploaded_at timestamptz NOT NULL, PRIMARY KEY (id)
);

CREATE TABLE loan_entry (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, kind varchar(32) NOT NULL, on_day date NOT NULL,
    principal_fen bigint NOT NULL, interest_fen bigint NOT NULL, reference varchar(64) NOT NULL, reverses_id uuid,
    file_id uuid, written_by varchar(100) NOT NULL, written_at timestamptz NOT NULL, PRIMARY KEY (id),
    CONSTRAINT loan_entry_reversed_once UNIQUE (reverses_id),
    CONSTRAINT loan_entry_moves_something CHECK (principal_fen <> 0 OR interest_fen <> 0),
    CONSTRAINT loan_entry_reverses_one CHECK ((kind = 'reversed') = (reverses_id IS NOT NULL)),
    FOREIGN KEY(loan_id) REFERENCES loan (id), FOREIGN KEY(reverses_id) REFERENCES loan_entry (id),
    FOREIGN KEY(file_id) REFERENCES loan_file (id)
);

CREATE INDEX loan_entry_of_loan ON loan_entry (loan_id, on_day, id);

CREATE UNIQUE INDEX loan_drawn_once ON loan_entry (loan_id) WHERE kind = 'drawn';

CREATE UNIQUE INDEX loan_entry_once_per_reference ON loan_entry (loan_id, reference) WHERE reference <> '';

CREATE INDEX ix_loan_entry_file_id ON loan_entry (file_id);

CREATE TABLE loan_instalment (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, version integer NOT NULL,
    is_in_force boolean NOT NULL, due_on date NOT NULL, principal_fen bigint NOT NULL, PRIMARY KEY (id),
    CONSTRAINT loan_instalment_once UNIQUE (loan_id, version, due_on),
    CONSTRAINT loan_instalment_of_something CHECK (principal_fen > 0), FOREIGN KEY(loan_id) REFERENCES loan (id)
);

CREATE INDEX loan_instalment_by_day ON loan_instalment (due_on);

CREATE TABLE subsidy_bill (
    id uuid NOT NULL, number varchar(20) NOT NULL, region varchar(6) NOT NULL, bank varchar(60) NOT NULL,
    year integer NOT NULL, quarter integer NOT NULL, to_on date NOT NULL, paid_to varchar(32) NOT NULL,
    line varchar(24) NOT NULL, account_id uuid NOT NULL, state varchar(32) NOT NULL, loans integer NOT NULL,
    amount_fen bigint NOT NULL, reserved_id uuid, transfer_id uuid, returned_id uuid, drawn_by varchar(100) NOT NULL,
    drawn_on date NOT NULL, decided_by varchar(100), decided_at timestamptz, why varchar(200) NOT NULL,
    disclosed jsonb NOT NULL, PRIMARY KEY (id),
    CONSTRAINT subsidy_bill_once_per_number UNIQUE (number),
    CONSTRAINT subsidy_bill_of_something CHECK (amount_fen > 0 AND quarter BETWEEN 1 AND 4),
    CONSTRAINT subsidy_bill_decided_by_another CHECK (decided_by IS NULL OR decided_by <> drawn_by),
    CONSTRAINT subsidy_bill_decided_by_somebody CHECK ((state = 'drawn') = (decided_by IS NULL)),
    FOREIGN KEY(account_id) REFERENCES account (id), FOREIGN KEY(reserved_id) REFERENCES transfer (id),
    FOREIGN KEY(transfer_id) REFERENCES transfer (id), FOREIGN KEY(returned_id) REFERENCES transfer (id)
);

CREATE INDEX subsidy_bill_by_place ON subsidy_bill (region, id);

CREATE INDEX ix_subsidy_bill_account_id ON subsidy_bill (account_id);

CREATE INDEX ix_subsidy_bill_reserved_id ON subsidy_bill (reserved_id);

CREATE INDEX ix_subsidy_bill_transfer_id ON subsidy_bill (transfer_id);

CREATE INDEX ix_subsidy_bill_returned_id ON subsidy_bill (returned_id);

CREATE TABLE subsidy_line (
    id uuid NOT NULL, bill_id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, from_on date NOT NULL,
    to_on date NOT NULL, days integer NOT NULL, amount_fen bigint NOT NULL, is_standing boolean NOT NULL, PRIMARY KEY (id),
    CONSTRAINT subsidy_line_runs_forward CHECK (to_on >= from_on),
    CONSTRAINT subsidy_line_of_something CHECK (amount_fen > 0), FOREIGN KEY(bill_id) REFERENCES subsidy_bill (id),
    FOREIGN KEY(loan_id) REFERENCES loan (id)
);

CREATE INDEX subsidy_line_of_loan ON subsidy_line (loan_id, from_on);

CREATE INDEX ix_subsidy_line_bill_id ON subsidy_line (bill_id);

CREATE TABLE compensation (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, fund_id uuid NOT NULL, state varchar(32) NOT NULL,
    overdue_from date NOT NULL, principal_fen bigint NOT NULL, interest_fen bigint NOT NULL, fund_share integer NOT NULL,
    fund_fen bigint NOT NULL, reserved_id uuid NOT NULL, transfer_id uuid, disclosure_id uuid, reason varchar(200) NOT NULL,
    asked_by varchar(100) NOT NULL, asked_on date NOT NULL, decided_by varchar(100), decided_at timestamptz,
    why varchar(200) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT compensation_of_something CHECK (principal_fen > 0 AND interest_fen >= 0),
    CONSTRAINT compensation_is_a_part CHECK (fund_fen BETWEEN 1 AND principal_fen + interest_fen),
    CONSTRAINT compensation_decided_by_another CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CONSTRAINT compensation_decided_by_somebody CHECK ((state = 'asked') = (decided_by IS NULL)),
    FOREIGN KEY(loan_id) REFERENCES loan (id), FOREIGN KEY(fund_id) REFERENCES guarantee_fund (id),
    FOREIGN KEY(reserved_id) REFERENCES transfer (id), FOREIGN KEY(transfer_id) REFERENCES transfer (id),
    FOREIGN KEY(disclosure_id) REFERENCES disclosure (id)
);

CREATE UNIQUE INDEX compensation_once ON compensation (loan_id) WHERE state <> 'refused';

CREATE INDEX ix_compensation_fund_id ON compensation (fund_id);

CREATE INDEX ix_compensation_reserved_id ON compensation (reserved_id);

CREATE INDEX ix_compensation_transfer_id ON compensation (transfer_id);

CREATE INDEX ix_compensation_disclosure_id ON compensation (disclosure_id);

CREATE TABLE loan_recovery (
    id uuid NOT NULL, loan_id uuid NOT NULL, region varchar(12) NOT NULL, recovery_of varchar(32) NOT NULL,
    amount_fen bigint NOT NULL, fund_fen bigint NOT NULL, transfer_id uuid NOT NULL, received_on date NOT NULL,
    memo varchar(200) NOT NULL, written_by varchar(100) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT recovery_of_something CHECK (amount_fen > 0 AND fund_fen BETWEEN 1 AND amount_fen),
    FOREIGN KEY(loan_id) REFERENCES loan (id), FOREIGN KEY(transfer_id) REFERENCES transfer (id)
);

CREATE INDEX ix_loan_recovery_loan_id ON loan_recovery (loan_id);

CREATE INDEX ix_loan_recovery_transfer_id ON loan_recovery (transfer_id);
"""

_LAWS = """
CREATE FUNCTION move_loan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE loan SET outstanding_fen = outstanding_fen + NEW.principal_fen WHERE id = NEW.loan_id;
    RETURN NULL;
END $$;

CREATE TRIGGER move_loan AFTER INSERT ON loan_entry FOR EACH ROW EXECUTE FUNCTION move_loan();

-- What of a loan rests on its fund: what was granted until it is drawn, what is owed from then on. A renewal repays the loan
-- before it, so only what it adds is new.
CREATE FUNCTION weigh_loan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.fund_id IS NOT NULL AND NEW.fund_id IS DISTINCT FROM OLD.fund_id THEN
        RAISE EXCEPTION 'a loan stays with its fund' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.exposure_fen := CASE
        WHEN NEW.fund_id IS NULL THEN 0
        WHEN NEW.state = 'approved' THEN greatest(NEW.granted_fen - coalesce(
            (SELECT renewed.exposure_fen FROM loan renewed
             WHERE renewed.id = NEW.renews_id AND renewed.fund_id = NEW.fund_id), 0), 0)
        WHEN NEW.state = 'lent' THEN NEW.outstanding_fen
        ELSE 0 END;
    RETURN NEW;
END $$;

CREATE TRIGGER weigh_loan BEFORE INSERT OR UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION weigh_loan();

-- The fund's row is the queue in which new loans wait for each other; its account is locked so that nothing is paid out between.
CREATE FUNCTION guarantee_loan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before_fen bigint := 0; fund guarantee_fund; free_fen bigint;
BEGIN
    IF NEW.fund_id IS NULL THEN RETURN NULL; END IF;
    IF TG_OP = 'UPDATE' AND OLD.fund_id IS NOT NULL THEN before_fen := OLD.exposure_fen; END IF;
    IF NEW.exposure_fen <> before_fen THEN
        UPDATE guarantee_fund SET guaranteed_fen = guaranteed_fen + NEW.exposure_fen - before_fen
        WHERE id = NEW.fund_id RETURNING * INTO fund;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the fund of loan % cannot be seen', NEW.number USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'approved' AND (TG_OP = 'INSERT' OR OLD.state <> 'approved') AND NEW.exposure_fen > 0 THEN
        SELECT debits_posted_fen - credits_posted_fen - credits_pending_fen INTO free_fen
        FROM account WHERE id = fund.account_id FOR UPDATE;
        IF free_fen IS NULL OR fund.guaranteed_fen > free_fen * fund.multiple THEN
            RAISE EXCEPTION 'loan % is more than its fund may guarantee', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'guarantee_within_its_multiple';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER guarantee_loan AFTER INSERT OR UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION guarantee_loan();

-- Whoever claims days of a loan waits for whoever else does.
CREATE FUNCTION claim_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT (OLD.is_standing AND NOT NEW.is_standing)
            OR (NEW.bill_id, NEW.loan_id, NEW.region, NEW.from_on, NEW.to_on, NEW.days, NEW.amount_fen)
                <> (OLD.bill_id, OLD.loan_id, OLD.region, OLD.from_on, OLD.to_on, OLD.days, OLD.amount_fen) THEN
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
END $$;

CREATE TRIGGER claim_days BEFORE INSERT OR UPDATE ON subsidy_line FOR EACH ROW EXECUTE FUNCTION claim_days();
"""


def upgrade() -> None:
    for statement in (*_TABLES.strip().split("\n\n"), *_LAWS.strip().split("\n\n")):
        op.get_bind().exec_driver_sql(statement)
    for table in OF_A_PLACE.split():
        guard(op, table)
    for table in ONLY_ADDED.split():
        append_only(op, table)
    for table in NEVER_DELETED.split():
        op.execute(f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_entry()")
