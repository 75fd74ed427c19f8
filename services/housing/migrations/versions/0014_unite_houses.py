"""Unite what was kept twice about houses: the numbers of appraisals and disputes are counted with all others."""

from alembic import op

revision = "0014"
down_revision = "0013"

# Their numbers stay what they are: `J-371311-2020-0012` goes on with 0013. Series were named by their letter already.
_MOVE_NUMBERS = """
INSERT INTO number_series (id, series, region, last)
SELECT id, series, region || '-' || year, last FROM appraisal_number
"""
# Houses of before 0005 were counted under a name that nobody reads: the next house of such a village took a given number.
_COUNT_HOUSES = """
INSERT INTO number_series (id, series, region, last)
SELECT gen_random_uuid(), 'H', region, last FROM number_series WHERE series = 'house'
ON CONFLICT (series, region) DO UPDATE SET last = greatest(number_series.last, excluded.last)
"""


def upgrade() -> None:
    _unite_numbers()


def _unite_numbers() -> None:
    op.execute(_MOVE_NUMBERS)
    op.drop_table("appraisal_number")
    op.execute(_COUNT_HOUSES)
    op.execute("DELETE FROM number_series WHERE series = 'house'")
