"""Completion in shells: what each shell runs when somebody presses Tab, and how it is answered.

The scripts are our own for what click's lack: names with commas, with the signs at which bash breaks words, and with signs
that a shell would read itself, as keys have them; and folders, after which no space is to follow.
"""

from __future__ import annotations

import os
from typing import ClassVar

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

VARIABLE = "_BPTRACE_COMPLETE"

_BASH = r"""%(complete_func)s() {
    local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}" type value
    local word="${line##*[[:space:]]}" typed breaks plain tail
    typed="$word"
    case "$word" in
    [\'\"]*) typed="${word:1}" ;;
    esac
    # Of a word with : or = in it, bash replaces only what stands behind the last of them.
    breaks="${COMP_WORDBREAKS//[[:space:]\"\']/}"
    plain="${typed//\\?/__}"
    tail="${plain##*[$breaks]}"
    typed="${typed:0:${#typed}-${#tail}}"
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case "$type" in
        dir) compopt -o dirnames ;;
        file) compopt -o default ;;
        plain)
            case "$value" in
            */) compopt -o nospace ;;
            esac
            value="${value#"${typed//\\/}"}"
            case "$word" in
            [\'\"]*) ;;
            *) printf -v value '%%q' "$value"; value="${value//\\,/,}" ;;
            esac
            COMPREPLY+=("$value")
            ;;
        esac
    done < <(env COMP_LINE="$line" %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH = r"""#compdef %(prog_name)s
%(complete_func)s() {
    local -a folders names told response
    local type key help
    (( ! $+commands[%(prog_name)s] )) && return 1
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) %(complete_var)s=zsh_complete %(prog_name)s)}")
    for type key help in ${response}; do
        case "$type" in
        plain)
            if [[ "$key" == */ ]]; then
                folders+=("$key")
            elif [[ "$help" == _ ]]; then
                names+=("$key")
            else
                told+=("$key:$help")
            fi
            ;;
        dir) _path_files -/ ;;
        file) _path_files ;;
        esac
    done
    (( $#told )) && _describe -V unsorted told -U
    (( $#names )) && compadd -U -V unsorted -a names
    (( $#folders )) && compadd -U -V unsorted -S '' -a folders
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = r"""function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
        COMP_CWORD=(commandline -ct | string collect --allow-empty) %(prog_name)s)
    for completion in $response
        set -l parts (string split --max 1 , -- $completion)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


class Bash(BashComplete):
    """Bash, which says what has been typed of the line, however it breaks that into words."""

    source_template: ClassVar[str] = _BASH

    @staticmethod
    def _check_version() -> None:
        """Start no shell to ask for its version: the script needs bash 4.4, which is from 2016."""

    def get_completion_args(self) -> tuple[list[str], str]:
        if "COMP_LINE" not in os.environ:  # a script of click's own
            return super().get_completion_args()
        *words, last = split_arg_string(os.environ["COMP_LINE"] + "x")  # a word that is begun after a space, or goes on
        return words[1:], last[:-1]


class _WithOption(ShellComplete):
    """A shell that replaces the whole word, in which `--only=` may stand before what is completed."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        option, sign, _ = incomplete.partition("=")
        found = super().get_completions(args, incomplete)
        if sign and option.startswith("--"):
            for item in found:
                item.value = f"{option}={item.value}"
        return found


class Zsh(_WithOption, ZshComplete):
    """Zsh."""

    source_template: ClassVar[str] = _ZSH


class Fish(_WithOption, FishComplete):
    """Fish, whose answers are lines: what is to be typed, a tab, and what it means."""

    source_template: ClassVar[str] = _FISH

    def format_completion(self, item: CompletionItem) -> str:
        told = f"\t{item.help}" if item.help else ""
        return f"{item.type},{item.value}{told}"


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}
for _shell in SHELLS.values():
    add_completion_class(_shell)
