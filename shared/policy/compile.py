"""From the shape of a file to a policy: every name must lead somewhere, every value to its document. Pure."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar

from shared.policy import clauses
from shared.policy.clauses import Case, Cases, Ceiling, Condition, Layer, Limit, Reference, Scale, Tier
from shared.policy.draft import CaseDraft, ConditionDraft, ExampleDraft, LayerDraft, LimitDraft, PolicyDraft
from shared.policy.source import Complaint, Place, PolicyFileRefused, Source

V = TypeVar("V")
W = TypeVar("W")

SUMS = ("patient", "shortfall")
"""What an example may expect besides the layers."""


class Compiler:
    """One file's way from draft to policy; complaints are gathered, so that its author sees all of them at once."""

    def __init__(self, draft: PolicyDraft, source: Source) -> None:
        self.draft, self.source = draft, source
        self.complaints: list[Complaint] = []
        self.nowhere = Reference("", "", "", clauses.Trust.INFERRED)
        self.references = {name: Reference(**dict(reference)) for name, reference in draft.references.items()}
        self.layer_names = [layer.layer for layer in draft.layers]

    def policy(self, version: str) -> clauses.Policy:
        """Raises PolicyFileRefused with everything that does not fit together."""
        draft = self.draft
        self._check_whole()
        ceilings = {
            name: Ceiling(
                name,
                ceiling.title,
                ceiling.per,
                self.cases(ceiling.limit, ("ceilings", name, "limit"), ceiling.reference, lambda value: value),
            )
            for name, ceiling in draft.ceilings.items()
        }
        policy = clauses.Policy(
            name=draft.policy,
            title=draft.title,
            region=draft.region,
            term=clauses.Term(draft.in_force.start, draft.in_force.end),
            version=version,
            persons=dict(draft.persons),
            levels=dict(draft.levels),
            regions=dict(draft.regions),
            layers=tuple(self.layer(layer, ("layers", at), ceilings) for at, layer in enumerate(draft.layers)),
            burden_lines=self.cases(draft.burden_lines, ("burden_lines",), None, lambda value: value),
            deposit=self.deposit(),
            examples=tuple(self.example(example, at) for at, example in enumerate(draft.examples)),
        )
        if self.complaints:
            raise PolicyFileRefused(self.complaints)
        return policy

    def complain(self, place: Place, wrong: str, mend: str) -> None:
        self.complaints.append(self.source.complaint(place, wrong, mend))

    def known(self, name: str, among: Mapping[str, object] | list[str], place: Place, what: str) -> bool:
        if name in among:
            return True
        self.complain(place, f"{what} {name} 没有定义", f"改为已定义的一个({'、'.join(among) or '目前没有'}),或先加上定义")
        return False

    def inside(self, region: str, place: Place) -> None:
        if not region.startswith(self.draft.region):
            wrong = f"地区 {region} 不在本政策的地区 {self.draft.region} 之内"
            self.complain(place, wrong, "改为本地区内的代码")

    def reference(self, name: str | None, place: Place) -> Reference:
        if name is None:
            self.complain(place, "没有写依据", "加上 reference,指向 references 中的一条")
            return self.nowhere
        return self.references[name] if self.known(name, self.references, place, "依据") else self.nowhere

    def condition(self, draft: ConditionDraft, place: Place) -> Condition:
        for person in draft.persons:
            self.known(person, self.draft.persons, (*place, "persons"), "人员类别")
        for level in draft.levels:
            self.known(level, self.draft.levels, (*place, "levels"), "医疗机构等级")
        for region in draft.regions:
            self.known(region, self.draft.regions, (*place, "regions"), "地区")
        return Condition(frozenset(draft.persons), frozenset(draft.levels), draft.regions)

    def cases(self, drafts: list[CaseDraft[V]], place: Place, inherited: str | None, value: Callable[[V], W]) -> Cases[W]:
        """Cases in their order; one that stands behind a case that always holds would never be read."""
        found: list[Case[W]] = []
        for at, draft in enumerate(drafts):
            here = (*place, at)
            if found and found[-1].when == clauses.ALWAYS:
                self.complain(here, "前一条对所有人适用,这一条永远不会用到", "把没有 when 的一条放在最后")
            found.append(
                Case(
                    self.condition(draft.when, (*here, "when")),
                    value(draft.value),
                    self.reference(draft.reference or inherited, (*here, "reference")),
                )
            )
        return tuple(found)

    def layer(self, draft: LayerDraft, place: Place, ceilings: Mapping[str, Ceiling]) -> Layer:
        if bool(draft.ratio) == bool(draft.tiers):
            self.complain(place, "ratio 与 tiers 应恰好写一个", "只有一个比例写 ratio,分段写 tiers")
        for at, case in enumerate(draft.tiers):
            bounds = list(case.value)
            if not bounds or bounds != sorted(bounds):
                self.complain((*place, "tiers", at), "分段的起点应从小到大,至少一段", "按起点从小到大排列")
        scales = self.cases(draft.ratio, (*place, "ratio"), draft.reference, flat) or self.cases(
            draft.tiers, (*place, "tiers"), draft.reference, lambda steps: tiered(steps, draft.tiers_counted_from == "deductible")
        )
        return Layer(
            name=draft.layer,
            title=draft.title,
            payer=draft.payer,
            entitled=self.condition(draft.entitled, (*place, "for")),
            base=draft.base,
            per=draft.per,
            deductibles=self.cases(draft.deductible, (*place, "deductible"), draft.reference, lambda value: value),
            scales=scales,
            limits=self.cases(draft.at_most, (*place, "at_most"), draft.reference, limit),
            ceilings=tuple(
                ceilings[name] for name in draft.draws_on if self.known(name, ceilings, (*place, "draws_on"), "封顶线")
            ),
            rounding=draft.rounding,
            reference=self.reference(draft.reference, (*place, "reference")),
        )

    def deposit(self) -> clauses.DepositRule | None:
        if self.draft.deposit is None:
            return None
        rule = self.draft.deposit
        return clauses.DepositRule(
            self.condition(rule.entitled, ("deposit", "for")),
            frozenset(rule.causes_excluded),
            self.reference(rule.reference, ("deposit", "reference")),
        )

    def example(self, draft: ExampleDraft, at: int) -> clauses.Example:
        place, facts = ("examples", at), draft.facts
        self.condition(ConditionDraft(persons=facts.persons, levels=(facts.level,)), (*place, "facts"))
        self.inside(facts.region, (*place, "facts", "region"))
        for name in facts.given:
            self.known(name, self.layer_names, (*place, "facts", "given"), "层")
        counters = [*self.draft.ceilings, *(f"{layer.layer}.base" for layer in self.draft.layers if layer.per == "year")]
        for name in facts.so_far:
            self.known(name, counters, (*place, "facts", "so_far"), "累计项")
        for name in draft.expected:
            self.known(name, [*self.layer_names, *SUMS], (*place, "expected", name), "层")
        if not clauses.Term(self.draft.in_force.start, self.draft.in_force.end).covers(facts.on):
            self.complain((*place, "facts", "on"), f"{facts.on} 不在本政策的有效期内", "改为有效期内的日期")
        stay = clauses.Stay(
            region=facts.region,
            level=facts.level,
            persons=frozenset(facts.persons),
            total_fen=facts.total,
            in_policy_fen=facts.in_policy,
            so_far=facts.so_far,
            given=facts.given,
        )
        reference = self.reference(draft.reference, (*place, "reference"))
        return clauses.Example(draft.name, stay, facts.on, draft.expected, reference, self.source.line_of(place))

    def _check_whole(self) -> None:
        draft = self.draft
        if draft.in_force.end and draft.in_force.end < draft.in_force.start:
            self.complain(("in_force", "to"), "失效日期早于生效日期", "更正其中一个日期")
        for region in draft.regions:
            self.inside(region, ("regions", region))
        for name, reference in draft.references.items():
            if reference.trust is clauses.Trust.INFERRED and not reference.reason:
                self.complain(("references", name), f"依据 {name} 是推断的,但没有说明理由", "加上 reason,写明如何推断")
        for at, name in enumerate(self.layer_names):
            if name in self.layer_names[:at] or name in SUMS:
                self.complain(("layers", at, "layer"), f"层名 {name} 重复或已被占用", "换一个名字")


def flat(ratio: Fraction) -> Scale:
    return Scale((Tier(0, ratio),))


def tiered(steps: Mapping[int, Fraction], is_above_deductible: bool) -> Scale:
    return Scale(tuple(Tier(bound, ratio) for bound, ratio in steps.items()), is_above_deductible)


def limit(draft: LimitDraft) -> Limit:
    return Limit(draft.share, draft.of, draft.beyond)
