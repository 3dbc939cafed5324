"""The plan of a pilot in days and areas: values in, values out."""

#: phase -> (first day, last day), counted from the first day of the pilot
SPANS = {"prepare": (0, 6), "train": (7, 13), "live": (14, 20), "run": (21, 50)}
#: people on a square kilometre from which an urban ward is dense
DENSE_FROM = 10_000
CLASSES = ("dense", "suburban", "other")


def density(population, area_km2):
    """People on a square kilometre; 0 where one of the figures is missing.

    >>> density(65023, 2.97)
    21893
    >>> density(65023, 0)
    0
    """
    return round(population / area_km2) if population and area_km2 else 0


def class_of(kind, people, given="other", dense_from=DENSE_FROM):
    """Which of the city's priorities a ward belongs to.

    :param str kind: phuong, xa or dac_khu
    :param int people: on a square kilometre, 0 when nobody knows
    :param str given: the class that was entered by hand, for want of figures

    >>> class_of("phuong", 21893), class_of("phuong", 1300), class_of("xa", 5456)
    ('dense', 'other', 'suburban')
    >>> class_of("phuong", 0, "dense"), class_of("xa", 12000)
    ('dense', 'suburban')
    """
    if not people:
        return given
    if kind == "xa":
        return "suburban"
    return "dense" if people >= dense_from else "other"


def rank(priority_class, people):
    """Sorts dense wards before suburban ones, the denser ones first in each.

    >>> sorted([("other", 9), ("suburban", 5), ("dense", 1), ("dense", 2)],
    ...        key=lambda ward: rank(*ward))
    [('dense', 2), ('dense', 1), ('suburban', 5), ('other', 9)]
    """
    return CLASSES.index(priority_class), -people
