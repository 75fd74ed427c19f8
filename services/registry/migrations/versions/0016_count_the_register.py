"""Count the register: how every household was on a day, for boards; and the figures of each month that everybody may see."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, guard

revision = "0016"
down_revision = "0015"

# Whoever asks sees the households that they may see. History is read: of yesterday and of five years ago alike.
# People of other classes than these do not change what a household is counted as. OFFSET 0: what is sorted is two truths of
# a person, and not all that is known of them.
REGISTER_ON = """
CREATE FUNCTION register_on(day date, within text)
RETURNS TABLE (household_id uuid, region text, persons bigint, year text, category text, cause text, poverty text, watch text,
    known text)
LANGUAGE sql STABLE AS $$
WITH people AS (
    SELECT seated.household_id, count(*) AS persons, bool_or(is_extreme) AS is_extreme, bool_or(is_low) AS is_low
    FROM (
        SELECT member.household_id, person.facts -> 'classes' @> '["extreme-poverty"]' AS is_extreme,
               person.facts -> 'classes' @> '["low-income"]' AS is_low
        FROM membership member
        JOIN person_version person ON person.person_id = member.person_id AND person.known_until_at IS NULL
            AND person.since_on <= day AND (person.until_on IS NULL OR person.until_on > day)
        WHERE starts_with(member.region, within) AND member.known_until_at IS NULL
            AND member.since_on <= day AND (member.until_on IS NULL OR member.until_on > day)
        OFFSET 0
    ) seated
    GROUP BY seated.household_id
)
SELECT file.household_id, file.region::text, coalesce(people.persons, 0),
       extract(year FROM coalesce(household.enrolled_on, file.since_on))::text,
       CASE WHEN people.is_extreme THEN 'extreme-poverty' WHEN people.is_low THEN 'low-income' ELSE 'ordinary' END,
       coalesce(file.facts -> 'causes' ->> 0, 'none'), coalesce(poverty.state, 'none'), coalesce(watch.state, 'none'),
       file.facts ->> 'state'
FROM household_version file
LEFT JOIN household ON household.id = file.household_id
LEFT JOIN people ON people.household_id = file.household_id
LEFT JOIN poverty_entry poverty ON poverty.household_id = file.household_id AND poverty.axis = 'poverty'
    AND poverty.since_on <= day AND (poverty.until_on IS NULL OR poverty.until_on > day)
LEFT JOIN poverty_entry watch ON watch.household_id = file.household_id AND watch.axis = 'watch'
    AND watch.since_on <= day AND (watch.until_on IS NULL OR watch.until_on > day)
WHERE starts_with(file.region, within) AND file.known_until_at IS NULL AND file.facts ->> 'state' <> 'cancelled'
    AND file.since_on <= day AND (file.until_on IS NULL OR file.until_on > day)
$$
"""


def upgrade() -> None:
    op.execute(REGISTER_ON)
    op.create_table(
        "public_count",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("counted_on", sa.Date, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("households", sa.Integer),
        sa.Column("persons", sa.Integer),
    )
    op.create_index("public_count_once", "public_count", ["counted_on", "region", "by", "key"], unique=True)
    guard(op, "public_count", is_public=True)
    append_only(op, "public_count")
