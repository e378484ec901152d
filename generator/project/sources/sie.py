"""SIE 4B (sie.se, 2008-09-30): the accounts of a year as Swedish accounting systems export them, types 1 to 4.

Amounts are debit positive, as in the file. Records that are not needed for sums are passed over, as the format demands
of all readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from generator.problems import Problem, Problems, Rejected, Where
from generator.swedish import plain_quantity

# Dimension and object number, as in {1 "310" 6 "P1"}.
ObjectKey: TypeAlias = tuple[str, str]
BalanceKind = Literal["IB", "UB", "RES"]
MonthKind = Literal["PSALDO", "PBUDGET"]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_FIELD = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}"]+)|(")')
# What stands after an amount that is divided by blanks: 12 280 000.00.
_THOUSANDS, _GROUP = re.compile(r"[+-]?\d{1,3}\Z"), re.compile(r"\d{3}(?:\.\d{1,6})?\Z")
_AMOUNT = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,6})?\Z")
_ESCAPED = re.compile(r"\\(.)")
_BOM = b"\xef\xbb\xbf"
_FIRST_RECORD = re.compile(
    rb"\s*#(?:FLAGGA|PROGRAM|FORMAT|GEN|SIETYP|PROSA|FTYP|FNR|ORGNR|FNAMN|RAR|OMFATTN|KPTYP|KONTO)\b", re.IGNORECASE
)
# å, ä, ö and their capitals as the standard writes them (PC8, code page 437), and as Windows does.
_IN_PC8, _IN_WINDOWS = frozenset(b"\x86\x84\x94\x8f\x8e\x99"), frozenset(b"\xe5\xe4\xf6\xc5\xc4\xd6")
# Line breaks are those of the standard: what else Unicode breaks lines at may stand in a text.
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# The standard ends each record with a line break. After a voucher that is closed nothing of it can be lost.
_LAST_BYTES = (b"\n", b"\r", b"}")
_CODE = "T030"
_HINT = "Exportera filen på nytt ur ekonomisystemet."


@dataclass(frozen=True, slots=True)
class SieYear:
    """A financial year; `number` is 0 for the one of the file, -1 for the one before."""

    number: int
    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start.isoformat()}–{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of an account in a year: incoming, outgoing, or the result."""

    kind: BalanceKind
    year: int
    account: str
    amount: Decimal
    line: int


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """What an account changed in a month, or was budgeted; `key` is the object, None for the whole account."""

    kind: MonthKind
    year: int
    month: str
    account: str
    key: ObjectKey | None
    amount: Decimal
    line: int


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """A row of a voucher; `month` is that of its date, as 202401."""

    month: str
    account: str
    keys: tuple[ObjectKey, ...]
    amount: Decimal
    line: int


@dataclass(frozen=True, slots=True)
class SieFile:
    """The content of a file; `accounts`, `dimensions` and `objects` map numbers to names.

    An object that has amounts and no name is one too: it must not be left out of what is summed.
    """

    name: str
    company: str
    kind: str
    years: Mapping[int, SieYear]
    accounts: Mapping[str, str]
    dimensions: Mapping[str, str]
    objects: Mapping[ObjectKey, str]
    balances: tuple[Balance, ...]
    months: tuple[MonthAmount, ...]
    transactions: tuple[VoucherRow, ...]


class _BadRecordError(Exception):
    """A record that cannot be read: what is expected, and what stands there."""

    def __init__(self, message: str, expected: str, found: str = "") -> None:
        super().__init__(message)
        self.message, self.expected, self.found = message, expected, found


def is_sie(data: bytes) -> bool:
    """Whether bytes begin as a SIE file does: with the label of a record."""
    return _FIRST_RECORD.match(data.removeprefix(_BOM)) is not None


def read_sie(data: bytes, name: str) -> SieFile:
    """Read a file; `name` is what messages call it. Raises Rejected (T030) with all that is wrong, each at its line."""
    reader = _SieReader(name)
    if b"\0" in data or b"#" not in data:
        reader.problem(1, "Filen är ingen SIE-fil.", "rader som börjar med #", "")
    else:
        lines = _LINE_BREAK.split(_text(data))
        for number, line in enumerate(lines, 1):
            reader.line(number, line)
        reader.end()
        if not data.rstrip(b" \t").endswith(_LAST_BYTES):
            found = lines[-1].strip()[-40:]
            message = "Filens sista rad slutar utan radbrytning, så den kan vara avhuggen."
            reader.problem(reader.last, message, "en radbrytning efter den sista posten", found)
    if reader.problems:
        raise Rejected(reader.problems)
    return reader.file()


