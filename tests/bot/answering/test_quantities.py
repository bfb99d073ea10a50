"""A number is what it is worth, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.quantities import Amount, find_quantities


def amounts(text: str) -> list[Amount]:
    """Return the amounts of a text in order."""
    return [quantity.amount for quantity in find_quantities(text)]


@pytest.mark.parametrize(
    "equal",
    [
        ("2x", "2 times", "2×", "twice", "two times", "2-fold", "two-fold"),
        ("1.4B", "1.4 billion", "1,400,000,000", "1 400 000 000"),
        ("10^4", "10,000", "10000", "10k", "10 thousand", "1e4", "10^{4}"),
        ("90%", "90 percent", "90 per cent", "ninety percent"),
        ("one millisecond", "1 ms", "1 milliseconds"),
        ("$20", "20 dollars"),
        ("less than 5%", "at most 5%", "up to 5%"),
        ("more than 512", "at least 512", "over 512"),
        ("about 3 s", "around 3 seconds", "roughly three seconds"),
        ("4.1-76.7x", "4.1–76.7×", "4.1 to 76.7 times"),
        ("−5%", "-5%"),
        ("half of it", "50% of it", "a half of it"),
        ("doubled", "2x", "twice"),
        ("an order of magnitude", "one order of magnitude"),
        ("1e-3", "0.001", "10^-3", "10^{−3}", "1E-3", "10⁻³"),
        ("10⁴", "10^4", "10,000", "10^+4", "10⁺⁴"),
        ("2×10⁻³", "2 × 10^-3", "2·10⁻³", "2·10^{-3}", "0.002"),
        ("10¹² FLOPs", "10^12 FLOPs"),
        ("3 × 10^4", "3x10^4", "3·10^4", "3·10⁴", "30,000"),
        ("3·8", "3.8"),
        ("<5%", "less than 5%", "≤ 5%"),
        (">5%", "more than 5%", "≥5%"),
        ("~3 s", "about 3 s"),
        ("3 pp", "3 percentage points"),
        ("as little as 3%", "at least 3%"),
        ("2.0", "2"),
    ],
)
def test_ways_of_writing_one_amount(equal: tuple[str, ...]) -> None:
    """Units, scales, words and separators are ways of writing."""
    assert all(len(amounts(text)) == 1 for text in equal)
    assert len({amounts(text)[0] for text in equal}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.4B", "1.4 million"),
        ("1.4B", "1.4GB"),
        ("3%", "3 percentage points"),
        ("3%", "3"),
        ("2 times", "2"),
        ("10^4", "10^6"),
        ("10^4", "104"),
        ("10^4", "10^-4"),
        ("10⁴", "10⁻⁴"),
        ("10⁻³", "10"),
        ("2×10⁻³", "2"),
        ("3.5e-4", "3.5e-5"),
        ("up to 230 times", "230 times"),
        ("up to 230 times", "at least 230 times"),
        ("about 3 s", "3 s"),
        ("4.1-76.7x", "76.7x"),
        ("109,146", "109.146"),
        ("5 ms", "5 s"),
        ("32GB", "32MB"),
        ("-5%", "5%"),
        ("$20", "20"),
        ("half of it", "a third of it"),
        ("doubled", "tripled"),
        ("an order of magnitude", "10 times"),
        ("two orders of magnitude", "2"),
        ("tens of layers", "hundreds of layers"),
        ("tens of millions of users", "millions of users"),
        ("3:1", "3"),
        ("3:1", "1:3"),
        ("0.5 ± 0.1", "0.5"),
        ("0.5 ± 0.1", "0.5-0.1"),
        ("<5%", "5%"),
        ("<5%", ">5%"),
        ("3 × 10^4", "3"),
        ("3 × 10^4", "3 × 10^-4"),
        ("5 mg", "5 kg"),
        ("2 weeks", "2 months"),
    ],
)
def test_other_amounts(one: str, other: str) -> None:
    """Another value, unit, scale, bound or sign is another amount."""
    assert amounts(one) != amounts(other)


@pytest.mark.parametrize(
    "text", ["CIFAR-10", "GPT-3", "recall@1", "F1", "ResNet50", "ImageNetV2", "3D", "1st", "5.7m"]
)
def test_digits_of_a_name_are_no_quantity(text: str) -> None:
    """What is part of a word stays with it."""
    assert amounts(f"On {text} it works") == []


def test_a_change_is_two_amounts() -> None:
    """From 8% to 81% is no range."""
    assert len(amounts("accuracy rises from 8.8% to 81.1%")) == 2
    assert len(amounts("drops of 11% to 14%")) == 1


def test_thousands_are_separated_by_commas_or_spaces() -> None:
    """A list of numbers is no number."""
    assert len(amounts("5 700 times")) == 1
    assert len(amounts("5, 6 and 7")) == 3


@given(st.text(alphabet="0123456789.,-^{}%$xeKMB \u202f()up to two×·⁻⁺²⁰", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """No text fails, and each quantity is the text at its place, in order."""
    place = 0
    for quantity in find_quantities(text):
        assert quantity.start >= place
        assert text[quantity.start : quantity.end] == quantity.text
        place = quantity.end


@pytest.mark.parametrize(
    "text",
    [
        *("9.9e999^99", "0^-1", "0^0", "9" * 50 + "^99", "1" * 10_000),
        *("0⁻¹", "9⁹⁹", "9" + "⁹" * 40, "2×10" + "⁹" * 10_000),
    ],
)
def test_monstrous_numbers_are_survived(text: str) -> None:
    """What overflows a decimal is read as something, without an error."""
    find_quantities(text)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_equal_values_are_equal_amounts(one: int, other: int) -> None:
    """Separators and decimals do not change a value, another value does."""
    assert amounts(f"{one:,} tokens") == amounts(f"{one} tokens") == amounts(f"{one}.0 tokens")
    assert (amounts(str(one)) == amounts(str(other))) == (one == other)
