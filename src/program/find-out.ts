import type { Command } from 'commander';
import type { DoctorOptions } from '../commands/doctor.js';
import type { ExplainFlags } from '../commands/explain.js';
import type { InspectOptions } from '../commands/inspect.js';
import type { SnapshotOptions } from '../commands/snapshot.js';
import { type Action, appendValue, examples, jsonOption } from './parts.js';

/** Adds the commands that find out what works here; gives `explain`, which takes a log at the door. */
export const addFindOut = (program: Command, action: Action): Command => {
  program.commandsGroup('Find out what works here:');
  program
    .command('doctor')
    .description('Diagnose what blocks a static build on this machine and how to fix it')
    .option(
      '--on <target>',
      'Another machine: snapshot:FILE, ssh:[USER@]HOST[:PORT], docker:NAME, podman:NAME, exec:COMMAND (repeatable)',
      appendValue,
    )
    .option('--domain <name>', 'Read only this domain, e.g. memory or nix (repeatable)', appendValue)
    .option('--what-if <fact=value>', 'Assume a fact, e.g. memory.limitBytes=8GiB (repeatable)', appendValue)
    .option('--deadline <s>', 'Time limit in seconds; facts not read in time are reported as unknown')
    .option('--read-only', 'Only read: write nothing, no network (skipped facts are reported as unknown)')
    .option('--fix', 'Offer the fixes one by one')
    .option('--ladder <file>', 'Use your own ladder, in the format of flows/ladder.yaml')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['doctor', 'this machine, and the project in this folder'],
        ['doctor --on ssh:me@box --on docker:web', 'other machines side by side; no Node needed there'],
        ['doctor --fix', 'go through the fixes, confirming each'],
      ]),
    )
    .action(action<DoctorOptions>(() => import('../commands/doctor.js')));

  const explainCommand = program
    .command('explain')
    .description('Find the root cause in the log of a failed build, or in a build file')
    .argument(
      '[file]',
      'a log (plain, gzip, UTF-16), a flake.nix, Dockerfile, Makefile or Cargo.toml; - for standard input',
    )
    .option('--all', 'Also show secondary errors caused by the root cause')
    .option('--patch', 'Print only the fixes of a Nix file, as a unified diff for patch -p1')
    .option('--on <target>', 'Adjust confidence using facts from TARGET (the machine that produced the log)')
    .option('--deadline <s>', 'Time limit in seconds; once it is reached, only the end of the log is still searched')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['explain build.log', 'the root cause and its fix'],
        ['explain flake.nix --patch > fix.patch', 'what a Nix file does wrong in a build for musl, as a patch'],
        ['explain - --json < build.log', 'from standard input, as JSON'],
      ]),
    )
    .action(action<ExplainFlags>(() => import('../commands/explain.js')));

  program
    .command('inspect')
    .description('Show how a program is linked: static or not, which libc, what it needs at run time')
    .argument('[file...]', 'files to inspect')
    .option(
      '--files-from <list>',
      'Read more paths from a file, one per line or NUL-separated; - for standard input (repeatable)',
      appendValue,
    )
    .option(
      '--require <list>',
      'Requirements, e.g. static,musl,x86_64,no-upx,max-size=3MB,glibc<=2.31 (repeatable)',
      appendValue,
    )
    .option('--portable', 'Also run each program in an empty, unprivileged root (5 s limit)')
    .option('--allow-untested', 'Accept what could not be checked, such as the contents of a packed file')
    .option(
      '--format <format>',
      'Output format: text, json, github (annotations), sarif (code scanning) or cyclonedx (what is inside) (default: text)',
    )
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['inspect dist-static/app', 'linkage, libc, size, what it needs at run time'],
        ['inspect app --require static,musl,x86_64', 'exit code 1 unless all requirements are met (for CI)'],
      ]),
    )
    .action(action<InspectOptions>(() => import('../commands/inspect.js')));

  program
    .command('snapshot')
    .description('Save a machine snapshot to a file (inspect it with --on snapshot:FILE)')
    .option('-o, --output <file>', 'Output file (default: standard output)')
    .option(
      '--on <target>',
      'Another machine: snapshot:FILE, ssh:[USER@]HOST[:PORT], docker:NAME, podman:NAME, exec:COMMAND',
    )
    .option('--script', 'Print a POSIX shell script that takes the snapshot on a machine without Node')
    .option('--no-redact', 'Do not mask names, addresses and secrets')
    .option('--force', 'Replace an existing file')
    .addHelpText(
      'after',
      examples([
        ['snapshot -o machine.json', 'this machine; names and secrets are masked'],
        ['snapshot --script > collect.sh', 'for a machine without Node: sh collect.sh > machine.json'],
        ['doctor --on snapshot:machine.json', 'inspect it on another machine'],
      ]),
    )
    .action(action<SnapshotOptions>(() => import('../commands/snapshot.js')));
  return explainCommand;
};
