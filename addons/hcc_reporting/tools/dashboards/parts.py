"""What all dashboards are laid out of. No Odoo here."""

from .book import (
    BRANCH,
    COLUMN,
    FIRST_COLUMN,
    GREEN,
    HEADING,
    INTEGER,
    NUMBER,
    PERCENT,
    PERIOD,
    RED,
    ROW_HEIGHT,
    TERM,
    TEXT,
    WARD,
    WIDTH,
    WORDS,
    translated,
)

FACT = ("hcc.kpi.fact", "day")
PEOPLE = ("hcc.kpi.people", "day")
#: what the server puts in, see _get_targets of hcc.kpi.dashboard; the state's own
#: thresholds are full marks in its index
TARGETS = {"success_rate": 0.5, "satisfaction_rate": 0.9}
#: where the targets are in the sheet of data
TARGET_CELLS = {"success_rate": "D3", "satisfaction_rate": "D4"}

CARD_WIDTH, CARD_HEIGHT = 326, 105
GAP = 11
HALF, CHART_HEIGHT = 494, 300
COLUMNS = (200, 70, 70, 70, 84, 12, 200, 70, 70, 70, 84)
LEFT, RIGHT = "A", "G"


def show(value, instead, line=None):
    """The formula of a number, or of what stands where there is none."""
    arguments = [value, instead] + ([line] if line else [])
    return f"HCC.SHOW({','.join(arguments)})"


def said(*parts):
    """The formula of a text out of formulas."""
    return f"CONCATENATE({','.join(parts)})"


def counted(value, pattern="#,##0"):
    """The formula of a number within a text."""
    return f'TEXT({show(value, "0")},"{pattern}")'


def measured(value, pattern="#,##0.0"):
    """The formula of a mean within a text: a dash where there is none."""
    dash = '"—"'
    return f'IFERROR(TEXT({show(value, dash)},"{pattern}"),{dash})'


def pinned(cell):
    """The address of a cell that stays the same for every line."""
    return f"${cell[0]}${cell[1:]}"


