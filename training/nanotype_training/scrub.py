"""Takes secrets and addresses of people out of training text."""

import re

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")

_EMAIL = re.compile(r"\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}\b")

_SECRET = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"  # Amazon
    r"|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b"
    r"|\bglpat-[A-Za-z0-9_-]{20,}\b"
    r"|\bsk-[A-Za-z0-9_-]{20,}\b|\bsk_live_[A-Za-z0-9]{20,}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}\b"
    r"|\bAIza[A-Za-z0-9_-]{35}\b"
    r"|\bnpm_[A-Za-z0-9]{36}\b"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\b"  # a signed JSON web token
)

# The name of the owner in a copyright line; the line itself is ordinary text of a file.
_COPYRIGHT = re.compile(r"(?i)(copyright (?:\(c\)|©)?\s*(?:\d{4}(?:\s*[-–,]\s*(?:\d{4}|present))*)?,?\s*)[^\n]*")

EMAIL_PLACEHOLDER = "name@example.com"
SECRET_PLACEHOLDER = "REMOVED"


def scrub(text: str) -> str | None:
    """Returns the text without secrets, e-mail addresses and names in copyright lines; None for a file with a private key."""
    if _PRIVATE_KEY.search(text):
        return None
    if "@" in text:
        text = _EMAIL.sub(EMAIL_PLACEHOLDER, text)
    text = _COPYRIGHT.sub(r"\1The authors", text)
    return _SECRET.sub(SECRET_PLACEHOLDER, text)
