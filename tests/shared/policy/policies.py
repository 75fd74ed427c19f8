"""Random policies and bills that use everything a file can say, for the properties that must hold of all of them.

A policy is made from one seed: drawing each of its hundreds of values from hypothesis would take most of the time of a test.
Amounts of bills are drawn, so that a failing bill shrinks.
"""

from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from shared.policy.clauses import (
    Base,
    Beyond,
    Case,
    Ceiling,
    Condition,
    DeductedFrom,
    Holder,
    IncomeOf,
    IncomeTable,
    Layer,
    Limit,
    Measure,
    Measured,
    OverIncome,
    Part,
    Payer,
    Period,
    Policy,
    Portion,
    Reference,
    Rounding,
    Scale,
    ShareOf,
    ShareOfIncome,
    Stay,
    Term,
    Tier,
    Trust,
    Vocabulary,
    Whole,
)

DOC = Reference("文件", "第一条", "公报", Trust.PRINTED)
WORDS = Vocabulary(
    persons={"poor": "贫困人口", "old": "老人"},
    levels={"1": "一级", "2": "二级"},
    regions={"371311": "罗庄区"},
    schemes={"resident": "居民", "employee": "职工"},
    visits={"inpatient": "住院", "chronic": "慢病门诊"},
    places={"in_county": "县内", "outside": "县外"},
    diseases={"cancer": "癌症"},
    traits={"referred": "转诊", "designated": "定点"},
    classes={"A": "甲类", "B": "乙类", "C": "丙类"},
    items={"ct": "检查", "bed": "床位"},
)
JOINT = ("joint_stay", "joint_year", "joint_life", "family_year")

amounts = st.sampled_from([0, 1, 99, 100, 500_00, 999_99, 10_000_00]) | st.integers(0, 10**7)
ratios = st.integers(0, 10_000).map(lambda points: Fraction(points, 10_000))

POOR, FAR, OLD = (
    Condition(persons=frozenset({"poor"})),
    Condition(places=frozenset({"outside"})),
    Condition(levels=frozenset("2")),
)
TABLE = IncomeTable("published", "居民人均可支配收入", {2019: 12_345_67, 2020: 20_000_00})
CONDITIONS = (
    Condition(measures=(OverIncome(Measured.YEAR_TOTAL, Fraction(1, 4), IncomeOf.PUBLISHED_INCOME, TABLE),)),
    Condition(persons=frozenset({"poor"}), measures=(OverIncome(Measured.IN_POLICY, Fraction(1, 3), IncomeOf.HOUSEHOLD_INCOME),)),
    Condition(measures=(Measure(Measured.INCOME, None, 9_000_00),), unless=OLD),
    Condition(),
    POOR,
    Condition(persons=frozenset({"poor", "old"}), regions=("371311",)),
    Condition(schemes=frozenset({"employee"})),
    Condition(visits=frozenset({"chronic"}), diseases=frozenset({"cancer"})),
    Condition(unless=FAR),
    Condition(traits=frozenset({"referred"}), all_of=(FAR,)),
    Condition(any_of=(POOR, OLD)),
    Condition(measures=(Measure(Measured.STAYS, 2, 3),)),
    Condition(measures=(Measure(Measured.TOTAL, 500_00, None),)),
    Condition(measures=(Measure(Measured.YEAR_IN_POLICY, None, 10_000_00),)),
    Condition(measures=(Measure(Measured.IN_POLICY, 100, 100_000_00), Measure(Measured.YEAR_TOTAL, 1, None)), unless=OLD),
)

BY_STAY, BY_YEAR = [Whole.IN_POLICY_TOTAL, Whole.TOTAL], [Whole.YEAR_IN_POLICY_TOTAL, Whole.YEAR_TOTAL]
PAYERS = (
    (Payer("甲方"),),
    (Payer("甲方", Fraction(1, 2)), Payer("乙方", Fraction(1, 2))),
    (Payer("甲方", Fraction(1, 3)), Payer("乙方", Fraction(2, 3))),
)
BASES = {Base.ITEMS: (("ct",), ("ct", "bed")), Base.CLASSES: (("B",), ("A", "B"))}


