"""Role words of a responsibility cell (domain: the table of roles) as expressions."""

from __future__ import annotations

import re

LEAD, COORDINATE, IMPLEMENT, ASSIST, GUIDE, RESPONSIBLE = (
    "lead",
    "coordinate",
    "implement",
    "assist",
    "guide",
    "responsible",
)

# Verbs by role, in the order in which a phrase of several is decided: 牵头落实 leads, 配合落实 assists.
_VERBS: tuple[tuple[str, str], ...] = (
    (LEAD, "牵头组织|牵头抓总|牵头|主办|主责|负总责|总负责"),
    (ASSIST, "协同配合|配合|协助|协办|参与|参加|协同|支持"),
    (COORDINATE, "统筹|总协调|综合协调|协调"),
    (GUIDE, "指导"),
    (IMPLEMENT, "组织实施|落实|实施|执行|推进|推动|贯彻|抓好"),
    (RESPONSIBLE, "负责|承办|主管|办理|完成|承担|分工"),
)
_HEAD = (
    "(?:(?:并|要|应|应当|须|需)?(?:按照|按|依照|依据|依|根据)(?:各自|部门|本级)?的?(?:工作|任务|职能)?(?:职责|职能|任务|分工)(?:分工|范围|任务)?|"
    "分别|共同|各自|具体|做好|切实|积极|主动|全力|密切|提供|全程|依法|认真|抓紧|联合|作为|为)*"
)
_VERB = "(?:" + "|".join(verbs for _, verbs in _VERBS) + ")"
_TAIL = "(?:(?:有关|相关)?工作|到位|好)?"
# A phrase stands behind a name: 按职责分工负责, 负责牵头, 提供指导, 做好配合, 统筹协调.
PHRASE = f"{_HEAD}{_VERB}(?:{_HEAD}{_VERB})*{_TAIL}"
AT_END = re.compile(f"(?P<phrase>{PHRASE})$")
ONLY = re.compile(f"^(?:{PHRASE})$")
INSIDE = re.compile(_HEAD + _VERB)
# 指导, 协调, 推进 are parts of names (基层指导科, 产业推进办公室); these are not.
NEVER_IN_NAMES = re.compile("牵头|主办|配合|协办|参与|负责|落实")
TOGETHER = re.compile("(?:牵头)?(?:负责)?会同")

_LABEL_NOUN = "(?:责任)?(?:单位|部门|科室|股室|科[（(]室[)）]|处室|机构|股|科|领导|方|任务单位)"
_LABELS: tuple[tuple[str, str], ...] = (
    (LEAD, f"(?:主要责任|第一责任|主责|主办|牵头(?:负责|责任)?|负责牵头){_LABEL_NOUN}?"),
    (ASSIST, f"(?:协同配合|协同责任|配合(?:责任)?|协助|协办|协同|参与|参加|共同责任|次要责任){_LABEL_NOUN}?"),
    (COORDINATE, f"(?:统筹(?:协调)?){_LABEL_NOUN}?"),
    (GUIDE, f"(?:业务)?(?:指导){_LABEL_NOUN}"),
    (
        RESPONSIBLE,
        f"(?:责任|负责|落实|承办|实施|责任落实|任务|承担|具体落实|具体责任|执行){_LABEL_NOUN}|责任(?:主体|分工)|责任单位及分工",
    ),
)
LABEL = re.compile(
    "(?:^|(?<=[\\s、，,；;。（(〔【\\[）)〕】\\]]))(?:"
    + "|".join(f"(?P<{role}>{words})" for role, words in _LABELS)
    + ")\\s*[:：]"
)


def of_phrase(phrase: str) -> str:
    """The role that a phrase of verbs gives."""
    for role, verbs in _VERBS:
        if re.search(verbs, phrase):
            return role
    return RESPONSIBLE


def of_column(header: str, *, beside_assist: bool) -> str:
    """The role that a column's header gives its units.

    ``beside_assist``: another column holds the assisting units, so 主要责任单位 means the leading one.
    """
    if re.search("牵头|主办|主责|第一责任", header) or (beside_assist and re.search("主要责任", header)):
        return LEAD
    if re.search("配合|协办|协同|协助|参与|参加|次要", header):
        return ASSIST
    if "统筹" in header:
        return COORDINATE
    return GUIDE if "指导" in header else RESPONSIBLE
