"""The files of a project: read as they stand at one moment, and changed as a whole or not at all."""

from generator.project.collected_periods import MUNICIPALITY_ITSELF
from generator.project.consistent_reading import finish_interrupted, read_consistently
from generator.project.data_grid import Row as SheetRow
from generator.project.data_grid import is_data_row
from generator.project.edits import FileEdit, TextEdit, apply_edits
from generator.project.files import (
    DISK_ERRORS, MARKED, WriteProtected, disk_error, find_periods, not_a_file, remove_files, sha256, write_files,
)
from generator.project.load import load, read_house_files
from generator.project.lock import project_lock
from generator.project.names import folder_name_fault
from generator.project.periods import choose_period, choose_periods
from generator.project.pictures import picture_fault
from generator.project.plain_text import decode, decode_data, hidden, one_break
from generator.project.project_files import HISTORY, YAML_NAMES, ProjectFiles
from generator.project.resources import (
    built_in_templates, is_dictionary_word, manual_of_problems, nearest_dictionary_word,
)
from generator.project.sheet_pages import SheetPage, read_pages
from generator.project.source_files import read_data, read_named_file, read_source_file
from generator.project.temporary_folder import leave_process_folder, process_folder, temporary_folder
from generator.project.transaction import Transaction, carry_out, recover
from generator.project.trees import ArchivedTree, Disk
from generator.project.untrusted import (
    MEBIBYTE, MOST_FILE, MOST_RECORD, Number, Untrusted, file_digest, path_fault, path_faults, plain_folder_fault,
    read_file, read_json, shown,
)
from generator.project.written_numbers import NoNumberThere, cell_edit, data_cell_edit, figure_edit
from generator.project.yaml_reader import read_yaml

__all__ = [
    "DISK_ERRORS", "HISTORY", "MARKED", "MEBIBYTE", "MOST_FILE", "MOST_RECORD", "MUNICIPALITY_ITSELF", "YAML_NAMES",
    "ArchivedTree", "Disk", "FileEdit", "NoNumberThere", "Number", "ProjectFiles", "SheetPage", "SheetRow", "TextEdit",
    "Transaction", "Untrusted", "WriteProtected", "apply_edits", "built_in_templates", "carry_out", "cell_edit",
    "choose_period", "choose_periods", "data_cell_edit", "decode", "decode_data", "disk_error", "figure_edit",
    "file_digest", "find_periods", "finish_interrupted", "folder_name_fault", "hidden", "is_data_row",
    "is_dictionary_word", "leave_process_folder", "load", "manual_of_problems", "nearest_dictionary_word", "not_a_file",
    "one_break", "path_fault", "path_faults", "picture_fault", "plain_folder_fault", "process_folder", "project_lock",
    "read_consistently", "read_data", "read_file", "read_house_files", "read_json", "read_named_file", "read_pages",
    "read_source_file", "read_yaml", "recover", "remove_files", "sha256", "shown", "temporary_folder", "write_files",
]
