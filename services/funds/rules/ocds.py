"""Projects and their contracts in the Open Contracting Data Standard (OCDS 1.1.5), one release for each change.

A project is a planning process (`<prefix>-P-371311-2020-0007`); each of its contracts is a contracting process of its own
(`…-C1`), for each has a tender of its own, and says by `relatedProcesses` where it was planned. What was written down at once
(tender, award and contract when a contract is signed) is one release that bears all three tags. Natural persons are no parties.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from services.funds.rules.contract import PROCUREMENT_NAMES, ProcurementMethod
from services.funds.rules.disclosure import public_number
from services.funds.rules.open_table import NOT_SAID, organisation, sayable
from services.funds.rules.project import PROJECT_KIND_NAMES, Act, ProjectKind
from shared.periods import CHINA
from shared.regions import county_of, name_of

TOLD = (
    Act.ENTERED, Act.APPROVED, Act.PLANNED, Act.CONTRACTED, Act.AMENDED, Act.PAID, Act.PAYMENT_RETURNED, Act.ACCEPTED,
    Act.ABANDONED,
)  # fmt: skip
"""The acts that make releases. All but plans and amendments have a public entry; those two change what entries said."""

USCC = "CN-USCC"
"""Unified social credit codes (GB 32100-2015). org-id.guide keeps no list of them all; the name of the scheme is ours."""

Release = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Naming:
    """The prefix that OCDS gives a publisher, and where our public pages are (`…/funds`)."""

    prefix: str
    address: str

    def ocid(self, number: str) -> str:
        return f"{self.prefix}-{number}"


def releases_of(change: Any, naming: Naming) -> Iterator[Release]:
    """What one act of a project says: of the plan, of the contract that it was about, or of every contract of the project.

    `change` tells the act (`id`, `act`, `at`, `done_on`, `amount_fen`) with its project, contract, amendment and payment, as
    `store.open_contract` finds them.
    """
    match Act(change.act):
        case Act.ENTERED:
            yield _plan(change, naming, "planning", change.planned_fen, "已入库")
        case Act.APPROVED:
            yield _plan(change, naming, "planningUpdate", change.amount_fen, f"已批复立项（{change.approved_under}）")
        case Act.PLANNED:
            yield _plan(change, naming, "planningUpdate", change.approved_fen, f"已列入{change.plan_year}年度计划")
        case Act.CONTRACTED:
            yield _signed(change, naming)
        case Act.AMENDED:
            yield _amended(change, naming)
        case Act.PAID | Act.PAYMENT_RETURNED:
            yield _paid(change, naming)
        case Act.ACCEPTED:
            for number in change.contracts or ():
                yield _of_contract(change, naming, number, ["implementationUpdate"], implementation=_accepted(change))
        case Act.ABANDONED:
            for number in change.contracts or ():
                yield _of_contract(change, naming, number, ["contractTermination"], status="terminated")
            budget_fen = change.approved_fen or change.planned_fen
            yield _plan(change, naming, "planningUpdate", budget_fen, "已终止")


def _release(change: Any, naming: Naming, number: str, tags: Sequence[str]) -> Release:
    return {
        "ocid": naming.ocid(number),
        "id": f"{number}-{change.id.hex}",
        "date": _instant(change.at),
        "tag": list(tags),
        "initiationType": "tender",
        "language": "zh",
    }


def _plan(change: Any, naming: Naming, tag: str, amount_fen: int, said: str) -> Release:
    unit = _unit(change)
    return _release(change, naming, change.project, [tag]) | {
        "parties": [_party(unit, "buyer", "procuringEntity")],
        "buyer": _reference(unit),
        "planning": {
            "rationale": sayable(change.task),
            "budget": _budget(change)
            | {"amount": _value(amount_fen), "description": f"{PROJECT_KIND_NAMES[ProjectKind(change.kind)]}项目，{said}"},
        },
    }


def _signed(change: Any, naming: Naming) -> Release:
    unit, supplier, number = _unit(change), _supplier(change), change.number
    title = sayable(change.contract_title, instead=change.title)
    tender = {
        "id": number,
        "title": title,
        "status": "complete",
        "procuringEntity": _reference(unit),
        "procurementMethod": change.method,
        "procurementMethodDetails": PROCUREMENT_NAMES[ProcurementMethod(change.method)],
        "numberOfTenderers": change.bidders,
    }
    period = {"startDate": change.tender_opened_on, "endDate": change.tender_closed_on}
    if any(period.values()):
        tender["tenderPeriod"] = {name: _day(on) for name, on in period.items() if on}
    return _release(change, naming, number, ["tender", "award", "contract"]) | {
        "parties": [_party(unit, "buyer", "procuringEntity"), _party(supplier, "supplier")],
        "buyer": _reference(unit),
        "planning": {"budget": _budget(change)},
        "tender": tender,
        "awards": [
            {
                "id": f"{number}-A",
                "title": title,
                "status": "active",
                "date": _day(change.awarded_on),
                "value": _value(change.first_fen),
                "suppliers": [_reference(supplier)],
            }
        ],
        "contracts": [
            {
                "id": number,
                "awardID": f"{number}-A",
                "title": title,
                "status": "active",
                "period": {"startDate": _day(change.starts_on), "endDate": _day(change.first_ends_on)},
                "value": _value(change.first_fen),
                "dateSigned": _day(change.signed_on),
            }
        ],
        "relatedProcesses": [
            {
                "id": "plan",
                "relationship": ["planning"],
                "title": change.title,
                "scheme": "ocid",
                "identifier": naming.ocid(change.project),
            }
        ],
    }


def _amended(change: Any, naming: Naming) -> Release:
    number = change.number
    told = _of_contract(change, naming, number, ["contractAmendment"])
    [contract] = told["contracts"]
    before, now = _value(change.amount_before_fen), _value(change.amended_fen)
    contract |= {
        "value": now,
        "period": {"endDate": _day(change.amended_ends_on)},
        "amendments": [
            {
                "id": f"{number}-M{change.sequence}",
                "date": _day(change.done_on),
                "description": f"合同金额由 {before['amount']} 元变更为 {now['amount']} 元，"
                f"结束日期由 {change.ends_before_on} 变更为 {change.amended_ends_on}",
                "releaseID": told["id"],
            }
        ],
    }
    return told


def _paid(change: Any, naming: Naming) -> Release:
    """A payment is a transaction from the county to the supplier; one that came back is another, the other way round."""
    number, county, supplier = change.number, _county(change), _supplier(change)
    is_back = Act(change.act) is Act.PAYMENT_RETURNED
    payer, payee = (supplier, county) if is_back else (county, supplier)
    transaction = {
        "id": public_number(change.disclosure_id) + ("-R" if is_back else ""),
        "date": _day(change.done_on),
        "value": _value(change.amount_fen),
        "payer": _reference(payer),
        "payee": _reference(payee),
        "uri": f"{naming.address}/disclosures/{change.disclosure_id}",
    }
    tag = "implementationUpdate" if is_back else "implementation"
    implementation = {"transactions": [transaction]}
    told = _of_contract(change, naming, number, [tag], implementation=implementation)
    # A later release's roles take the place of an earlier one's, so whoever was paid before stays a payee.
    also = ["payee"] if is_back else []
    told["parties"] = [_party(county, "payer", *also), _party(supplier, "supplier", "payee", *(["payer"] if is_back else []))]
    return told


def _accepted(change: Any) -> dict[str, Any]:
    met = {"id": "acceptance", "title": "项目验收", "type": "delivery", "status": "met", "dateMet": _day(change.done_on)}
    return {"milestones": [met]}


def _of_contract(change: Any, naming: Naming, number: str, tags: Sequence[str], **told: Any) -> Release:
    return _release(change, naming, number, tags) | {"contracts": [{"id": number, "awardID": f"{number}-A"} | told]}


@dataclass(frozen=True, slots=True)
class _Party:
    id: str
    name: str
    code: str = ""
    region: str = ""


def _unit(change: Any) -> _Party:
    name = organisation(change.unit)
    county = county_of(change.region)
    return _Party(f"unit-{county}-{_short(name)}", name, region=county)


def _county(change: Any) -> _Party:
    county = county_of(change.region)
    return _Party(f"county-{county}", f"{name_of(county)}帮扶资金", region=county)


def _supplier(change: Any) -> _Party:
    name = organisation(change.supplier, change.supplier_code)
    if name == NOT_SAID:
        return _Party(f"supplier-{change.number}", f"供应人{NOT_SAID}")
    return _Party(f"{USCC}-{change.supplier_code}", name, code=change.supplier_code)


def _party(party: _Party, *roles: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": party.id, "name": party.name, "roles": list(roles)}
    if party.code:
        told["identifier"] = {"scheme": USCC, "id": party.code, "legalName": party.name}
    if party.region:
        told["address"] = {"region": name_of(party.region), "countryName": "中国"}
    return told


def _reference(party: _Party) -> dict[str, Any]:
    return {"id": party.id, "name": party.name}


def _budget(change: Any) -> dict[str, Any]:
    return {"project": change.title, "projectID": change.project}


def _value(fen: int) -> dict[str, Any]:
    """Exact: a JSON number has as many decimals as one writes, a float has not."""
    return {"amount": Decimal(fen).scaleb(-2), "currency": "CNY"}


def _day(on: date) -> str:
    return datetime(on.year, on.month, on.day, tzinfo=CHINA).isoformat()


def _instant(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def _short(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]
