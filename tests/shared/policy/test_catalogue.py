"""What a policy says of charge lines that bring no share and no ceiling of their own."""

from fractions import Fraction

from shared.policy.catalogue import LineValues
from tests.shared.policy.files import HALF, bill, of_layers, words

CATALOGUE = """\
catalogue:
  pre_pay:
    - {items: [implant], is: 50%, reference: doc}
    - {classes: [B], when: {persons: [poor]}, is: 0%, reference: doc}
    - {classes: [B], is: 10%, reference: doc}
  price_ceiling:
    - {items: [implant], when: {levels: ["1"]}, is: 20000, reference: doc}
    - {items: [implant], is: 30000, reference: doc}
"""


def test_the_first_rule_that_fits_class_item_and_person_holds():
    policy = of_layers(HALF, more=CATALOGUE)
    anybody, poor = LineValues(policy, bill()), LineValues(policy, bill(persons=words("poor"), level="1"))

    assert anybody.of("B", None) == (Fraction(1, 10), None)
    assert anybody.of("B", "implant") == (Fraction(1, 2), 30_000_00)
    assert anybody.of("A", "implant") == (Fraction(1, 2), 30_000_00)
    assert anybody.of("A", "ct") == (None, None)
    assert poor.of("B", None) == (Fraction(0), None)
    assert poor.of("B", "implant") == (Fraction(1, 2), 20_000_00)
    assert anybody.of("B", None) is anybody.of("B", None)  # looked up once
