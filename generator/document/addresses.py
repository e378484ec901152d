"""Addresses outside a document: of the web, of mail and of telephones, in the one form in which they are printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Before the id of another document of the period: `paper:årsredovisning`.
PAPER = "paper:"
OUTGOING = ("https", "http", "mailto", "tel")
LONGEST_ADDRESS = 2000
# Characters that cannot be seen, that turn the direction of writing, or that programs drop from an address.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"})

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*", re.ASCII)
# What browsers read as a number, and not as a name: 127.0.0.1, 2130706433, 0x7f.1
_NUMBERED = re.compile(r"(?:\A|\.)(?:0x[0-9a-f]*|[0-9]+)\Z", re.ASCII)
_WEB = re.compile(r"(?P<host>[^/?#:@\\]+)(?P<port>:[0-9]{1,5})?(?P<rest>(?:[/?#][^\\]*)?)")
_MAILBOX = re.compile(r"(?P<local>[A-Za-z0-9.!$'*+=^_`{|}~-]+)@(?P<host>[^@]+)")
_MAIL_FIELD = re.compile(r"(?:subject|body|cc)=[^&=#\\]*")
_TELEPHONE = re.compile(r"\+?[0-9][0-9().-]{1,30}(?:;ext=[0-9]{1,8})?", re.ASCII)
_NOT_PLAIN = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~]")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")
_BAD_ENCODING = re.compile(r"%(?![0-9A-Fa-f]{2})")


def unseen(text: str) -> Iterator[str]:
    """Yield the characters of a text that no address may hold: blanks, controls, marks of direction."""
    return (sign for sign in text if unicodedata.category(sign) in _UNSEEN)


def decoded(text: str) -> str:
    """Return a text without percent-encoding."""
    data = _ENCODED.sub(lambda match: bytes([int(match[1], 16)]), text.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")


def scheme_of(address: str) -> str:
    """Return what stands before the colon of an address, in lower case; empty where it begins otherwise."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", address)
    return match[1].lower() if match else ""


def outgoing_address(text: str) -> str:
    """Return an address of the web, mail or a telephone in ASCII; empty where it is none or is not well-formed."""
    scheme = scheme_of(text)
    if scheme == "tel":
        text = "".join(text.split())
    if scheme not in OUTGOING or not _is_sound(text):
        return ""
    rest = text[len(scheme) + 1 :]
    match scheme:
        case "tel":
            printed = rest if _TELEPHONE.fullmatch(rest) else ""
        case "mailto":
            printed = _mail(rest)
        case _:
            printed = _web(rest)
    address = f"{scheme}:{printed}"
    return address if printed and len(address) <= LONGEST_ADDRESS else ""


def _is_sound(text: str) -> bool:
    if len(text) > LONGEST_ADDRESS or any(unseen(text)) or _BAD_ENCODING.search(text):
        return False
    return all(sign == " " for sign in unseen(decoded(text)))


def _web(rest: str) -> str:
    match = _WEB.fullmatch(rest.removeprefix("//")) if rest.startswith("//") else None
    host = _host(match["host"]) if match else ""
    return f"//{host}{match['port'] or ''}{_encoded(match['rest'])}" if match and host else ""


def _mail(rest: str) -> str:
    mailboxes, question, query = rest.partition("?")
    found = [_MAILBOX.fullmatch(each) for each in mailboxes.split(",")]
    written = [f"{match['local']}@{host}" for match in found if match and (host := _host(match["host"]))]
    fields = query.split("&") if question else []
    if len(written) < len(found) or not all(map(_MAIL_FIELD.fullmatch, fields)):
        return ""
    return _encoded(",".join(written) + question + query)


def host_of(address: str) -> str:
    """Return the host of an address of the web, as it is printed; empty where it is none."""
    match = _WEB.fullmatch(outgoing_address(address).removeprefix(f"{scheme_of(address)}://"))
    return match["host"] if match and scheme_of(address) in {"http", "https"} else ""


def _host(name: str) -> str:
    try:
        host = name.encode("idna").decode("ascii").lower()
        letters = [sign for sign in host.encode().decode("idna") if sign.isalpha()]
    except UnicodeError:
        return ""
    # Letters of two scripts look like a name that they are not.
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in letters}
    named = len(scripts) == 1 and not _NUMBERED.search(host)
    return host if named and _HOST.fullmatch(host) else ""


def _encoded(text: str) -> str:
    return _NOT_PLAIN.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)
