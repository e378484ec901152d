"""A small report built by hand from document values, with the shapes of a real one → what the templates print.

The figures are those of the Nacka reference; the prose is made up.
"""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from generator.compose.chart import ChartData, Series, draw_chart
from generator.document import (
    Block,
    BodyRow,
    ChartBlock,
    Column,
    Contents,
    ContentsEntry,
    Cover,
    DeclaredMark,
    Document,
    DocumentUnit,
    FormBlock,
    HeadCell,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LabelledPart,
    Look,
    Note,
    NoteMark,
    PrintedCell,
    PrintedFigure,
    ProseBlock,
    RecordList,
    Reference,
    Remark,
    Run,
    SectionBlock,
    StatusMark,
    TableBlock,
)
from generator.problems import Where
from generator.swedish import NumberFormat, parse_number

PROFILE = Where("templates/base/profil.yaml", 1, 1)
SYMBOLS = {name: DeclaredMark(f"symboler/{name}.svg", PROFILE) for name in ("bock", "halv", "kryss")}
COLOURS = {
    name: DeclaredMark(variable, PROFILE)
    for name, variable in {"grön": "--good", "gul": "--fair", "röd": "--bad", "blå": "--calm"}.items()
}
WORDS = {
    "innehåll": "Innehåll",
    "hoppa_till_innehåll": "Hoppa till innehållet",
    "daterad": "Daterad",
    "bilaga": "Bilaga",
}
FOLDERS = ("templates/nacka", "templates/base")

_ECONOMY = """\
Barn och unga 0–20 år|3,2|−66,1|−63,0|2,2|−63,0|−60,9|−2,1|−178,7|−188,7|−10,0
Vuxna 21–64 år|4,6|−26,0|−21,5|6,5|−31,2|−24,8|+3,3|−71,8|−64,1|+7,7
Personer med funktionsnedsättning 0–64 år|12,6|−212,1|−199,6|11,8|−217,7|−205,9|+6,3|−617,2|−614,7|+2,5
Gemensam socialtjänst|0,0|−1,4|−1,4|0,0|−2,2|−2,2|+0,9|−6,7|−4,9|+1,8
Nämnd och nämndstöd|0,0|−0,9|−0,9|0,0|−0,9|−0,9|0,0|−2,7|−2,7|0,0
Myndighet & Huvudmannaskap|0,0|−46,4|−46,4|0,0|−43,4|−43,4|−3,0|−133,3|−133,3|0,0
Summa|20,3|−352,9|−332,6|20,5|−358,5|−338,0|+5,4|−1 010,4|−1 008,4|+2,0"""

_CHILDREN = """\
Heldygnsvård|35,2|32,0|−3,3|108,9|95,9|−13,0
Biståndsbedömd öppenvård|14,9|15,5|+0,6|45,0|46,5|+1,5
Övrig öppenvård inkl. föreningsbidrag|11,7|11,8|+0,1|31,1|31,4|+0,3
Familjerådgivning och insatser familjerätt|1,2|1,3|+0,1|3,7|3,8|+0,2
Ensamkommande barn och unga|0,0|0,4|+0,4|0,0|1,1|+1,1
Summa barn och unga|63,0|60,9|−2,1|188,7|178,7|−10,0"""

_INVESTIGATIONS = """\
Antal inledda aktualiseringar|1 218|1 215|1 077|980|857
Antal unika personer med inledda aktualiseringar (exkl. personer i kronpärmen)|559|571|502|492|426
Antal inledda utredningar|308|323|278|253|273
Antal avslutade utredningar|331|268|260|261|253"""

_INSTITUTION = """\
Antal unika personer inom institution|28|25|21|27|16
Antal verkställda placeringar*|20|18|16|22|10
Varav SiS antal unika personer|5|6|2|11|3
Antal verkställda SiS-placeringar*|3|3|1|8|2"""

_PLACEMENTS = """\
Institution|10,1|21,8|16,3|17,9|20,3
Jourhem|38,7|19,9|12,6|15,2|7,2
Familjehem inkl. nätverk|38,0|50,1|56,6|51,5|67,2
Stödboende|8,0|18,7|21,1|24,8|28,4"""

_WHY = (
    ". Det är bättre än budgeten för samma tid, som är lagd i tolftedelar medan kostnaderna följer när insatser "
    "beviljas och verkställs. Den största positiva avvikelsen finns inom stödet till personer med "
    "funktionsnedsättning, där anpassade bostäder har blivit färdiga senare än vad som antogs i planen, se "
)


