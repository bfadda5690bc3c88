// The manual page, from the command tree itself, so that it cannot fall behind: markdown, then roff by marked-man.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { importSource } from './bundle.mjs';
import { root } from './ensure.mjs';

/** The page musl-wizard(1) as roff. */
export const manPage = async (version) => {
  const { createProgram } = await importSource('src/program.ts');
  const program = await createProgram(new AbortController().signal, () => {});
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/marked-man/bin/marked-man.js'), '--version', version, '--manual', 'musl-wizard'],
    // The date would make each build differ.
    { input: page(program), encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: '1763683200' } },
  );
  if (status !== 0) throw new Error(`marked-man: ${stderr}`);
  return stdout;
};

const page = (program) => {
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((command) => command.name() !== 'help');
  return `# musl-wizard(1) -- ${program.description()}

## SYNOPSIS

**musl-wizard** [*OPTIONS*] [*COMMAND*]

Without a command it opens the wizard on a terminal. **musl-wizard** *FILE* is **musl-wizard explain** *FILE*.

## OPTIONS

${optionsOf(help, program)}

## COMMANDS

${commands.map((command) => commandOf(help, command)).join('\n\n')}

## EXIT STATUS

* **0**: yes: it holds, works, or was done.
* **1**: no: it was checked, and the answer is no.
* **2**: the command line is wrong.
* **3**: the program failed, or something it needs could not be reached.
* **130**, **143**: ended by Ctrl-C or SIGTERM; everything that was started is gone.

## ENVIRONMENT

* **NO_COLOR**: no colour. **FORCE_COLOR**: colour also where there is no terminal.
* **XDG_CONFIG_HOME**, **XDG_STATE_HOME**, **XDG_CACHE_HOME**: where settings, the journal of fixes and logs are kept.
* **TMPDIR**: where canaries are built.

## FILES

* *~/.config/musl-wizard/*: saved setups and own decision trees.
* *.musl-wizard/flows/*, *musl-wizard.json*: trees and setup of a project, to be shared by a team.
`;
};

const commandOf = (help, command) =>
  `### ${command.name()} ${command.usage()}\n\n${sentence(command.description())}\n\n${optionsOf(help, command)}${examplesOf(command)}`;

/** The section of examples in a command's help, as a list. */
const examplesOf = (command) => {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  const rows = (text.split('\nExamples:\n')[1] ?? '').split('\n').filter((row) => row.startsWith('  '));
  if (rows.length === 0) return '';
  return `\n\nExamples:\n\n${rows.map((row) => `* ${row.trim().replace(/^(.*?) {2,}(.*)$/, '`$1`: $2')}`).join('\n')}`;
};

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

const optionsOf = (help, command) =>
  help
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => `* \`${option.flags}\`: ${escaped(option.description)}`)
    .join('\n');

const escaped = (text) => text.replace(/[*_<>[\]\\]/g, '\\$&');
