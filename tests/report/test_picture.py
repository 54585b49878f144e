"""A picture of what is printed: well-formed, without anything to load, its text in the columns of the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from bptrace.report.lesson import Options
from bptrace.report.lines import Role, Span, plain
from bptrace.report.picture import picture
from bptrace.report.text import lay_out
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import Writing
from tests.report.test_transcripts import traced

ELEMENTS = {"svg", "title", "desc", "style", "rect", "text"}
SVG = "{http://www.w3.org/2000/svg}"
LINES = (
    (Span("A < B & C", Role.TITLE),),
    (),
    (Span("  "), Span("w5⁺", Role.NAME), Span("   "), Span("0.4 − 0.5   ", Role.NUMBERS), Span("≈ 0.36", Role.VALUE)),
    (Span("  学習  b"),),
)


def drawn(lines, description="A few lines."):
    return ElementTree.fromstring("\n".join(picture(lines, description)))


def laid_out(width):
    trace, _ = traced("mazur", "")
    return list(lay_out(worked_example(trace, trace.notation, Options()), Writing(trace.notation), width))


def place(text):
    return float(text.get("x")), float(text.get("y"))


def test_a_picture_is_named_and_described():
    root = drawn(LINES)

    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["A < B & C", "A few lines."]
    assert root.get("aria-labelledby").split() == [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")]


def test_every_piece_stands_in_its_columns_and_is_as_long_as_they_are():
    texts = drawn(LINES).findall(f"{SVG}text")
    cell = float(texts[0].get("textLength")) / len("A < B & C")

    assert [text.text for text in texts] == ["A < B & C", "w5⁺", "0.4 − 0.5", "≈ 0.36", "学習", "b"]
    assert [text.get("class") for text in texts] == ["title", "name", None, "value", None, None]
    left = place(texts[0])[0]
    assert [(place(text)[0] - left) / cell for text in texts] == [0, 2, 8, 20, 2, 8]
    assert [float(text.get("textLength")) / cell for text in texts] == [9, 3, 9, 6, 4, 1]
    height = place(texts[1])[1] - place(texts[0])[1]
    assert [(place(text)[1] - place(texts[0])[1]) / height * 2 for text in texts] == [0, 2, 2, 2, 3, 3]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_worked_example_is_in_it_whole_and_nothing_sticks_out(width):
    lines = laid_out(width)
    root = drawn(lines)
    texts = root.findall(f"{SVG}text")

    assert "".join(text.text for text in texts).replace(" ", "") == "".join(map(plain, lines)).replace(" ", "")
    right = max(place(text)[0] + float(text.get("textLength")) for text in texts)
    low = max(place(text)[1] for text in texts)
    assert right < float(root.get("width"))
    assert low < float(root.get("height"))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_it_loads_and_runs_nothing():
    text = "\n".join(picture(laid_out(80), "")).replace('xmlns="http://www.w3.org/2000/svg"', "")

    assert not re.search(r"http|url\(|@import|@font-face|<script|<image|href|on\w+=", text)
    assert {element.tag.removeprefix(SVG) for element in drawn(laid_out(80)).iter()} == ELEMENTS


def luminance(color):
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_all_text_is_legible_on_its_page_light_and_dark():
    light, dark = drawn(LINES).find(f"{SVG}style").text.split("@media (prefers-color-scheme: dark)")
    for scheme in (light, dark):
        page, *inks = re.findall(r"fill: (#[0-9a-f]{6})", scheme)
        assert len(inks) == 4
        for ink in inks:
            low, high = sorted((luminance(page), luminance(ink)))
            assert (high + 0.05) / (low + 0.05) >= 5, (page, ink)


def test_nothing_at_all_is_a_picture_too():
    assert drawn(()).find(f"{SVG}title").text is None
