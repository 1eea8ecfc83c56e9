"""Made-up clauses, headings and names, drawn from a seeded generator."""

from __future__ import annotations

from random import Random

VERBS = (
    "梳理并公布", "编制发布", "动态更新", "集中公开", "及时解读", "规范发布", "逐项核对", "统一归集",
    "定期通报", "主动公开",
)  # fmt: skip
OBJECTS = (
    "行政许可事项清单", "惠民补贴发放情况", "重点工程建设进度", "公共服务设施目录",
    "政策文件及解读材料", "抽检抽查结果", "年度财政收支情况", "招标采购信息", "应急预案与避难场所",
    "群众来信办理情况", "执法事项与裁量基准", "规划修编成果",
)  # fmt: skip
WAYS = (
    "在门户网站专栏集中展示，", "通过政务新媒体同步推送，", "做到发布前逐级审核，",
    "每次更新后保留原有版本，", "涉及个人信息的先作处理，", "与上级目录保持一致，",
    "对照清单逐条销号，", "便于群众按部门查找，",
)  # fmt: skip
ENDS = (
    "确保内容准确、链接有效。", "形成工作台账备查。", "并公布咨询电话。", "发现差错当日更正。",
    "年底前总结成效。", "逐步扩大覆盖范围。",
)  # fmt: skip
CHAPTERS = ("政策公开", "解读回应", "平台建设", "基层公开", "依申请公开", "监督保障", "重点领域", "制度规范")
PLACES = ("松河", "白鹭", "青岭", "南渡", "石湖", "竹溪", "云台", "柳塘", "长泽", "北原")
BUREAUS = (
    "住房局", "农业局", "文旅局", "卫生局", "教育局", "民生局", "商务局", "林业局", "水利局", "体育局",
)  # fmt: skip
SECTIONS = (
    "办公室", "法规科", "规划科", "财务科", "人事科", "宣传科", "监督科", "项目科", "服务科", "信息科",
    "综合科", "指导科", "统计科", "安全科", "审批科", "执法科", "科技科", "合作科", "档案科", "信访科",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "明远子安若水知行景和清源思齐文博"


def clause(draw: Random) -> str:
    """A task of some 40 to 90 characters."""
    return f"{draw.choice(VERBS)}{draw.choice(OBJECTS)}，" + "".join(draw.sample(WAYS, 2)) + draw.choice(ENDS)


def heading(draw: Random, number: int) -> str:
    return f"{number}.加强{draw.choice(CHAPTERS)}"


def person(draw: Random) -> str:
    return draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN)