def _text(data: bytes) -> str:
    """Decode by what the bytes are: the standard is code page 437, and many write UTF-8 or the encoding of Windows."""
    try:
        return data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        in_pc8, in_windows = (sum(byte in letters for byte in data) for letters in (_IN_PC8, _IN_WINDOWS))
        return data.decode("cp437" if in_pc8 >= in_windows else "cp1252", errors="replace")


@dataclass
class _SieReader:
    name: str
    problems: Problems = field(default_factory=Problems)
    company: str = ""
    kind: str = ""
    years: dict[int, SieYear] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[ObjectKey, str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    months: list[MonthAmount] = field(default_factory=list)
    transactions: list[VoucherRow] = field(default_factory=list)
    # Where each voucher with a number, each amount of a month, and each name is told first.
    told: dict[tuple[object, ...], int] = field(default_factory=dict)
    # The dates of vouchers and of their rows, with their lines.
    dates: list[tuple[int, date]] = field(default_factory=list)
    # The line where a control sum is begun that is not closed.
    control: int = 0
    # The voucher whose rows are being read: its line, its month, what its rows sum up to; and whether it is open.
    voucher: tuple[int, str] = (0, "")
    voucher_sum: Decimal = Decimal(0)
    is_open: bool = False
    last: int = 0

    def problem(self, line: int, message: str, expected: str, found: str) -> None:
        self.problems.add(_CODE, Where(self.name, line, 1), message, expected=expected, found=found, hint=_HINT)

    def line(self, number: int, text: str) -> None:
        self.last = number
        try:
            fields = _fields(text)
            match fields:
                case []:
                    return
                case ["{"]:
                    self.open_voucher()
                case ["}"]:
                    self.close_voucher()
                case [str(label), *_] if label.startswith("#"):
                    self.record(number, label[1:].upper(), fields[1:])
                case _:
                    message = "Raden börjar varken med # eller med en klammer."
                    self.problem(number, message, "en post, till exempel #RES 0 4010 12500.00", text.strip()[:40])
        except _BadRecordError as bad:
            self.problem(number, bad.message, bad.expected, bad.found)

    def record(self, line: int, label: str, fields: _Fields) -> None:
        match label:
            case "FNAMN":
                self.company = _text_at(fields, 0, "företagets namn")
            case "SIETYP":
                self.kind = _text_at(fields, 0, "filens typ")
            case "RAR" | "KONTO" | "DIM" | "UNDERDIM" | "OBJEKT":
                self.declaration(line, label, fields)
            case "IB" | "UB" | "RES":
                account = _text_at(fields, 1, "kontots nummer")
                self.balances.append(Balance(label, _year(fields, 0), account, _amount(fields, 2), line))
            case "PSALDO" | "PBUDGET":
                month = _month_amount(label, fields, line)
                self.once(line, (label, month.year, month.month, month.account, month.key), "Periodens belopp")
                self.months.append(month)
            case "VER":
                if len(fields) > 1 and fields[1]:
                    self.once(line, ("VER", *fields[:3]), "Verifikationen")
                day = _date(fields, 2)
                self.dates.append((line, day))
                self.voucher, self.voucher_sum, self.is_open = (line, _month(day)), Decimal(0), False
            case "TRANS":
                self.transaction(line, fields)
            case "KSUMMA":
                # The first begins what is summed up, the second has the sum.
                self.control = line if not self.control else 0
            case _:
                # A reader skips what it does not know; #RTRANS and #BTRANS tell of rows that were put in or struck.
                return

    def declaration(self, line: int, label: str, fields: _Fields) -> None:
        match label:
            case "RAR":
                number = _year(fields, 0)
                start, end = (_date(fields, place) for place in (1, 2))
                self.declare(line, self.years, number, SieYear(number, start, end), f"Räkenskapsåret {number}")
            case "KONTO":
                account, name = _text_at(fields, 0, "kontots nummer"), _text_at(fields, 1, "kontots namn")
                self.declare(line, self.accounts, account, name, f"Kontot {account}")
            case "DIM" | "UNDERDIM":
                dimension, name = _text_at(fields, 0, "dimensionens nummer"), _text_at(fields, 1, "dimensionens namn")
                self.declare(line, self.dimensions, dimension, name, f"Dimensionen {dimension}")
            case _:
                key = _text_at(fields, 0, "dimensionens nummer"), _text_at(fields, 1, "objektets nummer")
                name = _text_at(fields, 2, "objektets namn")
                self.declare(line, self.objects, key, name, f"Objektet {key[1]} i dimension {key[0]}")

    def once(self, line: int, key: tuple[object, ...], what: str) -> None:
        """Note a record that the file has once; told again it would count twice."""
        if (first := self.told.setdefault(key, line)) != line:
            self.problem(line, f"{what} står redan på rad {first}.", "en gång i filen", "")

    def declare(self, line: int, known: dict[_Key, _Value], key: _Key, value: _Value, what: str) -> None:
        """Note what the file says of a number; told again in other words, neither can be trusted."""
        first = self.told.setdefault((what,), line)
        if known.setdefault(key, value) != value:
            self.problem(line, f"{what} står redan på rad {first}, med annat innehåll.", "en gång i filen", str(value))

    def transaction(self, line: int, fields: _Fields) -> None:
        if not self.is_open:
            raise _BadRecordError("#TRANS står utanför en verifikation.", "{ på en egen rad efter #VER")
        account, keys, amount = _text_at(fields, 0, "kontots nummer"), _keys(fields, 1), _amount(fields, 2)
        dated = len(fields) > 3 and fields[3] not in {"", ()}  # noqa: PLR2004 - the fourth field
        month = self.voucher[1]
        if dated:
            day = _date(fields, 3)
            self.dates.append((line, day))
            month = _month(day)
        self.transactions.append(VoucherRow(month, account, keys, amount, line))
        self.voucher_sum += amount

    def open_voucher(self) -> None:
        if not self.voucher[0] or self.is_open:
            raise _BadRecordError("En klammer öppnar ingen verifikation.", "#VER på raden före")
        self.is_open = True

    def close_voucher(self) -> None:
        if not self.is_open:
            raise _BadRecordError("En klammer stänger ingen verifikation.", "#VER och { före")
        line, total = self.voucher[0], self.voucher_sum
        self.voucher, self.is_open = (0, ""), False
        if total:
            amount = plain_quantity(total, "kr", 2)
            self.problem(line, "Verifikationen går inte ihop.", "en summa som är noll", amount)

    def end(self) -> None:
        if self.is_open:
            self.problem(self.voucher[0], "Filen slutar mitt i en verifikation.", "} efter den sista raden", "")
        if self.control:
            message = "Kontrollsumman börjar här och avslutas inte, så filen kan vara avhuggen."
            self.problem(self.control, message, "#KSUMMA och en summa sist i filen", "")
        if not self.kind and not self.years:
            self.problem(1, "Filen är ingen SIE-fil.", "#SIETYP och #RAR i början av filen", "")
        elif 0 not in self.years and (self.balances or self.months or self.transactions):
            self.problem(
                1, "Filen säger inte vilket räkenskapsår den gäller.", "#RAR 0 och årets första och sista dag", ""
            )
        self.problems.extend(self._outside_the_year())
        self.problems.extend(self._incomplete())

    def _outside_the_year(self) -> Iterator[Problem]:
        for each in self.months:
            year = self.years.get(each.year)
            if year is not None and not _month(year.start) <= each.month <= _month(year.end):
                message = f"Perioden {each.month} ligger utanför räkenskapsåret."
                expected = f"{_month(year.start)}–{_month(year.end)}"
                yield Problem(_CODE, Where(self.name, each.line, 1), message, expected, each.month, _HINT)
        own = self.years.get(0)
        for line, day in self.dates:
            if own is not None and not own.start <= day <= own.end:
                message = "Verifikationens datum ligger utanför räkenskapsåret."
                yield Problem(_CODE, Where(self.name, line, 1), message, str(own), day.isoformat(), _HINT)

    def _incomplete(self) -> Iterator[Problem]:
        """The months of an account add up to its result, where the file has both: otherwise part of it is lost."""
        sums: dict[str, Decimal] = {}
        for each in self.months:
            if each.kind == "PSALDO" and each.year == 0 and each.key is None:
                sums[each.account] = sums.get(each.account, Decimal(0)) + each.amount
        for balance in self.balances:
            if balance.kind == "RES" and balance.year == 0 and sums and balance.amount != sums.get(balance.account, 0):
                message = f"Månaderna för konto {balance.account} blir inte kontots resultat."
                expected = plain_quantity(balance.amount, "kr", 2)
                actual = plain_quantity(sums.get(balance.account, Decimal(0)), "kr", 2)
                yield Problem(_CODE, Where(self.name, balance.line, 1), message, expected, actual, _HINT)

    def file(self) -> SieFile:
        used = {row.key for row in self.months if row.key}.union(*(row.keys for row in self.transactions))
        return SieFile(
            self.name,
            self.company,
            self.kind,
            self.years,
            self.accounts,
            self.dimensions,
            {**dict.fromkeys(sorted(used), ""), **self.objects},
            tuple(self.balances),
            tuple(self.months),
            tuple(self.transactions),
        )


# --- fields of a record ----------------------------------------------------------------------------------------------

_Fields: TypeAlias = list["str | tuple[str, ...]"]


def _fields(line: str) -> _Fields:
    """Divide a record into its fields; what stands in braces is one field. Alone on a line, a brace is itself."""
    stripped = line.strip()
    if stripped in {"{", "}"}:
        return [stripped]
    fields: _Fields = []
    inside: list[str] | None = None
    for match in _FIELD.finditer(stripped):
        quoted, brace, plain, loose = match.groups()
        if loose:
            raise _BadRecordError(
                "Citattecknet avslutas inte på raden.", 'en text inom "…"', stripped[match.start() :][:40]
            )
        if brace == "{" and inside is None:
            inside = []
        elif brace == "}" and inside is not None:
            fields.append(tuple(inside))
            inside = None
        elif brace:
            raise _BadRecordError("Klamrarna går inte ihop.", "{ och } i par", stripped[:40])
        else:
            text = plain if quoted is None else _ESCAPED.sub(r"\1", quoted)
            (fields if inside is None else inside).append(text)
    if inside is not None:
        raise _BadRecordError("Klammern stängs inte på raden.", "{ och } i par", stripped[:40])
    return fields


def _text_at(fields: _Fields, place: int, what: str) -> str:
    if place >= len(fields):
        raise _BadRecordError("Raden är avhuggen.", what)
    value = fields[place]
    if not isinstance(value, str):
        raise _BadRecordError("Fälten står i fel ordning.", what, "{" + " ".join(value) + "}")
    return value


def _year(fields: _Fields, place: int) -> int:
    text = _text_at(fields, place, "årets nummer, 0 eller -1")
    if not re.fullmatch(r"-?\d{1,2}", text):
        raise _BadRecordError("Årets nummer går inte att läsa.", "0 för årets siffror, -1 för förra årets", text)
    return int(text)


def _date(fields: _Fields, place: int) -> date:
    text = _text_at(fields, place, "ett datum, ÅÅÅÅMMDD")
    try:
        if re.fullmatch(r"\d{8}", text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass
    raise _BadRecordError("Datumet finns inte.", "ÅÅÅÅMMDD", text)


def _month(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}"


def _amount(fields: _Fields, place: int) -> Decimal:
    text = _text_at(fields, place, "ett belopp")
    if not _AMOUNT.match(text):
        raise _BadRecordError(
            "Beloppet går inte att läsa.", "kronor med decimalpunkt och utan mellanrum, -12500.00", text
        )
    after = fields[place + 1] if place + 1 < len(fields) else ""
    if _THOUSANDS.match(text) and isinstance(after, str) and _GROUP.match(after):
        written = " ".join(each for each in fields[place:] if isinstance(each, str))
        message = "Beloppet har mellanrum, eller så följs det av en kvantitet."
        raise _BadRecordError(message, f"kronor utan mellanrum, eller med öre: {text}.00 {after}", written)
    return Decimal(text)


def _keys(fields: _Fields, place: int) -> tuple[ObjectKey, ...]:
    value = fields[place] if place < len(fields) else None
    if not isinstance(value, tuple):
        raise _BadRecordError("Objektlistan saknas.", "{} eller {dimension objekt}", str(value or ""))
    if len(value) % 2:
        raise _BadRecordError("Objektlistan går inte ihop.", "dimension och objekt i par", " ".join(value))
    return tuple(zip(value[::2], value[1::2], strict=True))


def _month_amount(kind: MonthKind, fields: _Fields, line: int) -> MonthAmount:
    month = _text_at(fields, 1, "en period, ÅÅÅÅMM")
    if not re.fullmatch(r"\d{4}(0[1-9]|1[0-2])", month):
        raise _BadRecordError("Perioden finns inte.", "ÅÅÅÅMM", month)
    keys = _keys(fields, 3)
    if len(keys) > 1:
        raise _BadRecordError("Periodsaldot gäller flera objekt.", "{} eller {dimension objekt}", str(keys))
    account = _text_at(fields, 2, "kontots nummer")
    return MonthAmount(kind, _year(fields, 0), month, account, keys[0] if keys else None, _amount(fields, 4), line)
