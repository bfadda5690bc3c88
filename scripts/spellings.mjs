// Writes flows/spellings.yaml: how the messages that causes are known by are spelled in other languages
// and by other C libraries. The translations come from the message catalogues of Debian's packages.
// Usage: node scripts/spellings.mjs (Debian, apt-get; downloads 20 MB)
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { root } from './ensure.mjs';
import { readMo } from './mo-file.mjs';

const packages = ['libc-l10n', 'binutils-common', 'bash', 'gcc-12-locales', 'cpp-12', 'make', 'tar'];
const languages = 'cs de es fr it ja ko nl pl pt pt_BR ru sv tr uk zh_CN zh_TW'.split(' ');

/** Original texts by catalogue. Several originals may stand for one message over the releases. */
const wanted = {
  libc: [
    'Operation not permitted',
    'No such file or directory',
    'Input/output error',
    'No such device',
    'No such device or address',
    'Exec format error',
    'No child processes',
    'Resource temporarily unavailable',
    'Cannot allocate memory',
    'Permission denied',
    'Device or resource busy',
    'File exists',
    'Not a directory',
    'Is a directory',
    'Invalid argument',
    'Too many open files in system',
    'Too many open files',
    'Text file busy',
    'File too large',
    'No space left on device',
    'Read-only file system',
    'Broken pipe',
    'Function not implemented',
    'Directory not empty',
    'Value too large for defined data type',
    'Accessing a corrupted shared library',
    'Operation not supported',
    'Connection refused',
    'Connection timed out',
    'Connection reset by peer',
    'No route to host',
    'Network is unreachable',
    'Disk quota exceeded',
    'Stale file handle',
    'Name or service not known',
    'Temporary failure in name resolution',
    'No address associated with hostname',
    'Killed',
    'Segmentation fault',
    'Illegal instruction',
    'Bus error',
    'Aborted',
    'cannot open shared object file',
    'error while loading shared libraries',
    'invalid ELF header',
    'wrong ELF class: ELFCLASS32',
    'wrong ELF class: ELFCLASS64',
    'undefined symbol: %s%s%s',
    'FATAL: kernel too old\n',
  ],
  bash: [
    '%s: command not found',
    '%s: not found',
    '%s: %s: bad interpreter',
    '%s: cannot execute: required file not found',
    '%s: cannot execute binary file: %s',
    '%s: cannot execute binary file',
    'cannot execute binary file',
    '%s: cannot execute: %s',
    "syntax error near unexpected token `%s'",
    'fork: retry: %s',
  ],
  ld: [
    '%P: cannot find %s: %E\n',
    '%X%P: cannot find %s: %E\n',
    '%P: cannot find %s\n',
    "%X%P: %C: undefined reference to `%pT'\n",
    "%X%P: %C: multiple definition of `%pT'",
    '; %D: first defined here',
    '%P: skipping incompatible %s when searching for %s\n',
    '%F%P: %pB: error adding symbols: %E\n',
    '%F%P: %pB: file not recognized: %E\n',
    '%F%P: final link failed: %E\n',
    '%F%P: cannot open output file %s: %E\n',
    "%X%P: %s architecture of input file `%pB' is incompatible with %s output\n",
    " relocation truncated to fit: %s against undefined symbol `%pT'",
  ],
  bfd: [
    'file format not recognized',
    'file in wrong format',
    'DSO missing from command line',
    "%pB: undefined reference to symbol '%s'",
    "%X%P: attempted static link of dynamic object `%pB'\n",
    "%pB: relocation %s against %s`%s' can not be used when making %s%s",
    '; recompile with -fPIC',
    '; recompile with -fPIE',
    'file truncated',
  ],
  gold: ['cannot find %s%s', "%s: %s: undefined reference to '%s'\n", 'cannot open %s: %s'],
  'gcc-12': [
    'fatal error: ',
    'error: ',
    'warning: ',
    'compilation terminated.\n',
    'ld returned %d exit status',
    '%s returned %d exit status',
    '%s signal terminated program %s',
    '%s terminated with signal %d [%s]%s',
    'cannot execute %qs: %s: %m',
    'cannot execute %qs: %s',
    'cannot find %qs',
    'unrecognized command-line option %qs',
    '%qD was not declared in this scope',
    '%qE undeclared (first use in this function)',
    'implicit declaration of function %qE',
    'unknown type name %qE',
    '%qE does not name a type',
    'no include path in which to search for %s',
  ],
  make: [
    "%sNo rule to make target '%s'%s",
    "%sNo rule to make target '%s', needed by '%s'%s",
    '%s[%s: %s] Error %d%s',
    '%s: Command not found',
    'missing separator',
    'No targets specified and no makefile found',
  ],
  tar: ['Cannot exec', 'Child returned status %d'],
};

