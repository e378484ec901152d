"""SIE files: what systems write is read, whatever their encoding; what is broken is refused at its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import NOWHERE, Problem, Rejected
from generator.project.sources import SieFile, SieSelection, account_sums, known_objects, read_sie

HEAD = """\
#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#PROGRAM "Ekonomi" 9.1
#GEN 20240510
#FNAMN "Vårdnämnden \\"öst\\""
#RAR 0 20240101 20241231
#RAR -1 20230101 20231231
#DIM 1 "Ansvar"
#DIM 6 Verksamhet
#OBJEKT 1 "310" "Äldreomsorg"
#OBJEKT 1 320 "Öppenvård"
#OBJEKT 6 51 Hemtjänst
#KONTO 3010 "Avgifter"
#KONTO 5010 "Löner"
#KONTO 5020 "Övertid"
"""
MONTHS = """\
#PSALDO 0 202401 5010 {} 1000.00
#PSALDO 0 202401 5010 {1 310} 600.00
#PSALDO 0 202402 5010 {} 1100.50
#PSALDO 0 202401 3010 {} -250
#PSALDO -1 202301 5010 {} 900
#PBUDGET 0 202401 5010 {} 1050
#RES 0 5010 2100.50
#RES 0 3010 -250.00
"""
SPACED = "Beloppet har mellanrum, eller så följs det av en kvantitet."
CUT = "Filens sista rad slutar utan radbrytning, så den kan vara avhuggen."
OUTSIDE = "Verifikationens datum ligger utanför räkenskapsåret."
VOUCHERS = """\
#VER A 1 20240115 "Löner januari"
{
   #TRANS 5010 {1 "310" 6 "51"} 600.00
   #TRANS 5010 {1 "320"} 400.00 20240201 "sent"
   #RTRANS 5020 {} 5.00
   #BTRANS 5020 {} 7.00
   #TRANS 1930 {} -1000.00
}
"""


def read(text: str, encoding: str = "cp437") -> SieFile:
    """A file as a system writes it."""
    return read_sie(text.encode(encoding), "bok.se")


def total(file: SieFile, low: str, high: str, months: tuple[int, int] = (1, 12), **rest: object) -> Decimal:
    """The sum of a range of accounts over months of 2024."""
    start, end = date(2024, months[0], 1), date(2024, months[1], 28)
    selection = SieSelection(((low, high),), start, end, **rest)  # type: ignore[arg-type]
    return sum(account_sums(file, selection).values(), Decimal(0))


def problems(text: str) -> list[tuple[int, str]]:
    """The lines and messages that a file is refused for."""
    with pytest.raises(Rejected) as caught:
        read(text)
    return [(problem.where.line, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("rows", ["#PSALDO 0 202401 5010 {1 335} 7.00\n", VOUCHERS.replace('"320"', '"335"')])
def test_an_object_with_amounts_need_not_be_declared(rows: str) -> None:
    """It lies in a range, and can be asked for by its number."""
    assert known_objects(read(HEAD + rows), "Ansvar", "330–339", NOWHERE) == {"335"}


@pytest.mark.parametrize(
    ("known", "text", "expected"),
    [
        ("310 320 3405 341", "310–340", "310 320 3405"),
        ("01-10 05 10", "01-10", "01-10"),
        ("01-10 05 10", "01–10", "01-10 05 10"),
        ("01-10 01-15 01-30", "01-10 – 01-20", "01-10 01-15"),
        ("1 2 3 10 12 13", "1–12", "1 2 3 10 12"),
        ("P1 P2 Q3 P12 P13", "P1-P12", "P1 P2 P12"),
        ("3000 3100 3200", "30–3100", "3000 3100"),
        ("2 10 11", "1–12", "Objekten 1–12 i Ansvar kan vara 2, 10, 11 eller 10, 11."),
        ("5", "6–7", "bok.se har inga objekt 6–7 i Ansvar."),
        ("5", "6–12", "bok.se har inga objekt 6–12 i Ansvar."),
    ],
)
def test_a_dash_in_an_objects_number_and_between_two(known: str, text: str, expected: str) -> None:
    """A number with a dash is the object; a range that can be read in two ways is refused."""
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith("#OBJEKT"))
    file = read(head + "".join(f"#OBJEKT 1 {name} Namn\n" for name in known.split()))
    try:
        found = " ".join(sorted(known_objects(file, "Ansvar", text, NOWHERE), key=known.split().index))
    except Rejected as rejected:
        found = rejected.problems[0].message

    assert found == expected


@pytest.mark.parametrize("asked", ["ansvar", "1"])
def test_two_dimensions_of_one_name_are_told_apart_by_number(asked: str) -> None:
    """The name alone says neither."""
    file = read(HEAD.replace("6 Verksamhet", "6 Ansvar"))
    objects = {asked: frozenset({"310"})}
    if asked == "1":
        assert total(read(HEAD + MONTHS), "5", "5", objects=objects) == Decimal(600)
        return
    with pytest.raises(Rejected, match="1") as caught:
        total(file, "5", "5", objects=objects)

    assert caught.value.problems[0].message == "bok.se har flera dimensioner som heter ”ansvar”: 1, 6."


def test_breaks_of_unicode_end_no_record() -> None:
    """They stand in the texts of files in UTF-8."""
    file = read(HEAD.replace('"Avgifter"', '"Avgifter\u2028för\x85vård"') + MONTHS, "utf-8")

    assert file.accounts["3010"] == "Avgifter\u2028för\x85vård"


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig", "cp1252"])
def test_letters_are_read_whatever_wrote_them(encoding: str) -> None:
    """By their bytes, not by #FORMAT, which says PC8 in them all."""
    file = read(HEAD, encoding)

    assert (file.company, file.objects["1", "310"]) == ('Vårdnämnden "öst"', "Äldreomsorg")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sums_by_month(ends: str) -> None:
    """Over accounts that begin alike, over months, of one object, of the budget; nothing of the year before."""
    file = read((HEAD + MONTHS).replace("\n", ends))

    assert total(file, "5010", "5010") == Decimal("2100.50")
    assert total(file, "3", "5") == Decimal("1850.50")
    assert total(file, "5", "5", (2, 2)) == Decimal("1100.50")
    assert total(file, "5", "5", objects={"Ansvar": frozenset({"310"})}) == Decimal(600)
    assert total(file, "5", "5", kind="budget") == Decimal(1050)


