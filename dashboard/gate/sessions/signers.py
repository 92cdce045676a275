"""Signers for what the gate gives to browsers and takes back unchanged."""

from __future__ import annotations

import hashlib
from typing import Literal

from itsdangerous import Signer

Purpose = Literal["form", "known-browser"]


def build_signer(key: bytes, purpose: Purpose) -> Signer:
    """Return an HMAC-SHA256 signer; its signatures are valid for one purpose only.

    The purpose is the salt from which the signing key is derived.
    """
    return Signer(
        key, salt=f"kaohe.gate.{purpose}", key_derivation="hmac", digest_method=hashlib.sha256
    )
