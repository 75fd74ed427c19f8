"""Hand orders on, ask back, check, stand in for one another: orders of every kind, what was done with each, officers' leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations import append_only, guard, guard_trace, open_to_all

revision = "0008"
down_revision = "0007"

_INSTANT = sa.DateTime(timezone=True)
_WORDS = ("title", "problem", "measure", "found_by", "page", "given_by", "series")
_OWED = sa.text("state IN ('open', 'accepted', 'asked')")


def upgrade() -> None:
    _give_posts_to_officers()
    _widen_work_order()
    _lay_act()
    _lay_reader()
    _lay_hand_over()
    _lay_papers()


def _give_posts_to_officers() -> None:
    op.add_column("post", sa.Column("subject", sa.Text))
    op.add_column("post", sa.Column("left_on", sa.Date))
    op.drop_constraint("post_once_per_desk", "post")
    op.create_unique_constraint(
        "post_once_per_desk", "post", ["region", "department", "subject"], postgresql_nulls_not_distinct=True
    )
    op.create_index(
        "post_of_account", "post", ["subject"], unique=True, postgresql_where=sa.text("subject IS NOT NULL AND left_on IS NULL")
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("post_id", sa.Uuid, sa.ForeignKey("post.id"), nullable=False),
        sa.Column("substitute_id", sa.Uuid, sa.ForeignKey("post.id"), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", _INSTANT, nullable=False),
        sa.CheckConstraint("from_on <= until_on", name="leave_ends_after_it_begins"),
    )
    op.create_index("ix_leave_post_id", "leave", ["post_id"])
    op.create_index("ix_leave_substitute_id", "leave", ["substitute_id"])
    guard(op, "leave")


def _widen_work_order() -> None:
    table = "work_order"
    op.alter_column(table, "case_id", nullable=True)
    op.alter_column(table, "department", nullable=True)
    op.add_column(table, sa.Column("kind", sa.String(32), nullable=False, server_default="assistance"))
    op.alter_column(table, "kind", server_default=None)
    for name in _WORDS:
        op.add_column(table, sa.Column(name, sa.Text, nullable=False, server_default=""))
        op.alter_column(table, name, server_default=None)
    op.add_column(table, sa.Column("papers", postgresql.JSONB, nullable=False, server_default="[]"))
    op.alter_column(table, "papers", server_default=None)
    for name in ("is_checked", "is_restricted"):
        op.add_column(table, sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
        op.alter_column(table, name, server_default=None)
    op.add_column(table, sa.Column("steps_told", sa.Integer, nullable=False, server_default="0"))
    op.alter_column(table, "steps_told", server_default=None)
    op.add_column(table, sa.Column("addressee", sa.String(32)))
    op.add_column(table, sa.Column("household_id", sa.Uuid))
    op.add_column(table, sa.Column("source_id", sa.Uuid))
    op.add_column(table, sa.Column("holder_id", sa.Uuid, sa.ForeignKey("post.id")))
    op.add_column(table, sa.Column("checked_by", sa.Text))
    op.add_column(table, sa.Column("checked_at", _INSTANT))
    op.add_column(table, sa.Column("next_step_at", _INSTANT))
    op.create_check_constraint("work_order_of_a_case", table, "(kind = 'assistance') = (case_id IS NOT NULL)")
    op.create_check_constraint("work_order_for_somebody", table, "num_nonnulls(addressee, department) > 0")
    op.create_index("work_order_of_holder", table, ["holder_id"])
    op.create_index("work_order_of_place", table, ["region"])
    op.create_index("work_order_of_series", table, ["series", "region"], unique=True, postgresql_where=sa.text("series <> ''"))
    op.create_index("work_order_next_step", table, ["next_step_at"], postgresql_where=sa.text("next_step_at IS NOT NULL"))
    op.drop_index("work_order_owed", table)
    op.create_index("work_order_owed", table, ["due_at"], postgresql_where=_OWED)
    op.drop_constraint("message_is_about_something", "message")
    op.create_check_constraint(
        "message_is_about_something",
        "message",
        "num_nonnulls(case_id, errand_id, matter_id) = 1 OR (order_id IS NOT NULL AND num_nonnulls(errand_id, matter_id) = 0)",
    )


def _lay_act() -> None:
    op.create_table(
        "order_act",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("work_order.id"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("to_post_id", sa.Uuid, sa.ForeignKey("post.id")),
        sa.Column("level", sa.String(32)),
        sa.Column("due_at", _INSTANT),
    )
    op.create_index("order_act_of_order", "order_act", ["order_id", "id"])
    op.create_index("ix_order_act_to_post_id", "order_act", ["to_post_id"])
    # What is said of a clue may not be read in the audit either; the row itself stays, and is never changed.
    guard(op, "order_act", part_of=("order_id", "work_order"), unaudited=("words",))
    append_only(op, "order_act")


def _lay_reader() -> None:
    op.create_table(
        "order_reader",
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("work_order.id"), primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("named_by", sa.Text, nullable=False),
        sa.Column("named_at", _INSTANT, nullable=False),
    )
    mine = "setting('role') = 'platform' OR setting('by') IN (subject, named_by)"
    op.execute("ALTER TABLE order_reader ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE order_reader FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY named ON order_reader USING ({mine}) WITH CHECK ({mine})")
    open_to_all(op, "order_reader", unaudited=("subject",))
    # On top of the region's: whoever is not named sees no restricted order, whatever their role and place.
    op.execute("""
        CREATE POLICY named ON work_order AS RESTRICTIVE FOR SELECT USING (
            NOT is_restricted OR setting('role') = 'platform'
            OR EXISTS (SELECT FROM order_reader r WHERE r.order_id = work_order.id AND r.subject = setting('by')))
    """)


def _lay_hand_over() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("from_post_id", sa.Uuid, sa.ForeignKey("post.id"), nullable=False),
        sa.Column("to_post_id", sa.Uuid, sa.ForeignKey("post.id"), nullable=False),
        sa.Column("orders", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.Column("done_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_hand_over_from_post_id", "hand_over", ["from_post_id"])
    op.create_index("ix_hand_over_to_post_id", "hand_over", ["to_post_id"])
    guard(op, "hand_over")
    append_only(op, "hand_over")


def _lay_papers() -> None:
    op.create_table(
        "order_paper",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("work_order.id"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date),
        sa.Column("has_particulars", sa.Boolean, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("filed_at", _INSTANT, nullable=False),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", _INSTANT),
        sa.Column("withdrawn_why", sa.Text),
    )
    stands = sa.text("withdrawn_at IS NULL")
    op.create_index("order_paper_filed_once", "order_paper", ["order_id", "sha256"], unique=True, postgresql_where=stands)
    op.create_index("order_paper_of_order", "order_paper", ["order_id", "id"])
    op.create_table(
        "order_paper_content",
        sa.Column("id", sa.Uuid, sa.ForeignKey("order_paper.id"), primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "order_paper_read",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("paper_id", sa.Uuid, sa.ForeignKey("order_paper.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("read_by", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("read_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_order_paper_read_paper_id", "order_paper_read", ["paper_id"])
    guard(op, "order_paper", part_of=("order_id", "work_order"), unaudited=("title", "withdrawn_why"))
    guard(op, "order_paper_content", part_of=("id", "order_paper"), unaudited=("content_sealed",))
    guard_trace(op, "order_paper_read")
