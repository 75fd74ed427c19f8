"""Who may appraise houses: a person of an institution, with a licence for some years."""

from datetime import date

from shared.errors import Conflict, NotFound, Unprocessable


class NoSuchAppraiser(NotFound):
    """没有登记这位鉴定人"""


class LicenceTermBackwards(Unprocessable):
    """证书的有效期止于开始之前"""

    mend = "请核对证书的有效期"


class LicenceKnownAlready(Conflict):
    """这个证书编号已经登记过"""

    mend = "续期的，请先停用原登记，再按新的有效期登记"


class AppraiserEndedAlready(Conflict):
    """这位鉴定人已经停用"""


class EndedInFuture(Unprocessable):
    """停用日期不能晚于今天"""

    mend = "请核对停用日期"


class NotLicensed(Unprocessable):
    """鉴定人在这一天没有有效的证书"""

    mend = "请核对证书有效期和停用记录，或另选鉴定人"


class AppraiserOfElsewhere(Unprocessable):
    """这位鉴定人没有在住房所在县区登记"""

    mend = "请先在本县区登记该鉴定人"


def must_be_a_term(licensed_from: date, licensed_until: date) -> None:
    """Raises LicenceTermBackwards."""
    if licensed_until < licensed_from:
        raise LicenceTermBackwards(pointer="/licensed_until_on")


def must_be_licensed(*, licensed_from: date, licensed_until: date, ended_on: date | None, on: date) -> None:
    """On the day, both ends included; from the day on which the register ended it, no more. Raises NotLicensed."""
    if not licensed_from <= on <= licensed_until or (ended_on is not None and on >= ended_on):
        raise NotLicensed(pointer="/appraiser_id", on=on.isoformat())


def must_be_of(county: str, region: str) -> None:
    """Raises AppraiserOfElsewhere."""
    if not region.startswith(county):
        raise AppraiserOfElsewhere(pointer="/appraiser_id")


def must_be_ended_now(ended_on: date, *, ended_before: date | None, on: date) -> None:
    """Raises AppraiserEndedAlready, EndedInFuture."""
    if ended_before is not None:
        raise AppraiserEndedAlready
    if ended_on > on:
        raise EndedInFuture(pointer="/ended_on", today=on.isoformat())
