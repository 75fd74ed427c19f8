"""From the shape of a file to a policy: every name must lead somewhere, every value to its document. Pure."""

from collections.abc import Iterable
from typing import TypeVar

from shared.policy import clauses
from shared.policy.clauses import Ceiling, Layer, LineRule, Payer
from shared.policy.conform import Names
from shared.policy.draft import ExampleDraft, LayerDraft, LineRuleDraft, PolicyDraft, YearEndDraft
from shared.policy.facts import stay_from
from shared.policy.scales import check_layer, check_year_end, deducted_from, deductibles, limits, portions, scales
from shared.policy.source import Place, PolicyFileRefused, Source

V = TypeVar("V")

SUMS = ("patient", "shortfall")
"""What an example may expect besides the layers."""


class Compiler:
    """One file's way from draft to policy; complaints are gathered, so that its author sees all of them at once."""

    def __init__(self, draft: PolicyDraft, source: Source) -> None:
        self.draft, self.source = draft, source
        self.names = Names(draft, source)
        self.layer_names = [layer.layer for layer in draft.layers]
        self.year_end_names = [layer.layer for layer in draft.year_end]
        self.ceilings: dict[str, Ceiling] = {}

    def policy(self, version: str) -> clauses.Policy:
        """Raises PolicyFileRefused with everything that does not fit together."""
        draft = self.draft
        self._check_whole()
        self._check_incomes()
        self.ceilings = {name: self.ceiling(name) for name in draft.ceilings}
        policy = clauses.Policy(
            name=draft.policy,
            title=draft.title,
            region=draft.region,
            term=clauses.Term(draft.in_force.start, draft.in_force.end),
            version=version,
            words=self.names.words,
            layers=tuple(self.layer(layer, ("layers", at)) for at, layer in enumerate(draft.layers)),
            burden_lines=self.names.cases(draft.burden_lines, ("burden_lines",), None, lambda value: value),
            deposit=self.deposit(),
            applies_by=draft.applies_by,
            catalogue=clauses.Catalogue(
                self.line_rules(draft.catalogue.pre_pay, "pre_pay"),
                self.line_rules(draft.catalogue.price_ceiling, "price_ceiling"),
            ),
            year_end=tuple(self.layer(layer, ("year_end", at)) for at, layer in enumerate(draft.year_end)),
        )
        for at, line in enumerate(policy.burden_lines):
            self.names.must_not_ask_income(line.when, ("burden_lines", at))
        known = list(policy.counters()) if not self.names.complaints else []
        examples = tuple(self.example(example, at, known) for at, example in enumerate(draft.examples))
        if self.names.complaints:
            raise PolicyFileRefused(self.names.complaints)
        return clauses.with_examples(policy, examples)

    def ceiling(self, name: str) -> Ceiling:
        draft, place = self.draft.ceilings[name], ("ceilings", name)
        if draft.of is clauses.Holder.FAMILY and draft.per is not clauses.Period.YEAR:
            self.names.complain((*place, "of"), "全家共用的限额只能按年", "per 写 year，或删去 of")
        limit = self.names.cases(draft.limit, (*place, "limit"), draft.reference, lambda value: value)
        return Ceiling(name, draft.title, draft.per, limit, draft.of)

    def layer(self, draft: LayerDraft, place: Place) -> Layer:
        names, reference = self.names, draft.reference
        check_layer(draft, place, self.draft, names)
        counting = None
        if isinstance(draft, YearEndDraft):
            check_year_end(draft, place, names)
            counting = names.condition(draft.counting, (*place, "counting")) if draft.counting else None
        payers = (Payer(draft.payer),) if draft.payer else tuple(Payer(one.payer, one.share) for one in draft.payers)
        return Layer(
            name=draft.layer,
            title=draft.title,
            payers=payers,
            entitled=names.condition(draft.entitled, (*place, "for")),
            base=draft.base,
            per=draft.per,
            enters=self.names.cases(draft.enters, (*place, "enters"), reference, lambda value: value),
            deductibles=deductibles(draft, place, names),
            deductible_shares=self.names.cases(
                draft.deductible_share, (*place, "deductible_share"), reference, lambda value: value
            ),
            deducted_from=deducted_from(draft, place, names),
            scales=scales(draft, place, names),
            portions=portions(draft, place, names),
            limits=self.names.cases(draft.at_most, (*place, "at_most"), reference, limits),
            ceilings=tuple(
                self.ceilings[name] for name in draft.draws_on if names.known(name, self.ceilings, (*place, "draws_on"), "封顶线")
            ),
            rounding=draft.rounding,
            names=draft.items or draft.classes,
            counting=counting,
            reference=names.reference(reference, (*place, "reference")),
        )

    def line_rules(self, drafts: list[LineRuleDraft[V]], key: str) -> tuple[LineRule[V], ...]:
        names, found = self.names, []
        for at, draft in enumerate(drafts):
            place = ("catalogue", key, at)
            names.each_known(draft.classes, self.draft.classes, (*place, "classes"), "目录类别")
            names.each_known(draft.items, self.draft.items, (*place, "items"), "项目类别")
            when = names.condition(draft.when, (*place, "when"))
            if when.every_measure():
                names.complain((*place, "when"), "费用行的条件不能写金额和住院次数", "只写人员类别、等级、病种等")
            reference = names.reference(draft.reference, (*place, "reference"))
            found.append(LineRule(frozenset(draft.classes), frozenset(draft.items), when, draft.value, reference))
        return tuple(found)

    def deposit(self) -> clauses.DepositRule | None:
        if self.draft.deposit is None:
            return None
        rule = self.draft.deposit
        entitled = self.names.condition(rule.entitled, ("deposit", "for"))
        self.names.must_not_ask_income(entitled, ("deposit", "for"))
        return clauses.DepositRule(
            entitled,
            frozenset(rule.causes_excluded),
            self.names.reference(rule.reference, ("deposit", "reference")),
        )

    def example(self, draft: ExampleDraft, at: int, known_counters: Iterable[str]) -> clauses.Example:
        place, facts, names = ("examples", at), draft.facts, self.names
        names.facts(facts, (*place, "facts"), at_year_end=bool(draft.expected_at_year_end))
        for name in facts.given:
            names.known(name, self.layer_names, (*place, "facts", "given", name), "层")
        for name in facts.so_far if known_counters else ():
            names.known(name, list(known_counters), (*place, "facts", "so_far", name), "累计项")
        for name in draft.expected:
            names.known(name, [*self.layer_names, *SUMS], (*place, "expected", name), "层")
        for name in draft.expected_at_year_end:
            names.known(name, [*self.year_end_names, *SUMS], (*place, "expected_at_year_end", name), "年终项目")
        if not clauses.Term(self.draft.in_force.start, self.draft.in_force.end).covers(facts.on):
            names.complain((*place, "facts", "on"), f"{facts.on} 不在本政策的有效期内", "改为有效期内的日期")
        return clauses.Example(
            draft.name,
            stay_from(facts),
            facts.on,
            draft.expected or draft.expected_at_year_end,
            names.reference(draft.reference, (*place, "reference")),
            self.source.line_of(place),
            bool(draft.expected_at_year_end),
        )

    def _check_incomes(self) -> None:
        for name, table in self.draft.incomes.items():
            self.names.reference(table.reference, ("incomes", name, "reference"))

    def _check_whole(self) -> None:
        draft, names = self.draft, self.names
        if draft.in_force.end and draft.in_force.end < draft.in_force.start:
            names.complain(("in_force", "to"), "失效日期早于生效日期", "更正其中一个日期")
        for region in draft.regions:
            names.inside(region, ("regions", region))
        for name, reference in draft.references.items():
            if reference.trust is clauses.Trust.INFERRED and not reference.reason:
                names.complain(("references", name), f"依据 {name} 是推断的，但没有说明理由", "加上 reason，写明如何推断")
        everything = [*self.layer_names, *self.year_end_names]
        for at, name in enumerate(everything):
            key, position = ("layers", at) if at < len(self.layer_names) else ("year_end", at - len(self.layer_names))
            if name in everything[:at] or name in (*SUMS, "year") or name in draft.ceilings:
                names.complain((key, position, "layer"), f"层名 {name} 重复或已被占用", "换一个名字")
