"""What the poster for a board says: every value is text, so that the template reckons nothing."""

from services.funds.schemas.notice import NoticeView
from shared.money import yuan_grouped
from shared.schemas import View


class PosterLine(View):
    number: str
    who: str
    says: str
    amount: str


class Poster(View):
    """A notice on paper, in large type."""

    kind: str
    title: str
    place: str
    opened: str
    runs: str
    lines: list[PosterLine]
    has_amounts: bool
    total: str
    rights: str
    basis: str
    address: str
    qr_code: str


def poster_of(notice: NoticeView, address: str, qr_code: str) -> dict[str, object]:
    """The poster of a notice; `qr_code` is an SVG that leads to `address`."""
    opened, until = notice.opened_on, notice.until_on
    rights = (
        f"任何人对以上公示有不同意见，都可以提出，不必署名：扫二维码在网上写，或向{'、'.join(notice.investigators)}反映，"
        f"也可拨打 {notice.hotline}。由没有经办过的人员调查，答复在网上公布。"
    )
    return Poster(
        kind=notice.about_name,
        title=notice.title,
        place=notice.region_name,
        opened=f"{opened.year}年{opened.month}月{opened.day}日",
        runs=f"公示期 {notice.term}，到 {until.year}年{until.month}月{until.day}日止（含当日），有异议暂停的日子顺延。",
        lines=[
            PosterLine(
                number=str(line.position),
                who=line.who,
                says=line.says,
                amount="" if line.amount_fen is None else yuan_grouped(line.amount_fen),
            )
            for line in notice.lines
        ],
        has_amounts=notice.total_fen is not None,
        total="" if notice.total_fen is None else yuan_grouped(notice.total_fen),
        rights=rights,
        basis=notice.basis,
        address=address,
        qr_code=qr_code,
    ).model_dump()
