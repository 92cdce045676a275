"""Recognise the words before and after digits that show what the digits are."""

from __future__ import annotations

import re

# Directly before digits: they number a document or a thing, not a person.
_CODE_BEFORE = re.compile(
    r"(?:(?:工单|流水|受理|案件|登记|订单|运单|批次|档案|信访|合同|项目|票据|发票|凭证|序列|设备|任务|办件|事项|交办|转办|"
    r"信用|机构|许可证?|执照|备案|回执|快递|收件|发件|商品|资产|宗地|地块|图斑|监测点|站点|条形)"
    r"(?:单|编|代)?(?:号码|号|编码|代码|码)|(?<![证话])(?:编号|编码|单号|文号|序号|代码|条码|案号|件号)|工单|流水|订单|"
    r"(?<![A-Za-z])(?:No|NO|no|ID|SN|GD)\.?)(?:为|是|分别为)?[:：#\s(（\"“「]{0,3}$"
)
_CODE_AROUND = re.compile(r"(?:第|[〕\]】)）]|字)\s*$")
_NUMBER_SIGN = re.compile(r"\s*号(?!码|机|主|线)")
_MONEY_BEFORE = re.compile(
    r"(?:[¥￥$]|金额|人民币|资金|投资|总额|产值|收入|支出|拨付|预算|总价)(?:共|为|约|达|计)?[:：]?\s*$"
)
_AMOUNT_AFTER = re.compile(
    r"(?:\.\d+)?\s*(?:余|多)?(?:万|亿|元|平方|亩|公斤|千克|公里|人次|件次|千瓦|吨)"
)
_COUNT_AFTER = re.compile(
    r"\s*(?:余|多)?(?:[万亿元件个户条份项%％亩吨米]|人次|人(?![叫名接姓])|次(?!日|要)|平方|公里|公斤|号(?!码|机))"
)
_LISTED_BEFORE = re.compile(
    r"(?:分别|依次|[各共计第占达数量率额值分元期件个户次]|平均|受理|[转交]办|办结|报送|采用|完成|发放|走访)"
    r"(?:[为是有了约]|增至|降至)?[:：]?\s*$"
)
_LISTED_AFTER = re.compile(
    r"\s*(?:余|多)?(?:[家名例所村处项类批场篇份台套宗笔株辆年月日天度岁℃]|[毫厘千]米|[mc]m|起(?!诉|来)|小时|分钟|分(?!机))"
)
_PHONE = (
    r"(?:电\s*话|手\s*机|座机|固话|热线|传真|总机|分机|联系方式|联系|拨打|致电|来电|去电|回电|打通|号码|呼叫|微信|"
    r"[Tt]e?l|TEL|[Pp]hone|PHONE|[Mm]ob(?:ile)?|[Ff]ax|FAX|[vVwW][xX]|☎|📞|☏|✆)"
)
_PHONE_ANYWHERE = re.compile(_PHONE)
_PHONE_NEAR = re.compile(rf"{_PHONE}[^0-9]{{0,8}}$")
_PHONE_NEXT = re.compile(
    r"(?:电\s*话|手\s*机|座机|固话|传真|总机|拨打|致电|[Tt]el|TEL|☎|📞|☏|✆)"
    r"(?:号码?)?(?:分别|依次)?(?:是|为|[:：(（\s.]){0,4}$"
)
_PHONE_AFTER = re.compile(r"[^0-9，。；、]{0,6}(?:手机|电话|座机|机主)")
_LETTER_CUE = re.compile(r"(?:te?l|phone|mob|mobile|fax|[vw]x|wechat|call)[-:.\s]?$", re.IGNORECASE)
_LETTER = re.compile(r"[0-9A-Za-z]$")
_ESCAPE = re.compile(r"\\(?:[nrt]|u[0-9a-f]{4}|x[0-9a-f]{2})$")
"""An escape sequence, as in a traceback: its letters belong to no word."""
_CODE_PREFIX = re.compile(r"[A-Za-z]{1,8}[-_]?(?:[0-9]+[-_])*$")
_HEX_AFTER = re.compile(r"[A-Za-z]+[0-9]")
_IDENTITY_NEAR = re.compile(r"(?:身份|证件|公民|户口|ID|id)[^0-9]{0,10}$")
_CARD_WORD = (
    r"(?:卡|账号|帐号|账户|帐户|户头|储蓄|存折|开户|银行|工行|农行|中行|建行|交行|邮储|农信|信用社|"
    r"农商行|打款|转账|汇款|收款|打到|汇至|转入)"
)
_CARD_NEAR = re.compile(rf"{_CARD_WORD}[^0-9]{{0,14}}$")
_CARD_NEXT = re.compile(r"(?:卡号?|账号|帐号|账户|帐户|存折)(?:号码?)?(?:是|为|[:：(（\s]){0,4}$")
_CREDIT_NEAR = re.compile(r"(?:信用代码|信用代码证|机构代码|统一代码|税号)[^0-9]{0,6}$")


def is_code(before: str, after: str) -> bool:
    """Return whether the words around digits make them the number of a document or work order."""
    if _CODE_BEFORE.search(before):
        return True
    return bool(_CODE_AROUND.search(before) and _NUMBER_SIGN.match(after))


def is_amount(before: str, after: str) -> bool:
    """Return whether digits are an amount of money or a measure."""
    return bool(_AMOUNT_AFTER.match(after) or _MONEY_BEFORE.search(before))


def is_counted(after: str) -> bool:
    """Return whether digits are followed by a counter: 件, 个, 人次."""
    return bool(_COUNT_AFTER.match(after))


def is_listed(before: str, after: str) -> bool:
    """Return whether the words around several figures make them counts, amounts or ranks."""
    is_counted = bool(_COUNT_AFTER.match(after) or _LISTED_AFTER.match(after))
    is_named = _LISTED_BEFORE.search(before) is not None and not is_phone_next(before)
    return is_counted or is_named or is_amount(before, after)


def is_inside_word(before: str, after: str) -> bool:
    """Return whether digits are part of a code of letters and digits."""
    if _ESCAPE.search(before):
        return False
    is_glued = bool(_LETTER.search(before) or _CODE_PREFIX.search(before))
    return (is_glued and not _LETTER_CUE.search(before)) or bool(_HEX_AFTER.match(after))


def is_phone_mentioned(text: str) -> bool:
    """Return whether a text mentions a telephone anywhere."""
    return _PHONE_ANYWHERE.search(text) is not None


def is_phone_near(before: str) -> bool:
    """Return whether a telephone is mentioned shortly before."""
    return bool(_PHONE_NEAR.search(before))


def is_phone_after(after: str) -> bool:
    """Return whether a telephone is mentioned directly after."""
    return _PHONE_AFTER.match(after) is not None


def is_phone_next(before: str) -> bool:
    """Return whether a telephone is announced directly before."""
    return bool(_PHONE_NEXT.search(before))


def is_identity_near(before: str) -> bool:
    """Return whether an identity card is mentioned shortly before."""
    return bool(_IDENTITY_NEAR.search(before))


def is_card_near(before: str) -> bool:
    """Return whether a bank card or account is mentioned shortly before."""
    return bool(_CARD_NEAR.search(before))


def is_card_next(before: str) -> bool:
    """Return whether a card number is announced directly before."""
    return bool(_CARD_NEXT.search(before))


def is_credit_near(before: str) -> bool:
    """Return whether a social credit code is announced shortly before."""
    return bool(_CREDIT_NEAR.search(before))
