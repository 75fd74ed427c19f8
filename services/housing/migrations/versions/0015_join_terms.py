"""Join the terms of what comes next, kept in two policies; and ask the town of a move whose household changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_WHOSE = (
    "UPDATE awaited_step SET renovation_id = matter_id WHERE matter IN ('renovation', 'visit')",
    "UPDATE awaited_step s SET renovation_id = d.renovation_id FROM defect d WHERE s.matter = 'defect' AND d.id = s.matter_id",
    "UPDATE awaited_step s SET renovation_id = a.renovation_id FROM acceptance a"
    " WHERE s.matter = 'subsidy' AND a.id = s.matter_id",
    # Two policies had two days for these: the day after the defect's own and three working days, and 31 days for a month.
    "UPDATE awaited_step s SET due_on = d.due_on, since_on = least(s.since_on, d.due_on), is_agreed = true FROM defect d"
    " WHERE s.matter = 'defect' AND d.id = s.matter_id AND s.ended_on IS NULL",
    "UPDATE awaited_step SET due_on = (since_on + interval '1 month')::date WHERE step = 'pay' AND ended_on IS NULL",
    "UPDATE awaited_step s SET is_agreed = true FROM renovation r WHERE s.matter = 'renovation' AND r.id = s.matter_id"
    " AND s.due_on = CASE s.step WHEN 'start' THEN r.starts_on WHEN 'finish' THEN r.ends_on END",
)


def upgrade() -> None:
    op.add_column("awaited_step", sa.Column("renovation_id", sa.Uuid))
    op.create_foreign_key(None, "awaited_step", "renovation", ["renovation_id"], ["id"])
    for name, kind, usual in (("is_agreed", sa.Boolean, "false"), ("put_off", sa.Integer, "0")):
        op.add_column("awaited_step", sa.Column(name, kind, nullable=False, server_default=usual))
        op.alter_column("awaited_step", name, server_default=None)
    op.drop_constraint("awaited_step_due_after_it_began", "awaited_step")
    for statement in _WHOSE:
        op.execute(statement)
    op.create_check_constraint("awaited_step_not_put_forward", "awaited_step", "put_off >= 0")
    op.create_index("awaited_step_open_by_day", "awaited_step", ["due_on", "id"], postgresql_where=sa.text("ended_on IS NULL"))
    op.create_index(
        "awaited_step_of_renovation", "awaited_step", ["renovation_id"], postgresql_where=sa.text("renovation_id IS NOT NULL")
    )

    op.add_column("relocation", sa.Column("question", sa.String(32)))
    op.add_column("relocation", sa.Column("questioned_on", sa.Date))
    op.create_check_constraint("relocation_questioned_on_a_day", "relocation", "(question IS NULL) = (questioned_on IS NULL)")