def test_sums_of_vouchers() -> None:
    """By the date of the row, over several dimensions at once; what was struck or put in is not counted again."""
    file = read(HEAD + VOUCHERS)

    assert total(file, "5010", "5019") == Decimal(1000)
    assert total(file, "5", "5", (1, 1)) == Decimal(600)
    assert total(file, "5", "5", objects={"1": frozenset({"310", "320"}), "6": frozenset({"51"})}) == Decimal(600)
    assert total(file, "5020", "5020") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "#RES 0 5010 12.00 500\n", None),
        (HEAD + "#RES 0 5010 12 500\n", [(17, SPACED)]),
        (HEAD + "#PSALDO 0 202401 5010 {} -12 280 000.00\n", [(17, SPACED)]),
        (HEAD + "#PSALDO 0 202401 5010 {} 12\u00a0280.00\n", [(17, SPACED)]),
        (HEAD + "#PSALDO 0 202401 5010 {} 1280 500\n", None),
        (HEAD + MONTHS + MONTHS.splitlines()[1] + "\n", [(25, "Periodens belopp står redan på rad 18.")]),
        (HEAD + VOUCHERS + VOUCHERS, [(25, "Verifikationen står redan på rad 17.")]),
        (HEAD + VOUCHERS + VOUCHERS.replace("#VER A 1", "#VER B 1"), None),
        (HEAD + VOUCHERS.replace("#VER A 1", '#VER "" ""') * 2, None),
        (HEAD + "#RES 0 5010 12,50\n", [(17, "Beloppet går inte att läsa.")]),
        (HEAD + "#RES 0\n", [(17, "Raden är avhuggen.")]),
        (HEAD + '#KONTO 5030 "Sem\n', [(17, "Citattecknet avslutas inte på raden.")]),
        (HEAD + "#PSALDO 0 202413 5010 {} 1\n", [(17, "Perioden finns inte.")]),
        (HEAD + "#PSALDO 0 202301 5010 {} 1\n", [(17, "Perioden 202301 ligger utanför räkenskapsåret.")]),
        (HEAD + "#PSALDO 0 202401 5010 {1 1\n", [(17, "Klammern stängs inte på raden.")]),
        (HEAD + "#TRANS 5010 {} 1\n", [(17, "#TRANS står utanför en verifikation.")]),
        (HEAD + VOUCHERS.replace("-1000", "-999"), [(17, "Verifikationen går inte ihop.")]),
        (HEAD + VOUCHERS.removesuffix("}\n"), [(17, "Filen slutar mitt i en verifikation.")]),
        (
            HEAD + MONTHS.replace("#PSALDO 0 202402 5010 {} 1100.50\n", ""),
            [(22, "Månaderna för konto 5010 blir inte kontots resultat.")],
        ),
        (
            HEAD.replace("#RAR 0 20240101 20241231\n", "") + MONTHS,
            [(1, "Filen säger inte vilket räkenskapsår den gäller.")],
        ),
        ((HEAD + MONTHS.split("#RES", 1)[0])[:-2], [(22, CUT)]),
        (HEAD + VOUCHERS.removesuffix("\n"), None),
        (HEAD + MONTHS + "  ", None),
        (
            HEAD + '#DIM 6 Projekt\n#OBJEKT 1 310 Skola\n#KONTO 5010 "Löner"\n#RAR 0 20240101 20241130\n',
            [
                (17, "Dimensionen 6 står redan på rad 10, med annat innehåll."),
                (18, "Objektet 310 i dimension 1 står redan på rad 11, med annat innehåll."),
                (20, "Räkenskapsåret 0 står redan på rad 7, med annat innehåll."),
            ],
        ),
        (
            HEAD + VOUCHERS.replace("20240115", "20230115").replace("20240201", "20250201"),
            [(17, OUTSIDE), (20, OUTSIDE)],
        ),
        (HEAD + VOUCHERS.replace("20240115", "20240101").replace("20240201", "20241231"), None),
        (
            HEAD + "#KSUMMA\n" + MONTHS,
            [(17, "Kontrollsumman börjar här och avslutas inte, så filen kan vara avhuggen.")],
        ),
        (HEAD + "#KSUMMA\n" + MONTHS + "#KSUMMA 1234\n", None),
        # Form feed, vertical tab and the separators of Unicode end no record.
        (
            HEAD.replace("Övertid", "Över\f\v\x1ctid") + MONTHS + "#RES 0 5010 x\n",
            [(25, "Beloppet går inte att läsa.")],
        ),
        ("kontoplan\n", [(1, "Filen är ingen SIE-fil.")]),
        ("# ej\n", [(1, "Filen är ingen SIE-fil.")]),
        (HEAD + "Hej\n", [(17, "Raden börjar varken med # eller med en klammer.")]),
    ],
)
def test_what_is_broken_is_refused_at_its_line(text: str, expected: list[tuple[int, str]] | None) -> None:
    """All of it at once; a field too many is passed over, as the format says."""
    if expected is None:
        assert read(text).years[0].end == date(2024, 12, 31)
        return
    assert problems(text) == expected


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ({"objects": {"Ansvarig": frozenset({"310"})}}, "bok.se har ingen dimension ”Ansvarig”."),
        ({"objects": {"Ansvar": frozenset({"311"})}}, "bok.se har inget objekt 311 i Ansvar."),
        (
            {"objects": {"1": frozenset({"310"}), "6": frozenset({"51"})}, "kind": "budget"},
            "bok.se har ingen budget för objekten.",
        ),
    ],
)
def test_what_the_file_does_not_have_is_said(rest: dict[str, Any], message: str) -> None:
    """Never nought for what is not there."""
    with pytest.raises(Rejected) as caught:
        total(read(HEAD + MONTHS), "5", "5", **rest)

    assert [problem.message for problem in caught.value.problems] == [message]


