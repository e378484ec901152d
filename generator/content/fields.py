"""The types of the single values that authors write, and the base of all models of the content.

Unknown keys refuse nothing: they go to the `Problems` in the context of validation, so that they hide no other fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, NoReturn, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from generator.content.source import Block, Items, Node, Text
from generator.problems import NOWHERE, Problems, Where, nearest_hint
from generator.swedish import Ambiguous, NotADate, NotANumber, identifier, parse_date, parse_number

PLACE_KEY = "__plats__"
MODEL_KEY = "__modell__"
# A file in output/ is named by an id, and so is an attachment.
LONGEST_ID = 100
IDENTIFIER = re.compile(rf"[^\W\d_]\w{{0,{LONGEST_ID - 1}}}", re.UNICODE)
_UNFILLED = "Fyll i värdet, eller ta bort raden om det inte finns något."
# A period has days, months and years before and after it, which the calendar must have too.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
# How many decimals may be printed.
DECIMALS = range(10)
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})|--[A-Za-z][\w-]*")
_QUOTED = 'En färg med nummertecken skrivs inom citattecken, som "#5b2a86".'
_INDENTED = "Skriv nycklarna på egna rader, indragna under den här."
EXPRESSION_WORDS = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None"}
)


def unfit(code: str, message: str, expected: str = "", found: object = "", hint: str = "") -> NoReturn:
    """Raise an error that validation collects as a problem."""
    # The message is a parameter of its own template, so that braces in it are left as they are.
    raise PydanticCustomError(
        code,
        "{message}",
        {"message": message, "expected": expected, "found": str(found), "hint": hint[:1].upper() + hint[1:]},
    )


def where_of(value: object, otherwise: Where = NOWHERE) -> Where:
    """Return the place of a node of the source, or `otherwise` where it has none."""
    where: Where = getattr(value, "where", NOWHERE)
    return otherwise if where == NOWHERE else where


class DeclaredBlock(BaseModel):
    """A block of the content with declared keys."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True, populate_by_name=True)

    where: Where = Field(default=NOWHERE, alias=PLACE_KEY)

    # The keys that a lone text and a lone list stand for, where the author may write those instead of the block.
    short_form: ClassVar[str] = ""
    list_form: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _place(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, dict) and not isinstance(value, Block):
            return value
        if cls.short_form and isinstance(value, Text) and not value.missing:
            return {PLACE_KEY: value.where, cls.short_form: value}
        if cls.list_form and isinstance(value, Items):
            return {PLACE_KEY: value.where, cls.list_form: value}
        if cls.short_form and isinstance(value, Text):
            return text_of(value)
        if not isinstance(value, Block):
            return _must_be_block(value)
        declared = keys_of(cls)
        unknown = tuple(key for key in value if key not in declared)
        if isinstance(info.context, Problems):
            for key in unknown:
                hint = nearest_hint(key, declared) or f"Nycklar som finns här: {', '.join(sorted(declared))}."
                info.context.add("T101", key.where, f"Nyckeln ”{key}” finns inte här.", hint=hint)
        nodes = {str(key): node for key, node in value.items() if key in declared}
        return {PLACE_KEY: value.where, MODEL_KEY: (cls, unknown), **nodes}


@cache
def keys_of(model: type[DeclaredBlock]) -> frozenset[str]:
    """Return the keys that an author may write in a block."""
    return frozenset(entry.alias or name for name, entry in model.model_fields.items()) - {PLACE_KEY}


def _must_be_block(value: object) -> NoReturn:
    if isinstance(value, Text) and value.missing:
        unfit("T108", "Här saknas innehåll.", "nycklar med värden, indragna under raden", "ingenting", _UNFILLED)
    unfit("T103", "Här väntas ett block med nycklar.", "nyckel: värde, en per rad", shape_of(value), _INDENTED)


def shape_of(value: object) -> str:
    """Return what a node is, in Swedish: a list, a block, or the beginning of its text."""
    if isinstance(value, Items):
        return "en lista"
    if isinstance(value, dict):
        return "ett block med nycklar"
    text = str(value)
    limit = 60
    return f"”{text[:limit]}…”" if len(text) > limit else f"”{text}”"


