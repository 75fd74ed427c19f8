"""Weigh grants: reserves with a ceiling, applications, decisions and what is asked back."""

from alembic import op

from shared.migrations import append_only, guard

revision = "0015"
down_revision = "0014"

WEIGHED = "grant_application grant_decision recovery_order recovery_instalment recovery_receipt"
ONLY_ADDED = "grant_decision recovery_instalment recovery_receipt"
NEVER_DELETED = "reserve_refill reserve_account grant_application recovery_order"

# One statement a paragraph: asyncpg prepares one at a time.
_TABLES = """
CREATE TABLE reserve_refill (
    id uuid NOT NULL, number varchar(24) NOT NULL, region varchar(9) NOT NULL, origin varchar(32) NOT NULL,
    amount_fen bigint NOT NULL, reason varchar(200) NOT NULL, reasons jsonb NOT NULL, policy varchar(64) NOT NULL,
    policy_version varchar(16) NOT NULL, state varchar(32) NOT NULL, line varchar(24) NOT NULL,
    held_code varchar(64) NOT NULL, tried_at timestamptz, asked_by varchar(100) NOT NULL, asked_at timestamptz NOT NULL,
    decided_by varchar(100), decided_at timestamptz, decision varchar(200) NOT NULL, transfer_id uuid, filled_at timestamptz,
    PRIMARY KEY (id), CONSTRAINT reserve_refill_number_once UNIQUE (number),
    CONSTRAINT reserve_refill_once_per_transfer UNIQUE (transfer_id),
    CONSTRAINT reserve_refill_of_something CHECK (amount_fen > 0),
    CONSTRAINT reserve_refill_filled_by_a_transfer CHECK ((state = 'filled') = (transfer_id IS NOT NULL)),
    CONSTRAINT reserve_refill_decided_by_another CHECK (decided_by <> asked_by),
    FOREIGN KEY(transfer_id) REFERENCES transfer (id)
);

CREATE INDEX reserve_refill_of_town ON reserve_refill (region, id);

CREATE UNIQUE INDEX reserve_refill_open_once ON reserve_refill (region) WHERE state IN ('asked', 'ready');

CREATE TABLE reserve_account (
    id uuid NOT NULL, region varchar(9) NOT NULL, month date NOT NULL, opening_fen bigint NOT NULL,
    filled_fen bigint NOT NULL, granted_fen bigint NOT NULL, returned_fen bigint NOT NULL, other_fen bigint NOT NULL,
    closing_fen bigint NOT NULL, grants integer NOT NULL, without_papers integer NOT NULL, state varchar(32) NOT NULL,
    is_late boolean NOT NULL, said varchar(200) NOT NULL, handed_in_by varchar(100) NOT NULL,
    handed_in_at timestamptz NOT NULL, decided_by varchar(100), decided_at timestamptz, decision varchar(200) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT reserve_account_adds_up CHECK (closing_fen = opening_fen + filled_fen - granted_fen + returned_fen + other_fen),
    CONSTRAINT reserve_account_accepted_by_another CHECK (decided_by <> handed_in_by),
    CONSTRAINT reserve_account_decided_by_somebody CHECK ((state = 'handed-in') = (decided_by IS NULL))
);

CREATE UNIQUE INDEX reserve_account_once_a_month ON reserve_account (region, month) WHERE state <> 'sent-back';

CREATE TABLE grant_application (
    id uuid NOT NULL, number varchar(24) NOT NULL, grant_id uuid, household_id uuid NOT NULL, region varchar(12) NOT NULL,
    town varchar(9) NOT NULL, kind varchar(32) NOT NULL, people integer NOT NULL, months integer NOT NULL,
    suggested_months integer NOT NULL, burden_fen bigint, least_of varchar(32) NOT NULL, is_heavy boolean NOT NULL,
    line_fen bigint NOT NULL, line_policy varchar(64) NOT NULL, amount_fen bigint NOT NULL, first_aid_fen bigint NOT NULL,
    to_pay_fen bigint NOT NULL, level varchar(32) NOT NULL, has_notice boolean NOT NULL, clause text NOT NULL,
    reasons jsonb NOT NULL, policy varchar(64) NOT NULL, policy_version varchar(16) NOT NULL, surveyed_on date NOT NULL,
    surveyors jsonb NOT NULL, explanation_sealed bytea, state varchar(32) NOT NULL, drafted_by varchar(100) NOT NULL,
    drafted_at timestamptz NOT NULL, weighed_on date NOT NULL, submitted_by varchar(100), submitted_at timestamptz,
    decide_by timestamptz, checked_at timestamptz, earlier jsonb NOT NULL, decided_at timestamptz, decided_level varchar(32),
    notice_id uuid, line varchar(24) NOT NULL, held_code varchar(64) NOT NULL, tried_at timestamptz, payment_id uuid,
    PRIMARY KEY (id), CONSTRAINT grant_application_number_once UNIQUE (number),
    CONSTRAINT grant_application_of_something CHECK (amount_fen > 0 AND to_pay_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT grant_application_for_somebody CHECK (people > 0 AND months > 0),
    CONSTRAINT grant_application_submitted_by_somebody CHECK ((state IN ('drafted', 'withdrawn')) OR submitted_by IS NOT NULL),
    FOREIGN KEY(grant_id) REFERENCES emergency_grant (id), FOREIGN KEY(notice_id) REFERENCES notice (id),
    FOREIGN KEY(payment_id) REFERENCES payment (id)
);

CREATE INDEX grant_application_by_state ON grant_application (state, id);

CREATE INDEX grant_application_grant ON grant_application (grant_id);

CREATE INDEX grant_application_of_household ON grant_application (household_id, id);

CREATE UNIQUE INDEX grant_application_open_once ON grant_application (grant_id)
    WHERE grant_id IS NOT NULL AND state NOT IN ('refused', 'withdrawn');

CREATE INDEX grant_application_to_check ON grant_application (id) WHERE state IN ('submitted') AND checked_at IS NULL;

CREATE INDEX ix_grant_application_notice_id ON grant_application (notice_id);

CREATE INDEX ix_grant_application_payment_id ON grant_application (payment_id);

CREATE TABLE grant_decision (
    id uuid NOT NULL, application_id uuid NOT NULL, region varchar(12) NOT NULL, level varchar(32) NOT NULL,
    verdict varchar(32) NOT NULL, amount_fen bigint NOT NULL, said_sealed bytea NOT NULL, is_repeat_judged boolean NOT NULL,
    decided_by varchar(100) NOT NULL, decided_at timestamptz NOT NULL, PRIMARY KEY (id),
    FOREIGN KEY(application_id) REFERENCES grant_application (id)
);

CREATE INDEX grant_decision_of_application ON grant_decision (application_id, id);

CREATE TABLE recovery_order (
    id uuid NOT NULL, number varchar(24) NOT NULL, payment_id uuid NOT NULL, grant_id uuid, application_id uuid,
    household_id uuid NOT NULL, region varchar(12) NOT NULL, town varchar(9) NOT NULL, why varchar(32) NOT NULL,
    amount_fen bigint NOT NULL, recovered_fen bigint NOT NULL, clause text NOT NULL, policy varchar(64) NOT NULL,
    state varchar(32) NOT NULL, due_on date NOT NULL, ordered_by varchar(100) NOT NULL, ordered_at timestamptz NOT NULL,
    lifted_by varchar(100), lifted_why varchar(200) NOT NULL, closed_at timestamptz, PRIMARY KEY (id),
    CONSTRAINT recovery_number_once UNIQUE (number),
    CONSTRAINT recovery_never_too_much CHECK (amount_fen > 0 AND recovered_fen BETWEEN 0 AND amount_fen),
    CONSTRAINT recovery_recovered_whole CHECK (state <> 'recovered' OR recovered_fen = amount_fen),
    CONSTRAINT recovery_lifted_by_another CHECK (lifted_by <> ordered_by), FOREIGN KEY(payment_id) REFERENCES payment (id),
    FOREIGN KEY(grant_id) REFERENCES emergency_grant (id), FOREIGN KEY(application_id) REFERENCES grant_application (id)
);

CREATE INDEX ix_recovery_order_application_id ON recovery_order (application_id);

CREATE INDEX ix_recovery_order_grant_id ON recovery_order (grant_id);

CREATE INDEX recovery_of_payment ON recovery_order (payment_id);

CREATE INDEX recovery_of_town ON recovery_order (town, id);

CREATE UNIQUE INDEX recovery_open_once ON recovery_order (payment_id) WHERE state = 'open';

CREATE TABLE recovery_instalment (
    id uuid NOT NULL, order_id uuid NOT NULL, region varchar(12) NOT NULL, plan integer NOT NULL, position integer NOT NULL,
    before_fen bigint NOT NULL, due_on date NOT NULL, amount_fen bigint NOT NULL, written_by varchar(100) NOT NULL,
    PRIMARY KEY (id), CONSTRAINT recovery_instalment_once UNIQUE (order_id, plan, position),
    FOREIGN KEY(order_id) REFERENCES recovery_order (id)
);

CREATE TABLE recovery_receipt (
    id uuid NOT NULL, order_id uuid NOT NULL, region varchar(12) NOT NULL, amount_fen bigint NOT NULL,
    received_on date NOT NULL, transfer_id uuid NOT NULL, disclosure_id uuid NOT NULL, voucher varchar(60) NOT NULL,
    written_by varchar(100) NOT NULL, written_at timestamptz NOT NULL, PRIMARY KEY (id),
    CONSTRAINT recovery_receipt_once_per_transfer UNIQUE (transfer_id),
    CONSTRAINT recovery_receipt_of_something CHECK (amount_fen > 0), FOREIGN KEY(order_id) REFERENCES recovery_order (id),
    FOREIGN KEY(transfer_id) REFERENCES transfer (id), FOREIGN KEY(disclosure_id) REFERENCES disclosure (id)
);

CREATE INDEX ix_recovery_receipt_disclosure_id ON recovery_receipt (disclosure_id);

CREATE INDEX ix_recovery_receipt_order_id ON recovery_receipt (order_id);
"""

# What came in is counted from the receipts, by whoever writes one: two at once wait for each other on the order's row.
_COUNT_RECEIPT = """
CREATE FUNCTION count_recovery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recovery_order SET recovered_fen = recovered_fen + NEW.amount_fen WHERE id = NEW.order_id;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    for statement in _TABLES.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
    for table in ("reserve_refill", "reserve_account"):
        guard(op, table)
    # Why a household is aided, and what is asked back of it, is between it, the officers who weigh it and the auditor.
    unaudited = {
        "grant_application": ("reasons", "earlier", "explanation_sealed", "burden_fen", "least_of"),
        "grant_decision": ("said_sealed",),
    }
    for table in WEIGHED.split():
        guard(op, table, roles=("town", "county"), readers=("auditor",), unaudited=unaudited.get(table, ()))
    for table in ONLY_ADDED.split():
        append_only(op, table)
    for table in NEVER_DELETED.split():
        op.execute(f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_entry()")
    op.get_bind().exec_driver_sql(_COUNT_RECEIPT)
    op.execute("CREATE TRIGGER count_recovery AFTER INSERT ON recovery_receipt FOR EACH ROW EXECUTE FUNCTION count_recovery()")
