import type { Command } from 'commander';
import type { AllowFlags } from '../commands/allow.js';
import type { BuildFlags } from '../commands/build.js';
import type { ChooseOptions } from '../commands/choose.js';
import type { LibsFlags } from '../commands/libs.js';
import { addRungFlags } from '../commands/parts/rung-flags.js';
import type { RecipeFlags } from '../commands/recipe.js';
import type { StatusFlags } from '../commands/status.js';
import { allocators } from '../recipe/allocator.js';
import { floorRungs, rungsBuilding } from '../rungs/registry.js';
import { type Action, appendValue, examples, jsonOption } from './parts.js';

/** Rungs for the examples. */
const [byTools] = rungsBuilding('here');
const [inContainer] = rungsBuilding('container');

/** Adds the commands that build, and those on what a build rests on. */
export const addBuild = (program: Command, action: Action): void => {
  program.commandsGroup('Build:');
  addRungFlags(
    program
      .command('choose')
      .description('Climb the ladder without questions; save the first rung that passes')
      .option('--rung <rung>', 'Try only this rung')
      .option('--ladder <file>', 'Use your own ladder, in the format of flows/ladder.yaml')
      .option('--compare', 'Build this project with every usable rung and compare the resulting binaries')
      .option('--build-system <name>', 'The build system, where the project has several')
      .option('--no-build', 'Prove the tools only; do not build the project')
      .option('--upx', 'Pack the binary with UPX')
      .option('-y, --yes', "Replace a saved setup; retry with the workaround suggested by the failure's cause")
      .option('--timeout <s>', 'Time limit for each build, in seconds')
      .option(...jsonOption)
      .addHelpText(
        'after',
        examples([
          ['choose --yes', 'find and save a setup, replacing an older one'],
          [`choose --rung ${inContainer}`, 'try one rung'],
          ['choose --compare', 'sizes and linkage of all usable rungs side by side'],
        ]),
      ),
  ).action(action<ChooseOptions>(() => import('../commands/choose.js')));

  addRungFlags(
    program
      .command('build')
      .description('Build this project with the saved setup and inspect the result')
      .argument('[args...]', 'after --: arguments for the tool that configures or builds')
      .option('--rung <rung>', 'Use this rung (default: the saved one)')
      .option('--upx', 'Pack the result with UPX')
      .option('--output <dir>', 'Output folder (default: dist-static)')
      .option('--build-system <name>', 'The build system, where the project has several')
      .option('--timeout <s>', 'Time limit for the whole build, in seconds (default: 3600)')
      .option('--keep', 'Keep the scratch folder')
      .option(
        '--glibc-floor <version>',
        `Build programs that are not static and run where glibc is this version or newer, e.g. 2.17, with ${floorRungs.join(', ')}: for dlopen, GPU, NSS`,
      )
      .option('--twice', 'Build again in another folder; exit code 1 unless the bytes are the same')
      .option(
        '--check <command>',
        'Run a command with {} as the program and as one of a native build; exit code 1 unless they behave the same (repeatable)',
        appendValue,
      )
      .option(
        '--provenance <file>',
        'Write how the programs were built (in-toto statement, SLSA provenance), if all holds',
      )
      .option(
        '--test',
        "Run the project's tests with this build and with a native one; exit code 1 unless the results are the same",
      )
      .option(...jsonOption)
      .addHelpText(
        'after',
        examples([
          ['build', 'with the saved setup'],
          [`build --rung ${byTools}`, 'with another rung'],
          ['build --arch x86_64,aarch64', 'for several architectures, into a folder of each'],
          ["build --check '{}'", 'run the program: the same output as of a native build?'],
          ['build -- --without-gui', 'pass arguments to configure, cmake, cargo, make ...'],
        ]),
      ),
  ).action(action<BuildFlags>(() => import('../commands/build.js')));

  addRungFlags(
    program
      .command('recipe')
      .description('Print or write the build files for a static build of this project')
      .argument('[rung]', 'the rung (default: the saved one)')
      .option('--pattern <name>', 'Recipe pattern (default: the first in --list)')
      .option('--list', 'List all patterns')
      .option('--write', 'Write into this folder; shows the changes and asks first')
      .option('--force', 'Write without asking')
      .option('--allocator <name>', `C and C++: allocator in the place of the C library's, ${allocators.join(', ')}`)
      .option('--build-system <name>', 'The build system, where the project has several')
      .addHelpText(
        'after',
        examples([
          ['recipe', 'print the files of the saved rung'],
          ['recipe --list', 'all patterns: Nix shell and flake, Dockerfile, Makefile, CI ...'],
          [`recipe ${inContainer} --write`, 'write a Dockerfile'],
        ]),
      ),
  ).action(action<RecipeFlags>(() => import('../commands/recipe.js')));

  program
    .command('libs')
    .description('List, build or remove static libraries for musl, built from source for a rung')
    .argument('[action]', 'list, add or remove')
    .argument('[names...]', 'libraries, e.g. zlib openssl')
    .option('--rung <rung>', 'Rung whose compiler builds (default: the first one that is installed)')
    .option('--arch <arch>', 'Target architecture, as printed by uname -m')
    .option('--from <source>', 'Where the sources come from: debian, crates, a folder, an archive, URL#sha256=SUM')
    .option('--into <folder>', 'With add: also copy them to FOLDER/include and FOLDER/lib')
    .option('--jobs <n>', 'Parallel jobs')
    .option('--timeout <s>', 'Time limit for each library, in seconds (default: 1800)')
    .option('--all', 'With remove: all libraries')
    .option('-y, --yes', 'Build without asking')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['libs', 'list the installed libraries'],
        [`libs add openssl sodium --rung ${byTools} --yes`, 'build two; choose, build and canary find them'],
        ['libs add zlib --from sources --yes', 'offline, from a folder with zlib-1.3.1.tar.gz'],
        ['libs remove --all', 'free the disk space'],
      ]),
    )
    .action(action<LibsFlags>(() => import('../commands/libs.js')));

  program
    .command('allow')
    .description('Show and allow the project files that control how it is built')
    .option('--list', 'Only show them')
    .option('--revoke', 'Revoke the permission')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['allow', 'show the files, and allow them after a question'],
        ['allow --list', 'only show them'],
        ['allow --revoke', 'take the permission back'],
      ]),
    )
    .action(action<AllowFlags>(() => import('../commands/allow.js')));

  program
    .command('status')
    .description('Check whether the saved setup is still good, and what changed since it was proven')
    .option('--check', 'Run the canary again if something changed')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['status', 'what changed since the saved setup was proven'],
        ['status --check', 'prove it again where something changed'],
      ]),
    )
    .action(action<StatusFlags>(() => import('../commands/status.js')));
};
