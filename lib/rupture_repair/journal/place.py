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

_WHERE: dict[Kind, str] = {
    "own": "Your journal stays on this computer, in {folder}. Nothing in it is sent anywhere.",
    "binder": "Your journal lies on a Binder server, in {folder}.",
    "hub": "Your journal lies on a JupyterHub server, in {folder}.",
    "hosted": "Your journal lies on a computer of {service}, in {folder}.",
    "voila": "Your journal lies on the computer that serves this page, in {folder}.",
    "browser": "Your journal lies in the storage of this browser, in {folder}.",
}
_WARNING: dict[Kind, str] = {
    "own": "",
    "binder": "This computer is not yours. Binder deletes everything on it when you leave or rest "
    "for a while, and the people who run it could read what you write. Download your journal "
    "before you go.",
    "hub": "This computer belongs to the people who run the hub. They could read what you write, "
    "and they decide how long it is kept. Download your journal to keep it.",
    "hosted": "This computer is not yours. The company that runs it could read what you write, and "
    "may delete it when your session ends. Download your journal before you go.",
    "voila": "This computer is not yours. The people who run it could read what you write. "
    "Download your journal before you close or reload this page.",
    "browser": "Clearing the data of this browser deletes your journal, and so does closing a "
    "private window. Anybody who uses this browser can open it. Download your journal to keep it.",
}
_FLEETING = (
    " Here it lasts only until the page is closed or its kernel restarts, so download it before."
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
    return Place(
        folder=path,
        kind=kind,
        words=_WHERE[kind].format(folder=path, service=service),
        yours=kind in ("own", "browser"),
        warning=_WARNING[kind] + (_FLEETING if fleeting else ""),
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
