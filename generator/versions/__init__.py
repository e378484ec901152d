"""Publish, compare, correct and verify versions. What is published is added to, and never changed."""

from generator.versions.compare.differences import Differences, Piece, diff
from generator.versions.compare.differences_document import differences_document
from generator.versions.correct.affected_periods import AffectedPeriods, affected_periods
from generator.versions.correct.corrections import CorrectedFiles, correct_files, parse_corrections
from generator.versions.correct.impact import Impact
from generator.versions.correct.preview import CorrectionOrder, PeriodPreview, preview, rebuild_warnings
from generator.versions.correct.proposals import Proposal
from generator.versions.correct.stale_prose import StaleSentence
from generator.versions.history import history_path, read_history, withdrawal
from generator.versions.publication import (
    PlannedVersion, VersionOrder, day_before, exclusive_access, plan_version, publish_versions,
)
from generator.versions.published import PUBLISHED, marked_folder, open_version, version_folder
from generator.versions.snapshot import figures_from
from generator.versions.tools import tool_versions
from generator.versions.verification import Verdict, received_release, restored_history, verify_file, verify_folder

__all__ = [
    "PUBLISHED", "AffectedPeriods", "CorrectedFiles", "CorrectionOrder", "Differences", "Impact", "PeriodPreview",
    "Piece", "PlannedVersion", "Proposal", "StaleSentence", "Verdict", "VersionOrder", "affected_periods",
    "correct_files", "day_before", "diff", "differences_document", "exclusive_access", "figures_from",
    "history_path", "marked_folder", "open_version", "parse_corrections", "plan_version", "preview",
    "publish_versions", "read_history", "rebuild_warnings", "received_release", "restored_history", "tool_versions",
    "verify_file", "verify_folder", "version_folder", "withdrawal",
]
