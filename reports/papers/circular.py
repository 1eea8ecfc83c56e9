"""通报: one text on how things stand, to be copied into a notice.  Pure.

Units stand in the order of the directory, with their numbers and without a rank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from common.dates import long_date
from reports.figures import Tally
from reports.papers.facts import Late
from reports.papers.progress import late_words, tally_words

# Of many units the numbers stand in the board; the text keeps to so many.
MOST_UNITS = 30


@dataclass(frozen=True, slots=True)
class Share:
    """A unit and its part."""

    name: str
    tally: Tally


def circular(
    subject: str, today: dt.date, tasks: int, total: Tally, units: Sequence[Share], late: Sequence[Late]
) -> str:
    """Three paragraphs: how it stands, by unit, what is overdue; nothing that a person must still fill in."""
    lines = [f"截至{long_date(today)}，{subject}共涉及{tasks}项任务。{tally_words(total)}"]
    told = [_unit(each) for each in units[:MOST_UNITS] if each.tally.total]
    if told:
        more = f"等{len(units)}个单位" if len(units) > MOST_UNITS else ""
        lines.append(f"各单位承担和完成情况（按单位顺序，完成数／承担数）：{'；'.join(told)}{more}。")
    if late:
        lines.append(
            f"逾期未完成的事项：{late_words(late)}。请有关单位抓紧办理，并及时填报进展情况和佐证材料。"
        )
    else:
        lines.append("目前没有逾期未完成的事项。请各单位继续按时限推进，并及时填报进展情况和佐证材料。")
    return "\n".join(lines)


def _unit(share: Share) -> str:
    words = f"{share.name}{share.tally.done}／{share.tally.total}"
    return words + (f"（逾期{share.tally.overdue}）" if share.tally.overdue else "")
