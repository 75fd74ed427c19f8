"""Standing settlements, added up by month, hospital and class of person."""

from operator import itemgetter

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.month import Month
from services.medical.rules.statistics import ALL, RESIDENTS, Figures

# One-stop: nothing of it had to be paid elsewhere first. In the county: a hospital's national code holds its county's.
_SUMS = """
count(*) AS count, count(DISTINCT identity_hash) AS persons, sum(total_fen) AS total_fen, sum(patient_fen) AS patient_fen,
sum(in_policy_fen) AS in_policy_fen, count(*) FILTER (WHERE is_one_stop) AS one_stop_count,
count(*) FILTER (WHERE is_in_county) AS in_county_count, coalesce(sum(total_fen) FILTER (WHERE is_in_county), 0) AS in_county_fen
"""
_counted = itemgetter(
    "count", "persons", "total_fen", "patient_fen", "in_policy_fen", "one_stop_count", "in_county_count", "in_county_fen"
)
_ADD_UP = text(f"""
WITH fact AS MATERIALIZED (
    SELECT s.hospital, CAST(date_trunc('month', s.settled_on) AS date) AS month, s.identity_hash, s.total_fen, s.patient_fen,
           said.in_policy_fen, substr(s.hospital, 2, 6) = left(s.region, 6) AS is_in_county,
           NOT jsonb_path_exists(said.shares, '$[*] ? (@.is_given == true)') AS is_one_stop,
           CASE WHEN jsonb_array_length(said.persons) = 0 THEN jsonb_build_array(CAST(:residents AS text))
                ELSE said.persons END AS classes
    FROM settlement s
    CROSS JOIN LATERAL jsonb_to_record(s.result) AS said (in_policy_fen bigint, shares jsonb, persons jsonb)
    WHERE s.settled_on BETWEEN :since AND :until AND (CAST(:hospital AS text) IS NULL OR s.hospital = :hospital)
      AND NOT EXISTS (SELECT FROM reversal r WHERE r.settlement_id = s.id)
)
SELECT month, hospital, CAST(:everybody AS text) AS person_class, {_SUMS}
FROM fact GROUP BY GROUPING SETS ((month, hospital), (month), (hospital), ())
UNION ALL
SELECT month, hospital, class, {_SUMS}
FROM fact CROSS JOIN LATERAL jsonb_array_elements_text(classes) AS class
GROUP BY GROUPING SETS ((month, hospital, class), (month, class), (hospital, class), (class))
ORDER BY 1 NULLS FIRST, 2 NULLS FIRST, 3
""")  # noqa: S608  the interpolation is a constant of our own


async def add_up(session: AsyncSession, *, since: Month, until: Month, hospital: str | None) -> list[Figures]:
    """Every cell that there is, of what the asker may see: by month and hospital, and of all months, all hospitals, all persons.

    The cell of everything is there only if there is something.
    """
    asked = {"since": since.first, "until": until.last, "hospital": hospital, "residents": RESIDENTS, "everybody": ALL}
    rows = await session.execute(_ADD_UP, asked)
    return [
        Figures(Month.of(row["month"]) if row["month"] else None, row["hospital"], row["person_class"], *map(int, _counted(row)))
        for row in rows.mappings()
        if row["count"]
    ]
