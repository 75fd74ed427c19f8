"""What of a policy's conditions changes from bill to bill: the number of the stay, amounts, incomes. Pure."""

from shared.policy.clauses import AnyMeasure, Condition, Policy


def measures_of(policy: Policy) -> tuple[AnyMeasure, ...]:
    """Each once: bills that agree in these, and in who and where, share a plan."""
    conditions: list[Condition] = []
    for layer in (*policy.layers, *policy.year_end):
        conditions += [layer.entitled, *((layer.counting,) if layer.counting else ())]
        for cases in (layer.enters, layer.deductibles, layer.deductible_shares, layer.scales, layer.limits):
            conditions += [case.when for case in cases]
        conditions += [case.when for portion in layer.portions for case in portion.ratios]
        conditions += [case.when for ceiling in layer.ceilings for case in ceiling.limits]
    conditions += [rule.when for rule in policy.catalogue.pre_pay]
    return tuple(dict.fromkeys(measure for condition in conditions for measure in condition.every_measure()))
