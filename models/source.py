"""Sources, the runs over them and the captures they left."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type


class Source(Base):
    """A site, a country pack, or what people enter by hand. `key` names its adapter."""

    __tablename__ = "sources"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    base_url: Mapped[str | None]
    runs: Mapped[list["Run"]] = relationship(back_populates="source")


class RunStatus(enum.StrEnum):
    """How a run stands or ended; `interrupted` is one whose process died."""

    RUNNING = "running"
    OK = "ok"
    PARTIAL = "partial"
    DRIFT = "drift"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Run(Base):
    """One pass over a source. `report` is the object that `flask scrape run --json` prints."""

    __tablename__ = "runs"
    __audit__ = False

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    transport: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[RunStatus] = mapped_column(enum_type(RunStatus))
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    message: Mapped[str | None]
    report: Mapped[dict[str, Any] | None]
    source: Mapped[Source] = relationship(back_populates="runs")


class Capture(Base):
    """One response kept. Rows are only ever added; what a page turned out to be may be noted.

    `url_key` is the address with scheme, host alias and letter case folded; `variant` the
    language asked for where one address answers in several; `captured_at` when the site
    said it, `archived_at` when it was kept here. `sha256` is of the decoded body and
    `record_sha256` of the `length` bytes that stand in `warc_file` from `warc_offset` on.
    """

    __tablename__ = "captures"
    __append_only__ = frozenset({"page_kind"})
    __audit__ = False
    __table_args__ = (
        UniqueConstraint("source_id", "url_key", "variant", "captured_at", "sha256"),
        Index("ix_captures_source_id_url_key", "source_id", "url_key"),
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    url: Mapped[str]
    url_key: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    captured_at: Mapped[datetime]
    archived_at: Mapped[datetime]
    via: Mapped[str]
    status: Mapped[int]
    mime: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    warc_file: Mapped[str]
    warc_offset: Mapped[int]
    length: Mapped[int]
    record_sha256: Mapped[str]
    revisit_of_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    page_kind: Mapped[str | None] = mapped_column(index=True)
    source: Mapped[Source] = relationship()
    run: Mapped[Run] = relationship()
    revisit_of: Mapped["Capture | None"] = relationship(remote_side="Capture.id")