class Author:
    """Writes a policy by throwing dice."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)

    def amount(self) -> int:
        return self.dice.choice([0, 1, 99, 100, 500_00, 999_99, 10_000_00, self.dice.randint(0, 10**7)])

    def ratio(self) -> Fraction:
        return self.dice.choice(
            [Fraction(0), Fraction(1), Fraction(self.dice.randint(0, 100), 100), Fraction(self.dice.randint(0, 9999), 10_000)]
        )

    def cases(self, value, *, least=0):
        count = self.dice.choice([0, 0, 1, 1, 2]) if not least else self.dice.choice([1, 1, 2])
        return tuple(Case(self.dice.choice(CONDITIONS), value(), DOC) for _ in range(count))

    def scale(self) -> Scale:
        if self.dice.random() < 0.1:
            return Scale((), fixed_fen=self.amount())
        bounds = sorted({self.amount() for _ in range(self.dice.randint(1, 4))})
        flags = [self.dice.random() < 0.3 for _ in range(3)]
        return Scale(tuple(Tier(bound, self.ratio()) for bound in bounds), *flags)

    def limits(self) -> tuple[Limit, ...]:
        found = []
        for _ in range(self.dice.randint(1, 2)):
            of = self.dice.choice(BY_STAY + BY_YEAR)
            found.append(Limit(self.ratio(), of, self.dice.choice(list(Beyond)), of.is_of_year or self.dice.random() < 0.5))
        return tuple(found)

    def deductible(self, per: Period) -> int | ShareOf | ShareOfIncome:
        if self.dice.random() < 0.2:
            of = self.dice.choice(list(IncomeOf))
            return ShareOfIncome(self.ratio(), of, TABLE if of is IncomeOf.PUBLISHED_INCOME else None)
        of = self.dice.choice(BY_YEAR if per is Period.YEAR else BY_STAY)
        return ShareOf(self.ratio(), of) if self.dice.random() < 0.3 else self.amount()

    def division(self, base: Base):
        """Portions and the class of the deductible, for a layer that may have them."""
        if base is Base.ITEMS:
            return (Portion("检查", (), ("ct",), None, self.cases(self.ratio)),), None
        one = self.dice.choice([None, (("ct",), (), "A"), ((), ("B",), None)])
        portions = () if one is None else (Portion("部分", one[1], one[0], one[2], self.cases(self.ratio, least=1)),)
        return portions, self.dice.choice([None, DeductedFrom(("B", "A"), True), DeductedFrom(("A",), False)])

    def layer(self, name: str, ceilings: list[Ceiling]) -> Layer:
        base = self.dice.choice(list(Base))
        per = self.dice.choice([Period.STAY, Period.STAY, Period.YEAR])
        scales, portions, deducted_from = self.cases(self.scale, least=1), (), None
        if per is Period.STAY and base in (Base.IN_POLICY, Base.ITEMS) and self.dice.random() < 0.5:
            scales = self.cases(lambda: Scale((Tier(0, self.ratio()),)), least=1)
            portions, deducted_from = self.division(base)
        return Layer(
            name=name,
            title=name,
            payers=self.dice.choice(PAYERS),
            entitled=self.dice.choice(CONDITIONS),
            base=base,
            per=per,
            scales=scales,
            reference=DOC,
            deductibles=self.cases(lambda: self.deductible(per)),
            deductible_shares=self.cases(self.ratio),
            limits=self.cases(self.limits),
            ceilings=tuple(self.dice.sample(ceilings, self.dice.randint(0, 2))),
            rounding=self.dice.choice(list(Rounding)),
            names=self.dice.choice(BASES[base]) if base in BASES else (),
            enters=self.cases(self.ratio),
            deducted_from=deducted_from,
            portions=portions,
        )

    def policy(self) -> Policy:
        def limit():
            return self.dice.choice([None, self.amount(), self.amount()])

        ceilings = [
            Ceiling("joint_stay", "每次", Period.STAY, self.cases(limit)),
            Ceiling("joint_year", "每年", Period.YEAR, self.cases(limit)),
            Ceiling("joint_life", "终身", Period.LIFE, self.cases(limit)),
            Ceiling("family_year", "全家", Period.YEAR, self.cases(limit), Holder.FAMILY),
        ]
        layers = tuple(self.layer(f"layer{at}", ceilings) for at in range(self.dice.randint(1, 6)))
        return Policy("p", "p", "37", Term(date(2020, 1, 1)), "v", WORDS, layers)


policies = st.integers(0, 2**40).map(lambda seed: Author(seed).policy())


def _subset(dice, words):
    return frozenset(word for word in words if dice.random() < 0.5)


def _parts(dice, names, in_policy_fen, out_of_policy_fen):
    """Some of a bill under each name: what lies within and beyond the policy never adds up to more than the bill's."""
    found = {}
    for name in names:
        inside, outside = dice.randint(0, in_policy_fen), dice.randint(0, out_of_policy_fen)
        in_policy_fen, out_of_policy_fen = in_policy_fen - inside, out_of_policy_fen - outside
        found[name] = Part(inside + outside, inside, dice.randint(0, outside))
    return found


def _stay(total, inside, seed, so_far):
    dice = Random(seed)
    classes = _parts(dice, ("A", "B", "C"), inside, total - inside)
    counters = {}
    if so_far:
        counters = {name: dice.choice([0, dice.randint(0, 10**7)]) for name in (*JOINT, "layer0.base", "layer0.due")}
        counters |= {"year.stays": dice.randint(0, 4), "year.total": dice.randint(0, 10**7)}
        counters["year.in_policy"] = dice.randint(0, counters["year.total"])
    return Stay(
        region=dice.choice(["371311001", "371302001"]),
        level=dice.choice(["1", "2"]),
        persons=_subset(dice, WORDS.persons),
        total_fen=total,
        in_policy_fen=inside,
        so_far=counters,
        scheme=dice.choice(list(WORDS.schemes)),
        visit=dice.choice(list(WORDS.visits)),
        place=dice.choice(list(WORDS.places)),
        diseases=_subset(dice, WORDS.diseases),
        traits=_subset(dice, WORDS.traits),
        classes=classes,
        # Items lie within class A, so that a portion of them never is more than its class.
        items=_parts(dice, ("ct", "bed"), classes["A"].in_policy_fen, classes["A"].amount_fen - classes["A"].in_policy_fen),
        year=dice.choice([2020, 2021]),
        income_fen=dice.choice([0, 333_33, 8_000_00, dice.randint(0, 10**6)]),
        members=dice.randint(1, 7),
    )


def a_stay(dice):
    """The first of its person's year."""
    inside, outside = dice.randint(0, 10**7), dice.randint(0, 10**7)
    return _stay(inside + outside, inside, dice.randint(0, 2**40), False)


def stays(*, so_far=True):
    return st.builds(
        lambda one, other, seed: _stay(max(one, other), min(one, other), seed, so_far), amounts, amounts, st.integers(0, 2**40)
    )
