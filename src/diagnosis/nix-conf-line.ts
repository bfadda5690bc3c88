import type { FixSpec } from './build-finding.js';

const file = '~/.config/nix/nix.conf';

/**
 * The commands that add a line to the user's nix.conf, and the shell that takes just this line away again, whether
 * or not it ever got there. A last line that has no end is not run into; a link to the file stays a link.
 * @param line a setting; of letters, blanks, `-` and `=` alone
 */
export const nixConfLine = (line: string): Required<Pick<FixSpec, 'commands' | 'undo'>> => ({
  commands: ['mkdir -p ~/.config/nix', `printf '\\n%s\\n' '${line}' >> ${file}`],
  undo: `f=$(readlink -f ${file}); ! grep -qx '${line}' "$f" || sed -i '/^${line}$/d' "$f"; [ ! -e "$f" ] || grep -q . "$f" || rm -f "$f"`,
});