def text_of(value: object) -> Text:
    """Return the text of a node; refuse another shape, and a value that is not filled in."""
    if isinstance(value, str):
        text = value if isinstance(value, Text) else Text(value)
        if text.missing:
            unfit("T108", "Värdet är inte ifyllt.", "ett värde efter kolonet", "ingenting", _UNFILLED)
        return text
    hint = ""
    if isinstance(value, Block):
        hint = "Innehåller texten kolon och mellanslag? Sätt hela värdet inom citattecken."
    return unfit("T103", "Här väntas en text.", "en text på raden", shape_of(value), hint)


def _read_line(value: object) -> str:
    text = text_of(value)
    if not text.strip():
        unfit("T108", "Värdet är tomt.", "en text", "”” (tom text)")
    return text


def read_identifier(value: object) -> str:
    """Read an id: letters, digits and underscores, a letter first, and no word of the expression language."""
    text = text_of(value)
    if len(text) > LONGEST_ID:
        unfit("T113", "Id:t är för långt.", f"högst {LONGEST_ID} tecken", f"{text[:LONGEST_ID]}…", "Korta id:t.")
    if not IDENTIFIER.fullmatch(text):
        own = identifier(text)
        message = "Ett id har bokstäver, siffror och understreck, och börjar med en bokstav."
        unfit("T113", message, "ett id", text, f"Skriv {own}." if own else "")
    if text in EXPRESSION_WORDS:
        hint = f"Skriv till exempel {text}_1."
        unfit("T114", f"”{text}” är ett ord i uttrycksspråket och kan inte vara id.", "ett annat id", text, hint)
    return text


def _read_colour_name(value: object) -> str:
    if isinstance(value, Text) and (value.missing or value.startswith(("#", "--"))):
        _refuse_colour(value, "ett namn i färger", "Ge färgen ett namn under färger:, och skriv namnet här.")
    return read_identifier(value)


def _read_colour(value: object) -> Text:
    text = value if isinstance(value, Text) else text_of(value)
    if not _COLOUR.fullmatch(text):
        _refuse_colour(text, '"#5b2a86", eller en variabel i stilmallen som --good', _QUOTED)
    return text


def _refuse_colour(text: Text, expected: str, hint: str) -> NoReturn:
    if text.missing:
        # To YAML, all from the number sign on is a comment.
        unfit("T108", "Färgen är inte ifylld.", expected, "ingenting", _QUOTED)
    unfit("T103", "Färgen går inte att läsa.", expected, text, hint)


def _read_mark_file(value: object) -> Text:
    text = text_of(value)
    if not text.casefold().endswith(".svg"):
        hint = "Spara symbolen som SVG i profilens mapp, och skriv till exempel symboler/droppe.svg."
        unfit("T103", "En symbol är en SVG-fil.", "en fil i profilens mapp, som symboler/droppe.svg", text, hint)
    return text


def _read_width(value: object) -> str:
    text = text_of(value)
    if not re.fullmatch(r"(?:[1-9][0-9]?|100) ?%", text):
        unfit("T103", "Bredden går inte att läsa.", "hela procent, 1–100", text, "Skriv till exempel 20 %.")
    return text


def read_yes_no(value: object) -> bool:
    """Read ja or nej, in any letter case."""
    text = text_of(value).casefold()
    if text not in {"ja", "nej"}:
        unfit("T103", "Här väntas ja eller nej.", "ja eller nej", text, "Skriv ja eller nej.")
    return text == "ja"


def _read_whole(value: object) -> int:
    text = text_of(value)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        unfit("T103", "Här väntas ett heltal.", "siffror, till exempel 2", text)
    return int(text)


def read_day(value: object) -> date:
    """Read a day written 2023-04-30."""
    text = text_of(value)
    try:
        return parse_date(text)
    except NotADate as error:
        unfit("T112", "Datumet går inte att läsa.", error.expected, text, error.hint)


