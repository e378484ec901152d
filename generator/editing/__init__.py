"""editing: see docs/architecture.md."""

from generator.editing.link import link_edits
from generator.editing.new_period import NewPeriod, is_memo, new_board_file, new_period_files, skeleton
from generator.editing.next_period import means_a_period, next_period, period_before
from generator.editing.next_words import closing_before, period_facts, same_a_year_before
from generator.editing.rename import (
    PeriodRenaming, RenamedFile, find_id, known_ids, rename_edits, rename_objection, unknown_id,
)
from generator.editing.rename_id import CannotRename

__all__ = [
    "CannotRename", "NewPeriod", "PeriodRenaming", "RenamedFile", "closing_before", "find_id", "is_memo",
    "known_ids", "link_edits", "means_a_period", "new_board_file", "new_period_files", "next_period",
    "period_before", "period_facts", "rename_edits", "rename_objection", "same_a_year_before", "skeleton",
    "unknown_id",
]
