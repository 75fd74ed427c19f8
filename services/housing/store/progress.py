"""What housing asks its database of how far renovations have come, as of any day, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.mode import Mode
from services.housing.rules.progress import DECIDING, STATES_AFTER, UNSAID, Facet, Tally
from services.housing.rules.renovation import RenovationState

# Three sources: renovations on the platform, houses accepted without one (their works were begun before), and those of the
# county's books from before the platform. A revoked acceptance counts until the day of its revocation.
_STANDING = """(accepted.revoked_at IS NULL OR (accepted.revoked_at AT TIME ZONE 'Asia/Shanghai')::date > CAST(:on AS date))"""
_IS_PAID = """coalesce(accepted.subsidy = :paid AND accepted.paid_on <= CAST(:on AS date), false)"""
_PAID = """CASE WHEN accepted.subsidy = :paid AND accepted.paid_on <= CAST(:on AS date) THEN accepted.subsidy_fen ELSE 0 END"""
# Of money that is paid in stages: what reached the household until the day; what funds holds, what is kept of it for quality,
# what was asked for and is on its way, and what was paid too much, all as they are known now.
_STAGED = """
        SELECT CASE WHEN h.state = 'held' THEN h.held_fen ELSE 0 END AS held_fen, h.asked_back_fen AS back_fen,
               sum(stage.paid_fen)::bigint AS paid_fen,
               coalesce(sum(m.amount_fen)
                        FILTER (WHERE m.at = 'visited' AND m.state IN ('planned', 'reached')), 0)::bigint AS kept_fen,
               coalesce(sum(m.amount_fen - stage.sent_fen)
                        FILTER (WHERE m.state IN ('requested', 'waiting', 'underway', 'failed')), 0)::bigint AS way_fen
        FROM house_money h JOIN money_stage m ON m.money_id = h.id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum((part.told ->> 'amount_fen')::bigint) FILTER (WHERE part.told ->> 'state' = :paid
                        AND (part.told ->> 'paid_on')::date <= CAST(:on AS date)), 0) AS paid_fen,
                   coalesce(sum((part.told ->> 'amount_fen')::bigint) FILTER (WHERE part.told ->> 'state' = :paid), 0) AS sent_fen
            FROM jsonb_each(m.payments) AS part (id, told)
        ) AS stage
        WHERE h.renovation_id = r.id AND h.planned_on <= CAST(:on AS date) AND h.state <> 'freed'
        GROUP BY h.id
