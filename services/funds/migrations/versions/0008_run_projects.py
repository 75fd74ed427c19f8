"""Run projects: the papers of any matter, and projects from the library to the review of what became of them."""

from alembic import op

from shared.migrations import append_only, guard, guard_trace

revision = "0008"
down_revision = "0007"

OF_A_PLACE = (
    "project project_source project_target project_event committee committee_member project_step project_vote project_contract"
    " project_amendment supplier_payment project_report project_inspection project_finding project_hand_over project_thing"
    " project_duty project_duty_done project_benefit"
)
ONLY_ADDED = "project_event project_vote project_amendment project_report project_inspection project_duty_done project_benefit"

# One statement a paragraph: asyncpg prepares one at a time.
_PAPERS = """
CREATE TABLE paper (
    id uuid PRIMARY KEY, about varchar(32) NOT NULL, about_id uuid NOT NULL, region varchar(12) NOT NULL,
    kind varchar(40) NOT NULL, title text NOT NULL, media_type varchar(32) NOT NULL, size_bytes integer NOT NULL,
    sha256 varchar(64) NOT NULL, taken_on date, has_particulars boolean NOT NULL, filed_by text NOT NULL,
    filed_at timestamptz NOT NULL, withdrawn_by text, withdrawn_at timestamptz, withdrawn_why text
);

CREATE UNIQUE INDEX paper_filed_once ON paper (about, about_id, sha256) WHERE withdrawn_at IS NULL;

CREATE INDEX paper_of_matter ON paper (about, about_id, id);

CREATE TABLE paper_content (
    id uuid PRIMARY KEY REFERENCES paper, content_sealed bytea NOT NULL
);

CREATE TABLE paper_read (
    id uuid PRIMARY KEY, paper_id uuid NOT NULL REFERENCES paper, region varchar(12) NOT NULL, read_by text NOT NULL,
    role varchar(32) NOT NULL, read_at timestamptz NOT NULL
);

CREATE INDEX ix_paper_read_paper_id ON paper_read (paper_id);
"""

_LIBRARY = """
CREATE TABLE project (
    id uuid PRIMARY KEY, number varchar(20) NOT NULL, region varchar(12) NOT NULL, kind varchar(32) NOT NULL,
    state varchar(32) NOT NULL, title varchar(100) NOT NULL, place varchar(200) NOT NULL, task text NOT NULL,
    standard text NOT NULL, starts_on date NOT NULL, ends_on date NOT NULL, unit varchar(100) NOT NULL,
    responsible_sealed bytea NOT NULL, mechanism text NOT NULL, households integer NOT NULL, persons integer NOT NULL,
    planned_fen bigint NOT NULL, policy varchar(64), policy_version varchar(16), round integer NOT NULL, due_on date,
    due_for varchar(100), proposed_by text NOT NULL, proposed_on date NOT NULL, approved_by text, approved_on date,
    approved_under varchar(60), approved_fen bigint, plan_year integer, percent integer NOT NULL, completed_on date,
    accepted_on date, handed_over_on date, points integer,
    CONSTRAINT project_approved_for_something CHECK (approved_fen IS NULL OR approved_fen > 0),
    CONSTRAINT project_ends_after_it_begins CHECK (ends_on >= starts_on), CONSTRAINT project_once_per_number UNIQUE (number)
);

CREATE INDEX project_by_due ON project (due_on);

CREATE INDEX project_by_place ON project (region, id);

CREATE INDEX project_by_plan ON project (plan_year, id);

CREATE INDEX project_by_state ON project (state, id);

CREATE TABLE project_source (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL,
    source varchar(32) NOT NULL, amount_fen bigint NOT NULL,
    CONSTRAINT project_source_gives_something CHECK (amount_fen > 0),
    CONSTRAINT project_source_once UNIQUE (project_id, source)
);

CREATE TABLE project_target (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL, line integer NOT NULL,
    kind varchar(32) NOT NULL, title varchar(100) NOT NULL, unit varchar(20) NOT NULL, wanted varchar(32) NOT NULL,
    planned numeric(18, 4) NOT NULL, weight integer NOT NULL, actual numeric(18, 4), points integer,
    note varchar(500) NOT NULL,
    CONSTRAINT project_target_once UNIQUE (project_id, line), CONSTRAINT project_target_plans_something CHECK (planned > 0),
    CONSTRAINT project_target_weighs_something CHECK (weight > 0 AND weight <= 100)
);

CREATE TABLE project_event (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL, act varchar(32) NOT NULL,
    state varchar(32) NOT NULL, done_on date NOT NULL, done_by text NOT NULL, role varchar(32) NOT NULL, said text NOT NULL,
    amount_fen bigint, about_id uuid, paper_ids jsonb NOT NULL, at timestamptz NOT NULL
);

CREATE INDEX project_event_of_project ON project_event (project_id, id);
"""

