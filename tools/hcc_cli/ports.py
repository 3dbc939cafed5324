"""TCP ports: free ones, and who holds a busy one."""

import os
import socket
from pathlib import Path

from .errors import HccError


def is_free(port, host="127.0.0.1"):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening_inodes(table, port):
    """Inodes of the sockets that listen on `port` in a /proc/net/tcp table."""
    inodes = set()
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 9 and fields[3] == "0A":
            if int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(fields[9])
    return inodes


def holder(port, proc=Path("/proc")):
    """:return: (name, pid) of the program that listens on `port`, or None"""
    inodes = set()
    for name in ("tcp", "tcp6"):
        table = proc / "net" / name
        if table.exists():
            inodes |= listening_inodes(table.read_text(), port)
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for folder in proc.glob("[0-9]*"):
        try:
            for link in (folder / "fd").iterdir():
                if os.readlink(link) in wanted:
                    return (folder / "comm").read_text().strip(), int(folder.name)
        except OSError:
            continue
    return None


def busy(port, who, suggestion):
    """The failure for a port that somebody else holds."""
    name = f"{who[0]} (process {who[1]})" if who else "another program"
    return HccError(
        f"Port {port} is taken by {name}.",
        f"Stop it, or use another one: ./hcc run --port {suggestion}",
    )


def require_free(port):
    """:raises HccError: the port is taken, and by whom"""
    if not 0 < port < 65536:
        raise HccError(f"{port} is not a port.", "Use one from 1024 to 65535.")
    if not is_free(port):
        suggestion = next(
            (other for other in range(port + 1, port + 50) if is_free(other)),
            free_port(),
        )
        raise busy(port, holder(port), suggestion)
