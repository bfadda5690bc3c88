/**
 * What each shell reads once. On TAB it asks `musl-wizard complete -- WORDS` and gets `VALUE<tab>DESCRIPTION` lines
 * and a last one, `:0` where files are wanted. Typed words are handed over as they are and never evaluated.
 * zsh may have it evaluated, or as a file of its fpath: that is loaded by the first TAB, which it has to answer, too.
 * fish's own `__fish_complete_path` does not know escaped words (`a\ b`); what it offers to a command that it
 * does not know are files, of such words, too.
 */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: String.raw`_musl_wizard() {
  local line reply current=${'$'}{COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  mapfile -t reply < <(musl-wizard complete -- "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  for line in "${'$'}{reply[@]}"; do
    line=${'$'}{line%%$'\t'*}
    if [[ $line != :* && $line == "$current"* ]]; then COMPREPLY+=("$line"); fi
  done
  if [[ ${'$'}{COMPREPLY[0]-} == *: ]]; then compopt -o nospace; fi
}
complete -o bashdefault -o default -F _musl_wizard musl-wizard
`,
  zsh: String.raw`#compdef musl-wizard
_musl_wizard() {
  local line
  local -a reply found
  reply=("${'$'}{(@f)$(musl-wizard complete -- "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ ${'$'}{reply[-1]} == :0 ]]; then
    _files
    return
  fi
  for line in "${'$'}{(@)reply}"; do
    if [[ $line != :* ]]; then found+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}"); fi
  done
  _describe musl-wizard found
}
compdef _musl_wizard musl-wizard
if [[ ${'$'}{funcstack[1]-} == _musl[-_]wizard ]]; then _musl_wizard "$@"; fi
`,
  fish: `function __musl_wizard
  set -l words (commandline -opc) (commandline -ct)
  set -l reply (musl-wizard complete -- $words[2..-1] 2>/dev/null)
  if test "$reply[-1]" = ":0"
    complete -C "__musl_wizard_files "(commandline -ct)
  else
    string match -v -r '^:' -- $reply
  end
end
complete -c musl-wizard -f -a '(__musl_wizard)'
`,
};