class Layout:
    """Where things stand: cards, then rows of charts, words, tables."""

    def __init__(self, book, cards, chart_rows, definitions):
        self.book = book
        self.charts_top = 10 + -(-cards // 3) * (CARD_HEIGHT + GAP)
        height = self.charts_top + chart_rows * (CHART_HEIGHT + GAP)
        self.words_row = height // ROW_HEIGHT + 2
        self.tables_row = self.words_row + len(definitions) + 2
        self.definitions = definitions
        book.board.cols = dict(enumerate(COLUMNS))
        book.data.cols = {0: 260, 1: 110, 2: 320}

    def filters(self, period):
        """Period, branch and ward: every source follows them."""
        book = self.book
        book.filter(PERIOD, "Period", type="date", defaultValue=period)
        for key, label, model in (
            (BRANCH, "Branch", "hcc.branch"),
            (WARD, "Ward", "hcc.ward"),
        ):
            book.filter(
                key, label, type="relation", modelName=model, includeChildren=False
            )

    def cards(self, cards):
        """Write each card's number and the line below it into the data.

        :param cards: dicts of ``key``, ``title``, ``value``, ``below`` (formulas),
            ``format``, ``menu`` and perhaps ``background``
        """
        data = self.book.data
        for column, heading in zip(
            "ABCD", ("Figure", "Value", "Below", "Target"), strict=True
        ):
            data.put(f"{column}1", f"={translated(heading)}")
        for number, card in enumerate(cards):
            row = number + 2
            data.put(f"A{row}", f"={translated(card['title'])}")
            data.put(f"B{row}", f"={card['value']}", number_format=card["format"])
            data.put(f"C{row}", f"={card['below']}")
            box = (
                (number % 3) * (CARD_WIDTH + GAP),
                10 + (number // 3) * (CARD_HEIGHT + GAP),
                CARD_WIDTH,
                CARD_HEIGHT,
            )
            self.book.card(
                f"card-{card['key']}",
                card["title"],
                box,
                f"B{row}",
                below=f"C{row}",
                menu=card["menu"],
                background=card.get("background", "#EFF6FF"),
            )

    def targets(self):
        """Write the targets beside the rates, and the rates in their colour."""
        data = self.book.data
        for name, cell in TARGET_CELLS.items():
            value = f"B{cell[1:]}"
            data.put(cell, str(TARGETS[name]), number_format=PERCENT)
            known = f"AND(ISNUMBER({value}),ISNUMBER({cell})"
            data.colour(value, f"={known},{value}>={cell})", GREEN)
            data.colour(value, f"={known},{value}<{cell})", RED)

    def chart_box(self, row, side):
        """The box of a chart; ``side`` 0 is left, 1 right, None the whole width."""
        return (
            (WIDTH - HALF) * (side or 0),
            self.charts_top + row * (CHART_HEIGHT + GAP),
            WIDTH if side is None else HALF,
            CHART_HEIGHT,
        )

    def words(self):
        """What the figures mean, each beside its name."""
        board, row = self.book.board, self.words_row
        board.put(f"A{row}", f"={translated('What the figures mean')}", HEADING)
        board.rows[row - 1] = 34
        for line, (term, text) in enumerate(self.definitions, start=row + 1):
            board.put(f"A{line}", f"={translated(term)}", TERM)
            board.put(f"B{line}", f"={translated(text)}", WORDS)
            board.merges.append(f"B{line}:K{line}")
            # lines of about 120 characters
            board.rows[line - 1] = 12 + 17 * (1 + len(text) // 120)

    def table(self, title, source, spec, first, lines, columns, sort=None):
        """Add a table of one line for each group.

        :param spec: what a line stands for
        :param str first: its first column
        :param columns: (field, heading, aggregator, format) of each number
        :param sort: field to sort by, the largest first
        :return: number of its pivot
        """
        board, row = self.book.board, self.tables_row
        measures = [(name, aggregator) for name, __, aggregator, __ in columns]
        pivot = self.book.pivot(title, source, measures, [spec], sort=sort)
        letters = [chr(ord(first) + 1 + number) for number in range(len(columns))]
        board.put(f"{first}{row}", f"={translated(title)}", HEADING)
        board.rows[row - 1], board.rows[row] = 34, 54
        board.put(f"{first}{row + 1}", f"={translated('Name')}", FIRST_COLUMN)
        for letter, (__, heading, __, __) in zip(letters, columns, strict=True):
            board.put(f"{letter}{row + 1}", f"={translated(heading)}", COLUMN)
        for number in range(1, lines + 1):
            line, place = row + 1 + number, (f"#{spec}", number)
            header = self.book.header(pivot, *place)
            board.put(f"{first}{line}", f'=IFERROR({header},"")', TEXT)
            for letter, (name, __, aggregator, pattern) in zip(
                letters, columns, strict=True
            ):
                cell = f"{letter}{line}"
                instead = "0" if aggregator == "sum" else '"—"'
                value = self.book.value(pivot, name, *place)
                content = show(value, instead, f"${first}{line}")
                board.put(cell, f"={content}", NUMBER, pattern)
                if name in TARGETS:
                    target = f"Data!{pinned(TARGET_CELLS[name])}"
                    known = f"ISNUMBER({cell}),ISNUMBER({target})"
                    board.colour(cell, f"=AND({known},{cell}<{target})", RED)
        return pivot

    def top_ten(self, key, title, box, pivot, spec, field, top, **options):
        """Draw the first ten lines of a table; on a phone they are all there is."""
        data = self.book.data
        data.put(f"A{top}", f"={translated('Name')}")
        data.put(f"B{top}", f"={translated(title)}")
        for number in range(1, 11):
            place = (f"#{spec}", number)
            header = self.book.header(pivot, *place)
            data.put(f"A{top + number}", f'=IFERROR({header},"")')
            value = show(self.book.value(pivot, field, *place), '""')
            data.put(
                f"B{top + number}",
                f"={value}",
                number_format=options.get("format", INTEGER),
            )
        self.book.drawing(
            key,
            title,
            box,
            "bar",
            f"A{top + 1}:A{top + 10}",
            [f"B{top}:B{top + 10}"],
            legend="none",
            horizontal=True,
            values=True,
            menu=options["menu"],
        )
