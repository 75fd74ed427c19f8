"""The national code lists and the ways in which they meet our own words: data, read once, checked when read."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from services.medical.rules.admission import Cause, Scheme, Visit
from services.medical.rules.line import CatalogueClass
from services.medical.rules.national.message import CodeUnknown
from services.medical.rules.national.person import SchemeNotSettled, WrongVisit
from services.medical.rules.national.profile import Profile


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Payer(_Data):
    """Where a layer's payment stands in a national settlement."""

    field: str
    head: Mapping[str, str]
    tail: str

    def head_for(self, insutype: str) -> str:
        return self.head.get(insutype, self.head["default"])


class Payers(_Data):
    """By layer; a layer that is not named is `other`."""

    source: str
    payers: Mapping[str, Payer]
    other: Payer

    def of(self, layer: str) -> Payer:
        return self.payers.get(layer, self.other)


class Identities(_Data):
    """How one place codes the classes of people (psn_idet_type)."""

    source: str
    codes: Mapping[str, str]


class ExternalCauses(_Data):
    """A range of ICD-10 codes, both ends included."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    cause: Cause


class StatementCodes(_Data):
    """What a reconciliation may find."""

    agrees: str
    differs: str
    amount: str
    missing_here: str
    missing_there: str
    state: str


class Terms(_Data):
    """Our words and theirs."""

    identities: Mapping[str, Identities]
    psn_type_by_age: Mapping[int, str]
    insutype_of_scheme: Mapping[Scheme, str]
    scheme_of_insutype: Mapping[str, Scheme]
    inpatient: frozenset[str]
    outpatient: frozenset[str]
    med_type_of_visit: Mapping[Visit, str]
    visit_of_med_type: Mapping[str, Visit]
    traits_of_med_type: Mapping[str, tuple[str, ...]]
    clr_type_of_visit: Mapping[Visit, str]
    chrgitm_lv: Mapping[CatalogueClass, str]
    causes: tuple[ExternalCauses, ...]
    statement: StatementCodes

    def identity_code(self, region: str, person: str) -> str:
        """The place's code for a class of people; 99 where it has none, and the memo says it in words."""
        places = [place for place in self.identities if region.startswith(place)]
        narrowest = self.identities[max(places, key=len, default="default")]
        return narrowest.codes.get(person, "99")

    def visit_of(self, med_type: str, *, pointer: str, is_inpatient: bool) -> Visit:
        """What kind of visit a type of treatment is. Raises WrongVisit where the transaction is for the other kind."""
        known = self.inpatient if is_inpatient else self.outpatient
        if med_type not in known:
            raise WrongVisit(pointer=pointer, known=sorted(known))
        return Visit.INPATIENT if is_inpatient else self.visit_of_med_type.get(med_type, Visit.OUTPATIENT)

    def scheme_of(self, insutype: str, *, pointer: str) -> Scheme:
        """Raises SchemeNotSettled."""
        if insutype not in self.scheme_of_insutype:
            raise SchemeNotSettled(pointer=pointer, known=sorted(self.scheme_of_insutype))
        return self.scheme_of_insutype[insutype]

    def cause_of(self, diagnoses: list[str]) -> Cause:
        """Why somebody is admitted, by the external causes (ICD-10 chapter XX) among the diagnoses; else an illness."""
        for code in diagnoses:
            for known in self.causes:
                if known.first <= code[:3].upper() <= known.last:
                    return known.cause
        return Cause.ILLNESS


class SandboxPerson(_Data):
    """Somebody made up, and what settling the example bill first in a year leaves to them."""

    id_number: str
    name: str
    village: str
    classes: tuple[str, ...]
    is_without_deposit: bool
    patient_yuan: str


class SandboxItem(_Data):
    """An item of the sandbox's catalogue."""

    code: str
    title: str
    catalogue_class: CatalogueClass
    self_pay_ratio: str | None = None
    price_ceiling: str | None = None
    charge_type: str


class Sandbox(_Data):
    """What `make seed` puts into a platform for hospitals to try."""

    hospital: Mapping[str, str]
    bill: Mapping[str, str]
    persons: tuple[SandboxPerson, ...]
    catalogue: tuple[SandboxItem, ...]


@dataclass(frozen=True)
class Book:
    """Everything that the national door looks up."""

    codes: Mapping[str, Mapping[str, str]]
    payers: Payers
    terms: Terms
    profiles: tuple[Profile, ...]

    def profile_of(self, hospital: str) -> Profile:
        """By the division in the hospital's code, the narrowest place that has a way of its own; else the national one."""
        place = hospital[1:7]
        fitting = [(len(region), each) for each in self.profiles for region in each.regions if place.startswith(region)]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else self.profiles[0]

    def must_know(self, field: str, code: str, *, pointer: str) -> None:
        """Raises CodeUnknown."""
        if code not in self.codes[field]:
            raise CodeUnknown(pointer=pointer, value=code, known=dict(self.codes[field]))
