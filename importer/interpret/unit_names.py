"""What a unit's name looks like: how it ends, and when it is a collective that names no single unit."""

from __future__ import annotations

import re
from functools import lru_cache

from importer.interpret.characters import BLANKS, HAN, squeeze

# How names of offices end.  The strong ones end a name wherever they stand before a verb or an “and”.
_STRONG = (
    "分局|总局|管理局|局|科室|科\\(室\\)|科（室）|股室|科|股|室|处室|处|中心|所|站|大队|支队|总队|中队|队|"
    "公司|集团|街道办事处|街道|办事处|人民政府|政府|部门|单位|管委会|委员会|工委|党委|纪委|联合社|供电局|银行|分行|支行|"
    "分中心|服务站|法院|检察院|研究院|设计院|测绘院|医院|学院|学校|中学|小学|工会|团委|妇联|残联|工商联|科协|文联|"
    "指挥部|领导小组|专班|协会|联合会|总会|商会|村委会|居委会|社区|党组|机构|企业"
)
_WEAK = (
    "办|委|部|院|会|厅|署|社|馆|场|镇|乡|村|区|县|市|园|厂|库|台|局机关|镇街|各地|组|行|组织|支部|总支|团|校"
)
_BRACKET_END = "[)）]"
_ENDS_STRONG = re.compile(f"(?:{_STRONG})$")
_ENDS = re.compile(f"(?:{_STRONG}|{_WEAK}|{_BRACKET_END})$")
_NAME = re.compile(f"^[0-9A-Za-z{HAN}（）()·“”、\\-]{{2,40}}$")
_SENTENCE = re.compile("[。；！？]|是|的要|通过|进行|开展|完善|推动")

# A noun that stands for many units of a kind; with nothing but a function before it, it names none of them.
_KIND = (
    "部门|科室|科[（(]室[)）]|股室|处室|单位|机构|处[（(]室[)）]|站所|办所|室[（(]所[)）]|"
    "村[（(](?:社区|居)[)）]|村居|镇街|镇[（(]街道?[)）]|乡镇[（(]街道[)）]|镇[（(]街[)）]"
)
_ENDS_IN_KIND = re.compile(f"(?:{_KIND})$")
_QUANTIFIED = re.compile("各|相关|有关|其他|其它|其余|全体|所有|全部|涉及|属地|成员单位")
_GENERIC_PLACE = re.compile(
    "^(?:乡镇|镇街|街镇|乡镇街道|镇[（(]街道?[)）]|乡镇[（(]街道[)）]|县[（(]市、?区[)）]|县区|市县|村[（(](?:社区|居)[)）]|村居)"
    "(?:人民政府|政府|办事处|局|委员会|委会)?$"
)
# “财政部门牵头单位” never, but “××管理单位” is a function, “××事业单位” a kind: none is one unit's name.


def ends_like_unit(name: str, *, strong: bool = False) -> bool:
    """True where the text ends as names of offices end; ``strong``: no endings that other words share."""
    pattern = _ENDS_STRONG if strong else _ENDS
    return bool(pattern.search(squeeze(name)))


@lru_cache(maxsize=4096)
def looks_like_unit(name: str) -> bool:
    """True for something that may stand alone in a list of units."""
    name = squeeze(name)
    return bool(_NAME.match(name)) and ends_like_unit(name) and not _SENTENCE.search(name)


def is_collective(name: str) -> bool:
    """True for 各科室, 相关单位, 局属单位, 政策起草的业务部门: units to be named, no unit's name."""
    name = squeeze(name)
    return bool(_QUANTIFIED.search(name) or _ENDS_IN_KIND.search(name) or _GENERIC_PLACE.match(name))


_EDGES = re.compile(f"^[{BLANKS}\\n、，,；;。.：:·]+|[{BLANKS}\\n、，,；;。.：:]+$")
_LEADING_WORDS = re.compile("^(?:由|并由|以及|和|及|与|请|其中)(?=[^，。]{2,})")


def trim(name: str) -> str:
    """A name without blanks, punctuation at its ends and words that only lead up to it."""
    name = squeeze(_EDGES.sub("", name))
    shorter = _LEADING_WORDS.sub("", name)
    return shorter if ends_like_unit(shorter) else name
