"""What a square metre cost, to the fen."""

from decimal import Decimal

from services.housing.rules.contractor import per_m2


def test_the_cost_of_a_square_metre_is_rounded_once_and_unknown_where_the_floor_is():
    assert per_m2(41_000_00, Decimal("55")) == 745_45
    assert per_m2(1, Decimal("2")) == 1
    assert per_m2(41_000_00, None) is per_m2(None, Decimal(55)) is per_m2(1, Decimal(0)) is None
