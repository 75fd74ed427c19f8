"""Claims of the special insurance as this door's readers may see them: as answers, as a workbook, and as figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import orjson
from fastapi import Response

from services.medical.api.roster_views import asked_of, region_title
from services.medical.rules.claim import Relation
from services.medical.rules.insurance import Pays, spoken
from services.medical.rules.insurance_claim import INSURANCE_CLAIM_TITLES, InsuranceClaimStatus
from services.medical.rules.premium import Per
from services.medical.schemas.insurance_claim import (
    BenefitFiguresView,
    ClaimableView,
    InsuranceClaimView,
    InsuranceFiguresView,
    OwedView,
)
from services.medical.store import admissions, insurance_claims, insurance_terms
from services.medical.tables import InsuranceClaim, Settlement
from shared import clock
from shared.attachments import as_book
from shared.identity import masked, masked_name
from shared.policy.explain import percent
from shared.security import Principal
from shared.service import Transaction
from shared.vault import unseal
from shared.workbook import ROWS_LIMIT, Sheet, Yuan

OWED_LIMIT = 500

_COLUMNS = (
    ("理赔编号", 38), ("保险责任", 24), ("状态", 16), ("被保险人", 12), ("公民身份号码", 22), ("镇街、村（社区）", 34),
    ("出险日期", 12), ("报案日期", 12), ("受理日期", 12), ("本环节期限", 12),
    ("费用或损失（元）", 16), ("他处已付（元）", 14), ("应赔付（元）", 14), ("已赔付（元）", 14),
    ("赔付日期", 12), ("拒赔理由", 30),
)  # fmt: skip
_LAYER_COLUMNS = (
    ("结算编号", 38), ("保障项目", 26), ("支付方", 30), ("医疗机构", 20), ("村（社区）代码", 16), ("入账日期", 12),
    ("金额（元）", 14),
)  # fmt: skip


async def claim_view(session: Transaction, claim: InsuranceClaim) -> InsuranceClaimView:
    """Masked: whoever works on it has the papers themselves."""
    [view] = await claim_views(session, [claim])
    return view


async def claim_views(session: Transaction, claims: Sequence[InsuranceClaim]) -> list[InsuranceClaimView]:
    """What was drawn of the sums is asked once for all of them."""
    drawn = await insurance_claims.sums_drawn(session, claims) if claims else {}
    return [_claim_view(claim, drawn) for claim in claims]


def _claim_view(claim: InsuranceClaim, drawn: Mapping[tuple[int, str, str], int]) -> InsuranceClaimView:
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)
    benefit, status = policy.benefit(claim.benefit), InsuranceClaimStatus(claim.status)
    whose = str(claim.household_id) if benefit.per is Per.HOUSEHOLD else claim.identity_hash
    drawn_fen = drawn.get((claim.year, claim.benefit, whose), claim.approved_fen) - claim.approved_fen
    amounts = {"loss_fen": claim.loss_fen, "paid_elsewhere_fen": claim.paid_elsewhere_fen, "drawn_fen": drawn_fen}
    payee = orjson.loads(unseal(claim.payee_sealed))
    return InsuranceClaimView(
        **claim.model_dump(include=set(InsuranceClaimView.model_fields) - {"status", "claimant"}),
        status=status,
        claimant=Relation(claim.claimant),
        insured_name=masked_name(unseal(claim.name_sealed)),
        id_number=masked(unseal(claim.id_number_sealed)),
        payee_name=masked_name(payee["name"]),
        payee_account=payee["account"][-4:],
        is_overdue=status in insurance_claims.WAITING and (claim.papers_due_on or claim.due_on) < clock.today(),
        missing=list(policy.missing(benefit, set(claim.papers))),
        payable_fen=benefit.payable_fen(**amounts),
        because=spoken(benefit, **amounts),
        reference=policy.source(benefit).spoken,
    )


async def claimable_views(session: Transaction, settlement: Settlement, *, is_reversed: bool) -> list[ClaimableView]:
    """Of one settlement, each benefit of its place: paid as a layer, claimable, or why not."""
    policy, _ = insurance_terms.get_insurance(settlement.region, settlement.settled_on)
    visit = await admissions.get_admission(session, settlement.admission_id)
    views = []
    for benefit in policy.benefits:
        paid_fen = 0
        if benefit.layer:
            paid_fen = await insurance_claims.paid_as_layer_fen(session, settlement.id, benefit.layer)
        same = await insurance_claims.find_same(
            session,
            identity_hash=settlement.identity_hash,
            benefit=benefit.benefit,
            bill=f"settlement {settlement.id}",
        )
        amounts = {"loss_fen": settlement.patient_fen, "paid_elsewhere_fen": 0, "drawn_fen": 0}
        is_claimable, because = False, spoken(benefit, **amounts)
        if is_reversed:
            because = "结算已经冲正，请以替代它的结算为准。"
        elif benefit.pays is Pays.SETTLED:
            because = "随一站式结算赔付，不另行申请；没有享受到的，身份补登之后重新结算。"
        elif not benefit.speaks_of(visit=visit.visit, cause=visit.cause):
            because = "就诊类别或就诊原因不属于这项责任。"
        elif same:
            because = "已经报案。"
        else:
            is_claimable = settlement.patient_fen > 0
        views.append(
            ClaimableView(
                benefit=benefit.benefit,
                title=benefit.title,
                is_claimable=is_claimable,
                paid_in_settlement_fen=paid_fen,
                payable_fen=benefit.payable_fen(**amounts) if is_claimable else 0,
                because=because,
                claim_id=same.id if same else None,
                reference=policy.source(benefit).spoken,
            )
        )
    return views


async def figures_view(session: Transaction, *, year: int, region: str, on: date) -> InsuranceFiguresView:
    """A year's premium, what came of it, and the share that the one is of the other."""
    policy, _ = insurance_terms.get_insurance(region, date(year, 12, 31))
    layers = {benefit.layer: benefit for benefit in policy.benefits if benefit.layer}
    premium = await insurance_claims.premium_of(session, year=year, region=region)
    by_layer = await insurance_claims.sums_of_layers(session, layers=list(layers), year=year, region=region)
    rows = [
        BenefitFiguresView(
            benefit=benefit.benefit,
            title=benefit.title,
            claims=by_layer[layer]["claims"],
            approved=by_layer[layer]["claims"],
            paid=by_layer[layer]["claims"],
            refused=0,
            overdue=0,
            approved_fen=int(by_layer[layer]["paid_fen"]),
            paid_fen=int(by_layer[layer]["paid_fen"]),
            mean_days=None,
        )
        for layer, benefit in layers.items()
        if layer in by_layer
    ]
    for row in await insurance_claims.sums_by_benefit(session, year=year, region=region, on=on):
        days, paid = int(row["days"]), int(row["paid"])
        rows.append(
            BenefitFiguresView(
                title=row["benefit_title"],
                mean_days=(2 * days + paid) // (2 * paid) if paid else None,
                **{key: row[key] for key in ("benefit", "claims", "approved", "paid", "refused", "overdue")},
                approved_fen=int(row["approved_fen"]),
                paid_fen=int(row["paid_fen"]),
            )
        )
    compensation_fen = sum(row.approved_fen for row in rows)
    owed = await insurance_claims.owed_by_insurers(session, region=region, on=on, limit=OWED_LIMIT)
    return InsuranceFiguresView(
        year=year,
        region=region,
        persons=premium.persons,
        premium_fen=premium.premium_fen,
        compensation_fen=compensation_fen,
        claims_ratio=_share(compensation_fen, premium.premium_fen),
        benefits=rows,
        owed=[
            OwedView(
                insurer=row["insurer"],
                claims=row["claims"],
                owed_fen=int(row["owed_fen"]),
                overdue_fen=int(row["overdue_fen"]),
            )
            for row in owed
        ],
    )