def result(unit: str) -> Inline:
    """The unit that it is said in → a sentence with the result, cited, and why it is so."""
    figure = PrintedFigure(f"{unit}-figure-1", "ekonomi.summa.utfall_netto", "-332.6", "−332,6\u00a0miljoner kronor")
    return ("Nämndens netto efter fyra månader är ", figure, _WHY)


def paragraph(*runs: Run) -> Inline:
    """Runs in → a paragraph of them out."""
    return (Markup("<p>"), *runs, Markup("</p>"))


def table(  # noqa: PLR0913, PLR0917 - a table of a test is made of all this
    table_id: str,
    caption: str,
    unit: str,
    stub: str,
    heads: tuple[str, ...],
    body: str,
    density: str = "normal",
    highlighted: tuple[int, ...] = (),
    notes: tuple[Note, ...] = (),
) -> TableBlock:
    """A caption, heads and a body of lines with bars in → a table with one row of heads out."""
    head = tuple(
        HeadCell(f"{table_id}-head-{index}", (text,), 1, 1, "col", "tal" if index else "text")
        for index, text in enumerate((stub, *heads))
    )
    columns = (
        Column("text"),
        *(Column("tal", highlighted=index in highlighted) for index in range(1, len(heads) + 1)),
    )
    return TableBlock(
        id=table_id,
        caption=(caption,) if caption else (),
        unit=unit,
        columns=columns,
        head=(head,),
        groups=(tuple(rows(table_id, body)),),
        notes=notes,
        density=density,
    )


def rows(table_id: str, body: str) -> list[BodyRow]:
    """Lines with bars in → rows out: the first is the head; a sum by its word, a part by «Varav»."""
    result = []
    for number, line in enumerate(body.splitlines(), 1):
        label, *texts = line.split("|")
        kind = "summa" if label.startswith("Summa") else "varav" if label.startswith("Varav") else "rad"
        name: Inline = (label,)
        if label.endswith("*"):
            name = (label.removesuffix("*"), NoteMark(f"{table_id}-note", "*"))
        cells = (
            PrintedCell("text", name, head="row"),
            *(
                PrintedCell(
                    "tal", (PrintedFigure(f"{table_id}-figure-{number}-{column}", f"{table_id}.{number}", "1", text),)
                )
                for column, text in enumerate(texts)
            ),
        )
        result.append(BodyRow(f"{table_id}-row-{number}", kind, cells))
    return result


def economy_table() -> TableBlock:
    """The widest table of the reference: a row head and ten columns in three groups."""
    plain = table("ekonomi", "Ekonomiskt resultat per budgetrad", "mnkr", "", ("",) * 10, _ECONOMY, "mycket tät")
    groups = (("Ack utfall 2023", 3), ("Ack budget 2023", 4), ("Helår budget och prognos 2023", 3))
    names = (  # noqa: SIM905 - the list is longer than it is clear
        "Utfall intäkter,Utfall kostnader,Utfall netto,Budget intäkter,Budget kostnader,Budget netto,Budget avvikelse,"
        "Budget netto,Prognos netto,Prognos avvikelse"
    ).split(",")
    first = (
        HeadCell("ekonomi-head-0", ("Verksamhet",), 1, 2, "col", "text", ("Kostnader (−) Intäkter (+)",)),
        *(
            HeadCell(f"ekonomi-group-{number}", (text,), columns, 1, "colgroup", "text", opens_group=True)
            for number, (text, columns) in enumerate(groups, 1)
        ),
    )
    second = tuple(
        HeadCell(f"ekonomi-head-{number}", (name,), 1, 1, "col", "tal", opens_group=number in (1, 4, 8))
        for number, name in enumerate(names, 1)
    )
    columns = (
        Column("text"),
        *(Column("tal", highlighted=number in (7, 10), opens_group=number in (1, 4, 8)) for number in range(1, 11)),
    )
    note = Note("ekonomi-note-1", "", ("Avrundning gör att delar och summor kan skilja på sista siffran.",))
    return TableBlock("ekonomi", plain.caption, "mnkr", columns, (first, second), plain.groups, (note,), "mycket tät")


