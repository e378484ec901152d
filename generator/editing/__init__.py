"""Changes of what authors write: new periods, renamed ids, citations for typed numbers; returned as edits, not made."""

from generator.editing.edited_copy import edited_copy, patch
from generator.editing.from_sheets.plan import NewTable, WorkbookTables, workbook_tables
from generator.editing.importing.plan import ImportPlan, plan_import
from generator.editing.link import link_edits
from generator.editing.new_period import NewPeriod, is_memo, new_board_file, new_period_files, skeleton
from generator.editing.next_period import next_period
from generator.editing.next_words import closing_before, means_a_period, period_facts, same_a_year_before
from generator.editing.rename import PeriodRenaming, files_with_old_sources, find_id, known_ids, renaming_edits

__all__ = [
    "ImportPlan", "NewPeriod", "NewTable", "PeriodRenaming", "WorkbookTables", "closing_before", "edited_copy",
    "files_with_old_sources", "find_id", "is_memo", "known_ids", "link_edits", "means_a_period", "new_board_file",
    "new_period_files", "next_period", "patch", "period_facts", "plan_import", "renaming_edits",
    "same_a_year_before", "skeleton", "workbook_tables",
]
