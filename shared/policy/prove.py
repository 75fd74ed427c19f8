"""Run a policy's own examples: what the file promises against what it does. Pure."""

from collections.abc import Mapping

from shared.policy.clauses import Example, Policy
from shared.policy.evaluate import settle, settle_year


def paid_by(policy: Policy, example: Example) -> Mapping[str, int]:
    """What came out of an example: fen by layer, and `patient` and `shortfall`."""
    outcome = (settle_year if example.at_year_end else settle)(policy, example.stay)
    paid = {share.layer.name: share.paid_fen for share in outcome.shares}
    return paid | {"patient": outcome.patient_fen, "shortfall": outcome.shortfall_fen}


def differences(policy: Policy, example: Example) -> Mapping[str, tuple[int, int]]:
    """By layer (or `patient`, `shortfall`): the fen that the example expects and the fen that came out, where they differ."""
    paid = paid_by(policy, example)
    return {name: (fen, paid[name]) for name, fen in example.expected.items() if fen != paid[name]}
