"""The drawn spine, disc and back of the Learn pages: own SVG, coloured by the page's tokens.

They explain; they are not to scale. Labels are interface words, so that they are translated.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, degrees, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

BONES = ("L1", "L2", "L3", "L4", "L5")


def _svg(width: int, height: int, title: str, body: SafeString) -> SafeString:
    return format_html(
        '<svg class="drawn" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        title,
        body,
    )


def _label(x: float, y: float, words: str, to: tuple[float, float]) -> SafeString:
    """Words beside a line that points at ``to``."""
    return format_html(
        '<path class="drawn__pointer" d="M{} {}L{} {}"/>'
        '<text class="drawn__label" x="{}" y="{}">{}</text>',
        round(x - 4),
        round(y),
        round(to[0]),
        round(to[1]),
        round(x),
        round(y + 4),
        words,
    )


def spine() -> SafeString:
    """The low back from the side, belly to the left, with the nerves that leave it."""

    def at(share: float) -> tuple[float, float, float]:
        """A point of the curve and its lean in degrees; 0 is L1, 1 the top of the tail bone."""
        x, y = 118 - 24 * sin(pi * share * 0.92), 26 + 186 * share
        lean = degrees(atan2(-24 * cos(pi * share * 0.92) * pi * 0.92, 186))
        return x, y, -lean

    parts = []
    for number in range(len(BONES)):
        x, y, lean = at(number / 5)
        place = f"translate({x:.1f} {y:.1f}) rotate({lean:.1f})"
        parts.append(
            format_html(
                '<g transform="{}">'
                '<path class="drawn__bone-back" d="M20-6q26-4 42 8q6 6 0 10q-22-2-42-6z"/>'
                '<rect class="drawn__bone" x="-23" y="-13" width="46" height="26" rx="6"/></g>',
                place,
            )
        )
        x, y, lean = at((number + 0.5) / 5)
        parts.append(
            format_html(
                '<rect class="drawn__disc" transform="translate({} {}) rotate({})" '
                'x="-22" y="-4.5" width="44" height="9" rx="4.5"/>',
                f"{x:.1f}",
                f"{y:.1f}",
                f"{lean:.1f}",
            )
        )
    x, y, lean = at(1.04)
    parts.append(
        format_html(
            '<path class="drawn__bone" transform="translate({} {}) rotate({})" '
            'd="M-24-11q24-6 48 2q10 26 22 48q4 12-8 14q-40-20-62-64z"/>',
            f"{x:.1f}",
            f"{y:.1f}",
            f"{lean:.1f}",
        )
    )
    canal = " ".join(
        f"{'M' if step == 0 else 'L'}{at(step / 20)[0] + 29:.1f} {at(step / 20)[1]:.1f}"
        for step in range(20)
    )
    parts.append(format_html('<path class="drawn__nerve drawn__nerve--wide" d="{}"/>', canal))
    for number in range(1, 5):
        x, y, _lean = at((number + 0.5) / 5)
        reach = 34 if number < 4 else 70
        parts.append(
            format_html(
                '<path class="drawn__nerve{}" d="M{} {}q-2 16-14 {}t-6 {}"/>',
                mark_safe(" drawn__nerve--sore") if number == 4 else "",
                round(x + 29),
                round(y - 6),
                round(reach * 0.45),
                round(reach * 0.55),
            )
        )
    parts += [
        _label(206, 60, _("bone"), (134, 62)),
        _label(206, 96, _("disc"), (118, 86)),
        _label(206, 132, _("nerves"), (129, 128)),
        _label(206, 214, _("irritated nerve"), (131, 214)),
    ]
    return _svg(320, 290, _("The low back from the side: bones, discs and nerves"), _join(parts))


def disc() -> SafeString:
    """A disc from above, with a bulge beside a nerve."""
    parts = [
        mark_safe(
            '<path class="drawn__bone-back" d="M92 150q-34 6-50-10q8 26 48 34q14 22 30 44'
            'q16-22 30-44q40-8 48-34q-16 16-50 10q-28-8-56 0z"/>'
            '<path class="drawn__disc" d="M120 20c58 0 82 34 76 72c-4 24-22 38-40 42'
            'c-4 14-20 16-24 2c-24 4-58 2-72-14c-14-14-20-28-16-46c6-34 34-56 76-56z"/>'
            '<ellipse class="drawn__core" cx="122" cy="82" rx="40" ry="27"/>'
            '<path class="drawn__core" d="M136 96q12 14 8 34q-10 2-14-6q2-18-8-26z"/>'
            '<circle class="drawn__nerve-dot drawn__nerve-dot--sore" cx="150" cy="147" r="9"/>'
            '<circle class="drawn__nerve-dot" cx="88" cy="147" r="9"/>'
            '<circle class="drawn__nerve-dot" cx="110" cy="156" r="4"/>'
            '<circle class="drawn__nerve-dot" cx="120" cy="160" r="4"/>'
            '<circle class="drawn__nerve-dot" cx="130" cy="156" r="4"/>'
        ),
        _label(226, 50, _("strong ring"), (186, 60)),
        _label(226, 84, _("soft centre"), (160, 84)),
        _label(226, 122, _("bulge"), (152, 128)),
        _label(226, 158, _("nerve"), (160, 150)),
    ]
    return _svg(320, 226, _("A disc from above: a bulge lies beside a nerve"), _join(parts))


def back() -> SafeString:
    """The low back from behind, with the muscles along the spine."""
    bones = format_html_join(
        "",
        '<rect class="drawn__bone" x="113" y="{}" width="14" height="12" rx="4"/>',
        ((24 + 19 * number,) for number in range(9)),
    )
    parts = [
        mark_safe(
            '<path class="drawn__skin" d="M52 6c-6 40-2 74 8 98c4 22-10 42-18 70c-6 24-4 44 0 60'
            'h156c4-16 6-36 0-60c-8-28-22-48-18-70c10-24 14-58 8-98z"/>'
            '<path class="drawn__muscle" '
            'd="M106 14c-20 6-26 40-24 80c0 40-6 62-2 92c8 10 24 10 28-2z"/>'
            '<path class="drawn__muscle drawn__muscle--sore" '
            'd="M134 14c20 6 26 40 24 80c0 40 6 62 2 92c-8 10-24 10-28-2z"/>'
        ),
        bones,
        mark_safe('<path class="drawn__bone" d="M106 198h28l-8 30q-6 6-12 0z"/>'),
        _label(226, 52, _("spine"), (128, 56)),
        _label(226, 96, _("back muscles"), (158, 100)),
        _label(226, 150, _("sore and tight"), (158, 150)),
    ]
    return _svg(
        320, 240, _("The low back from behind: muscles on both sides of the spine"), _join(parts)
    )


def _join(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


DRAWINGS: dict[str, Callable[[], SafeString]] = {
    "drawn-spine": spine,
    "drawn-disc": disc,
    "drawn-back": back,
}
