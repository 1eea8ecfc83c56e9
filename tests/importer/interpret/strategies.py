"""What the interpreter's property tests draw: names, sentences, dates, plans.  All made up."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from importer.interpret import roles

NAMED = (
    "办公室",
    "法规科",
    "财务股",
    "基层指导科",
    "综合协调科",
    "规划实施科",
    "信息中心",
    "宣传和统战办公室",
    "农业农村和水务局",
    "住房和城乡建设局",
    "工信科商局",
    "县档案馆",
    "青禾镇人民政府",
    "城南派出所",
    "供水集团有限公司",
    "县残疾人联合会",
    "政策法规和信访股",
)
COLLECTIVE = (
    "各科室",
    "各科（室）",
    "相关科(室)",
    "局属各单位",
    "各乡镇人民政府",
    "各县（市、区）人民政府",
    "文件起草部门",
    "各执法单位",
)
PHRASES = {
    roles.LEAD: ("牵头", "负责牵头", "主办", "牵头负责"),
    roles.COORDINATE: ("统筹", "统筹协调"),
    roles.IMPLEMENT: ("落实", "具体落实", "负责落实", "组织实施", "按职责分工落实"),
    roles.ASSIST: ("配合", "协助", "参与", "配合落实", "做好配合"),
    roles.GUIDE: ("提供指导",),
    roles.RESPONSIBLE: ("负责", "按职责分工负责"),
}
LABELS = {
    roles.LEAD: ("牵头单位", "牵头部门", "主办单位", "牵头科室"),
    roles.ASSIST: ("配合单位", "协办部门", "协同配合单位", "配合科室"),
    roles.RESPONSIBLE: ("责任单位", "责任部门", "落实单位"),
}
VERBS = ("完善", "公布", "梳理", "更新", "开展", "检查", "建立", "优化")
OBJECTS = (
    "办事指南",
    "权责清单",
    "窗口服务",
    "培训课程",
    "档案目录",
    "便民地图",
    "热线知识库",
    "应急预案",
    "公开栏目",
)
TAILS = ("，做到底数清楚", "，方便群众查阅", "，确保准确无误", "，结果及时反馈", "")

units = st.sampled_from(NAMED + COLLECTIVE)
unit_lists = st.lists(units, min_size=1, max_size=4, unique=True)
days = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """One duty in a sentence, without dates and rhythms."""
    parts = draw(
        st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(OBJECTS)), min_size=1, max_size=3)
    )
    return "，".join(verb + thing for verb, thing in parts) + draw(st.sampled_from(TAILS)) + "。"
