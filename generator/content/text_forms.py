"""What an author writes beside plain Markdown, as it is read and as it is checked."""

from __future__ import annotations

import re

# The second group is what is marked.
STRUCK = re.compile(r"()~~(?=[^\s~])((?:[^~\n]|\n(?!\n)){1,400})(?<!\s)~~")
LOWERED = re.compile(r"()(?<!~)~([^\s~\[\]]{1,40})~(?!~)")
RAISED = re.compile(r"()\^([^\s^\[\]]{1,40})\^")
LANGUAGE = re.compile(
    r"""\[(?P<words>[^\[\]]{1,400})\]\{[ ]*lang=["']?(?P<language>[A-Za-z][A-Za-z0-9-]{1,34})["']?[ ]*\}"""
)
# The first line of a box, with its title.
BOX = re.compile(r"^:::[ \t]*faktaruta(?![^\W_])[ \t]*(?P<title>[^\n]*)(?=\n|$)")
# The mark of a footnote, or code, in which there is none; and the note, to the next one or a blank line.
NOTE = re.compile(r"`[^`\n]*`|(?<!\\)\[\^(?P<note>[\w-]{1,40})\]")
NOTE_BELOW = re.compile(
    r"^[ ]{0,3}\[\^(?P<note>[\w-]{1,40})\]:[ \t]*"
    r"(?P<text>[^\n]*(?:\n(?![ \t]*(?:\n|$)|[ ]{0,3}\[\^[\w-]{1,40}\]:)[^\n]+)*)",
    re.MULTILINE,
)
BOX_END = re.compile(r"(?:^|\n):::[ \t]*(?=\n|$)")

_ISO_639_1 = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LANGUAGES = frozenset(_ISO_639_1.split())
_SUBTAGS = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def is_language(code: str) -> bool:
    """Whether a code is a language as BCP 47 writes it: of two letters a known one, of three any."""
    primary = code.partition("-")[0]
    return _SUBTAGS.fullmatch(code) is not None and (len(primary) > len("sv") or primary in _LANGUAGES)


_NOT_READ = re.compile("|".join(rf"(?:{each.pattern})" for each in (STRUCK, LOWERED, RAISED, LANGUAGE)))
_SIGNS_OF_BLOCKS = re.compile(r"^:::[ \t]*faktaruta|(?<!\\)\[\^[\w-]{1,40}\]:?", re.MULTILINE)
_CHARACTER = re.compile(r"[^\n]")


def without_forms(text: str, sign: str) -> str:
    """Put a sign for each character of what is not read as Swedish words and numbers: struck, raised, of a language."""
    if not {"~", "^", "{", ":"} & set(text):
        return text
    for pattern in (_SIGNS_OF_BLOCKS, _NOT_READ):
        text = pattern.sub(lambda match: _CHARACTER.sub(sign, match[0]), text)
    return text
