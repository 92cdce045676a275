"""How diligent a unit is; every figure that no story sets is drawn with this probability."""

from .chance import Dice

_ZEAL = {
    "县市场监督管理局": 0.99,
    "县行政审批服务管理局": 0.98,
    "县财政局": 0.97,
    "县供水站": 0.40,
    "县银监办": 0.66,
    "县新闻出版局": 0.52,
    "冷口乡": 0.55,
    "郝庄乡": 0.72,
    "县烟草公司": 0.78,
    "绛县经济开发区行政审批服务管理局": 0.70,
}


def zeal_of(unit: str) -> float:
    """Return the probability with which the unit does what is due."""
    return _ZEAL.get(unit, 0.74 + Dice("zeal", unit).whole(0, 23) / 100)
