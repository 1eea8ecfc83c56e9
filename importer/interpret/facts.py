"""What the text around the table says of the plan: title, issuer, document number, year, issue date."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from importer.interpret import numbering
from importer.interpret.characters import HAN, bare, han_to_int, squeeze
from importer.interpret.clock import last_day
from importer.interpret.unit_names import ends_like_unit

_TITLE_END = "方案|分工表?|分解表?|清单|任务表|台账|要点|一览表|责任表|计划表?|措施|意见|安排表?|目录"
_IS_TITLE = re.compile(rf"(?:{_TITLE_END})(?:[（(][^）)]*[)）])?$")
_STRONG_TITLE = re.compile(
    "分工|分解|任务清单|责任清单|重点任务|任务表|工作要点|实施方案|工作方案|任务台账|工作计划"
)
_NOTICE = re.compile(
    "关于(?:印发|转发|下发|公布|贯彻落实)(?:[^《]*《(?P<title>[^》]+)》.*|(?P<plain>[^《》]{6,60}?)的?)(?:通知|函|通告|公告)$"
)
_NOTICE_OF_YEAR = re.compile(r"^[^。；]{0,30}关于[^。；]{0,20}(20\d{2})年[^。；]{0,40}的?(?:通知|函|通告)$")
_ATTACHMENT = re.compile(r"^附件?\s*\d*\s*[:：.]?\s*")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)\s*(?:年|[-—–至~]\s*20\d{2}\s*年)")
_NUMBER = re.compile(
    rf"(?P<number>[{HAN}]{{2,14}}?(?:字|发|办|函|通|规|文|知|令|明电|议)?\s*[〔\[（(【]\s*20\d{{2}}\s*[〕\]）)】]\s*(?:第)?\s*\d{{1,4}}\s*号)"
)
_DATE = re.compile(
    r"(?P<y>20\d{2}|二[〇○零0][一二三四五六七八九〇○零]{2})\s*年\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_DATE_LINE = re.compile(
    rf"^[（(]?(?:[{HAN}（）]{{2,24}})?\s*{_DATE.pattern}\s*(?:印发|发布|下发)?[)）]?[。]?$"
)
_ISSUED_LABEL = re.compile(rf"(?:印发|发文|成文|发布|下发|制定)(?:日期|时间)\s*[:：]\s*{_DATE.pattern}")
_ISSUED_LABEL_ISO = re.compile(
    r"(?:印发|发文|成文|发布|下发)(?:日期|时间)\s*[:：]\s*(?P<y>20\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
)
_FILLED_BY = re.compile(
    "(?:填报单位|制表单位|发文机关|印发机关|发布机构|编制单位)\\s*[:：]\\s*(?P<unit>[^\\s　，,。；;]+)"
)
_CITED_PLAN = re.compile(r"(?<!\d)(20\d{2})\s*年度?[^，。；]{0,12}?(?:要点|台账|方案|清单|重点任务|工作任务)")
_CUT = re.compile(
    "20\\d{2}\\s*年|关于|贯彻|落实|推进|政务公开|政府信息|法治政府|优化|深化|重点|年度|工作|任务|全面|进一步"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of the plan as printed; ``year_is_assumed`` where it was concluded from the tasks' texts."""

    title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    year: int | None = None
    issued_on: dt.date | None = None
    year_is_assumed: bool = False


def find(
    around: Sequence[str],
    tasks: Sequence[str],
    issued_on: dt.date | None = None,
    deadlines: Sequence[str] = (),
) -> Facts:
    """``around``: texts beside the table; ``tasks``, ``deadlines``: theirs; ``issued_on``: as told."""
    lines = [squeeze_lines(line) for text in around for line in text.split("\n") if line.strip()]
    title = find_title(lines)
    issued = issued_on or _issue_date(lines)
    number = _document_number(lines)
    year = _year(title, number, issued)
    assumed = False
    if year is None:
        year = next(
            (int(match[1]) for line in lines if (match := _NOTICE_OF_YEAR.match(squeeze(line)))), None
        )
    if year is None:
        year = _year_in_tasks(tasks) or _year_of_deadlines(deadlines)
        assumed = year is not None
    return Facts(title, _issuer(title, lines), number, year, issued, assumed)


def squeeze_lines(line: str) -> str:
    return re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip()


def looks_like_title(text: str) -> bool:
    """True for a line that names a plan and is no numbered heading."""
    words = squeeze(text)
    return 6 <= len(words) <= 80 and bool(_IS_TITLE.search(words)) and numbering.leading(words) is None