def goals_table() -> TableBlock:
    """The table of the global goals: long cells with labelled parts, and a status in each row."""

    def row(number: int, goal: str, status: StatusMark, first: str, second: str) -> BodyRow:
        parts = (
            LabelledPart((), (first,)),
            LabelledPart(("Hur bidrar detta till det globala målet?",), (second,)),
            LabelledPart(("Kommentar",), ()),
        )
        cells = (
            PrintedCell("text", (goal,), head="row"),
            PrintedCell("status", (status,)),
            PrintedCell("delar", (), parts=parts),
        )
        return BodyRow(f"agenda-row-{number}", "rad", cells)

    going = StatusMark("halv", "blå", "Pågående")
    done = StatusMark("bock", "grön", "Uppnått")
    partly = StatusMark("halv", "gul", "Delvis uppnått")
    late = StatusMark("kryss", "röd", "Ej uppnått")
    head = tuple(
        HeadCell(f"agenda-head-{number}", (text,), 1, 1, "col", kind)
        for number, (text, kind) in enumerate(
            (("Globala målen", "text"), ("Status", "status"), ("Uppföljning av aktiviteter", "delar"))
        )
    )
    health = "Placerade barns hälsa följs upp regelbundet, så att brister kan åtgärdas snabbt under vårdens gång."
    school = "Skolfam ger stöd för att kunskapsmålen ska nås, tillsammans med utbildningsenheten och elevhälsan."
    why = "Insatserna ger barn och unga likvärdiga förutsättningar, oavsett var i kommunen de bor och vem de bor hos."
    body = (
        row(1, "3. Hälsa och välbefinnande", going, health, why),
        row(2, "4. God utbildning för alla", done, school, why),
        row(3, "5. Jämställdhet", partly, "Boendelösningar ses över för den som utsätts för våld.", why),
        row(4, "10. Minskad ojämlikhet", late, "Daglig verksamhet följs upp för var och en.", why),
    )
    columns = (Column("text", 22), Column("status", 18), Column("delar", 60))
    return TableBlock("agenda", ("De globala målen",), "", columns, (head,), (body,), density="gles")


def grants_table() -> TableBlock:
    """Groups of rows with head rows of their own, figures of unlike precision, and a blank row before the sum."""

    def figures(number: int, *texts: tuple[str, int]) -> tuple[PrintedCell, ...]:
        return tuple(
            PrintedCell("tal", (PrintedFigure(f"bidrag-figure-{number}-{column}", "bidrag", "1", text),), pad=pad)
            for column, (text, pad) in enumerate(texts)
        )

    def row(number: int, label: str, *texts: tuple[str, int], kind: str = "rad") -> BodyRow:
        return BodyRow(
            f"bidrag-row-{number}", kind, (PrintedCell("text", (label,), head="row"), *figures(number, *texts))
        )

    def group(number: int, label: str) -> BodyRow:
        return BodyRow(
            f"bidrag-row-{number}", "mellanrubrik", (PrintedCell("text", (label,), head="rowgroup", columns=4),)
        )

    first = (
        group(1, "Barn och unga"),
        row(2, "Sociala insatser i utsatta områden", ("3,04", 0), ("3", 3), ("3,5", 1)),
        row(3, "Varav familjehem", ("0,57", 0), ("0,5", 1), ("1", 3), kind="varav"),
        row(4, "Delsumma", ("3,61", 0), ("3,5", 1), ("4,5", 1), kind="delsumma"),
    )
    second = (
        group(5, "Vuxna"),
        row(6, "Psykisk hälsa", ("3,09", 0), ("2", 3), ("2,5", 1)),
        BodyRow(
            "bidrag-row-7",
            "text",
            (PrintedCell("text", ("Beloppen är preliminära till dess att besluten kommit.",), columns=4),),
        ),
        BodyRow("bidrag-row-8", "tom", (PrintedCell("tom", (), columns=4),)),
        row(9, "Totalt", ("6,70", 0), ("5,5", 1), ("7", 3), kind="summa"),
    )
    head = tuple(
        HeadCell(f"bidrag-head-{number}", (text,), 1, 1, "col", "tal" if number else "text")
        for number, text in enumerate(("Statsbidrag", "Sökt belopp", "Erhållet belopp", "Prognos 2023"))
    )
    columns = (Column("text"), Column("tal"), Column("tal"), Column("tal"))
    return TableBlock("bidrag", ("Riktade statsbidrag",), "mnkr", columns, (head,), (first, second))


