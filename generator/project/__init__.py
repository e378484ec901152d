"""project: see docs/architecture.md."""

from generator.project.edits import FileEdit, TextEdit, apply_edits
from generator.project.files import (
    CHECK_PAGE, DIFFERENCES_PAGE, OF_THE_DISK, find_periods, refused, remove_files, sha256, write_files,
)
from generator.project.load import load, read_house_files
from generator.project.lock import held
from generator.project.periods import choose_periods
from generator.project.plain_text import decode
from generator.project.project_files import FOLDER_NAME, HISTORY, YAML_NAMES, ProjectFiles
from generator.project.resources import built_in_templates, in_dictionary, manual_of_problems
from generator.project.steady import finish_interrupted, steadily
from generator.project.temporary_folder import leave_process_folder, process_folder, temporary_folder
from generator.project.transaction import WORK, Act, carry_out, recover
from generator.project.yaml_reader import read_yaml

__all__ = [
    "CHECK_PAGE", "DIFFERENCES_PAGE", "FOLDER_NAME", "HISTORY", "OF_THE_DISK", "WORK", "YAML_NAMES", "Act",
    "FileEdit", "ProjectFiles", "TextEdit", "apply_edits", "built_in_templates", "carry_out", "choose_periods",
    "decode", "find_periods", "finish_interrupted", "held", "in_dictionary", "leave_process_folder", "load",
    "manual_of_problems", "process_folder", "read_house_files", "read_yaml", "recover", "refused", "remove_files",
    "sha256", "steadily", "temporary_folder", "write_files",
]