def find_title(lines: Sequence[str]) -> str | None:
    """The plan's title: the line right above the table names it best; a notice names it in 《》."""
    best: tuple[int, str] | None = None
    for position, line in enumerate(lines):
        for candidate, bonus in _candidates(lines, position, line):
            score = _title_score(candidate)
            if score == 0:
                continue
            score += bonus
            if best is None or score >= best[0]:
                best = (score, candidate)
    return best[1] if best else None


def _candidates(lines: Sequence[str], position: int, line: str) -> list[tuple[str, int]]:
    plain = squeeze(_ATTACHMENT.sub("", line))
    found = [(plain, -1 if plain != squeeze(line) else 0)]
    if position and (above := squeeze(lines[position - 1])) and _is_first_half(above):
        found.append((above + plain, 1))
    joined = squeeze("".join(lines[max(0, position - 2) : position + 1]))
    for text in (plain, joined):
        if match := _NOTICE.search(text):
            found.append((match["title"] or match["plain"], -2))
    return found


def _is_first_half(line: str) -> bool:
    """The issuer's name, or the start of a title, in a line of its own above the rest."""
    return (
        (ends_like_unit(line, strong=True) or line.endswith("关于"))
        and len(line) <= 30
        and not re.search("[，。；：、]", line)
    )


def _title_score(text: str) -> int:
    if not looks_like_title(text) or re.search("[。；！？]|通知$|[:：]", text):
        return 0
    return 2 + 2 * bool(_STRONG_TITLE.search(text)) + 2 * bool(_YEAR.search(text)) + bool(_prefix_unit(text))


def _year(title: str | None, number: str | None, issued: dt.date | None) -> int | None:
    if title and (match := _YEAR.search(title)):
        return int(match[1])
    if issued:
        return issued.year
    if number and (match := re.search(r"20\d{2}", number)):
        return int(match[0])
    return None


def _year_in_tasks(tasks: Sequence[str]) -> int | None:
    """The year whose points the tasks carry out; the most named one."""
    years = Counter(int(year) for text in tasks for year in _CITED_PLAN.findall(text))
    return max(years, key=lambda year: (years[year], year)) if years else None


def _year_of_deadlines(deadlines: Sequence[str]) -> int | None:
    """The year of most printed dates; the earlier of two: what is due next year was planned this year."""
    years = Counter(int(year) for text in deadlines for year in re.findall(r"(?<!\d)20\d{2}(?!\d{3})", text))
    return max(years, key=lambda year: (years[year], -year)) if years else None


def _issue_date(lines: Sequence[str]) -> dt.date | None:
    for pattern in (_ISSUED_LABEL, _ISSUED_LABEL_ISO):
        for line in lines:
            if (match := pattern.search(line)) and (date := _date(match)):
                return date
    for line in lines:
        if (match := _DATE_LINE.match(squeeze(line))) and (date := _date(match)):
            return date
    return None


def _date(match: re.Match[str]) -> dt.date | None:
    year = "".join(
        "0" if c in "〇○零" else str(han_to_int(c) or 0) if c in HAN_ONE_TO_NINE else c for c in match["y"]
    )
    month, day = han_to_int(match["m"]), han_to_int(match["d"])
    if not month or not day or not 1 <= month <= 12 or day > last_day(int(year), month):
        return None
    return dt.date(int(year), month, day)


HAN_ONE_TO_NINE = "一二三四五六七八九"


def _document_number(lines: Sequence[str]) -> str | None:
    """A number that stands alone, behind 文号： or in brackets; cited ones stand in sentences."""
    for line in lines:
        text = squeeze(line)
        if match := re.search(f"(?:文号|发文字号)[:：]{_NUMBER.pattern}", text):
            return match["number"]
    for line in lines:
        if match := re.match(f"^[（(]?{_NUMBER.pattern}[)）]?$", squeeze(line)):
            return match["number"]
    return None


def _issuer(title: str | None, lines: Sequence[str]) -> str | None:
    if title and (unit := _prefix_unit(title)):
        return unit
    for line in lines:
        if match := _FILLED_BY.search(line):
            return match["unit"]
    for line, below in zip(lines, lines[1:], strict=False):
        text = squeeze(line)
        if _DATE_LINE.match(squeeze(below)) and ends_like_unit(text, strong=True) and len(text) <= 30:
            return text
    return None


def _prefix_unit(title: str) -> str | None:
    """The unit with which a title begins, behind a leading year and 《."""
    text = re.sub(r"^《?(?:20\d{2}\s*年度?)?", "", squeeze(title))
    ends = [match.start() for match in _CUT.finditer(text) if match.start() >= 2]
    for end in ends:
        if ends_like_unit(text[:end]) and bare(text[:end]):
            return text[:end]
    return None
