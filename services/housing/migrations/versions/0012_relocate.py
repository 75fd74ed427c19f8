"""Relocate: need, site, lot, move, and the old house."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0012"
down_revision = "0011"

# What a lot is drawn from was published and hashed before: nobody edits it, not even we; nor what was drawn once it is there.
_NEVER_EDITED = """
CREATE FUNCTION forbid_editing_lot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['state', 'has_stood', 'final_on', 'failed_on', 'failed_why'];
    drawn text[] := ARRAY['hidden', 'public_value', 'witnesses', 'drawn_on', 'drawn_by', 'draw_matter_id'];
BEGIN
    IF OLD.hidden IS NULL THEN may_change := may_change || drawn; END IF;
    IF (to_jsonb(NEW) - may_change) <> (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'a lot is never edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _programmes()
    _households()
    _afterwards()


def _programmes() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("opened_by", sa.String(100), nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("ended_why", sa.String(200), nullable=False),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="programme_ended_with_a_reason"),
    )
    op.create_index("programme_by_place", "programme", ["region", "id"])
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("programme_id", sa.Uuid, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("says", sa.String(500), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("opened_by", sa.String(100), nullable=False),
        sa.UniqueConstraint("programme_id", "title", name="site_once_per_title"),
    )
    op.create_table(
        "site_dwelling",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("site_id", sa.Uuid, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("area_m2", sa.Numeric(6, 2), nullable=False),
        sa.Column("rooms", sa.Integer, nullable=False),
        sa.Column("storey", sa.Integer, nullable=False),
        sa.Column("is_barrier_free", sa.Boolean, nullable=False),
        sa.Column("size_class", sa.String(32), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id")),
        sa.CheckConstraint("area_m2 > 0", name="site_dwelling_of_some_area"),
        sa.UniqueConstraint("site_id", "number", name="site_dwelling_once"),
    )
    op.create_index("ix_site_dwelling_house_id", "site_dwelling", ["house_id"])
    op.create_table(
        "dwelling_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("site_id", sa.Uuid, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("entered", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("uploaded_by", sa.String(100), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_dwelling_file_site_id", "dwelling_file", ["site_id"])
    for table in ("programme", "site", "site_dwelling"):
        guard(op, table, is_public=True)  # rules and dwellings are for everyone to read
    guard(op, "dwelling_file")


def _households() -> None:
    op.create_table(
        "relocation_list",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("programme_id", sa.Uuid, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("shown_on", sa.Date, nullable=False),
        sa.Column("shown_by", sa.String(100), nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("stood", sa.Boolean),
    )
    op.create_index("ix_relocation_list_programme_id", "relocation_list", ["programme_id"])
    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("site_id", sa.Uuid, sa.ForeignKey("site.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("listed", JSONB, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("pledge", sa.String(64), nullable=False),
        sa.Column("hidden_sealed", sa.LargeBinary, nullable=False),
        sa.Column("public_source", sa.String(200), nullable=False),
        sa.Column("waiting_why", sa.String(300), nullable=False),
        sa.Column("replaces_id", sa.Uuid, sa.ForeignKey("lot.id")),
        sa.Column("replaces_why", sa.String(300), nullable=False),
        sa.Column("announced_on", sa.Date, nullable=False),
        sa.Column("announced_by", sa.String(100), nullable=False),
        sa.Column("has_stood", sa.Boolean, nullable=False),
        sa.Column("hidden", sa.String(64)),
        sa.Column("public_value", sa.String(200)),
        sa.Column("witnesses", sa.String(300), nullable=False),
        sa.Column("drawn_on", sa.Date),
        sa.Column("drawn_by", sa.String(100), nullable=False),
        sa.Column("draw_matter_id", sa.Uuid),
        sa.Column("final_on", sa.Date),
        sa.Column("failed_on", sa.Date),
        sa.Column("failed_why", sa.String(300), nullable=False),
        sa.UniqueConstraint("number", name="lot_number_once"),
        sa.CheckConstraint("(hidden IS NULL) = (public_value IS NULL)", name="lot_opened_whole"),
        sa.CheckConstraint("(replaces_id IS NULL) = (replaces_why = '')", name="lot_replaces_with_a_reason"),
    )
    op.create_index("ix_lot_replaces_id", "lot", ["replaces_id"])
    op.create_index("lot_by_draw", "lot", ["draw_matter_id"], postgresql_where=sa.text("draw_matter_id IS NOT NULL"))
    op.create_index("lot_of_site", "lot", ["site_id", "id"])
    op.create_index(
        "lot_open_once_per_site", "lot", ["site_id"], unique=True, postgresql_where=sa.text("state IN ('announced', 'drawn')")
    )
    op.create_table(
        "relocation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("programme_id", sa.Uuid, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id")),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("why_says", sa.String(500), nullable=False),
        sa.Column("looked_into", sa.String(500), nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("persons_reason", sa.String(200), nullable=False),
        sa.Column("oldest", sa.Integer, nullable=False),
        sa.Column("has_disabled", sa.Boolean, nullable=False),
        sa.Column("workers", sa.Integer, nullable=False),
        sa.Column("pupils", sa.Integer, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("named_on", sa.Date, nullable=False),
        sa.Column("named_by", sa.String(100), nullable=False),
        sa.Column("wished_on", sa.Date),
        sa.Column("wish_paper_id", sa.Uuid, sa.ForeignKey("paper.id")),
        sa.Column("site_id", sa.Uuid, sa.ForeignKey("site.id")),
        sa.Column("asks", sa.String(32), nullable=False),
        sa.Column("list_id", sa.Uuid, sa.ForeignKey("relocation_list.id")),
        sa.Column("lot_id", sa.Uuid, sa.ForeignKey("lot.id")),
        sa.Column("dwelling_id", sa.Uuid, sa.ForeignKey("site_dwelling.id")),
        sa.Column("contract_on", sa.Date),
        sa.Column("contribution_fen", sa.BigInteger),
        sa.Column("contract_paper_id", sa.Uuid, sa.ForeignKey("paper.id")),
        sa.Column("demolition_paper_id", sa.Uuid, sa.ForeignKey("paper.id")),
        sa.Column("handed_over_on", sa.Date),
        sa.Column("keys", sa.Integer),
        sa.Column("water_m3", sa.Numeric(10, 2)),
        sa.Column("power_kwh", sa.Numeric(10, 2)),
        sa.Column("moved_on", sa.Date),
        sa.Column("demolish_by", sa.Date),
        sa.Column("demolished_on", sa.Date),
        sa.Column("photo_before_id", sa.Uuid, sa.ForeignKey("paper.id")),
        sa.Column("photo_after_id", sa.Uuid, sa.ForeignKey("paper.id")),
        sa.Column("reclaimed_on", sa.Date),
        sa.Column("reclaimed_as", sa.String(32)),
        sa.Column("reclaimed_m2", sa.Numeric(8, 2)),
        sa.Column("ended_on", sa.Date),
        sa.Column("ended_why", sa.String(500), nullable=False),
        sa.CheckConstraint("contribution_fen >= 0", name="relocation_contribution_not_negative"),
        sa.UniqueConstraint("number", name="relocation_number_once"),
    )
    for one in (
        "contract_paper",
        "demolition_paper",
        "house",
        "list",
        "lot",
        "photo_after",
        "photo_before",
        "site",
        "wish_paper",
    ):
        op.create_index(f"ix_relocation_{one}_id", "relocation", [f"{one}_id"])
    has_one = sa.text("dwelling_id IS NOT NULL")
    op.create_index("relocation_dwelling_once", "relocation", ["dwelling_id"], unique=True, postgresql_where=has_one)
    op.create_index("relocation_of_household", "relocation", ["household_id"])
    op.create_index("relocation_of_programme", "relocation", ["programme_id", "region", "id"])
    is_open = sa.text("state NOT IN ('closed', 'withdrawn', 'unwilling')")
    op.create_index("relocation_open_once_per_household", "relocation", ["household_id"], unique=True, postgresql_where=is_open)
    op.create_table(
        "relocation_event",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("relocation_id", sa.Uuid, sa.ForeignKey("relocation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("says", sa.String(500), nullable=False),
    )
    op.create_index("relocation_event_of", "relocation_event", ["relocation_id", "id"])
    for table in ("relocation_list", "relocation", "relocation_event"):
        guard(op, table)
    append_only(op, "relocation_event")
    guard(op, "lot", is_public=True)  # lists by number, and results
    op.execute(_NEVER_EDITED)
    op.execute("CREATE TRIGGER never_edited BEFORE UPDATE ON lot FOR EACH ROW EXECUTE FUNCTION forbid_editing_lot()")


def _afterwards() -> None:
    op.create_table(
        "lot_place",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("lot_id", sa.Uuid, sa.ForeignKey("lot.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("size_class", sa.String(32), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("dwelling", sa.String(30)),
        sa.UniqueConstraint("lot_id", "number", name="lot_place_once"),
    )
    op.create_table(
        "dwelling_exchange",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("first_id", sa.Uuid, sa.ForeignKey("relocation.id"), nullable=False),
        sa.Column("second_id", sa.Uuid, sa.ForeignKey("relocation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("first_dwelling", sa.String(30), nullable=False),
        sa.Column("second_dwelling", sa.String(30), nullable=False),
        sa.Column("paper_id", sa.Uuid, sa.ForeignKey("paper.id"), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.CheckConstraint("first_id <> second_id", name="dwelling_exchange_between_two"),
    )
    op.create_index("ix_dwelling_exchange_first_id", "dwelling_exchange", ["first_id"])
    op.create_index("ix_dwelling_exchange_paper_id", "dwelling_exchange", ["paper_id"])
    op.create_index("ix_dwelling_exchange_second_id", "dwelling_exchange", ["second_id"])
    op.create_table(
        "support",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("relocation_id", sa.Uuid, sa.ForeignKey("relocation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("moved_on", sa.Date, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("department", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("answered_on", sa.Date),
        sa.Column("answered_by", sa.String(100), nullable=False),
        sa.Column("says", sa.String(300), nullable=False),
        sa.CheckConstraint("(answered_on IS NULL) = (state = 'open')", name="support_answered_on_a_day"),
        sa.UniqueConstraint("relocation_id", "code", name="support_once"),
    )
    op.create_index("support_by_place", "support", ["region", "state", "due_on"])
    op.create_table(
        "support_check",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("relocation_id", sa.Uuid, sa.ForeignKey("relocation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("checked_on", sa.Date),
        sa.Column("is_well", sa.Boolean),
        sa.Column("says", sa.String(300), nullable=False),
        sa.Column("checked_by", sa.String(100), nullable=False),
        sa.UniqueConstraint("relocation_id", "due_on", name="support_check_once"),
        sa.CheckConstraint("(checked_on IS NULL) = (is_well IS NULL)", name="support_check_with_its_finding"),
    )
    op.create_index("support_check_by_place", "support_check", ["region", "due_on"])
    guard(op, "lot_place", is_public=True)
    for table in ("dwelling_exchange", "support", "support_check"):
        guard(op, table)
    for table in ("lot_place", "dwelling_exchange"):
        append_only(op, table)
