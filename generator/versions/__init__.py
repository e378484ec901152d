"""versions: see docs/architecture.md."""

from generator.versions.compare.differences import Differences, Piece, diff
from generator.versions.compare.differences_document import differences_document
from generator.versions.correct.corrections import Corrected, corrections, parse_wanted
from generator.versions.correct.impact import Impact
from generator.versions.correct.proposals import Proposal
from generator.versions.correct.reach import Reach, reach
from generator.versions.correct.rehearsal import CorrectionOrder, Rehearsed, held, rehearsal
from generator.versions.correct.stale_prose import StaleSentence
from generator.versions.history import history_path, read_history
from generator.versions.named import PUBLISHED, open_version
from generator.versions.publication import MARKED, Planned, VersionOrder, append, opened, plan
from generator.versions.published import version_folder
from generator.versions.snapshot import figures_from
from generator.versions.tool_versions import PACKAGES, harfbuzz_version, package_version, pango_version
from generator.versions.verification import Verdict, restored_history, verify_file, verify_folder

__all__ = [
    "MARKED", "PACKAGES", "PUBLISHED", "Corrected", "CorrectionOrder", "Differences", "Impact", "Piece", "Planned",
    "Proposal", "Reach", "Rehearsed", "StaleSentence", "Verdict", "VersionOrder", "append", "corrections", "diff",
    "differences_document", "figures_from", "harfbuzz_version", "held", "history_path", "open_version", "opened",
    "package_version", "pango_version", "parse_wanted", "plan", "reach", "read_history", "rehearsal",
    "restored_history", "verify_file", "verify_folder", "version_folder",
]
