"""Show the flow: totals that the public pages read, each with its lines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from shared.migrations import append_only, guard

revision = "0017"
down_revision = "0016"

# Laid in the writer's own transaction, which looks nothing up and waits for nobody.
_LAY_FLOW_PENDING = """
CREATE FUNCTION lay_flow_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_pending (disclosure_id) SELECT id FROM fresh;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _totals()
    _names_and_figures()
    op.create_table("flow_pending", sa.Column("disclosure_id", sa.Uuid, primary_key=True))
    op.execute(_LAY_FLOW_PENDING)
    op.execute(
        "CREATE TRIGGER lay_flow_pending AFTER INSERT ON disclosure REFERENCING NEW TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION lay_flow_pending()"
    )
    op.execute("INSERT INTO flow_pending (disclosure_id) SELECT id FROM disclosure")


def _totals() -> None:
    facets = ("source", "programme", "project", "line", "what")
    op.create_table(
        "flow_total",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        *(sa.Column(facet, sa.Text, nullable=False) for facet in facets),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
    )
    op.create_index("flow_total_once", "flow_total", ["year", "region", "stage", "kind", *facets], unique=True)
    op.create_index("flow_total_of_project", "flow_total", ["project"], postgresql_where=sa.text("project <> ''"))
    op.create_index("flow_total_of_line", "flow_total", ["line"], postgresql_where=sa.text("line <> ''"))
    op.create_table(
        "flow",
        sa.Column("entry_id", sa.Uuid, sa.ForeignKey("disclosure.id"), primary_key=True),
        sa.Column("part", sa.SmallInteger, primary_key=True),
        sa.Column("total_id", sa.Uuid, sa.ForeignKey("flow_total.id"), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("number", sa.String(9), nullable=False),
        sa.Column("words", ARRAY(sa.Text)),
    )
    op.create_index("flow_of_total", "flow", ["total_id", "entry_id"], postgresql_include=["amount_fen"])
    op.create_index("flow_by_number", "flow", ["number"], postgresql_where=sa.text("part = 0"))
    op.create_index("flow_by_words", "flow", ["words"], postgresql_using="gin", postgresql_where=sa.text("words IS NOT NULL"))
    append_only(op, "flow")
    _guarded("flow_total")


def _names_and_figures() -> None:
    op.create_table(
        "flow_name",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("project", sa.String(40), nullable=False),
        sa.Column("about_id", sa.Uuid),
    )
    op.create_index("flow_name_by_place", "flow_name", ["region"])
    _guarded("flow_name")
    op.create_table(
        "village_figure",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("quarter_on", sa.Date, nullable=False),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("village", sa.String(12), nullable=False),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("payments", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("village_figure_once", "village_figure", ["quarter_on", "region", "programme", "village"], unique=True)
    guard(op, "village_figure", is_public=True)
    append_only(op, "village_figure")


def _guarded(table: str) -> None:
    """Anyone reads it. It is laid out from entries whose audit says who and why, and can be laid again: no audit of its own."""
    guard(op, table, is_public=True)
    op.execute(f"DROP TRIGGER audit ON {table}")
