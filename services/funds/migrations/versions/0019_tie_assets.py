"""Tie projects, assets and donations to what they are for: drafts of assets, deposits of operators, lists for plans."""

from alembic import op

from shared.migrations import append_only, guard

revision = "0019"
down_revision = "0018"

# One statement a paragraph: asyncpg prepares one at a time.
_TABLES = """
CREATE TABLE asset_draft (
    id uuid NOT NULL, thing_id uuid NOT NULL, project_id uuid NOT NULL, region varchar(12) NOT NULL, project varchar(20) NOT NULL,
    title varchar(100) NOT NULL, quantity integer NOT NULL, unit varchar(20) NOT NULL, value_fen bigint NOT NULL,
    registered_fen bigint NOT NULL, handed_over_on date NOT NULL, complete_by date NOT NULL, dismissed_on date,
    dismissed_why text, dismissed_by varchar(100), PRIMARY KEY (id),
    CONSTRAINT asset_draft_once_per_thing UNIQUE (thing_id),
    CONSTRAINT asset_draft_registers_what_it_is_worth CHECK (registered_fen BETWEEN 0 AND value_fen),
    CONSTRAINT asset_draft_dismissed_for_a_reason CHECK ((dismissed_on IS NULL) = (dismissed_why IS NULL)),
    FOREIGN KEY(thing_id) REFERENCES project_thing (id), FOREIGN KEY(project_id) REFERENCES project (id)
);

CREATE INDEX asset_draft_by_place ON asset_draft (region, id);

CREATE INDEX asset_draft_of_project ON asset_draft (project_id);

ALTER TABLE asset ADD COLUMN draft_id uuid REFERENCES asset_draft (id), ADD COLUMN quantity integer,
    ADD COLUMN unit varchar(20) NOT NULL DEFAULT '';

CREATE INDEX ix_asset_draft_id ON asset (draft_id);

ALTER TABLE asset_hand_over ALTER COLUMN handed_by TYPE varchar(100), ALTER COLUMN taken_by TYPE varchar(100),
    ALTER COLUMN keeper TYPE varchar(100);

CREATE TABLE asset_deposit (
    id uuid NOT NULL, contract_id uuid NOT NULL, region varchar(12) NOT NULL, move varchar(32) NOT NULL,
    transfer_id uuid NOT NULL, amount_fen bigint NOT NULL, due_id uuid, reason text NOT NULL, moved_on date NOT NULL,
    moved_at timestamptz NOT NULL, written_by varchar(100) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT asset_deposit_once_per_transfer UNIQUE (transfer_id),
    CONSTRAINT asset_deposit_moves_something CHECK (amount_fen > 0),
    CONSTRAINT asset_deposit_kept_for_a_due CHECK (due_id IS NULL OR move = 'kept'),
    FOREIGN KEY(contract_id) REFERENCES asset_contract (id), FOREIGN KEY(transfer_id) REFERENCES transfer (id),
    FOREIGN KEY(due_id) REFERENCES asset_due (id)
);

CREATE INDEX ix_asset_deposit_contract_id ON asset_deposit (contract_id);

CREATE INDEX ix_asset_deposit_due_id ON asset_deposit (due_id);

CREATE TABLE distribution_list (
    id uuid NOT NULL, region varchar(12) NOT NULL, collective varchar(60) NOT NULL, year integer NOT NULL,
    state varchar(32) NOT NULL, households integer NOT NULL, refused integer NOT NULL, entries jsonb NOT NULL,
    faults jsonb NOT NULL, refused_rows_sealed bytea, policy varchar(64) NOT NULL, policy_version varchar(16) NOT NULL,
    plan_id uuid, made_by varchar(100) NOT NULL, made_at timestamptz NOT NULL, PRIMARY KEY (id),
    CONSTRAINT distribution_list_drawn_as_a_plan CHECK ((state = 'drawn') = (plan_id IS NOT NULL)),
    FOREIGN KEY(plan_id) REFERENCES distribution_plan (id)
);

CREATE INDEX distribution_list_by_place ON distribution_list (region, id);

CREATE INDEX ix_distribution_list_plan_id ON distribution_list (plan_id);

CREATE TABLE donation_handing (
    id uuid NOT NULL, use_id uuid NOT NULL, household_id uuid NOT NULL, region varchar(12) NOT NULL, quantity integer NOT NULL,
    handed_on date NOT NULL, written_by varchar(100) NOT NULL, written_at timestamptz NOT NULL, PRIMARY KEY (id),
    CONSTRAINT donation_handing_once_a_day UNIQUE (use_id, household_id, handed_on),
    CONSTRAINT donation_handing_is_something CHECK (quantity > 0), FOREIGN KEY(use_id) REFERENCES donation_use (id)
);

CREATE INDEX donation_handing_of_household ON donation_handing (household_id);

CREATE TABLE donation_statement (
    id uuid NOT NULL, fund_id uuid NOT NULL, fund varchar(24) NOT NULL, region varchar(9) NOT NULL, title varchar(60) NOT NULL,
    year integer NOT NULL, opening_fen bigint NOT NULL, received_fen bigint NOT NULL, goods_received_fen bigint NOT NULL,
    used_fen bigint NOT NULL, returned_fen bigint NOT NULL, closing_fen bigint NOT NULL, donations integer NOT NULL,
    used jsonb NOT NULL, rule varchar(500) NOT NULL, is_kept boolean NOT NULL, published_on date NOT NULL,
    published_by varchar(100) NOT NULL, disclosure_id uuid NOT NULL, PRIMARY KEY (id),
    CONSTRAINT donation_statement_once_a_year UNIQUE (fund_id, year),
    CONSTRAINT donation_statement_adds_up CHECK (closing_fen = opening_fen + received_fen - used_fen - returned_fen),
    FOREIGN KEY(fund_id) REFERENCES donation_fund (id), FOREIGN KEY(disclosure_id) REFERENCES disclosure (id)
);

CREATE INDEX donation_statement_by_place ON donation_statement (region, id);

CREATE INDEX ix_donation_statement_disclosure_id ON donation_statement (disclosure_id);

CREATE TABLE donation_ticket (
    id uuid NOT NULL, donation_id uuid NOT NULL, region varchar(9) NOT NULL, code varchar(12) NOT NULL,
    number varchar(20) NOT NULL, check_code varchar(20) NOT NULL, payer_code_sealed bytea,
    item_code varchar(20) NOT NULL, item_title varchar(60) NOT NULL,
    receiver varchar(100) NOT NULL, received_by varchar(60) NOT NULL, checked_by varchar(60) NOT NULL, issued_on date NOT NULL,
    written_by varchar(100) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT donation_ticket_once_a_donation UNIQUE (donation_id),
    CONSTRAINT donation_ticket_once_a_number UNIQUE (code, number),
    CONSTRAINT donation_ticket_checked_by_another CHECK (checked_by <> received_by),
    FOREIGN KEY(donation_id) REFERENCES donation (id)
);
"""


def upgrade() -> None:
    for statement in _TABLES.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
    guard(op, "asset_draft")
    guard(op, "asset_deposit")
    append_only(op, "asset_deposit")
    # Why a household gets what it gets is between it and the officers who weigh it, as with the shares of a plan.
    guard(
        op,
        "distribution_list",
        roles=("town", "county"),
        readers=("auditor",),
        unaudited=("entries", "faults", "refused_rows_sealed"),
    )
    guard(op, "donation_handing", roles=("town", "county"), readers=("auditor",), unaudited=("household_id",))
    guard(op, "donation_statement", is_public=True)
    guard(op, "donation_ticket", unaudited=("payer_code_sealed",))
    for table in ("donation_handing", "donation_statement", "donation_ticket"):
        append_only(op, table)
    for table in ("asset_draft", "distribution_list"):
        op.execute(f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_entry()")