/**
 * Spellings that no catalogue has: musl's strerror (src/errno/__strerror.h) and getaddrinfo,
 * releases of binutils before 2.30 in German, and shells that speak through no catalogue.
 */
const further = {
  'Value too large for defined data type': ['Value too large for data type'],
  'Cannot allocate memory': ['ENOMEM: Out of memory'],
  'Device or resource busy': ['Resource busy'],
  'Input/output error': ['I/O error'],
  'Too many open files': ['No file descriptors available'],
  'Disk quota exceeded': ['Quota exceeded'],
  'No route to host': ['Host is unreachable'],
  'Network is unreachable': ['Network unreachable'],
  'Connection timed out': ['Operation timed out'],
  'Name or service not known': ['Name does not resolve'],
  'cannot find {1}': ['kann {1} nicht finden'],
  "undefined reference to '{1}'": [
    "nicht definierter Verweis auf '{1}'",
    "undefinierter Verweis auf '{1}'",
    "对'{1}'未定义的引用",
  ],
  'No such file or directory': ['No existe el archivo o el directorio', 'Datei oder Verzeichnis nicht gefunden'],
  '{1}: command not found': ['{1}: Befehl nicht gefunden', '{1}: 未找到命令'],
  'not found': ['inaccessible or not found'],
};

/** Shorter pieces than this are on too many lines to be searched for. */
const shortest = 6;

/** Drops the linker's own marks (program, file) in front and the newline behind. */
const bare = (message) =>
  message
    .replace(/^(?:%[XFPHBCD]|%pB|[:\s])+/, '')
    .replace(/\n+$/, '')
    .trim();

/** Placeholders as {1}, {2} …, with the order that "%2$s" asks for. */
const numbered = (message) => {
  let next = 0;
  return message
    .replaceAll('%<', "'")
    .replaceAll('%>', "'")
    .replaceAll('%%', '%')
    .replace(/%(?:(\d)\$)?[-#+]?[\d.*]*(q?)(?:l{0,2}|z)(?:p[A-Z]|[a-zA-Z])/g, (_, position, quoted) => {
      next += 1;
      const slot = `{${position ?? next}}`;
      return quoted === 'q' ? `'${slot}'` : slot;
    });
};

/** One kind of quotes, as normal-line.ts makes them, and plain spaces. */
const plain = (text) =>
  text
    .replace(
      /[\u2018\u2019\u201a\u201b\u2039\u203a\u00b4`"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f]/g,
      "'",
    )
    .replace(/[\s\u00a0\u202f\u3000]+/g, ' ')
    .replace(/' (\{\d\}) '/g, "'$1'")
    .replace(/[.]$/, '')
    .trim();

const pieces = (text) => text.split(/\{\d\}|'/).map((piece) => piece.trim());
const searchable = (text) => pieces(text).some((piece) => Buffer.byteLength(piece) >= shortest);

const folder = mkdtempSync(join(tmpdir(), 'spellings-'));
try {
  execFileSync('apt-get', ['download', '-qq', ...packages], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const file of readdirSync(folder)) execFileSync('dpkg', ['-x', file, 'all'], { cwd: folder });
  const spellings = new Map();
  const add = (text, spelling) => {
    if (spelling.toLowerCase() === text.toLowerCase() || !searchable(spelling)) return;
    spellings.set(text, (spellings.get(text) ?? new Set()).add(spelling));
  };
  for (const language of languages) {
    for (const [domain, originals] of Object.entries(wanted)) {
      const path = join(folder, 'all/usr/share/locale', language, 'LC_MESSAGES', `${domain}.mo`);
      if (!existsSync(path)) continue;
      const messages = readMo(readFileSync(path));
      for (const original of originals) {
        const translation = messages.get(original);
        if (translation) add(plain(numbered(bare(original))), plain(numbered(bare(translation))));
      }
    }
  }
  for (const [text, others] of Object.entries(further)) for (const other of others) add(text, other);
  const header =
    '# Written by scripts/spellings.mjs from the message catalogues of glibc, bash, binutils, gcc, make and tar.\n# text: the message in English; {1} stands for what the tool fills in. spellings: the same in other languages or by other libraries.\n';
  const list = [...spellings].map(([text, others]) => ({ text, spellings: [...others].sort() }));
  writeFileSync(join(root, 'flows/spellings.yaml'), header + dump(list, { lineWidth: -1 }));
  const count = list.reduce((sum, each) => sum + each.spellings.length, 0);
  process.stdout.write(`${list.length} messages, ${count} spellings\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
