"""The words of a file: each that a rule or an example uses must be one that the file explains. Pure."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from shared.policy.clauses import (
    ALWAYS,
    AnyMeasure,
    Case,
    Cases,
    Condition,
    IncomeOf,
    IncomeTable,
    Measure,
    Measured,
    OverIncome,
    Reference,
    Trust,
    Vocabulary,
)
from shared.policy.draft import FactsDraft, PolicyDraft
from shared.policy.shape import AmountsDraft, CaseDraft, ConditionDraft, RangeDraft
from shared.policy.source import Complaint, Place, Source

V = TypeVar("V")
W = TypeVar("W")

_NOWHERE = Reference("", "", "", Trust.INFERRED)

_WORDS = {
    "persons": "人员类别",
    "levels": "医疗机构等级",
    "regions": "地区",
    "schemes": "险种",
    "visits": "就诊类别",
    "places": "就医地",
    "diseases": "病种",
    "traits": "情形",
}


class Names:
    """Looks names up, and gathers a complaint for each that leads nowhere."""

    def __init__(self, draft: PolicyDraft, source: Source) -> None:
        self.draft, self.source = draft, source
        self.complaints: list[Complaint] = []
        self.references = {name: Reference(**dict(reference)) for name, reference in draft.references.items()}
        self.incomes = {name: IncomeTable(name, table.title, dict(table.per_head)) for name, table in draft.incomes.items()}
        self.words = Vocabulary(
            persons=dict(draft.persons),
            levels=dict(draft.levels),
            regions=dict(draft.regions),
            schemes=dict(draft.schemes),
            visits=dict(draft.visits),
            places=dict(draft.places),
            diseases=dict(draft.diseases),
            traits=dict(draft.traits),
            classes=dict(draft.classes),
            items=dict(draft.items),
        )

    def complain(self, place: Place, wrong: str, mend: str) -> None:
        self.complaints.append(self.source.complaint(place, wrong, mend))

    def known(self, name: str, among: Mapping[str, object] | list[str], place: Place, what: str) -> bool:
        if name in among:
            return True
        close = get_close_matches(name, list(among), n=1)
        meant = f"是否想写 {close[0]}?" if close else ""
        defined = "、".join(among) or "目前没有"
        self.complain(place, f"{what} {name} 没有定义", f"{meant}改为已定义的一个（{defined}），或先加上定义")
        return False

    def each_known(self, names: Iterable[str], among: Mapping[str, object], place: Place, what: str) -> None:
        for at, name in enumerate(names):
            self.known(name, among, (*place, at), what)

    def inside(self, region: str, place: Place) -> None:
        if not region.startswith(self.draft.region):
            wrong = f"地区 {region} 不在本政策的地区 {self.draft.region} 之内"
            self.complain(place, wrong, "改为本地区内的代码")

    def reference(self, name: str | None, place: Place) -> Reference:
        if name is None:
            self.complain(place, "没有写依据", "加上 reference，指向 references 中的一条")
            return _NOWHERE
        return self.references[name] if self.known(name, self.references, place, "依据") else _NOWHERE

    def condition(self, draft: ConditionDraft, place: Place) -> Condition:
        for key, what in _WORDS.items():
            self.each_known(getattr(draft, key), getattr(self.draft, key), (*place, key), what)
        for key in ("all_of", "any_of"):
            for at, inner in enumerate(getattr(draft, key)):
                if inner == ConditionDraft():
                    self.complain((*place, key, at), "空的条件", "写上条件，或删去这一条")
        if draft.unless == ConditionDraft():
            self.complain((*place, "not"), "not 之下没有条件", "写上条件，或删去 not")
        return Condition(
            persons=frozenset(draft.persons),
            levels=frozenset(draft.levels),
            regions=draft.regions,
            schemes=frozenset(draft.schemes),
            visits=frozenset(draft.visits),
            places=frozenset(draft.places),
            diseases=frozenset(draft.diseases),
            traits=frozenset(draft.traits),
            measures=self.measures(draft, place),
            all_of=tuple(self.condition(inner, (*place, "all_of", at)) for at, inner in enumerate(draft.all_of)),
            any_of=tuple(self.condition(inner, (*place, "any_of", at)) for at, inner in enumerate(draft.any_of)),
            unless=self.condition(draft.unless, (*place, "not")) if draft.unless else None,
        )

    def cases(self, drafts: list[CaseDraft[V]], place: Place, inherited: str | None, value: Callable[[V], W]) -> Cases[W]:
        """Cases in their order; one that stands behind a case that always holds would never be read."""
        found: list[Case[W]] = []
        for at, draft in enumerate(drafts):
            here = (*place, at)
            if found and found[-1].when == ALWAYS:
                self.complain(here, "前一条对所有人适用，这一条永远不会用到", "把没有 when 的一条放在最后")
            found.append(
                Case(
                    self.condition(draft.when, (*here, "when")),
                    value(draft.value),
                    self.reference(draft.reference or inherited, (*here, "reference")),
                )
            )
        return tuple(found)

    def measures(self, draft: ConditionDraft, place: Place) -> tuple[AnyMeasure, ...]:
        found: list[AnyMeasure] = []
        if (over := draft.costs_over_income) is not None:
            here = (*place, "costs_over_income")
            found.append(OverIncome(Measured(over.costs), over.share, over.of, self.income_table(over.of, over.table, here)))
        if draft.stay_of_year is not None:
            found.append(self.measure(Measured.STAYS, draft.stay_of_year, (*place, "stay_of_year")))
        for key in AmountsDraft.model_fields if draft.amounts else ():
            span = getattr(draft.amounts, key)
            if span is not None:
                found.append(self.measure(Measured(key), span, (*place, "amounts", key)))
        return tuple(found)

    def income_table(self, of: IncomeOf, table: str | None, place: Place) -> IncomeTable | None:
        """The table that a published income is read from; the household's own needs none."""
        if (of is IncomeOf.PUBLISHED_INCOME) != (table is not None):
            wrong = "table 只与 of: published_income 同用，二者缺一不可"
            self.complain(place, wrong, "用公布的收入的写上 table，用家庭收入的删去 table")
            return None
        if table is None or not self.known(table, self.incomes, (*place, "table"), "收入表"):
            return None
        return self.incomes[table]

    def must_not_ask_income(self, condition: Condition, place: Place) -> None:
        """Of what is asked where no income is at hand: who is admitted without deposit, whose burden is watched."""
        if any(isinstance(one, OverIncome) or one.of is Measured.INCOME for one in condition.every_measure()):
            self.complain(place, "这里的条件不能按收入", "收入条件只写在保障项目之内")

    def measure(self, of: Measured, span: RangeDraft[int], place: Place) -> Measure:
        lower = [bound for bound in (span.start, None if span.over is None else span.over + 1) if bound is not None]
        upper = [bound for bound in (span.to, None if span.below is None else span.below - 1) if bound is not None]
        if not lower and not upper:
            self.complain(place, "范围没有写界限", "写上 from、over、to、below 中的一个或两个")
        if len(lower) > 1 or len(upper) > 1:
            self.complain(place, "范围的同一端写了两个界限", "from 与 over 只写一个，to 与 below 只写一个")
        if lower and upper and lower[0] > upper[0]:
            self.complain(place, "范围是空的", "下限应不大于上限")
        return Measure(of, max(lower, default=None), min(upper, default=None))

    def facts(self, facts: FactsDraft, place: Place, *, at_year_end: bool) -> None:
        """What a bill of this place may say of itself; a closed year has no hospital."""
        self.inside(facts.region, (*place, "region"))
        if not at_year_end and not facts.level:
            self.complain(place, "缺少 level", "加上医疗机构等级 level")
        if facts.in_policy and not facts.total:
            self.complain(place, "缺少 total", "加上医疗费总额 total，不小于政策范围内费用 in_policy")
        for key, plural in (("level", "levels"), ("scheme", "schemes"), ("visit", "visits"), ("place", "places")):
            if (plural != "places" or self.draft.places) and getattr(facts, key):
                self.known(getattr(facts, key), getattr(self.draft, plural), (*place, key), _WORDS[plural])
        for key in ("persons", "diseases", "traits"):
            self.each_known(getattr(facts, key), getattr(self.draft, key), (*place, key), _WORDS[key])
        self.each_known(facts.classes, self.draft.classes, (*place, "classes"), "目录类别")
        self.each_known(facts.items, self.draft.items, (*place, "items"), "项目类别")
