"""The files of a project: read as they stand at one moment, and changed as a whole or not at all."""

from generator.project.consistent_reading import finish_interrupted, read_consistently
from generator.project.edits import FileEdit, TextEdit, apply_edits
from generator.project.files import (
    CHECK_PAGE, DIFFERENCES_PAGE, DISK_ERRORS, MARKED, disk_error, find_periods, remove_files, sha256, write_files,
)
from generator.project.load import load, read_house_files
from generator.project.lock import project_lock
from generator.project.periods import choose_period, choose_periods
from generator.project.plain_text import decode
from generator.project.project_files import FOLDER_NAME, HISTORY, YAML_NAMES, ProjectFiles
from generator.project.resources import built_in_templates, is_dictionary_word, manual_of_problems
from generator.project.temporary_folder import leave_process_folder, process_folder, temporary_folder
from generator.project.transaction import BUILD_FOLDER, Transaction, carry_out, recover
from generator.project.yaml_reader import read_yaml

__all__ = [
    "BUILD_FOLDER", "CHECK_PAGE", "DIFFERENCES_PAGE", "DISK_ERRORS", "FOLDER_NAME", "HISTORY", "MARKED",
    "YAML_NAMES", "FileEdit", "ProjectFiles", "TextEdit", "Transaction", "apply_edits", "built_in_templates",
    "carry_out", "choose_period", "choose_periods", "decode", "disk_error", "find_periods", "finish_interrupted",
    "is_dictionary_word", "leave_process_folder", "load", "manual_of_problems", "process_folder", "project_lock",
    "read_consistently", "read_house_files", "read_yaml", "recover", "remove_files", "sha256", "temporary_folder",
    "write_files",
]
