"""Hong Kong's general holidays, Sundays left out, as the Government published them.

Sources: Government press releases of 16 May 2025 (for 2026) and 15 May 2026 (for 2027), named in
`SOURCES`, and the Government's own calendar of public holidays (1823). The dates were compared
with copies of both by others; a year that could not be compared is not here.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

SOURCES = {
    2026: "https://www.info.gov.hk/gia/general/202505/16/P2025051300353.htm",
    2027: "https://www.info.gov.hk/gia/general/202605/15/P2026051400300.htm",
}


class GeneralHoliday(NamedTuple):
    """A day, and what it is called."""

    day: date
    name_en: str
    name_zh_hant: str


_FIRST = ("The first day of January", "一月一日")
_NEW_YEAR = ("Lunar New Year’s Day", "農曆年初一")
_SECOND = ("The second day of Lunar New Year", "農曆年初二")
_THIRD = ("The third day of Lunar New Year", "農曆年初三")
_FOURTH = ("The fourth day of Lunar New Year", "農曆年初四")
_GOOD_FRIDAY = ("Good Friday", "耶穌受難節")
_AFTER_GOOD_FRIDAY = ("The day following Good Friday", "耶穌受難節翌日")
_EASTER_MONDAY = ("Easter Monday", "復活節星期一")
_LABOUR = ("Labour Day", "勞動節")
_TUEN_NG = ("Tuen Ng Festival", "端午節")
_HKSAR = (
    "Hong Kong Special Administrative Region Establishment Day",
    "香港特別行政區成立紀念日",
)
_MID_AUTUMN = ("The day following the Chinese Mid-Autumn Festival", "中秋節翌日")
_NATIONAL = ("National Day", "國慶日")
_CHRISTMAS = ("Christmas Day", "聖誕節")
_AFTER_CHRISTMAS = ("The first weekday after Christmas Day", "聖誕節後第一個周日")

_DAYS: dict[int, list[tuple[int, int, tuple[str, str]]]] = {
    2026: [
        (1, 1, _FIRST),
        (2, 17, _NEW_YEAR),
        (2, 18, _SECOND),
        (2, 19, _THIRD),
        (4, 3, _GOOD_FRIDAY),
        (4, 4, _AFTER_GOOD_FRIDAY),
        (4, 6, ("The day following Ching Ming Festival", "清明節翌日")),
        (4, 7, ("The day following Easter Monday", "復活節星期一翌日")),
        (5, 1, _LABOUR),
        (5, 25, ("The day following the Birthday of the Buddha", "佛誕翌日")),
        (6, 19, _TUEN_NG),
        (7, 1, _HKSAR),
        (9, 26, _MID_AUTUMN),
        (10, 1, _NATIONAL),
        (10, 19, ("The day following Chung Yeung Festival", "重陽節翌日")),
        (12, 25, _CHRISTMAS),
        (12, 26, _AFTER_CHRISTMAS),
    ],
    2027: [
        (1, 1, _FIRST),
        (2, 6, _NEW_YEAR),
        (2, 8, _THIRD),
        (2, 9, _FOURTH),
        (3, 26, _GOOD_FRIDAY),
        (3, 27, _AFTER_GOOD_FRIDAY),
        (3, 29, _EASTER_MONDAY),
        (4, 5, ("Ching Ming Festival", "清明節")),
        (5, 1, _LABOUR),
        (5, 13, ("The Birthday of the Buddha", "佛誕")),
        (6, 9, _TUEN_NG),
        (7, 1, _HKSAR),
        (9, 16, _MID_AUTUMN),
        (10, 1, _NATIONAL),
        (10, 8, ("Chung Yeung Festival", "重陽節")),
        (12, 25, _CHRISTMAS),
        (12, 27, _AFTER_CHRISTMAS),
    ],
}


def general_holidays(country: str, year: int) -> tuple[GeneralHoliday, ...]:
    """The holidays of a year that are known here; none for another country or year."""
    days = _DAYS.get(year, []) if country == "HK" else []
    return tuple(GeneralHoliday(date(year, month, day), *names) for month, day, names in days)


def known_years(country: str) -> tuple[int, ...]:
    """The years whose holidays can be offered."""
    return tuple(_DAYS) if country == "HK" else ()
