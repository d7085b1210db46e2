"""Where the journal lies, in words, and whose machine that is."""

from __future__ import annotations

import os
import sys
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

CONFIDENTIALITY = (
    "Leave out anything that could identify a client. This is not a clinical record, but might be "
    "asked for as one."
)
VARIABLE = "RUPTURE_REPAIR_JOURNAL"
NAME = "rupture-repair-journal"

Kind = Literal["own", "binder", "hub", "hosted", "voila", "browser"]

# A variable that each service sets in the kernels it runs, and what the service is called.
_SERVICES = {
    "COLAB_RELEASE_TAG": "Google Colab",
    "COLAB_GPU": "Google Colab",
    "KAGGLE_KERNEL_RUN_TYPE": "Kaggle",
    "CODESPACES": "GitHub Codespaces",
    "GITPOD_WORKSPACE_ID": "Gitpod",
    "DEEPNOTE_PROJECT_ID": "Deepnote",
    "COCALC_PROJECT_ID": "CoCalc",
    "PAPERSPACE_NOTEBOOK_REPO_ID": "Paperspace",
    "SAGEMAKER_INTERNAL_IMAGE_URI": "Amazon SageMaker",
    "DATABRICKS_RUNTIME_VERSION": "Databricks",
    "SPACE_ID": "Hugging Face Spaces",
}
_THIS_COMPUTER = {"localhost", "127.0.0.1", "::1", "[::1]"}

# Where the journal lies, who can read it, and how long it lasts.
_WORDS: dict[Kind, tuple[str, str, str]] = {
    "own": ("stays on this computer, in {folder}. Nothing in it is sent anywhere.", "", ""),
    "binder": (
        "lies on a Binder server, in {folder}.",
        "This computer is not yours, and the people who run it could read what you write.",
        "Binder deletes everything on it when you leave or rest for a while, so download your "
        "journal before you go.",
    ),
    "hub": (
        "lies on a JupyterHub server, in {folder}.",
        "This computer belongs to the people who run the hub, and they could read what you write.",
        "They also decide how long it is kept, so download your journal if you want to keep it.",
    ),
    "hosted": (
        "lies on a computer of {service}, in {folder}.",
        "This computer is not yours, and the company that runs it could read what you write.",
        "It may be deleted when your session ends, so download your journal before you go.",
    ),
    "voila": (
        "lies on the computer that serves this page, in {folder}.",
        "That computer is not yours, and the people who run it could read what you write.",
        "They also decide how long it is kept, so download your journal before you go.",
    ),
    "browser": (
        "lies in this browser, in {folder}. Nothing in it is sent anywhere.",
        "Anybody who uses this browser can open it.",
        "Clearing the browser's data deletes it, and so does closing a private window, so download "
        "your journal if you want to keep it.",
    ),
}
_FLEETING = (
    "It lasts only until this page is closed or reloaded, so download your journal before you go."
)


@dataclass(frozen=True)
class Place:
    """Where the entries lie.

    folder: the folder that holds them.
    kind: what sort of machine it is.
    words: one or two sentences for the learner.
    yours: False where the machine is someone else's.
    warning: what the learner must know before writing; empty where there is nothing to warn of.
    fleeting: True where the entries end with the kernel.
    """

    folder: Path
    kind: Kind
    words: str
    yours: bool
    warning: str
    fleeting: bool = False


@cache
def _random(pid: int) -> str:
    return uuid.uuid4().hex


def run_id() -> str:
    """Return 32 random hexadecimal digits, the same for as long as this process (kernel) runs."""
    return _random(os.getpid())


def find(
    folder: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> Place:
    """Tell where the journal lies. A given `folder` wins over the variable, and that over our own.

    Raises:
        RuntimeError: neither is given, and the account has no home folder.
    """
    kind, service = _machine(environ, platform)
    chosen = folder or environ.get(VARIABLE, "").strip()
    fleeting = False
    if chosen:
        path = Path(chosen).expanduser()
    elif kind == "voila":
        # All visitors share one account, so one folder would show each of them the others' words.
        path, fleeting = Path(tempfile.gettempdir()) / f"{NAME}-{run_id()}", True
    elif kind == "browser" and Path("/drive").is_dir():
        path = Path("/drive") / NAME
    else:
        path = Path.home() / NAME
        fleeting = kind == "browser"
    path = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would touch the disk)
    where, who, how_long = _WORDS[kind]
    return Place(
        folder=path,
        kind=kind,
        words="Your journal " + where.format(folder=path, service=service),
        yours=kind in ("own", "browser"),
        warning=f"{who} {_FLEETING if fleeting else how_long}".strip(),
        fleeting=fleeting,
    )


def _machine(environ: Mapping[str, str], platform: str) -> tuple[Kind, str]:
    """Recognise the machine from its variables; Binder is a hub too, so it comes first."""
    if platform == "emscripten":
        return "browser", ""
    if any(name in environ for name in ("BINDER_REPO_URL", "BINDER_LAUNCH_HOST", "BINDER_REQUEST")):
        return "binder", ""
    for variable, service in _SERVICES.items():
        if variable in environ:
            return "hosted", service
    if "JUPYTERHUB_API_URL" in environ or "JUPYTERHUB_SERVICE_PREFIX" in environ:
        return "hub", ""
    if "VOILA_PREHEAT" in environ or environ.get("SERVER_SOFTWARE", "").startswith("voila/"):
        # A kernel started before its visitor came does not know how that visitor reached it.
        ahead = environ.get("VOILA_PREHEAT") == "True"
        if ahead or environ.get("SERVER_NAME", "") not in _THIS_COMPUTER:
            return "voila", ""
    return "own", ""
