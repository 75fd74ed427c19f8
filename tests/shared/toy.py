"""A house with one table and one verb, to test the street without any real house."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Response
from pydantic import Field
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import outbox
from shared.consumers import Consumers
from shared.door import Gathered, GatheringDoor, Transaction
from shared.errors import Conflict, Refusal
from shared.events.funds import DisclosurePublished
from shared.events.registry import CaseClosed
from shared.ids import uuid7
from shared.jobs import Jobs
from shared.money import Yuan, YuanShown
from shared.problems import refuses
from shared.router import door, door_for_questions
from shared.schemas import Form, View
from shared.security import Principal, Role, anyone, may
from shared.service import build
from shared.settings import Settings

TABLES = """
CREATE TABLE umbrella (id uuid PRIMARY KEY, region text NOT NULL, hospital text NOT NULL DEFAULT '',
                       price_fen bigint NOT NULL, CHECK (price_fen < 100000))
"""

router = door("/umbrellas", "雨伞")
questions = door_for_questions("/umbrellas", "雨伞")
sunshades = door("/sunshades", "遮阳伞", kind=GatheringDoor)
handlers = Consumers("funds")
jobs = Jobs("funds")


class TooDear(Conflict):
    """价格超过上限"""

    mend = "请选择便宜一些的"


class BuyUmbrella(Form):
    region: str = Field(title="村代码")
    price_fen: Yuan = Field(alias="price_yuan", title="价格（元）")


class UmbrellaView(View):
    id: UUID = Field(title="编号")
    region: str = Field(title="村代码")
    price_fen: YuanShown = Field(alias="price_yuan", title="价格（元）")


async def buy(session: AsyncSession, form: BuyUmbrella) -> UmbrellaView:
    if form.price_fen > 10_000:
        raise TooDear(pointer="/price_yuan", limit_fen=10_000)
    id = uuid7()
    await session.execute(
        text("INSERT INTO umbrella (id, region, price_fen) VALUES (:id, :region, :price)"),
        {"id": id, "region": form.region, "price": form.price_fen},
    )
    await outbox.record(session, DisclosurePublished(entry_id=id, region=form.region, kind="umbrella", published_on="2020-06-01"))
    return UmbrellaView(id=id, region=form.region, price_fen=form.price_fen)


@router.post("", status_code=201, summary="购买雨伞", responses=refuses(TooDear))
async def buy_umbrella(
    form: BuyUmbrella, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.HOSPITAL)]
) -> UmbrellaView:
    return await buy(session, form)


@router.get("", summary="雨伞列表")
async def list_umbrellas(
    session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.HOSPITAL)]
) -> list[UmbrellaView]:
    return [
        UmbrellaView.model_validate(row._mapping) for row in await session.execute(text("SELECT * FROM umbrella ORDER BY id"))
    ]


@sunshades.post("", status_code=201, summary="购买遮阳伞", response_model=UmbrellaView, responses=refuses(TooDear))
async def buy_sunshade(form: BuyUmbrella, turn: Gathered, by: Annotated[Principal, may(Role.TOWN)]) -> Response:
    return await turn.take(buy_together, form)


async def buy_together(session: AsyncSession, forms: Sequence[BuyUmbrella], by: Principal) -> list[UmbrellaView | Refusal]:
    return [await _bought(session, form) for form in forms]


async def _bought(session: AsyncSession, form: BuyUmbrella) -> UmbrellaView | Refusal:
    if form.price_fen == 66_66:
        raise RuntimeError("the sunshade broke")
    try:
        return await buy(session, form)
    except TooDear as refusal:  # said before anything was written
        return refusal


@questions.post("/prices", summary="按村查询价格")
async def ask_prices(form: BuyUmbrella, session: Transaction, by: Annotated[Principal, may(Role.TOWN)]) -> list[int]:
    asked = text("SELECT price_fen FROM umbrella WHERE region = :region ORDER BY id")
    return list((await session.execute(asked, {"region": form.region})).scalars())


@router.get("/public", summary="公开数量", dependencies=[anyone])
async def count_umbrellas(session: Transaction) -> int:
    return int((await session.execute(text("SELECT count(*) FROM umbrella"))).scalar_one())


class Rainless(Refusal):
    """没有下雨"""


# Named like a real handler of funds: the broker lets each user have its own durables alone.
@handlers.on(CaseClosed)
async def pay_emergency_grant(session: AsyncSession, event: CaseClosed) -> None:
    if event.late_parts == ["rainless"]:
        raise Rainless(pointer="/data/late_parts")
    await buy(session, BuyUmbrella(region=event.region, price_yuan="1"))


@jobs.every(minutes=1)
async def dry_umbrellas(session: AsyncSession, at: object) -> None:
    await session.execute(text("UPDATE umbrella SET price_fen = price_fen + 1"))


def create(settings: Settings) -> FastAPI:
    return build("funds", title="试验", routers=[router, questions, sunshades], handlers=handlers, jobs=jobs, settings=settings)