_REVIEWS = """
CREATE TABLE committee (
    id uuid PRIMARY KEY, region varchar(12) NOT NULL, title varchar(100) NOT NULL, formed_on date NOT NULL
);

CREATE INDEX committee_by_place ON committee (region);

CREATE TABLE committee_member (
    id uuid PRIMARY KEY, committee_id uuid NOT NULL REFERENCES committee, region varchar(12) NOT NULL,
    person_sealed bytea NOT NULL, post varchar(100) NOT NULL, since_on date NOT NULL, until_on date
);

CREATE INDEX committee_member_of_committee ON committee_member (committee_id);

CREATE TABLE project_step (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL, round integer NOT NULL,
    step varchar(40) NOT NULL, outcome varchar(32) NOT NULL, held_on date NOT NULL, committee_id uuid REFERENCES committee,
    notice_id uuid, entitled integer, in_favour integer, against integer, abstained integer, said text NOT NULL,
    paper_ids jsonb NOT NULL, decided_by text NOT NULL, decided_at timestamptz NOT NULL,
    CONSTRAINT project_step_once_a_round UNIQUE (project_id, round, step)
);

CREATE INDEX ix_project_step_committee_id ON project_step (committee_id);

CREATE TABLE project_vote (
    id uuid PRIMARY KEY, step_id uuid NOT NULL REFERENCES project_step, member_id uuid NOT NULL REFERENCES committee_member,
    region varchar(12) NOT NULL, ballot varchar(32) NOT NULL, reason varchar(500) NOT NULL,
    CONSTRAINT project_vote_once_a_member UNIQUE (step_id, member_id)
);

CREATE INDEX ix_project_vote_member_id ON project_vote (member_id);
"""

_CONTRACTS = """
CREATE TABLE project_contract (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL,
    number varchar(24) NOT NULL, title varchar(100) NOT NULL, supplier varchar(100) NOT NULL,
    supplier_code varchar(18) NOT NULL, method varchar(32) NOT NULL, tender_opened_on date, tender_closed_on date,
    bidders integer NOT NULL, awarded_on date NOT NULL, signed_on date NOT NULL, starts_on date NOT NULL,
    ends_on date NOT NULL, first_fen bigint NOT NULL, amount_fen bigint NOT NULL, retention_permyriad integer NOT NULL,
    warranty_days integer NOT NULL, signed_by text NOT NULL, paper_ids jsonb NOT NULL,
    CONSTRAINT project_contract_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT project_contract_is_worth_something CHECK (first_fen > 0 AND amount_fen > 0),
    CONSTRAINT project_contract_keeps_back_a_part CHECK (retention_permyriad BETWEEN 0 AND 10000),
    CONSTRAINT project_contract_once_per_number UNIQUE (number)
);

CREATE INDEX project_contract_of_project ON project_contract (project_id);

CREATE TABLE project_amendment (
    id uuid PRIMARY KEY, contract_id uuid NOT NULL REFERENCES project_contract, region varchar(12) NOT NULL,
    signed_on date NOT NULL, amount_before_fen bigint NOT NULL, amount_fen bigint NOT NULL, ends_before_on date NOT NULL,
    ends_on date NOT NULL, reason text NOT NULL, amended_by text NOT NULL, paper_ids jsonb NOT NULL
);

CREATE INDEX project_amendment_of_contract ON project_amendment (contract_id, id);

CREATE TABLE supplier_payment (
    id uuid PRIMARY KEY, contract_id uuid NOT NULL REFERENCES project_contract, region varchar(12) NOT NULL,
    kind varchar(32) NOT NULL, state varchar(32) NOT NULL, amount_fen bigint NOT NULL, line varchar(100) NOT NULL,
    account_id uuid NOT NULL REFERENCES account, invoice varchar(60) NOT NULL, said text NOT NULL, paper_ids jsonb NOT NULL,
    asked_by text NOT NULL, asked_on date NOT NULL, reserved_id uuid NOT NULL REFERENCES transfer, decided_by text,
    decided_at timestamptz, transfer_id uuid REFERENCES transfer, paid_on date, disclosure_id uuid REFERENCES disclosure,
    returned_id uuid REFERENCES transfer, why text,
    CONSTRAINT supplier_payment_once_per_transfer UNIQUE (transfer_id),
    CONSTRAINT supplier_payment_once_reserved UNIQUE (reserved_id),
    CONSTRAINT supplier_payment_paid_by_a_transfer CHECK
        (state NOT IN ('paid', 'returned') OR (transfer_id IS NOT NULL AND paid_on IS NOT NULL)),
    CONSTRAINT supplier_payment_pays_something CHECK (amount_fen > 0),
    CONSTRAINT supplier_payment_seen_by_two CHECK (decided_by IS NULL OR decided_by <> asked_by)
);

CREATE INDEX ix_supplier_payment_account_id ON supplier_payment (account_id);

CREATE INDEX ix_supplier_payment_disclosure_id ON supplier_payment (disclosure_id);

CREATE INDEX ix_supplier_payment_returned_id ON supplier_payment (returned_id);

CREATE INDEX supplier_payment_by_state ON supplier_payment (state, id);

CREATE INDEX supplier_payment_of_contract ON supplier_payment (contract_id, id);
"""

