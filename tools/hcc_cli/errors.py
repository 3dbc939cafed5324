"""Failures that a person can mend, each in one sentence with its mend."""

import errno


class HccError(Exception):
    """Something went wrong that the reader can mend.

    :param message: one plain sentence
    :param mend: what to do about it
    """

    def __init__(self, message, mend=""):
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self):
        return f"{self.message} {self.mend}".strip()


NETWORK_SIGNS = (
    "Could not resolve",
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Name or service not known",
    "Failed to establish a new connection",
    "Could not connect to",
    "Network is unreachable",
    "Connection timed out",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "getaddrinfo",
)
DISK_SIGNS = ("No space left on device", "ENOSPC", "Disk quota exceeded")


def disk_full(where):
    return HccError(
        f"The disk is full ({where}).",
        "Free some space there and run the same command again;"
        " what was half written is thrown away.",
    )


def no_network(what):
    return HccError(
        f"{what} could not be fetched: the network does not answer.",
        "Check the connection (and any proxy) and run the same command again;"
        " what is already there is kept.",
    )


def explain_output(what, text):
    """The failure that the output of a program speaks of.

    :return: an HccError, or None if the output says nothing that we know
    """
    if any(sign in text for sign in DISK_SIGNS):
        return disk_full(what)
    if any(sign in text for sign in NETWORK_SIGNS):
        return no_network(what)
    return None


def explain_oserror(error):
    """The sentence for an OSError that nobody caught."""
    where = error.filename or "a file that was being written"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return HccError(
            f"No permission to use {where}.",
            "Run ./hcc as the owner of this checkout, or give that path back to"
            " its owner (an earlier run as root may have made it).",
        )
    return None
