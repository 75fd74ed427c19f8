"""Ageing of receivables as pages and as a workbook."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse

from services.medical.rules.receivable import AGE_TITLES, Age
from services.medical.schemas.ageing import ALL, AgeingLine, AgeingView, OpenClaimView
from services.medical.schemas.workbook import Cell, Money, Sheet, write_workbook
from services.medical.store.ageing import Asked
from shared import clock, html
from shared.database import EVERYWHERE
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal

_HOSPITAL = [("医疗机构编号", 18), ("医疗机构", 34)]
_AMOUNTS = [("笔数", 10), ("未支付合计（元）", 20), *((f"{title}（元）", 18) for title in AGE_TITLES.values())]
_CLAIMS = [
    ("序号", 8), ("结算编号", 40), ("医疗机构编号", 18), ("医疗机构", 34), ("支付方", 32), ("保障项目", 26), ("计入日期", 13),
    ("账龄（天）", 11), ("账龄段", 12), ("未支付金额（元）", 18), ("清算情况", 20), ("清算单编号", 40),
]  # fmt: skip


def ageing_page(told: AgeingView, asked: Asked, *, region: str) -> HTMLResponse:
    """Every number is a link to the list behind it."""
    return html.page(
        "medical",
        "ageing.html",
        told=told,
        asked=asked,
        place=_place(region),
        ages=AGE_TITLES,
        all=ALL,
        behind=lambda line, age=None: _behind(asked, line, age),
        book="../ageing.xlsx?" + _query(asked),
    )


def open_claims_page(
    rows: Sequence[OpenClaimView],
    asked: Asked,
    *,
    hospital: str | None,
    count: int,
    open_fen: int,
    after: str | None,
    following: str | None,
) -> HTMLResponse:
    """One page of the list, with what the whole list comes to."""
    return html.page(
        "medical",
        "open_claims.html",
        rows=rows,
        asked=asked,
        hospital=hospital,
        age=AGE_TITLES[asked.age] if asked.age else None,
        count=count,
        open_fen=open_fen,
        first="?" + _query(asked) if after else None,
        following=f"?{_query(asked)}&{urlencode({'after': following})}" if following else None,
    )


def ageing_workbook(told: AgeingView, claims: Sequence[OpenClaimView], asked: Asked, *, by: Principal) -> bytes:
    """By hospital and payer, by payer, and every claim; each sheet says what was asked for."""
    facts: list[tuple[str, Cell]] = [
        ("辖区", _place(by.region)),
        ("截至日期", asked.on),
        ("医疗机构", asked.hospital or "全部"),
        ("支付方", asked.payer or "全部"),
        ("说明", "截至这一天终了时已入账而未支付的款项；自结算之日起算天数；冲正抵减原来的那一笔，支付之后的冲正为负数"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", html.wall_clock(clock.now())),
    ]
    by_hospital = [[line.hospital, line.hospital_title, line.payer, *_amounts(line)] for line in (*told.rows, told.total)]
    by_payer = [[line.payer, *_amounts(line)] for line in (*told.payers, told.total)]
    return write_workbook(
        [
            Sheet(
                "按医疗机构",
                "应收款账龄",
                facts,
                [("医疗机构编号", 18), ("医疗机构", 34), ("支付方", 32), *_AMOUNTS],
                by_hospital,
            ),
            Sheet("按支付方", "应收款账龄", facts, [("支付方", 36), *_AMOUNTS], by_payer),
            Sheet("明细", "未支付款项明细", facts, _CLAIMS, [_claim(at, one) for at, one in enumerate(claims, 1)]),
        ]
    )


def _amounts(line: AgeingLine) -> list[Cell]:
    return [line.claims, Money(line.open_fen), *(Money(fen) for _, fen in line.by_age)]


def _claim(at: int, one: OpenClaimView) -> list[Cell]:
    return [
        at,
        str(one.settlement_id),
        one.hospital,
        one.hospital_title,
        one.payer,
        one.title,
        one.owed_on,
        one.days,
        one.age_title,
        Money(one.open_fen),
        one.standing_title,
        str(one.statement_id) if one.statement_id else "",
    ]


def _behind(asked: Asked, line: AgeingLine, age: Age | None) -> str:
    """The list behind one number of a line; in a line of sums the filters of the page stay."""
    hospital = asked.hospital if line.hospital == ALL else line.hospital
    payer = asked.payer if line.payer == ALL else line.payer
    return "../open/sheet?" + _query(Asked(asked.on, hospital, payer, age))


def _query(asked: Asked) -> str:
    filters = {"on": asked.on, "hospital": asked.hospital, "payer": asked.payer, "age": asked.age}
    return urlencode({name: str(value) for name, value in filters.items() if value})


def _place(region: str) -> str:
    return "全部辖区" if region == EVERYWHERE else name_of(region)
