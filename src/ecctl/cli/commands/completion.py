"""`ecctl completion`, and `ecctl generate completions`: what makes a shell complete ecctl's words.

The scripts ask the command itself (`ecctl __complete WORD…`), so that they never go out of date.
"""

from __future__ import annotations

from ecctl.errors import UsageError
from ecctl.output.result import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

BASH = """\
# bash completion of @BINARY@. To use it now: source <(@BINARY@ completion bash)
_@NAME@_complete() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        line=${line%%$'\\t'*}
        [[ ${COMP_WORDS[COMP_CWORD]} == "=" || ${COMP_WORDS[COMP_CWORD-1]} == "=" ]] && line=${line#*=}
        COMPREPLY+=("$line")
    done < <(@BINARY@ __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _@NAME@_complete @BINARY@
"""

ZSH = """\
#compdef @BINARY@
# zsh completion of @BINARY@. To use it now: source <(@BINARY@ completion zsh)
_@NAME@_complete() {
    local -a described
    local line
    for line in "${(@f)$(@BINARY@ __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] && described+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}")
    done
    if (( ${#described} )); then _describe '@BINARY@' described; else _files; fi
}
compdef _@NAME@_complete @BINARY@
"""

FISH = """\
# fish completion of @BINARY@. To use it now: @BINARY@ completion fish | source
complete -c @BINARY@ -a '(@BINARY@ __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
"""

POWERSHELL = """\
# PowerShell completion of @BINARY@. To use it now: @BINARY@ completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName '@BINARY@' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '""' }
    @BINARY@ __complete @words 2>$null | ForEach-Object {
        $candidate, $text = $_ -split "`t", 2
        if (-not $text) { $text = $candidate }
        [System.Management.Automation.CompletionResult]::new($candidate, $candidate, 'ParameterValue', $text)
    }
}
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}


def script(shell: str, binary: str = "ecctl") -> str:
    """The script for a shell; UsageError for one that has none."""
    if shell not in SCRIPTS:
        raise UsageError(
            f'there is no completion for "{shell}"', hint=f"there is one for {', '.join(SCRIPTS)}"
        )
    if not binary.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise UsageError(f'--binary "{binary}" is no name of a command')
    name = "".join(c if c.isalnum() else "_" for c in binary)
    return SCRIPTS[shell].replace("@BINARY@", binary).replace("@NAME@", name)


def completion(invocation: Invocation) -> Result:
    """Print the script for the shell that is named."""
    return Result(None, Message(script(invocation.arguments[0]).rstrip("\n")))


def completions(invocation: Invocation) -> Result | None:
    """Print the script for bash, or write it into a file."""
    text = script("bash", invocation.flag("binary"))
    location = invocation.flag("location")
    if not location:
        return Result(None, Message(text.rstrip("\n")))
    from ecctl.cli.files import write_text

    write_text(location, text, "location")
    return None
