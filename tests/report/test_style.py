"""Texts on pictures can be read, whatever is under them."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_rgb

from capplan.report.style import GREYS, NOWHERE, OVER, SITES, UNDER, contrast, text_colour, text_on

READ = 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("black", "white", 21.0), ("#777777", "white", 4.478), ("red", "red", 1.0)]
)
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert contrast(to_rgb(one), to_rgb(other)) == pytest.approx(ratio, abs=5e-4)
    assert contrast(to_rgb(other), to_rgb(one)) == contrast(to_rgb(one), to_rgb(other))


@pytest.mark.parametrize("colour", [*SITES, *GREYS, NOWHERE, OVER, UNDER])
def test_the_name_of_a_colour_reads_on_white_and_on_the_colour(colour):
    assert contrast(to_rgb(text_colour(colour)), to_rgb("white")) >= READ
    assert contrast(to_rgb(text_on(colour)), to_rgb(colour)) >= READ


def test_a_colour_that_reads_already_stays():
    assert text_colour("#133f73") == "#133f73"