_WORK = """
CREATE TABLE project_report (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL, reported_on date NOT NULL,
    percent integer NOT NULL, said text NOT NULL, paper_ids jsonb NOT NULL, reported_by text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT project_report_is_a_part CHECK (percent BETWEEN 0 AND 100)
);

CREATE INDEX project_report_of_project ON project_report (project_id, id);

CREATE TABLE project_inspection (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL, kind varchar(32) NOT NULL,
    conclusion varchar(32) NOT NULL, held_on date NOT NULL, body varchar(100) NOT NULL, said text NOT NULL,
    paper_ids jsonb NOT NULL, recorded_by text NOT NULL, at timestamptz NOT NULL
);

CREATE INDEX project_inspection_of_project ON project_inspection (project_id, id);

CREATE TABLE project_finding (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project,
    inspection_id uuid NOT NULL REFERENCES project_inspection, region varchar(12) NOT NULL, found text NOT NULL,
    due_on date NOT NULL, mended_on date, mended text, mended_by text, paper_ids jsonb NOT NULL
);

CREATE INDEX project_finding_of_inspection ON project_finding (inspection_id);

CREATE INDEX project_finding_of_project ON project_finding (project_id);

CREATE TABLE project_hand_over (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL,
    receiver varchar(100) NOT NULL, handed_over_on date NOT NULL, said text NOT NULL, paper_ids jsonb NOT NULL,
    handed_over_by text NOT NULL,
    CONSTRAINT project_hand_over_once_per_project UNIQUE (project_id)
);

CREATE TABLE project_thing (
    id uuid PRIMARY KEY, hand_over_id uuid NOT NULL REFERENCES project_hand_over, region varchar(12) NOT NULL,
    title varchar(100) NOT NULL, quantity integer NOT NULL, unit varchar(20) NOT NULL, value_fen bigint NOT NULL,
    CONSTRAINT project_thing_is_worth_something CHECK (value_fen > 0 AND quantity > 0)
);

CREATE INDEX project_thing_of_hand_over ON project_thing (hand_over_id);

CREATE TABLE project_duty (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL,
    title varchar(100) NOT NULL, keeper varchar(100) NOT NULL, every_days integer NOT NULL, due_on date NOT NULL,
    CONSTRAINT project_duty_comes_again CHECK (every_days > 0)
);

CREATE INDEX project_duty_of_project ON project_duty (project_id);

CREATE TABLE project_duty_done (
    id uuid PRIMARY KEY, duty_id uuid NOT NULL REFERENCES project_duty, region varchar(12) NOT NULL, done_on date NOT NULL,
    said text NOT NULL, paper_ids jsonb NOT NULL, recorded_by text NOT NULL
);

CREATE INDEX project_duty_done_of_duty ON project_duty_done (duty_id, id);

CREATE TABLE project_benefit (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project, region varchar(12) NOT NULL, year integer NOT NULL,
    distributed_on date NOT NULL, manner varchar(200) NOT NULL, amount_fen bigint NOT NULL, households integer NOT NULL,
    persons integer NOT NULL, paper_ids jsonb NOT NULL, recorded_by text NOT NULL,
    CONSTRAINT project_benefit_reaches_somebody CHECK (amount_fen >= 0 AND persons >= households AND households > 0)
);

CREATE INDEX project_benefit_of_project ON project_benefit (project_id, id);
"""


def upgrade() -> None:
    for part in (_PAPERS, _LIBRARY, _REVIEWS, _CONTRACTS, _WORK):
        for statement in part.strip().split("\n\n"):
            op.get_bind().exec_driver_sql(statement)
    guard(op, "paper")
    guard(op, "paper_content", part_of=("id", "paper"), unaudited=("content_sealed",))
    guard_trace(op, "paper_read")
    for table in OF_A_PLACE.split():
        guard(op, table)
    for table in ONLY_ADDED.split():
        append_only(op, table)
