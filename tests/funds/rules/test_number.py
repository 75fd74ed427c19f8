from services.funds.rules.number import Series, number_of


def test_a_number_can_be_read_out_and_says_what_it_is_of():
    assert number_of(Series.PROJECT, "371311", 2020, 7) == "P-371311-2020-0007"