def placements_chart(
    kind: Literal["staplade staplar", "staplar", "liggande staplar", "linje"] = "staplade staplar",
    chart_id: str = "placeringar",
) -> ChartBlock:
    """The chart of placements by quarter, with its data under it."""
    quarters = tuple(f"KV 1 {year}" for year in range(2019, 2024))
    series = tuple(
        Series(name, tuple(parse_number(text).value for text in texts), tuple(texts))
        for name, *texts in (line.split("|") for line in _PLACEMENTS.splitlines())
    )
    data = ChartData(quarters, series, "placeringar", NumberFormat())
    return ChartBlock(
        id=chart_id,
        title=("Antal placeringar per kvartal 2019–2023, heldygnsvård barn och unga 0–20 år",),
        kind=kind,
        drawing=draw_chart(kind, data),
        alternative="Stapeldiagram: placeringarna ökar till 123,1, mest i familjehem. Se tabellen under diagrammet.",
        table=table(f"{chart_id}-tabell", "", "", "Placeringar", quarters, _PLACEMENTS),
    )


def section(
    section_id: str, level: int, number: str, title: Inline | str, *blocks: Block, run_in: bool = False
) -> SectionBlock:
    """A heading and blocks in → a section out."""
    text: Inline = (title,) if isinstance(title, str) else title
    return SectionBlock(section_id, Heading(f"{section_id}-rubrik", level, number, text, run_in), blocks)


def _summary() -> DocumentUnit:
    text = (
        *paragraph(*result("s1"), Reference("ekonomi", "tabellen i avsnitt 3"), "."),
        Markup(
            "<p>Tre områden kräver uppmärksamhet:</p>"
            "<ul><li>placeringarna av barn och unga fortsätter att öka,</li>"
            "<li>kostnaden för varje vårddygn är högre än vad budgeten räknar med, och</li>"
            "<li>rekryteringen av familjehem går <em>långsammare</em> än <strong>planerat</strong>.</li></ul>"
        ),
    )
    fisksatra = (
        "Öppna verksamheter i Fisksätra når fler än tidigare. Under våren har mottagningen utökat sina tider, och "
    )
    blocks = (
        section("s1a", 3, "", "Ekonomiskt resultat", ProseBlock("text-1", text)),
        section(
            "s1b",
            3,
            "",
            "Fler medborgare i Fisksätra nås av insatser",
            ProseBlock("text-2", paragraph(fisksatra * 3 + "samarbetet med föreningarna har fördjupats.")),
        ),
        section("s1c", 4, "", "Unga i riskzon.", ProseBlock("text-3", paragraph(fisksatra * 2)), run_in=True),
        section("s1d", 4, "", "E-tjänst ökar tillgänglighet.", ProseBlock("text-4", paragraph(fisksatra)), run_in=True),
    )
    return DocumentUnit("u1", "kapitel", "Sammanfattning", (section("s1", 2, "1", "Sammanfattning", *blocks),))


def _agenda() -> DocumentUnit:
    form = FormBlock(
        "formulär",
        (
            (LabelledPart(("Ansvarig",), ("Enhetschef",)), LabelledPart(("Klart senast",), ("2023-10-31",))),
            (LabelledPart(("Beskrivning",), ("Avtalen med externa vårdgivare ses över.",)),),
        ),
    )
    boxes = RecordList(
        "rutor",
        (
            (LabelledPart(("Åtgärd",), ("Samarbetet med privata hyresvärdar fortsätter.",)),),
            (
                LabelledPart(("Åtgärd",), ("Rekryteringen av familjehem samordnas med grannkommunerna.",)),
                LabelledPart(("Delar",), (), (("Gemensam annonsering",), ("Gemensam utbildning",))),
            ),
        ),
        boxed=True,
    )
    goal = "Den som har en funktionsnedsättning får möjlighet att delta i samhällslivet på lika villkor"
    blocks = (
        ProseBlock("text-5", paragraph("Nämnden följer fyra av de globala målen. Arbetet pågår inom dem alla.")),
        goals_table(),
        section("s2a", 3, "2.1", "Åtgärder", form, boxes),
        section("s2b", 4, "2.1.1", goal, Remark("tomt", ("Inga indikatorer redovisas.",), "inga poster")),
    )
    return DocumentUnit("u2", "kapitel", "Agenda 2030", (section("s2", 2, "2", "Agenda 2030", *blocks),))


