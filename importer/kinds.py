"""What kind of unit a name sounds like, seen from the office that prints it, and whom a collective may hold.

Guesses only: a person sees and may change every one of them.  Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """As units.models.Unit.Kind: a section of the office, an office below it, or one outside its reach."""

    SECTION = "section"
    SUBORDINATE = "organisation"
    OUTSIDE = "outside"


LABELS = {Kind.SECTION: "内设机构", Kind.SUBORDINATE: "下属单位", Kind.OUTSIDE: "外单位"}


class Class(StrEnum):
    """A class of units that collectives such as 各科室, 局属各单位, 各镇街 mean."""

    SECTION = "section"
    SUBORDINATE = "subordinate"
    TOWNSHIP = "township"
    OUTSIDE = "outside"


CLASS_LABELS = {
    Class.SECTION: "内设机构",
    Class.SUBORDINATE: "下属单位",
    Class.TOWNSHIP: "镇街",
    Class.OUTSIDE: "外单位",
}

_LEVELS = {"省": 5, "市": 4, "州": 4, "县": 3, "区": 3, "旗": 3, "镇": 2, "乡": 2, "街道": 2}
_PLACES = re.compile("街道|[省市州县区旗镇乡]")
_LEVEL_FIRST = re.compile("^(?:各|本|全)?([省市州县区旗镇])(?!场|政府采购|容)")
_GOVERNMENT = re.compile("(?:政府|管委会|管理委员会|街道办事处|街道|[镇乡])(?:办公室|办)?$")
_SECTION = re.compile("(?:[科股室处]|机关党委|党支部|党总支|党组|工会|团委|团支部|妇委会|纪检组|机关)$")
_BELOW = re.compile(
    "(?:中心|分局|[站所队院校馆园场库台厂]|幼儿园|学校|学院|报社|基地|村|社区|居委会|村委会)$"
)
_TOWNSHIP = re.compile("(?:[镇乡]|街道|苏木)(?:人民政府|政府|办事处|办|党委)?$")
_ENTERPRISE = re.compile(
    "公司|集团|银行|支行|分行|供电局|电信|联通|烟草|税务局|气象局|海关|消防|武警|邮政|铁塔"
)
_OFFICE = re.compile(
    "(?:政府|[局厅部]|委员会|[省市县区]委.*|政府.*|人大.*|政协.*|法院|检察院|管委会|公安.*|联合会|残联|妇联|总工会)$"
)
_CENTRAL_OFFICE = re.compile("(?:政府|[省市县区]|党委|党政)(?:办|办公室|综合办)$")


def guess_kind(name: str, own: str) -> Kind:
    """The kind of the unit ``name`` in a document of the office ``own``."""
    if _ENTERPRISE.search(name):
        return Kind.OUTSIDE
    if _GOVERNMENT.search(own):
        return _under_government(name, own)
    return _beside_bureau(name, own)


def _under_government(name: str, own: str) -> Kind:
    level = _level(own)
    if _printed_level(name) > level:
        return Kind.OUTSIDE
    if _CENTRAL_OFFICE.search(name) or _SECTION.search(name) or name == "办公室":
        return Kind.SECTION
    if level <= _LEVELS["镇"]:
        if _BELOW.search(name):
            return Kind.SUBORDINATE
        return Kind.OUTSIDE if re.search("[局委部]$|委员会$", name) else Kind.SECTION
    return Kind.SUBORDINATE


def _beside_bureau(name: str, own: str) -> Kind:
    if own in name or name.endswith("分局"):
        return Kind.SUBORDINATE
    if _CENTRAL_OFFICE.search(name) or _TOWNSHIP.search(name) or _OFFICE.search(name):
        return Kind.OUTSIDE
    if _SECTION.search(name):
        return Kind.SECTION
    if _printed_level(name):
        return Kind.OUTSIDE
    return Kind.SUBORDINATE if _BELOW.search(name) else Kind.SECTION


def _level(own: str) -> int:
    """How high an office stands by the last place in its name; unknown ones like a county."""
    places = _PLACES.findall(own)
    return _LEVELS[places[-1]] if places else _LEVELS["县"]


def _printed_level(name: str) -> int:
    """市公安局, 县档案馆: the level that a name begins with, 0 for none."""
    first = _LEVEL_FIRST.match(name)
    return _LEVELS[first[1]] if first else 0


def class_of(kind: str, name: str) -> Class:
    """The class of a unit of the directory.  A centre kept among the sections counts as subordinate."""
    if kind == Kind.OUTSIDE:
        return Class.OUTSIDE
    if _TOWNSHIP.search(name):
        return Class.TOWNSHIP
    if kind == Kind.SECTION and not _BELOW.search(name):
        return Class.SECTION
    return Class.SUBORDINATE


_MEANT = (
    (re.compile("[镇乡]|街道|属地"), (Class.TOWNSHIP,)),
    (re.compile("局属|下属|所属|直属|事业单位|基层|二级|站所|中心"), (Class.SUBORDINATE,)),
    (re.compile("[科股处室]|内设|机关各"), (Class.SECTION,)),
)
OWN = (Class.SECTION, Class.SUBORDINATE)


_OF_A_PLACE = re.compile("[省市州县区旗](?:直|级)|县市区|市县|区县|县区|县（市|县\\(市")


def guess_classes(collective: str, own: str = "") -> tuple[Class, ...]:
    """Whom a collective means in a document of the office ``own``: 各镇街, 局属各单位, 各科室, 市直各部门.

    Otherwise sections and subordinate offices.
    """
    if _OF_A_PLACE.search(collective):
        return (Class.SUBORDINATE,) if _GOVERNMENT.search(own) else (Class.OUTSIDE,)
    found = [each for pattern, classes in _MEANT if pattern.search(collective) for each in classes]
    return tuple(dict.fromkeys(found)) or OWN
