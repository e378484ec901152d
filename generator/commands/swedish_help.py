"""What the command-line library says, in Swedish, for which it has no setting: all knowledge of its insides is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

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
    "hämta": "import",
    "rätta": "correct",
}


def _written_as(parameter: Parameter) -> str:
    metavar = getattr(parameter, "metavar", None)
    if parameter.param_type_name == "argument":
        return metavar or str(parameter.name).upper()
    options = ", ".join(parameter.opts)
    return f"{options} {metavar}" if metavar else options


class _SwedishHelp(Command):
    own_words: tuple[str, ...] = ()

    def _rows(self, ctx: Context, kind: str) -> list[tuple[str, str]]:
        parameters = [each for each in self.get_params(ctx) if each.param_type_name == kind]
        return [(_written_as(each), getattr(each, "help", None) or "") for each in parameters]

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        words = [written for written, _ in self._rows(ctx, "argument")]
        formatter.write_usage(ctx.command_path, " ".join([*words, *self.own_words, "[VÄXLAR]"]), "Användning: ")

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        for kind, heading in (("argument", "Argument"), ("option", "Växlar")):
            if rows := self._rows(ctx, kind):
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def get_help_option_names(self, ctx: Context) -> list[str]:
        """In a fixed order, which the library's own set does not keep."""
        return list(ctx.help_option_names)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa hjälpen."
            # Else the library asks pydantic what nothing means: a quarter of a second.
            option.default = False
        return option


class SwedishCommand(_SwedishHelp, TyperCommand):
    """A command with Swedish help."""

    # Checked below, where the message is ours.
    allow_extra_args = True

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words after the command. Raises UsageError where there are too many."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageError(f"Oväntat argument: {' '.join(rest)}")
        return rest


class SwedishGroup(_SwedishHelp, TyperGroup):
    """The group of all commands: Swedish help, and Swedish aliases of the English verbs."""

    own_words = ("KOMMANDO …",)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return the command of an English verb or its Swedish alias."""
        return super().get_command(ctx, ALIASES.get(cmd_name, cmd_name))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that the words begin with. Raises UsageError, with the nearest, where there is none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            hint = nearest_hint(name, {*self.list_commands(ctx), *ALIASES})
            raise UsageError(f"Kommandot ”{name}” finns inte. {hint}".rstrip())
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands with their aliases, and the options."""
        alias_of = {verb: alias for alias, verb in ALIASES.items()}
        with formatter.section("Kommandon"):
            formatter.write_dl(
                [
                    (f"{verb}, {alias_of[verb]}" if verb in alias_of else verb, command.short_help or "")
                    for verb, command in self.commands.items()
                ]
            )
        super().format_options(ctx, formatter)


def in_swedish(error: typer.TyperException) -> str:
    """Translate the library's error of wrong usage."""
    option = str(getattr(error, "option_name", ""))
    kind = type(error).__name__
    if kind == "NoSuchOption":
        ctx = cast("Context | None", getattr(error, "ctx", None))
        parameters = ctx.command.get_params(ctx) if ctx is not None else ()
        hint = nearest_hint(option, [written for each in parameters for written in each.opts])
        return f"Växeln {option} finns inte. {hint}".rstrip()
    if kind == "BadOptionUsage":
        wants_value = "requires" in error.message
        return f"Växeln {option} väntar på ett värde." if wants_value else f"Växeln {option} tar inget värde."
    parameter = cast("Parameter | None", getattr(error, "param", None))
    if parameter is None:
        return error.format_message()
    name = _written_as(parameter)
    return f"{name} saknas." if kind == "MissingParameter" else f"Värdet passar inte för {name}."


def usage_of(error: typer.TyperException) -> str:
    """Return the usage of the command that was called wrongly, or ""."""
    ctx = cast("Context | None", getattr(error, "ctx", None))
    return f"{ctx.get_usage()}\nMer hjälp: {ctx.command_path} --help" if ctx is not None else ""
