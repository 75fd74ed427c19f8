"""Campaigns of looking at houses (排查行动), as a place's policy file writes their kinds: whose houses, by when, which photos."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.housing.rules.house import PhotoView
from shared.errors import Conflict, NotFound, Unprocessable
from shared.policy.document import Document, Value
from shared.policy.written import Text

LONGEST_DAYS = 366
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Meant(StrEnum):
    """Whose houses a campaign looks at."""

    ENROLLED = "enrolled"
    """Of every household that was enrolled since the policy's day."""
    EVERYONE = "everyone"
    """Of every household that the register has."""
    UNSAFE = "unsafe"
    """Those that stand in the ledger of dangerous houses."""
    LISTED_ONCE = "listed-once"
    """Those that ever stood there: were they made safe, and are they still?"""


MEANT_NAMES = {
    Meant.ENROLLED: "建档立卡以来的全部在册户",
    Meant.EVERYONE: "全部在册户",
    Meant.UNSAFE: "危房台账中的住房",
    Meant.LISTED_ONCE: "曾列入危房台账的住房",
}


class CampaignKind(Value):
    """A kind of campaign: `days` until it is due where who opens it does not say."""

    kind: Key
    title: Text
    meant: Meant
    days: Annotated[int, Field(gt=0, le=LONGEST_DAYS)]
    newcomers_join: bool


class PhotoRule(Value):
    """The views that a survey should bring; what is missing is listed, and holds nobody's help up."""

    views: tuple[PhotoView, ...] = Field(min_length=1)


class EnrolledRule(Value):
    """Households enrolled from this day on are meant."""

    since: date


class Target(Value):
    """A day by which a place has to be through with what was found unsafe until then."""

    target: Key
    title: Text
    found_by: date
    """Houses listed until this day count."""
    safe_by: date


class CampaignPolicy(Document):
    """One place's campaigns and targets."""

    enrolled: EnrolledRule
    photos: PhotoRule
    kinds: tuple[CampaignKind, ...] = Field(min_length=1)
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        values: list[Value] = [self.enrolled, self.photos, *self.kinds, *self.targets]
        self.must_know(value.reference for value in values)
        for names in ([each.kind for each in self.kinds], [each.target for each in self.targets]):
            if len(set(names)) != len(names):
                raise ValueError("kinds、targets 中有重复的代码")
        if any(each.safe_by < each.found_by for each in self.targets):
            raise ValueError("targets 的 safe_by 不得早于 found_by")
        return self


class NoCampaignRule(Unprocessable):
    """该地该日没有可适用的排查行动规定"""

    mend = "请由平台运维为该地补充政策文件"


class NoSuchCampaignKind(NotFound):
    """该地现行政策文件中没有这种排查行动"""

    mend = "请从 GET /campaigns/kinds 列出的种类中选择"


class NoSuchTarget(NotFound):
    """该地现行政策文件中没有这个目标"""

    mend = "请从 GET /renovation-targets 列出的目标中选择"


class NoSuchCampaign(NotFound):
    """没有这项排查行动"""


class CampaignTooWide(Unprocessable):
    """排查行动的辖区应为县区、镇街或村"""

    mend = "请按县区分别部署"


class CampaignRunsAlready(Conflict):
    """该地已有一项进行中的同类排查"""

    mend = "请在进行中的排查里填报，或先办结它"


class CampaignEndedAlready(Conflict):
    """这项排查行动已经办结"""

    mend = "办结后发现的情况，请登记临时排查"


class CampaignDueOutOfTime(Unprocessable):
    """完成期限不能早于今天，也不能超过一年"""

    mend = "请核对完成期限"


class NoHouseholdMeant(Unprocessable):
    """该地没有符合条件的户"""

    mend = "请核对辖区与排查种类；登记尚未下发的，请稍后再试"


class HousesNotLookedAt(Conflict):
    """还有住房没有排查"""

    mend = "请先完成排查；确需办结的，写明原因，未查的住房随之撤销"


def due_of(kind: CampaignKind, asked: date | None, *, on: date) -> date:
    """The day by which a campaign opened today is due. Raises CampaignDueOutOfTime."""
    due_on = asked or on + timedelta(days=kind.days)
    if not 0 <= (due_on - on).days <= LONGEST_DAYS:
        raise CampaignDueOutOfTime(pointer="/due_on", today=on.isoformat())
    return due_on


def must_say_why(left: int, reason: str) -> None:
    """Raises HousesNotLookedAt."""
    if left and not reason:
        raise HousesNotLookedAt(pointer="/reason", left=left)
