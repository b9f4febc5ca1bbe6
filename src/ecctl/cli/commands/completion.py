"""`ecctl completion` and `ecctl generate completions`: completion scripts for shells.

The scripts call the command itself (`ecctl __complete WORD…`), so that they never go out of date.
"""

from __future__ import annotations

from ecctl.core.errors import UsageError
from ecctl.output import Result, Verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

BASH = """\
# bash completion for @BINARY@
_@NAME@_complete() {
    local line word=${COMP_WORDS[COMP_CWORD]} prefix="" i=$COMP_CWORD
    COMPREPLY=()
    # bash splits words at "=": candidates hold the whole word, replies only what is behind the last "=".
    [[ $word == "=" ]] && word="" prefix="="
    while (( i > 1 )) && [[ ${COMP_WORDS[i]} == "=" || ${COMP_WORDS[i-1]} == "=" ]]; do
        i=$((i - 1)) prefix=${COMP_WORDS[i]}$prefix
    done
    while IFS= read -r line; do
        line=${line%%$'\\t'*}
        if [[ $line == ":files" ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
            return
        fi
        [[ $line == *= ]] && compopt -o nospace 2>/dev/null
        line=${line#"$prefix"}
        [[ $line == *[[:space:]]* ]] && printf -v line %q "$line"
        COMPREPLY+=("$line")
    done < <(@BINARY@ __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _@NAME@_complete @BINARY@
"""

ZSH = """\
#compdef @BINARY@
# zsh completion for @BINARY@
_@NAME@() {
    local -a described open
    local line entry
    for line in "${(@f)$(@BINARY@ __complete "${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
        if [[ ${line%%$'\\t'*} == ":files" ]]; then _files; return; fi
        [[ -z $line ]] && continue
        entry=${${line%%$'\\t'*}//:/\\\\:}
        [[ -n ${line#*$'\\t'} ]] && entry+=":${line#*$'\\t'}"
        if [[ ${line%%$'\\t'*} == *= ]]; then open+=("$entry"); else described+=("$entry"); fi
    done
    (( ${#described} )) && _describe '@BINARY@' described
    (( ${#open} )) && _describe '@BINARY@' open -S ''
}
if [[ ${funcstack[1]} == _@NAME@ ]]; then
    _@NAME@ "$@"
else
    (( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit; }
    compdef _@NAME@ @BINARY@
fi
"""

FISH = """\
# fish completion for @BINARY@
function __@NAME@_complete
    set -l lines (@BINARY@ __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null </dev/null)
    if string match -q ':files*' -- $lines[1]
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $lines
    end
end
complete -c @BINARY@ -f -a '(__@NAME@_complete)'
"""

POWERSHELL = """\
# PowerShell completion for @BINARY@
Register-ArgumentCompleter -Native -CommandName '@BINARY@' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition }
    $words = @($before | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text.Trim("'", '"') })
    # Not $wordToComplete: it is not the word at the cursor if that was moved back.
    $current = $commandAst.CommandElements | Where-Object {
        $_.Extent.StartOffset -lt $cursorPosition -and $_.Extent.EndOffset -ge $cursorPosition
    } | Select-Object -First 1
    $last = ''
    if ($current) {
        $last = $current.Extent.Text.Substring(0, $cursorPosition - $current.Extent.StartOffset).Trim("'", '"')
    }
    # Before 7.3, PowerShell drops an empty argument unless it is quoted twice.
    if ($last -eq '' -and ($PSVersionTable.PSVersion -lt [version]'7.3.0' -or
            $PSNativeCommandArgumentPassing -eq 'Legacy')) { $last = '""' }
    $words += $last
    $lines = @(@BINARY@ __complete @words 2>$null)
    # Without any result, PowerShell offers files. An empty text prevents that.
    if ($lines.Count -eq 0) { return '' }
    if ($lines[0] -like ':files*') { return }
    $lines | ForEach-Object {
        $candidate, $text = $_ -split "`t", 2
        if (-not $text) { $text = $candidate }
        # Unquoted, a comma makes two arguments of one.
        $typed = if ($candidate -match '^[\\w.:=/@-]+$') { $candidate } else { "'$candidate'" }
        [System.Management.Automation.CompletionResult]::new($typed, $candidate, 'ParameterValue', $text)
    }
}
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}


def script(shell: str, binary: str = "ecctl") -> str:
    """Return the script for a shell; raise UsageError for an unknown one."""
    if shell not in SCRIPTS:
        raise UsageError(f'shell "{shell}" is not supported', hint=f"supported shells: {', '.join(SCRIPTS)}")
    # The name becomes part of a shell script, of code that every new shell runs.
    if not binary.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise UsageError(f'--binary "{binary}" is not a valid command name')
    # Names of functions allow fewer characters than names of commands.
    name = "".join(c if c.isalnum() else "_" for c in binary)
    return SCRIPTS[shell].replace("@BINARY@", binary).replace("@NAME@", name)


def completion(invocation: Invocation) -> Result:
    """Print the script for a shell, or install it."""
    first, *rest = invocation.arguments
    if first == "install":
        from ecctl.cli.commands.completion_install import install

        return install(invocation, rest[0] if rest else "")
    if rest:
        raise UsageError(f"ecctl completion takes one shell (got {first} and {rest[0]})")
    return Result(None, Verbatim(script(invocation.arguments[0]).rstrip("\n")))


def completions(invocation: Invocation) -> Result | None:
    """Print the script for bash, or write it to a file."""
    text = script("bash", invocation.flag("binary"))
    location = invocation.flag("location")
    if not location:
        return Result(None, Verbatim(text.rstrip("\n")))
    from ecctl.cli.files import write_text

    write_text(location, text, "location")
    return None