def _share(part_fen: int, whole_fen: int) -> str | None:
    """With one decimal, half up; premiums of nothing have no ratio."""
    if whole_fen <= 0:
        return None
    return percent(Fraction((2000 * part_fen + whole_fen) // (2 * whole_fen), 1000))


async def claims_workbook(
    session: Transaction, by: Principal, views: Sequence[InsuranceClaimView], *, year: int, region: str, filters: Sequence[str]
) -> Response:
    """Claims, masked, and beside them what settlements have paid as a layer."""
    policy, _ = insurance_terms.get_insurance(region, date(year, 12, 31))
    layers = [benefit.layer for benefit in policy.benefits if benefit.layer]
    paid = await insurance_claims.list_paid_as_layers(session, layers=layers, year=year, region=region, limit=ROWS_LIMIT)
    claims = Sheet("理赔", _COLUMNS, [_cells(view) for view in views])
    settled = Sheet(
        "随结算赔付",
        _LAYER_COLUMNS,
        [
            (str(row["settlement_id"]), row["title"], row["payer"], row["hospital"], row["region"], row["owed_on"].isoformat(),
             Yuan(row["amount_fen"]))
            for row in paid
        ],
    )  # fmt: skip
    asked = asked_of(by, [("年度", year), ("地区", region_title(region)), ("保险责任", filters[0]), ("状态", filters[1])])
    return await as_book(f"特惠保险理赔-{region_title(region)}-{year}.xlsx", claims, settled, asked=asked)


def _cells(view: InsuranceClaimView) -> tuple[str | Yuan, ...]:
    return (
        str(view.id), view.benefit_title, INSURANCE_CLAIM_TITLES[view.status], view.insured_name, view.id_number,
        region_title(view.region), *map(_day, (view.event_on, view.reported_on, view.accepted_on, view.due_on)),
        *(Yuan(fen) for fen in (view.loss_fen, view.paid_elsewhere_fen, view.approved_fen, view.paid_fen)),
        _day(view.paid_on), view.refusal_reason or "",
    )  # fmt: skip


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