def _read_period_day(value: object) -> date:
    day = read_day(value)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        expected = f"en dag under åren {_FIRST_YEAR}–{_LAST_YEAR}"
        unfit("T112", "Så gamla eller avlägsna perioder finns inte.", expected, text_of(value), "Rätta året.")
    return day


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as an author wrote it; `decimals` is how many were written, `unit` None where none was."""

    value: Decimal
    decimals: int
    unit: str | None
    where: Where


# A value that is still to be filled in, as a new period's are; its unit may follow.
OPEN = "??"


def _read_stated(value: object) -> WrittenNumber:
    text = text_of(value)
    if text.startswith(OPEN):
        unfit("T108", "Talet är inte ifyllt.", "ett tal", text, f"Skriv talet i stället för {OPEN}.")
    try:
        number = parse_number(text)
    except Ambiguous as error:
        unfit("T104", "Talet kan läsas på två sätt.", " eller ".join(error.readings), text, error.hint)
    except NotANumber as error:
        unfit("T105", "Talet går inte att läsa.", error.expected, text, error.hint)
    return WrittenNumber(number.value, number.decimals, number.unit, text.where)


@dataclass(frozen=True, slots=True)
class Decimals:
    """How many decimals are shown, None for as many as written; `at_most` drops zeros at the end.

    Those of a table of amounts are `of_amounts`: per cent in it goes by what its house says of per cent, if it does.
    """

    count: int | None
    at_most: bool = False
    of_amounts: bool = False


def _read_value(value: object) -> WrittenNumber | Formula:
    return _read_formula(value) if text_of(value).startswith("=") else _read_stated(value)


def _read_decimals(value: object) -> Decimals:
    text = text_of(value)
    match = re.fullmatch(r"(högst )?([0-9])", text)
    if match:
        return Decimals(int(match[2]), at_most=bool(match[1]))
    if text == "som skrivet":
        return Decimals(None)
    return unfit("T103", "Antalet decimaler går inte att läsa.", "0–9, ”högst 1” eller ”som skrivet”", text)


@dataclass(frozen=True, slots=True)
class Cited:
    """A text in which figures may be cited; Markdown where the field says so."""

    text: Text

    @property
    def where(self) -> Where:
        """The place where the text begins."""
        return self.text.where


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression over figures as written, without the equals sign it may begin with."""

    text: str
    where: Where


def read_cited(value: object) -> Cited:
    """Read a text with citations, that is not blank."""
    if isinstance(value, Cited):
        return value
    _read_line(value)
    return Cited(text_of(value))


def _read_formula(value: object) -> Formula:
    text = text_of(value)
    body = text.lstrip("= ")
    quote = 1 if text.style in {"single", "double"} else 0
    return Formula(body.rstrip(), text.where.shifted(0, text.where.column + quote + len(text) - len(body)))


def _read_equation(value: object) -> tuple[Formula, Formula]:
    text = text_of(value)
    left, equals, right = text.partition("=")
    if not left.strip() or not right.strip() or "=" in right:
        expected = "två uttryck med likhetstecken emellan"
        hint = "Skriv till exempel balans.tillgångar.belopp = balans.skulder.belopp."
        unfit("T103", "Avstämningen går inte att läsa.", expected, text, hint)
    quote = 1 if text.style in {"single", "double"} else 0
    column = text.where.column + quote
    at = len(left + equals) + len(right) - len(right.lstrip())
    before = len(left) - len(left.lstrip())
    return (
        Formula(left.strip(), text.where.shifted(0, column + before)),
        Formula(right.strip(), text.where.shifted(0, column + at)),
    )


def _read_list(value: object) -> tuple[Node, ...]:
    if not isinstance(value, Items | tuple | list):
        if isinstance(value, Text) and value.missing:
            unfit("T108", "Listan är inte ifylld.", "minst ett streck (-) med innehåll, eller []", "ingenting")
        unfit("T103", "Här väntas en lista.", "en rad per sak, var och en med streck (-)", shape_of(value))
    return tuple(value)


def read_names(value: object) -> tuple[Text, ...]:
    """Read a list of ids."""
    return tuple(Text(read_identifier(each), text_of(each).where) for each in _read_list(value))


