"""What an officer says when a household or its people change: what happened, on which day, by which papers and why."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.schemas.fields import HouseholdFacts, PersonFacts
from services.registry.schemas.register import Relation
from shared.regions import AnyRegion, Region
from shared.schemas import Form

Paper = Annotated[str, Field(min_length=1, max_length=100)]
HouseholdCode = Annotated[str, Field(pattern=r"^\d{4,20}$")]
EXAMPLE_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"


class Recorded(Form):
    """Every change has a day, a reason, and the papers that show it."""

    happened_on: date = Field(title="发生日期", examples=["2020-06-01"])
    reason: str = Field(title="原因", min_length=2, max_length=500, examples=["按户口簿登记"])
    papers: list[Paper] = Field(default=[], title="依据材料", max_length=20, examples=[["户口簿"]])


class Seat(Form):
    """Someone, and what they are to the head from now on."""

    person_id: UUID = Field(title="人员编号", examples=[EXAMPLE_ID])
    relation: Relation = Field(title="与户主关系", examples=["户主"])


Seats = Annotated[list[Seat], Field(max_length=50)]
STAYING = "户主离开或户主变更时，留下的成员与新户主的关系"


class Leaving(Recorded):
    """Someone leaves; who stays may need another head."""

    relations: Seats = Field(default=[], title="留下的成员的关系", description=STAYING)


class AddMember(Recorded):
    """Someone becomes a member: comes back or joins, is born, or marries in."""

    how: Literal["joined", "born", "married"] = Field(title="加入方式", description="joined 加入、born 出生、married 婚入")
    relation: Relation = Field(title="与户主关系", examples=["之子"])
    name: str = Field(title="姓名", min_length=1, max_length=50, examples=["王小明"])
    id_number: str | None = Field(
        default=None, title="身份证号码", max_length=40, description="新生儿尚未取得号码时可不填，改填出生医学证明编号"
    )
    birth_certificate: str | None = Field(default=None, title="出生医学证明编号", pattern=r"^[A-Z]\d{9}$")
    sex: Literal["1", "2"] | None = Field(default=None, title="性别", description="1 男、2 女；没有身份证号码时填写")
    born_on: date | None = Field(default=None, title="出生日期", description="没有身份证号码时填写")
    facts: PersonFacts = Field(default=PersonFacts(), title="其他信息")


class RemoveMember(Leaving):
    """Someone leaves the household and joins no other of the register."""


class RecordDeath(Leaving):
    """Someone died."""


class MoveMember(Leaving):
    """Someone moves to another household of the same jurisdiction."""

    household_id: UUID = Field(title="迁入户的户标识", examples=[EXAMPLE_ID])
    relation: Relation = Field(title="与迁入户户主的关系", examples=["之子"])
    how: Literal["moved", "married"] = Field(default="moved", title="迁移方式", description="moved 迁移、married 婚嫁")


class SplitHousehold(Leaving):
    """Some members become a household of their own, in the same village or another of the jurisdiction."""

    members: Annotated[list[Seat], Field(min_length=1, max_length=50)] = Field(title="分出的成员")
    village: Region | None = Field(default=None, title="新户所在村（社区）代码", description="不填即与原户同村")
    household_code: HouseholdCode | None = Field(default=None, title="新户的户编号")


class UniteHouseholds(Recorded):
    """All members of another household come into this one; the other is cancelled."""

    household_id: UUID = Field(title="并入的户的户标识", examples=[EXAMPLE_ID])
    members: Annotated[list[Seat], Field(min_length=1, max_length=50)] = Field(title="并入的成员及其与户主关系")


class ChangeHead(Recorded):
    """Another head, or other relations to the head."""

    relations: Annotated[list[Seat], Field(min_length=1, max_length=50)] = Field(title="成员与（新）户主的关系")


class ChangeState(Recorded):
    """The household is cancelled, or restored."""


class ChangeHousehold(Recorded):
    """Something of the household is otherwise from a day on."""

    facts: HouseholdFacts = Field(title="变更的项目", examples=[{"has_safe_water": "是"}])


class ChangePerson(Recorded):
    """Something of a person is otherwise from a day on."""

    facts: PersonFacts = Field(title="变更的项目", examples=[{"education": "初中"}])


class Correction(Form):
    """What the file said was wrong. Without days it was wrong all the time."""

    since_on: date | None = Field(default=None, title="更正自", description="不填即自建档起")
    until_on: date | None = Field(default=None, title="更正至（不含当日）", description="不填即至今")
    reason: str = Field(title="原因", min_length=2, max_length=500, examples=["登记时抄错"])
    papers: list[Paper] = Field(default=[], title="依据材料", max_length=20, examples=[["户口簿"]])


class CorrectSeat(Form):
    """The file said wrongly where someone sits: which household, as what, since when, or that they left or died."""

    household_id: UUID | None = Field(default=None, title="实际所在户的户标识", description="不填即原登记的户")
    relation: Relation | None = Field(default=None, title="实际与户主的关系", description="不填即原登记的关系", examples=["之子"])
    since_on: date | None = Field(default=None, title="实际加入日期", description="不填即原登记的日期")
    is_still_there: bool = Field(default=False, title="离开或死亡登记有误", description="是，则此人仍在户、在世")
    relations: list[Seat] = Field(default=[], title="其他成员因此变更的与户主关系", max_length=50)
    reason: str = Field(title="原因", min_length=2, max_length=500, examples=["登记时选错了户"])
    papers: list[Paper] = Field(default=[], title="依据材料", max_length=20, examples=[["户口簿"]])


class CorrectHousehold(Correction):
    """The household's file said something wrong."""

    facts: HouseholdFacts = Field(title="更正的项目", examples=[{"has_safe_water": "是"}])


