"""What cloning does to one piece of configuration: values in, values out."""

#: outcomes that write something
WRITES = ("create", "update")


def decide(wanted, pushed=None, current=None, has_twin=False):
    """Say what happens to the copy of one record in one ward.

    :param wanted: what the pattern is now
    :param pushed: what was written here the last time; None when never
    :param current: what is here now; None when it is not here (any more)
    :param has_twin: there is one like it already, which was not cloned
    :return: create, update, same (nothing to do), edited (changed here since),
        removed (taken away here since), there (made here before)

    >>> decide("a"), decide("a", has_twin=True)
    ('create', 'there')
    >>> decide("b", "a", "a"), decide("b", "a", "c"), decide("b", "a", "b")
    ('update', 'edited', 'same')
    >>> decide("a", "a", "a"), decide("a", "a", "c"), decide("b", "a")
    ('same', 'edited', 'removed')
    """
    if pushed is None:
        return "there" if has_twin else "create"
    if current is None:
        return "removed"
    if current == wanted:
        return "same"
    return "update" if current == pushed else "edited"


def renamed(name, source, target):
    """The name of a copy: what names the ward in it names the other ward.

    :param source: pairs of names are replaced in order, the longest first
    :param target: as many names as of the source

    >>> renamed("UBND Phường Ba Đình", ("Phường Ba Đình", "Ba Đình"),
    ...         ("Xã Sóc Sơn", "Sóc Sơn"))
    'UBND Xã Sóc Sơn'
    >>> renamed("UBND phường Ba Đình", ("Phường Ba Đình",), ("Xã Sóc Sơn",))
    'UBND xã Sóc Sơn'
    >>> renamed("Nhà văn hóa số 2", ("Phường Ba Đình",), ("Xã Sóc Sơn",))
    'Nhà văn hóa số 2'
    """
    for old, new in zip(source, target, strict=True):
        if old and old.casefold() in name.casefold():
            start = name.casefold().index(old.casefold())
            if name[start].islower():
                new = new[:1].lower() + new[1:]
            return name[:start] + new + name[start + len(old) :]
    return name