def test_a_file_of_vouchers_alone_has_no_budget() -> None:
    """It is no fault of its type: the rows are missing."""
    with pytest.raises(Rejected) as caught:
        total(read(HEAD), "5", "5", kind="budget")

    assert [(each.message, each.expected) for each in caught.value.problems] == [
        ("bok.se har ingen budget för hela konton.", "rader #PBUDGET")
    ]


rows = st.lists(
    st.tuples(st.integers(1, 12), st.integers(3000, 7999), st.sampled_from(["310", "320"]), st.integers(-99999, 99999)),
    min_size=1,
    max_size=30,
)


def vouchers_of(rows: list[tuple[int, int, str, int]]) -> str:
    """A voucher for each row, against the bank."""
    return "".join(
        f"#VER A {number} 2024{month:02d}15\n{{\n#TRANS {account} {{1 {key}}} {ore / 100:.2f}\n"
        f"#TRANS 1930 {{}} {-ore / 100:.2f}\n}}\n"
        for number, (month, account, key, ore) in enumerate(rows)
    )


def months_of(rows: list[tuple[int, int, str, int]]) -> str:
    """The same rows as month amounts, of whole accounts and of objects, each once."""
    sums: dict[tuple[int, int, str], int] = {}
    for month, account, name, ore in rows:
        for key in ("{}", f"{{1 {name}}}"):
            sums[month, account, key] = sums.get((month, account, key), 0) + ore
    return "".join(
        f"#PSALDO 0 2024{month:02d} {account} {key} {ore / 100:.2f}\n" for (month, account, key), ore in sums.items()
    )


@given(rows=rows, month=st.integers(1, 11), account=st.integers(3000, 7998))
def test_sums_add_up(rows: list[tuple[int, int, str, int]], month: int, account: int) -> None:
    """Over months, over accounts and over objects; and vouchers give what months do."""
    by_voucher, by_month = read(HEAD + vouchers_of(rows)), read(HEAD + months_of(rows))
    for file in (by_voucher, by_month):
        whole = total(file, "3000", "7999")
        keys = [total(file, "3000", "7999", objects={"1": frozenset({key})}) for key in ("310", "320")]

        assert whole == Decimal(sum(ore for *_, ore in rows)) / 100
        assert whole == total(file, "3000", "7999", (1, month)) + total(file, "3000", "7999", (month + 1, 12))
        assert whole == total(file, "3000", str(account)) + total(file, str(account + 1), "7999")
        assert whole == sum(keys)


@given(cut=st.integers(0, len(HEAD + MONTHS + VOUCHERS)), junk=st.binary(max_size=8))
def test_any_bytes_are_a_file_or_a_refusal(cut: int, junk: bytes) -> None:
    """Half a file, or one with foreign bytes in it, raises nothing else."""
    data = (HEAD + MONTHS + VOUCHERS).encode("cp437")
    for broken in (data[:cut], data[:cut] + junk + data[cut:]):
        problems: tuple[Problem, ...] = ()
        try:
            read_sie(broken, "bok.se")
        except Rejected as rejected:
            problems = rejected.problems

        assert all(problem.where.line for problem in problems)