def read_identified(value: object) -> dict[Any, Any]:
    """Read a block whose keys are ids given by the author; an id is refused at its own place."""
    if not isinstance(value, dict):
        _must_be_block(value)
    for key in value if isinstance(value, Block) else ():
        try:
            read_identifier(key)
        except PydanticCustomError as error:
            raise PydanticCustomError(error.type, "{message}", {**(error.context or {}), "where": key.where}) from error
    return dict(value)


def _read_labelled(value: object) -> object:
    if not isinstance(value, dict):
        _must_be_block(value)
    return {key: {} if isinstance(node, Text) and node.missing else node for key, node in value.items()}


# The schema of what may be any scalar: to YAML a text can look like a number or a truth value.
TEXTLIKE: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def _schema(description: str, **schema: object) -> WithJsonSchema:
    return WithJsonSchema({"description": description, **(schema or TEXTLIKE)})


# Plain where a text stays a text: pydantic's own str would make a new one, without the place.
OneLine = Annotated[str, PlainValidator(_read_line), _schema("Text på en rad")]
Identifier = Annotated[str, PlainValidator(read_identifier), _schema("Id: bokstäver, siffror, understreck")]
MarkFile = Annotated[
    Text,
    PlainValidator(_read_mark_file),
    _schema("SVG-fil i profilens mapp, som symboler/droppe.svg", type="string", pattern=r"\.[sS][vV][gG]$"),
]
ColourName = Annotated[str, PlainValidator(_read_colour_name), _schema("Namn på en färg i färger")]
ColourValue = Annotated[
    Text,
    PlainValidator(_read_colour),
    _schema(
        'Färg inom citattecken, som "#5b2a86", eller en variabel i stilmallen, som --good',
        type="string",
        pattern=f"^(?:{_COLOUR.pattern})$",
    ),
]
YesNo = Annotated[bool, BeforeValidator(read_yes_no), _schema("ja eller nej", enum=["ja", "nej"])]
Width = Annotated[str, PlainValidator(_read_width), _schema("Bredd i procent, till exempel 20 %", type="string")]
Whole = Annotated[int, BeforeValidator(_read_whole), _schema("Heltal")]
Day = Annotated[date, BeforeValidator(read_day), _schema("Datum, ÅÅÅÅ-MM-DD")]
PeriodDay = Annotated[date, BeforeValidator(_read_period_day), _schema("Datum, ÅÅÅÅ-MM-DD")]
AmountField = Annotated[WrittenNumber, BeforeValidator(_read_stated), _schema("Tal med svensk eller vanlig notation")]
Value = Annotated[
    WrittenNumber | Formula, BeforeValidator(_read_value), _schema("Tal med enhet, eller = och ett uttryck")
]
ShownDecimals = Annotated[Decimals, BeforeValidator(_read_decimals), _schema("Antal decimaler")]
CitedText = Annotated[Cited, BeforeValidator(read_cited), _schema("Text; tal kan citeras med {{ … }}")]
Expression = Annotated[Formula, BeforeValidator(_read_formula), _schema("Uttryck över tal")]
Equation = Annotated[
    tuple[Formula, Formula], PlainValidator(_read_equation), _schema("Två uttryck med = emellan", type="string")
]
PrintedText = Annotated[str, PlainValidator(text_of), _schema("Text, får vara tom inom citattecken")]

Item = TypeVar("Item")
ListOf: TypeAlias = Annotated[tuple[Item, ...], BeforeValidator(_read_list)]
ById: TypeAlias = Annotated[Mapping[str, Item], BeforeValidator(read_identified)]
ByLabel: TypeAlias = Annotated[Mapping[str, Item], BeforeValidator(_read_labelled)]


def optional(alias: str, description: str, *, default: object = None) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Declare a key that the author may leave out, and the value that stands for it then."""
    if default == {}:
        # As a default, pydantic would make a deep copy of it for every block.
        return Field(default_factory=dict, alias=alias, description=description)
    return Field(default=default, alias=alias, description=description)