"""
WAS = f"""
was AS MATERIALIZED (
    SELECT r.id, r.region, r.mode, r.groups, r.standard_fen AS promised_fen, after.state,
           coalesce(money.budget_code, :unsaid) AS programme, coalesce(money.year, extract(year FROM r.applied_on)::int) AS year,
           coalesce(money.subsidy_fen, 0) AS subsidy_fen, coalesce(staged.paid_fen, money.paid_fen, 0) AS paid_fen,
           coalesce(money.is_paid, false) AS is_paid, coalesce(staged.held_fen, 0) AS held_fen,
           CASE WHEN after.state IN ('accepted', 'closed') THEN coalesce(staged.kept_fen, 0) ELSE 0 END AS kept_fen,
           coalesce(staged.way_fen, money.subsidy_fen - money.paid_fen, 0) AS way_fen,
           coalesce(staged.back_fen, 0) AS back_fen, false AS is_former
    FROM renovation r
    CROSS JOIN LATERAL (
        SELECT e.act, e.level, e."on", e.id FROM renovation_event e
        WHERE e.renovation_id = r.id AND e."on" <= CAST(:on AS date) AND e.act = ANY (CAST(:deciding AS text[]))
        ORDER BY e."on" DESC, e.id DESC LIMIT 1
    ) AS line
    LEFT JOIN LATERAL (
        SELECT g.level FROM renovation_event g
        WHERE line.act = 'notice-stopped' AND g.renovation_id = r.id AND g.act = 'agreed-to'
          AND (g."on", g.id) < (line."on", line.id)
        ORDER BY g."on" DESC, g.id DESC LIMIT 1
    ) AS shown ON true
    JOIN unnest(CAST(:keys AS text[]), CAST(:states AS text[])) AS after (key, state)
      ON after.key = concat_ws(':', line.act, coalesce(line.level, shown.level))
    LEFT JOIN LATERAL (
        SELECT accepted.budget_code, accepted.year, accepted.subsidy_fen, {_PAID} AS paid_fen, {_IS_PAID} AS is_paid
        FROM acceptance accepted
        WHERE after.state IN ('accepted', 'closed') AND accepted.survey_id = r.survey_id AND accepted.cost_fen IS NOT NULL
          AND accepted.accepted_on <= CAST(:on AS date) AND {_STANDING}
        ORDER BY accepted.id DESC LIMIT 1
    ) AS money ON true
    LEFT JOIN LATERAL ({_STAGED}) AS staged ON true
    WHERE r.applied_on <= CAST(:on AS date) AND starts_with(r.region, :region)
    UNION ALL
    SELECT accepted.id, accepted.region, CASE accepted.work WHEN 'repaired' THEN 'repair' ELSE 'rebuild' END, '[]'::jsonb,
           accepted.subsidy_fen, 'accepted', accepted.budget_code, accepted.year, accepted.subsidy_fen, {_PAID}, {_IS_PAID},
           0, 0, accepted.subsidy_fen - {_PAID}, 0, false
    FROM acceptance accepted
    WHERE accepted.cost_fen IS NULL AND accepted.accepted_on <= CAST(:on AS date) AND {_STANDING}
      AND starts_with(accepted.region, :region)
    UNION ALL
    SELECT f.id, f.region, f.mode, '[]'::jsonb, f.subsidy_fen, 'closed', :unsaid, f.year, f.subsidy_fen,
           CASE WHEN f.paid_on <= CAST(:on AS date) THEN f.subsidy_fen ELSE 0 END,
           coalesce(f.paid_on <= CAST(:on AS date), false), 0, 0, 0, 0, true
    FROM former_renovation f WHERE f.accepted_on <= CAST(:on AS date) AND starts_with(f.region, :region)
), wanted AS (
    SELECT * FROM was
    WHERE (:year = 0 OR year = :year) AND (:programme = '' OR programme = :programme) AND (:mode = '' OR mode = :mode)
      AND (:group = '' OR groups ? :group) AND (:with_former OR NOT is_former)
)"""  # noqa: S608  our own text
_COUNTS = ", ".join(f"count(*) FILTER (WHERE state = '{state}')" for state in RenovationState)
_SUMS = f"""{_COUNTS}, count(*) FILTER (WHERE is_paid), count(*) FILTER (WHERE paid_fen > 0 AND NOT is_paid),
    count(*) FILTER (WHERE is_former),
    coalesce(sum(promised_fen) FILTER (WHERE state NOT IN ('refused', 'withdrawn')), 0)::bigint,
    coalesce(sum(subsidy_fen), 0)::bigint, coalesce(sum(paid_fen), 0)::bigint,
    coalesce(sum(held_fen), 0)::bigint, coalesce(sum(kept_fen), 0)::bigint, coalesce(sum(way_fen), 0)::bigint,
    coalesce(sum(back_fen), 0)::bigint"""
_OF_GROUPS = (
    "wanted CROSS JOIN LATERAL jsonb_array_elements_text(CASE groups WHEN '[]' THEN '[\"-\"]' ELSE groups END) AS one (name)"
)
_PARTS = {
    Facet.WHOLE: ("''", "wanted"),
    Facet.PLACE: ("left(region, :digits)", "wanted"),
    Facet.MODE: ("mode", "wanted"),
    Facet.GROUP: ("one.name", _OF_GROUPS),
    Facet.YEAR: ("year::text", "wanted"),
    Facet.PROGRAMME: ("programme", "wanted"),
}
_TALLIES = text(
    f"WITH {WAS}\n"  # noqa: S608
    + " UNION ALL ".join(
        f"SELECT '{facet}' AS facet, {key} AS key, {_SUMS} FROM {source} GROUP BY 2"  # noqa: S608
        for facet, (key, source) in _PARTS.items()
    )
    + " ORDER BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class WantedProgress:
    """Which renovations are counted, as of which day; what is empty asks for nothing."""

    region: str
    on: date
    digits: int = 6
    """How long the codes of the places are by which they are parted."""
    year: int = 0
    programme: str = ""
    mode: Mode | None = None
    group: str = ""
    with_former: bool = True


def asked_of(wanted: WantedProgress) -> dict[str, Any]:
    """What the statement is given."""
    return {
        "region": wanted.region,
        "on": wanted.on,
        "digits": wanted.digits,
        "year": wanted.year,
        "programme": wanted.programme,
        "mode": wanted.mode.value if wanted.mode else "",
        "group": wanted.group,
        "with_former": wanted.with_former,
        "unsaid": UNSAID,
        "paid": SubsidyState.PAID.value,
        "deciding": DECIDING,
        "keys": list(STATES_AFTER),
        "states": [state.value for state in STATES_AFTER.values()],
    }


async def count_progress(session: AsyncSession, wanted: WantedProgress) -> Sequence[Tally]:
    """By every facet at once, each in the order of its keys; a household in several groups counts in each of them."""
    states = list(RenovationState)
    found = await session.execute(_TALLIES, asked_of(wanted))
    return [
        Tally(Facet(facet), key, dict(zip(states, counts[: len(states)], strict=True)), *counts[len(states) :])
        for facet, key, *counts in found
    ]
