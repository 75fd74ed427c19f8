"""Hold assets: the register with its titles, contracts and dues, distributions, wear, inspections and disposals."""

from alembic import op

from shared.migrations import append_only, guard

revision = "0012"
down_revision = "0011"

OF_A_PLACE = (
    "asset asset_source asset_title asset_hand_over asset_contract asset_due asset_receipt generation distribution_plan"
    " asset_wear asset_inspection asset_disposal disposal_decision"
)
ONLY_ADDED = "asset_source asset_hand_over asset_receipt generation distribution_share asset_wear disposal_decision"
NEVER_DELETED = "asset asset_title asset_contract asset_due distribution_plan asset_inspection asset_disposal"

# One statement a paragraph: asyncpg prepares one at a time.
_TABLES = """
CREATE TABLE asset (
    id uuid NOT NULL, number varchar(20) NOT NULL, region varchar(12) NOT NULL, kind varchar(32) NOT NULL,
    asset_class varchar(32) NOT NULL, title varchar(100) NOT NULL, place varchar(200) NOT NULL, state varchar(32) NOT NULL,
    value_fen bigint NOT NULL, acquired_on date NOT NULL, project varchar(20) NOT NULL, household_id uuid,
    policy varchar(64) NOT NULL, policy_version varchar(16) NOT NULL, power_kw integer, life_months integer,
    residual_fen bigint NOT NULL, depreciated_fen bigint NOT NULL, depreciated_to date, inspect_by date NOT NULL,
    registered_by varchar(100) NOT NULL, registered_on date NOT NULL, disposed_on date, PRIMARY KEY (id),
    CONSTRAINT asset_once_per_number UNIQUE (number),
    CONSTRAINT asset_is_worth_something CHECK (value_fen > 0 AND residual_fen BETWEEN 0 AND value_fen),
    CONSTRAINT asset_wears_to_its_residual CHECK (depreciated_fen BETWEEN 0 AND value_fen - residual_fen),
    CONSTRAINT asset_disposed_on_a_day CHECK ((state = 'disposed') = (disposed_on IS NOT NULL))
);

CREATE INDEX asset_by_place ON asset (region, id);

CREATE INDEX asset_to_inspect ON asset (inspect_by);

CREATE TABLE asset_source (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, source varchar(32) NOT NULL, year integer NOT NULL,
    budget_line varchar(100) NOT NULL, amount_fen bigint NOT NULL, PRIMARY KEY (id),
    CONSTRAINT asset_source_is_something CHECK (amount_fen > 0), FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE INDEX ix_asset_source_asset_id ON asset_source (asset_id);

CREATE TABLE asset_title (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, kind varchar(32) NOT NULL,
    holder varchar(60) NOT NULL, holder_region varchar(12) NOT NULL, share integer NOT NULL, from_on date NOT NULL,
    until_on date, written_by varchar(100) NOT NULL, PRIMARY KEY (id), CONSTRAINT asset_title_has_a_share CHECK (share > 0),
    CONSTRAINT asset_title_runs_forward CHECK (until_on IS NULL OR until_on >= from_on),
    FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE UNIQUE INDEX asset_title_held_once ON asset_title (asset_id, kind, holder_region, holder) WHERE until_on IS NULL;

CREATE INDEX ix_asset_title_asset_id ON asset_title (asset_id);

CREATE TABLE asset_hand_over (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, handed_by varchar(60) NOT NULL,
    taken_by varchar(60) NOT NULL, keeper varchar(60) NOT NULL, handed_on date NOT NULL, said text NOT NULL,
    written_by varchar(100) NOT NULL, PRIMARY KEY (id), FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE INDEX ix_asset_hand_over_asset_id ON asset_hand_over (asset_id);

CREATE TABLE asset_contract (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, operator varchar(60) NOT NULL,
    pricing varchar(32) NOT NULL, basis_fen bigint, yield_bp integer, yearly_fen bigint NOT NULL, deposit_fen bigint NOT NULL,
    starts_on date NOT NULL, ends_on date NOT NULL, dues_a_year integer NOT NULL, owed_when varchar(32) NOT NULL,
    grace_days integer NOT NULL, state varchar(32) NOT NULL, ended_on date, ended_why text, written_by varchar(100) NOT NULL,
    PRIMARY KEY (id), CONSTRAINT asset_contract_pays CHECK (yearly_fen > 0 AND deposit_fen >= 0),
    FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE INDEX ix_asset_contract_asset_id ON asset_contract (asset_id);

CREATE TABLE asset_due (
    id uuid NOT NULL, asset_id uuid NOT NULL, contract_id uuid, region varchar(12) NOT NULL, due_for varchar(32) NOT NULL,
    payer varchar(60) NOT NULL, from_on date NOT NULL, to_on date NOT NULL, due_on date NOT NULL, amount_fen bigint NOT NULL,
    reminded_on date, overdue_on date, PRIMARY KEY (id), CONSTRAINT asset_due_not_negative CHECK (amount_fen >= 0),
    FOREIGN KEY(asset_id) REFERENCES asset (id), FOREIGN KEY(contract_id) REFERENCES asset_contract (id)
);

CREATE INDEX asset_due_by_day ON asset_due (due_on);

CREATE INDEX ix_asset_due_asset_id ON asset_due (asset_id);

CREATE INDEX ix_asset_due_contract_id ON asset_due (contract_id);

CREATE TABLE asset_receipt (
    id uuid NOT NULL, due_id uuid NOT NULL, region varchar(12) NOT NULL, transfer_id uuid NOT NULL,
    amount_fen bigint NOT NULL, received_on date NOT NULL, received_at timestamptz NOT NULL, written_by varchar(100) NOT NULL,
    PRIMARY KEY (id), CONSTRAINT asset_receipt_once_per_transfer UNIQUE (transfer_id),
    FOREIGN KEY(due_id) REFERENCES asset_due (id), FOREIGN KEY(transfer_id) REFERENCES transfer (id)
);

CREATE INDEX ix_asset_receipt_due_id ON asset_receipt (due_id);

CREATE TABLE generation (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, month varchar(7) NOT NULL, kwh integer NOT NULL,
    price integer NOT NULL, subsidy integer NOT NULL, sold_fen bigint NOT NULL, subsidised_fen bigint NOT NULL,
    due_id uuid NOT NULL, written_by varchar(100) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT generation_once_a_month UNIQUE (asset_id, month), FOREIGN KEY(asset_id) REFERENCES asset (id),
    FOREIGN KEY(due_id) REFERENCES asset_due (id)
);

CREATE INDEX ix_generation_due_id ON generation (due_id);

CREATE TABLE distribution_plan (
    id uuid NOT NULL, number varchar(20) NOT NULL, region varchar(12) NOT NULL, collective varchar(60) NOT NULL,
    year integer NOT NULL, state varchar(32) NOT NULL, pool_fen bigint NOT NULL, households_fen bigint NOT NULL,
    collective_fen bigint NOT NULL, households integer NOT NULL, policy varchar(64) NOT NULL,
    policy_version varchar(16) NOT NULL, drawn_by varchar(100) NOT NULL, drawn_on date NOT NULL, approved_by varchar(100),
    approved_on date, paid_on date, withdrawn_why text, PRIMARY KEY (id),
    CONSTRAINT distribution_once_per_number UNIQUE (number),
    CONSTRAINT distribution_adds_up CHECK (pool_fen = households_fen + collective_fen),
    CONSTRAINT distribution_approved_by_another CHECK (approved_by <> drawn_by)
);

CREATE UNIQUE INDEX distribution_open_once ON distribution_plan (region, collective) WHERE state IN ('drawn', 'approved');

CREATE TABLE distribution_share (
    id uuid NOT NULL, plan_id uuid NOT NULL, household_id uuid NOT NULL, region varchar(12) NOT NULL, points integer NOT NULL,
    reasons jsonb NOT NULL, guaranteed_fen bigint NOT NULL, extra_fen bigint NOT NULL, PRIMARY KEY (id),
    CONSTRAINT distribution_share_once UNIQUE (plan_id, household_id),
    CONSTRAINT distribution_share_not_negative CHECK (guaranteed_fen >= 0 AND extra_fen >= 0),
    FOREIGN KEY(plan_id) REFERENCES distribution_plan (id)
);

CREATE TABLE asset_wear (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, ends_on date NOT NULL, amount_fen bigint NOT NULL,
    book_fen bigint NOT NULL, PRIMARY KEY (id), CONSTRAINT asset_wear_once_a_month UNIQUE (asset_id, ends_on),
    FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE TABLE asset_inspection (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, inspected_on date NOT NULL,
    found varchar(32) NOT NULL, finding text NOT NULL, mend_by date, mended_on date, mended_how text, mend_cost_fen bigint,
    inspected_by varchar(100) NOT NULL, mended_by varchar(100), PRIMARY KEY (id),
    CONSTRAINT asset_inspection_mended_somehow CHECK ((mended_on IS NULL) = (mended_how IS NULL)),
    FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE INDEX ix_asset_inspection_asset_id ON asset_inspection (asset_id);

CREATE TABLE asset_disposal (
    id uuid NOT NULL, asset_id uuid NOT NULL, region varchar(12) NOT NULL, way varchar(32) NOT NULL,
    state varchar(32) NOT NULL, reason text NOT NULL, taker varchar(60) NOT NULL, valuation_fen bigint NOT NULL,
    valued_by varchar(60) NOT NULL, price_fen bigint, policy varchar(64) NOT NULL, asked_by varchar(100) NOT NULL,
    asked_on date NOT NULL, done_on date, book_fen bigint, PRIMARY KEY (id),
    CONSTRAINT asset_disposal_sold_for_a_price CHECK ((way = 'sale') = (price_fen IS NOT NULL)),
    FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE UNIQUE INDEX asset_disposal_open_once ON asset_disposal (asset_id) WHERE state IN ('asked', 'approved');

CREATE INDEX ix_asset_disposal_asset_id ON asset_disposal (asset_id);

CREATE TABLE disposal_decision (
    id uuid NOT NULL, disposal_id uuid NOT NULL, region varchar(12) NOT NULL, step varchar(32) NOT NULL,
    is_agreed boolean NOT NULL, said text NOT NULL, decided_on date NOT NULL, written_by varchar(100) NOT NULL,
    PRIMARY KEY (id), CONSTRAINT disposal_decided_once_a_step UNIQUE (disposal_id, step),
    FOREIGN KEY(disposal_id) REFERENCES asset_disposal (id)
);
"""

_KEEP_ENTRY = """
CREATE FUNCTION keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of % are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    for statement in _TABLES.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
    for table in OF_A_PLACE.split():
        guard(op, table)
    # Why a household gets what it gets is between it and the officers who weigh it.
    guard(op, "distribution_share", roles=("town", "county"), readers=("auditor",), unaudited=("reasons",))
    for table in ONLY_ADDED.split():
        append_only(op, table)
    op.execute(_KEEP_ENTRY)
    for table in NEVER_DELETED.split():
        op.execute(f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_entry()")
