"""9001, 9002, 1101, 2001: signing in, who a person is, what they are entitled to."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.medical.api.national.turn import Turn
from services.medical.operations.national.show_person import PersonShown, show_person
from services.medical.rules.admission import HospitalLevel, Scheme
from services.medical.rules.eligibility import persons_of
from services.medical.rules.national.number import number_of
from services.medical.rules.national.person import age_of, by_age
from services.medical.rules.national.settlement import NOT_A_FUND
from services.medical.schemas.national.person import CheckTreatment, GetPerson
from services.medical.store import people as standings
from services.medical.store import policies
from services.medical.store.national import people
from services.medical.tables import NationalPerson
from shared import clock
from shared.policy.clauses import Layer, Stay
from shared.regions import exists, name_of

UNTIL_FURTHER = "9999-12-31"


async def sign_in(turn: Turn) -> dict[str, Any]:
    """9001. The number is good for the whole day; no transaction asks for it, because the bearer token says who is there."""
    return {"signinoutb": {"sign_time": _wall_clock(), "sign_no": number_of(turn.message.id)}}


async def sign_out(turn: Turn) -> dict[str, Any]:
    """9002."""
    return {"signoutoutb": {"sign_time": _wall_clock()}}


def _wall_clock() -> str:
    return clock.china(clock.now()).strftime("%Y-%m-%d %H:%M:%S")


async def get_person(turn: Turn) -> dict[str, Any]:
    """1101."""
    form = turn.form(GetPerson)
    turn.must_know("mdtrt_cert_type", form.mdtrt_cert_type)
    turn.must_know("psn_cert_type", form.psn_cert_type)
    person = await show_person(turn.session, form, insuplc=turn.message.envelope.insuplc_admdvs, by=turn.by, on=turn.today)
    turn.psn_no = person.psn_no
    return {
        "baseinfo": base(turn, person.psn_no, person.name, person.number.number),
        "insuinfo": [_insurance(turn, person)],
        "idetinfo": _identities(turn, person),
    }


def base(turn: Turn, psn_no: str, name: str, number: str) -> dict[str, Any]:
    """Who the person is, as far as their ID number says it."""
    born_on = _born(number)
    return {
        "psn_no": psn_no,
        "psn_cert_type": "01",
        "certno": number,
        "psn_name": name,
        "gend": "1" if int(number[16]) % 2 else "2",
        "brdy": born_on.isoformat(),
        "age": Decimal(age_of(born_on, turn.today)).quantize(Decimal("0.1")),
    }


def _born(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def psn_type(turn: Turn, number: str) -> str:
    """Residents are typed by their age."""
    return by_age(turn.book.terms.psn_type_by_age, max(0, age_of(_born(number), turn.today)))


def _insurance(turn: Turn, person: PersonShown) -> dict[str, Any]:
    """As far as this platform settles: the residents' scheme of the place. It keeps no personal accounts."""
    return {
        "balc": Decimal("0.00"),
        "insutype": turn.book.terms.insutype_of_scheme[Scheme.RESIDENT],
        "psn_type": psn_type(turn, person.number.number),
        "psn_insu_stas": "1",
        "cvlserv_flag": "0",
        "insuplc_admdvs": person.region[:6],
        # Where somebody of another county lives is not this hospital's to know.
        "emp_name": name_of(person.region) if turn.by.covers(person.region) and exists(person.region) else None,
    }


def _identities(turn: Turn, person: PersonShown) -> list[dict[str, Any]]:
    titles = policies.titles_of(person.region, turn.today)
    return [
        {
            "psn_idet_type": turn.book.terms.identity_code(person.region, name),
            "memo": f"{name} {titles.get(name, name)}",
            "begntime": f"{since.isoformat()} 00:00:00",
        }
        for name, since in person.classes
    ]


async def check_treatment(turn: Turn) -> dict[str, Any]:
    """2001: for each payer of the place, whether this person may draw on it, and why not."""
    form = turn.form(CheckTreatment)
    turn.must_know("insutype", form.insutype)
    turn.must_know("med_type", form.med_type)
    person = await people.get_person(turn.session, form.psn_no, turn.by.org)
    policy = policies.get_policy(
        person.region, form.begntime, scheme=turn.book.terms.scheme_of_insutype.get(form.insutype, Scheme.RESIDENT)
    )
    known = await standings.get_standing(turn.session, person.identity_hash, on=form.begntime)
    stay = Stay(
        region=person.region,
        level=HospitalLevel.TWO,
        persons=persons_of(known.classes, has_cover=known.has_cover),
        total_fen=0,
        in_policy_fen=0,
    )
    return {"trtinfo": [_treatment(turn, person, layer, stay, form) for layer in policy.layers]}


def _treatment(turn: Turn, person: NationalPerson, layer: Layer, stay: Stay, form: CheckTreatment) -> dict[str, Any]:
    payer = turn.book.payers.of(layer.name)
    head = payer.head_for(form.insutype)
    is_entitled = layer.entitled.holds(stay)
    return {
        "psn_no": person.psn_no,
        "trt_chk_type": "99" if head.startswith(NOT_A_FUND) else "01",
        "fund_pay_type": head,
        "trt_enjymnt_flag": "1" if is_entitled else "0",
        "begndate": form.begntime.isoformat(),
        "enddate": UNTIL_FURTHER,
        "trt_chk_rslt": f"{payer.tail} {layer.title}" + ("" if is_entitled else "：不属于适用的人员、机构或地区"),
    }
