"""The command line library's own words → Swedish: help pages, names of commands and what it says of wrong usage.

Typer speaks English and has no place to say otherwise; all that is known of its insides is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

import typer
from typer._click import Command, Context, HelpFormatter, Parameter
from typer.core import TyperCommand, TyperGroup, TyperOption

from generator.problems import UsageError, nearest_hint

HELP_OPTIONS = ("--help", "--hjälp", "-h")
ALIASES: Mapping[str, str] = {
    "bygg": "build",
    "kontrollera": "check",
    "förklara": "explain",
    "publicera": "publish",
    "verifiera": "verify",
    "byt-namn": "rename",
    "ny": "new",
    "jämför": "diff",
    "länka": "link",
    "rätta": "correct",
}


def _write_usage(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    arguments = [name for name, _ in _records(command, ctx, "argument")]
    command_words = ["KOMMANDO …"] if isinstance(command, TyperGroup) else []
    formatter.write_usage(ctx.command_path, " ".join([*arguments, *command_words, "[VÄXLAR]"]), prefix="Användning: ")


def _help_option(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "Visa hjälpen."
        # Else the library asks pydantic what nothing means: a quarter of a second.
        option.default = False
    return option


def _records(command: Command, ctx: Context, kind: str) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(ctx):
        if parameter.param_type_name == kind and not getattr(parameter, "hidden", False):
            yield _written_as(parameter), getattr(parameter, "help", None) or ""


def _written_as(parameter: Parameter) -> str:
    metavar = getattr(parameter, "metavar", None)
    if parameter.param_type_name == "argument":
        return metavar or str(parameter.name).upper()
    options = ", ".join(parameter.opts)
    return f"{options} {metavar}" if metavar else options


def _write_parameters(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    for kind, heading in (("argument", "Argument"), ("option", "Växlar")):
        records = list(_records(command, ctx, kind))
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


class SwedishCommand(TyperCommand):
    """A command whose help is Swedish."""

    # Checked below, where the message is ours.
    allow_extra_args = True

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes the line of usage."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes arguments and options."""
        _write_parameters(self, ctx, formatter)

    def get_help_option_names(self, ctx: Context) -> list[str]:
        """The help options in a fixed order, which the library's own set does not keep."""
        return list(ctx.help_option_names)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """The help option with its Swedish help."""
        return _help_option(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Reads the words after the command; raises UsageError where there are too many."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageError(f"Oväntat argument: {' '.join(rest)}")
        return rest


class SwedishGroup(TyperGroup):
    """The command of all commands: Swedish help, and Swedish aliases of the English verbs."""

    names_of: ClassVar[Mapping[str, str]] = {verb: alias for alias, verb in ALIASES.items()}

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command of an English verb or its Swedish alias."""
        return super().get_command(ctx, ALIASES.get(cmd_name, cmd_name))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command that the words begin with; raises UsageError with the nearest where there is none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            hint = nearest_hint(name, {*self.list_commands(ctx), *ALIASES})
            raise UsageError(f"Kommandot ”{name}” finns inte. {hint}".rstrip())
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes the line of usage."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes the commands with their aliases, and the options."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        records = [
            (", ".join(filter(None, (name, self.names_of.get(name)))), command.short_help or "")
            for name, command in commands
            if command is not None
        ]
        with formatter.section("Kommandon"):
            formatter.write_dl(records)
        _write_parameters(self, ctx, formatter)

    def get_help_option_names(self, ctx: Context) -> list[str]:
        """The help options in a fixed order."""
        return list(ctx.help_option_names)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """The help option with its Swedish help."""
        return _help_option(super().get_help_option(ctx))


def in_swedish(error: typer.TyperException) -> str:
    """What the library says of wrong usage goes in, the same in Swedish comes out."""
    option = str(getattr(error, "option_name", ""))
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return f"Växeln {option} finns inte. {nearest_hint(option, _options_of(error))}".rstrip()
    if kind == "BadOptionUsage":
        wants_value = "requires" in error.message
        return f"Växeln {option} väntar på ett värde." if wants_value else f"Växeln {option} tar inget värde."
    parameter = cast("Parameter | None", getattr(error, "param", None))
    name = _written_as(parameter) if parameter is not None else ""
    if kind == "MissingParameter":
        return f"{name} saknas."
    return f"Värdet passar inte för {name}." if name else error.format_message()


def _options_of(error: typer.TyperException) -> tuple[str, ...]:
    ctx = cast("Context | None", getattr(error, "ctx", None))
    if ctx is None:
        return ()
    return tuple(option for parameter in ctx.command.get_params(ctx) for option in parameter.opts)


def usage_of(error: typer.TyperException) -> str:
    """The line of usage of the command that was called wrongly, and where to read more; empty where unknown."""
    ctx = cast("Context | None", getattr(error, "ctx", None))
    return f"{ctx.get_usage()}\nMer hjälp: {ctx.command_path} --help" if ctx is not None else ""
