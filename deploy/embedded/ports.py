"""TCP ports on the loopback address."""

import http.client
import socket

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether somebody could listen on `port` now."""
    with socket.socket() as probe:
        # As the servers do: a port whose last connections are still fading away counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port that nobody listens on, chosen by the kernel."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def is_well(port: int, page: str) -> bool:
    """Whether the HTTP server on `port` answers 200 on `page`. Asked directly: a proxy of the machine knows no loopback."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", page)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_block(base: int, size: int, *, step: int = 100) -> int:
    """The first of `base`, `base + step`, ... from which `size` ports in a row are free.

    The block moves as a whole, so that a service keeps its last digit wherever the platform ends up.
    """
    for start in range(base, 65536 - size, step):
        if all(is_free(port) for port in range(start, start + size)):
            return start
    raise RuntimeError(f"{base} 以上没有连续 {size} 个空闲端口 / no {size} free ports in a row from {base}")