class CorrectPerson(Correction):
    """A person's file said something wrong; the number itself may have been wrong too."""

    facts: PersonFacts = Field(default=PersonFacts(), title="更正的项目", examples=[{"education": "初中"}])
    id_number: str | None = Field(default=None, title="正确的身份证号码", max_length=40)


class NewMember(Form):
    """A member of a household that is entered by hand."""

    relation: Relation = Field(title="与户主关系", examples=["户主"])
    name: str = Field(title="姓名", min_length=1, max_length=50, examples=["王小明"])
    id_number: str = Field(title="身份证号码", max_length=40, examples=["371311197203154417"])
    facts: PersonFacts = Field(default=PersonFacts(), title="其他信息")


class EnterHousehold(Recorded):
    """A household with its members, typed in."""

    village: Region = Field(title="村（社区）代码")
    household_code: HouseholdCode | None = Field(default=None, title="户编号")
    facts: HouseholdFacts = Field(default=HouseholdFacts(), title="家庭信息")
    members: Annotated[list[NewMember], Field(min_length=1, max_length=50)] = Field(title="家庭成员")


class OfferTransfer(Leaving):
    """The leaving side hands people over to another jurisdiction; until it takes them in they stay where they are."""

    to_region: AnyRegion = Field(title="接收方辖区代码", description="县、镇街或村（社区）")
    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)] = Field(
        title="移交的人员", examples=[[EXAMPLE_ID]], description="全体成员即整户移交，户标识不变"
    )


class AcceptTransfer(Recorded):
    """The receiving side takes them in: as the household that they were, as a new one, or into one that is there."""

    village: Region = Field(title="迁入的村（社区）代码")
    household_id: UUID | None = Field(default=None, title="迁入户的户标识", description="不填即另立新户（整户移交的仍为原户）")
    relations: Seats = Field(default=[], title="迁入人员与户主的关系", description="整户移交且关系不变的可不填")


class DeclineTransfer(Form):
    """The receiving side sends them back, or the leaving side thinks otherwise."""

    reason: str = Field(title="原因", min_length=2, max_length=500, examples=["材料不齐"])