def _economy() -> DocumentUnit:
    figures = KeyFigures(
        "nyckeltal",
        tuple(
            KeyFigure((PrintedFigure(f"nyckel-{number}", "x", "1", value),), (label,))
            for number, (value, label) in enumerate(
                (
                    ("−332,6", "mnkr, resultat till och med april"),
                    ("+5,4", "mnkr mot periodens budget"),
                    ("+2,0", "mnkr i prognos mot årets budget"),
                )
            )
        ),
    )
    heads = ("Utfall jan–april 2023", "Budget jan–april 2023", "Budget avvikelse", "Prognos 2023", "Budget 2023")
    quarters = tuple(f"Kvartal 1 {year}" for year in range(2023, 2018, -1))
    note = Note(
        "institution-note", "*", ("Antal placeringar är antalet verkställda placeringsdygn delat med periodens dygn.",)
    )
    title = (
        "Barn och unga 0–20 år; periodens resultat ",
        PrintedFigure("s3a-figure-0", "ekonomi.barn.avvikelse", "-2.1", "−2,1\u00a0mnkr"),
        " mot budget",
    )
    children = section(
        "s3a",
        3,
        "",
        title,
        ProseBlock("text-7", paragraph(*result("s3a"), "tabellen.")),
        table(
            "barn",
            "Barn och unga 0–20 år",
            "mnkr",
            "Verksamhet",
            (*heads, "Prognos avvikelse"),
            _CHILDREN,
            "tät",
            (3, 6),
        ),
        section(
            "s3b",
            4,
            "",
            "Fortsatt högt antal utsatta barn",
            ProseBlock("text-8", paragraph("Antalet anmälningar ligger kvar på en hög nivå. " * 4)),
            table("utredningar", "Aktualiseringar och utredningar", "antal", "BoU 0–20 år", quarters, _INVESTIGATIONS),
        ),
        section(
            "s3c",
            4,
            "",
            "Heldygnsvård",
            table("institution", "Institution", "antal", "Barn och unga", quarters, _INSTITUTION, notes=(note,)),
            ProseBlock("text-9", paragraph("Placeringarna ökar, se diagrammet. " * 5)),
            placements_chart(),
        ),
    )
    blocks = (
        figures,
        ProseBlock("text-6", paragraph(*result("s3"), Reference("bidrag", "statsbidragen"), ".")),
        economy_table(),
    )
    return DocumentUnit(
        "u3", "kapitel", "Ekonomiskt resultat", (section("s3", 2, "3", "Ekonomiskt resultat", *blocks, children),)
    )


def _grants() -> DocumentUnit:
    text = ProseBlock("text-10", paragraph("Bidragen redovisas med belopp i miljoner kronor."))
    return DocumentUnit(
        "u4",
        "kapitel",
        "Riktade statsbidrag",
        (section("s4", 2, "4", "Redovisning av riktade statsbidrag", text, grants_table()),),
        orientation="liggande",
    )


def sample_report(house: str = "nacka", folders: tuple[str, ...] = FOLDERS) -> Document:
    """A report of a cover, a contents list and four chapters, the last of them lying."""
    entries = (
        ContentsEntry(
            "s1",
            "1",
            "Sammanfattning",
            1,
            (
                ContentsEntry("s1a", "", "Ekonomiskt resultat", 2),
                ContentsEntry("s1b", "", "Fler medborgare i Fisksätra nås av insatser", 2),
            ),
        ),
        ContentsEntry("s2", "2", "Agenda 2030", 1, (ContentsEntry("s2a", "2.1", "Åtgärder", 2),)),
        ContentsEntry(
            "s3",
            "3",
            "Ekonomiskt resultat",
            1,
            (ContentsEntry("s3a", "", "Barn och unga 0–20 år; periodens resultat −2,1\u00a0mnkr mot budget", 2),),
        ),
        ContentsEntry("s4", "4", "Redovisning av riktade statsbidrag", 1),
    )
    contents = Contents("innehåll", "Innehåll", entries)
    cover = Cover(
        "omslag",
        "Nacka kommun",
        "Socialnämnden",
        ("Tertialbokslut 1 2023",),
        (),
        "Januari–april 2023",
        (LabelledPart(("Daterad",), ("2023-05-09",)), LabelledPart(("Diarienummer",), ("SOCN 2023/41",))),
    )
    return Document(
        id="tertialrapport",
        period="2023-t1",
        title="Tertialbokslut 1 2023",
        subject="Socialnämndens ekonomi och verksamhet januari–april 2023",
        municipality="Nacka kommun",
        board="Socialnämnden",
        date="2023-05-09",
        outline="tertialrapport",
        look=Look(house, folders, WORDS, SYMBOLS, COLOURS),
        units=(
            DocumentUnit("u-omslag", "omslag", "", (cover,)),
            DocumentUnit("u-innehåll", "innehåll", "Innehåll", (contents,)),
            _summary(),
            _agenda(),
            _economy(),
            _grants(),
        ),
        contents=contents,
    )
