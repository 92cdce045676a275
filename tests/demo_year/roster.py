"""The units on each form, in the order of the notices, and the names that the annexes print."""


def names(text: str) -> tuple[str, ...]:
    """Return the names of a list in which they are separated by white space."""
    return tuple(text.split())


ANNEX_1 = names(
    """
    县委编办 县发展和改革委员会 县财政局 县交通运输局 县行政审批服务管理局 县税务局
    人民银行绛县支行 县银监办 县金融服务中心 县自然资源局 市生态环境局绛县分局
    县住房和城乡建设管理局 县住房公积金管理中心 县供水站 县工业和信息化科技局
    县人力资源和社会保障局 国网绛县供电公司 县公安局 县司法局 县人民法院 县民政局 县林业局
    县教育局 县文化和旅游局 县卫生健康和体育局 县市场监督管理局
    """
)

ANNEX_2 = names(
    """
    县发展和改革委员会 县财政局 县能源局 县交通运输局 县应急管理局 县自然资源局
    县住房和城乡建设管理局 市生态环境局绛县分局 县工业和信息化科技局
    县人力资源和社会保障局 县公安局 县司法局 县民政局 县农业农村局 县林业局 县水务局
    县气象局 县教育局 县文化和旅游局 县卫生健康和体育局 县市场监督管理局
    县民族宗教事务局 县新闻出版局
    """
)

ANNEX_3 = names(
    """
    县行政审批服务管理局 县财政局 县应急管理局 县发展和改革委员会 县交通运输局 县消防救援大队
    县住房和城乡建设管理局 县自然资源局 市生态环境局绛县分局 县工业和信息化科技局
    县人力资源和社会保障局 县烟草公司 县公安局 县民政局 县农业农村局 县水务局 县林业局
    县卫生健康和体育局 县教育局 县文化和旅游局 县市场监督管理局 县新闻出版局
    绛县经济开发区行政审批服务管理局
    """
)

TOWNS = names("古绛镇 横水镇 陈村镇 卫庄镇 么里镇 南樊镇 安峪镇 大交镇 郝庄乡 冷口乡")

# Every unit of the county but the zone's approval office: the zone answers through its committee.
ANNEX_4 = (
    "绛县经济开发区管委会",
    *TOWNS,
    *ANNEX_1,
    *(unit for unit in ANNEX_2 if unit not in ANNEX_1),
    "县消防救援大队",
    "县烟草公司",
)

QIANYANG = names(
    """
    崔家头镇 南寨镇 城关镇 张家塬镇 高崖镇 水沟镇 草碧镇
    县纪委监委 县委组织部 县委宣传部 县委编办 县工商联 县法院 县检察院 县政府办公室 县发改局
    县工信局 县公安局 县民政局 县司法局 县审计局 县财政局 县人社局 县自然资源局 县生态环境局
    县住建局 县交通运输局 县水利局 县农业农村局 县文化和旅游局 县卫健委 县退役军人事务局
    县应急管理局 县市场监管局 县行政审批服务局 县林业局 县统计局 县医疗保障局 县乡村振兴局
    县畜产局 县环保新材料工业园管委会 县科技局 县招商局 县税务局 县人行 县供电分公司
    """
)

_PRINTED = {
    ("1", "县工业和信息化科技局"): "县工业信息化和科技局",
    ("1", "县文化和旅游局"): "县文化旅游局",
    ("2", "县交通运输局"): "县交通运输管理局",
    ("2", "市生态环境局绛县分局"): "运城市生态环境局绛县分局",
    ("3", "县交通运输局"): "县交通运输管理局",
    ("3", "市生态环境局绛县分局"): "运城市生态环境局绛县分局",
}


def printed_name(annex: str, unit: str) -> str:
    """Return the unit's name as that annex of the Jiangxian notice prints it."""
    return _PRINTED.get((annex, unit), unit)
