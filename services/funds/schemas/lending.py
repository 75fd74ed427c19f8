"""A place's lending rules and base rates, as anybody who lends goes by them: each with its source."""

from datetime import date
from typing import Self

from pydantic import Field

from services.funds.rules.base_rate import RateTable
from services.funds.rules.loan import percent
from services.funds.rules.loan_policy import BORROWER_NAMES, Extension, LendingPolicy, Renewal
from services.funds.rules.subsidy import TO_NAMES, WAY_NAMES
from shared.money import YuanShown
from shared.schemas import View


class NamedView(View):
    """Something by its code and title."""

    code: str = Field(title="代码")
    title: str = Field(title="名称")


class LoanClassView(View):
    """A class of loans."""

    code: str = Field(title="代码")
    title: str = Field(title="名称")
    borrower_name: str = Field(title="借款人")
    limit_fen: YuanShown | None = Field(alias="limit_yuan", title="最高额度（元）", description="空的由银行决定")
    subsidised_fen: YuanShown | None = Field(alias="subsidised_yuan", title="贴息本金上限（元）", description="空的为全部")
    term_months: int = Field(title="最长期限（月）")
    needs_grade: bool = Field(title="是否须有评级授信")
    is_guaranteed: bool = Field(title="是否由担保基金担保")
    is_rate_capped: bool = Field(title="利率是否不高于基准")
    base: str = Field(title="基准利率表")
    subsidy_said: str = Field(title="贴息")
    uses: list[NamedView] = Field(title="用途")
    steps: list[NamedView] = Field(title="程序")
    clause: str = Field(title="依据")
    amounts_clause: str | None = Field(title="额度与期限的依据")


class LendingRuleView(View):
    """A place's rules."""

    policy: str = Field(title="办法")
    title: str = Field(title="名称")
    version: str = Field(title="版本")
    classes: list[LoanClassView] = Field(title="贷款类别")
    refused_uses: list[NamedView] = Field(title="不得用于")
    reminder_said: str = Field(title="到期提醒")
    extension_said: str = Field(title="展期")
    renewal_said: str = Field(title="续贷")
    guarantee_said: str = Field(title="担保基金")

    @classmethod
    def of(cls, policy: LendingPolicy, version: str) -> Self:
        """A policy, said."""
        later, frame = policy.extension, policy.guarantee
        return cls(
            policy=policy.policy,
            title=policy.title,
            version=version,
            classes=[_class(policy, code) for code in (each.code for each in policy.classes)],
            refused_uses=[NamedView(code=each.code, title=each.title) for each in policy.refused_uses],
            reminder_said=f"到期前 {policy.reminder.days} 天提醒；{policy.source(policy.reminder).spoken}",
            extension_said=(
                f"{later.times} 次，{later.short_months} 个月以内的不超过原期限的 {percent(later.short_share)}，"
                f"其余不超过 {percent(later.long_share)}；{_told(later)}；{policy.source(later).spoken}"
            ),
            renewal_said=f"{policy.renewal.times} 次；{_told(policy.renewal)}；{policy.source(policy.renewal).spoken}",
            guarantee_said=(
                f"放大倍数至多 {frame.multiple_at_most}，基金分担至多 {percent(frame.fund_share_at_most)}，"
                f"逾期率超过 {percent(frame.stop_overdue_at)} 停贷，逾期 {frame.compensate_after_days} 天后代偿；"
                f"{policy.source(frame).spoken}"
            ),
        )


def _told(rule: Extension | Renewal) -> str:
    shown = f"公示 {rule.notice_days} 天" if rule.notice_days is not None else "不要求公示"
    return f"{shown}，由另一人复核，{'继续' if rule.is_subsidised else '不再'}贴息"


def _class(policy: LendingPolicy, code: str) -> LoanClassView:
    one = next(each for each in policy.classes if each.code == code)
    rate = f" {percent(one.subsidy.rate)}" if one.subsidy.rate is not None else ""
    uses = {each.code: each.title for each in policy.uses}
    return LoanClassView(
        code=one.code,
        title=one.title,
        borrower_name=BORROWER_NAMES[one.borrower],
        limit_fen=one.limit_fen,
        subsidised_fen=one.subsidised_fen,
        term_months=one.term_months,
        needs_grade=one.needs_grade,
        is_guaranteed=one.is_guaranteed,
        is_rate_capped=one.is_rate_capped,
        base=one.base,
        subsidy_said=f"{WAY_NAMES[one.subsidy.way]}{rate}，{TO_NAMES[one.subsidy.to]}",
        uses=[NamedView(code=use, title=uses[use]) for use in one.uses],
        steps=[NamedView(code=each.code, title=each.title) for each in policy.steps_of(one)],
        clause=policy.source(one).spoken,
        amounts_clause=policy.references[one.amounts_reference].spoken if one.amounts_reference else None,
    )


class RateRowView(View):
    """What a tier costs a year from a day on."""

    table: str = Field(title="利率表")
    title: str = Field(title="名称")
    from_on: date = Field(title="自该日起")
    months: int | None = Field(title="期限至多（月）", description="空的为更长期限")
    rate: str = Field(title="年利率")
    clause: str = Field(title="依据")

    @classmethod
    def of(cls, table: RateTable) -> list[Self]:
        """Every row of a table, the earliest first."""
        return [
            cls(
                table=table.code,
                title=table.title,
                from_on=row.since,
                months=tier.months,
                rate=percent(tier.rate),
                clause=table.said,
            )
            for row in table.rows
            for tier in row.tiers
        ]
