"""Which role, units and name a user gets from the claims."""

from __future__ import annotations

import pytest

from tests.dashboard.gate.openid.fake_issuer import ISSUER, SETTINGS, FakeIssuer
from tests.dashboard.gate.openid.walking import refusal_of, sign_in


def test_userinfo_is_not_asked_because_nobody_signs_its_answer() -> None:
    issuer = FakeIssuer(
        claims={"roles": None}, description={"userinfo_endpoint": f"{ISSUER}/userinfo"}
    )
    assert refusal_of(issuer) == "claim_missing"
    assert f"{ISSUER}/userinfo" not in issuer.asked


@pytest.mark.parametrize(
    ("roles", "role", "units"),
    [
        (["kaohe-staff", "kaohe-admin"], "admin", ()),
        ("kaohe-staff", "staff", ()),
        (["finance"], "unit", (("jiangxian-2021", "县财政局"),)),
        (["finance", "kaohe-staff"], "staff", ()),
    ],
    ids=["the line written first", "one alone", "a unit", "no unit beside another role"],
)
def test_claims_lead_to_a_role(
    roles: object, role: str, units: tuple[tuple[str, str], ...]
) -> None:
    granted = sign_in(FakeIssuer(claims={"roles": roles}))[0].granted
    assert (granted.role, granted.units) == (role, units)


def test_a_claim_is_found_by_its_name_or_by_a_path() -> None:
    nested = SETTINGS.model_copy(update={"role_claim": "realm_access.roles"})
    issuer = FakeIssuer(claims={"roles": None, "realm_access": {"roles": ["kaohe-staff"]}})
    assert sign_in(issuer, nested)[0].granted.role == "staff"


def test_a_name_cannot_break_the_record_s_line_or_turn_the_writing_around() -> None:
    issuer = FakeIssuer(claims={"preferred_username": "张\n三\u202e\u0000　x" + "长" * 99})
    name = sign_in(issuer)[0].name
    assert name.startswith("张三 x长")
    assert len(name) == 40
