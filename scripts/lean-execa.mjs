// What our use of execa never reaches: it starts programs and waits for them, with pipes, files or nothing as their
// streams, on Linux and macOS. IPC, transforms, pipelines, web streams, its own log, templates and the synchronous half
// stay out. Each stand-in keeps what execa itself sees where the feature is not asked for.
// test/scripts/lean-execa.test.ts compares both.

const none = (...names) => names.map((name) => `export const ${name} = () => {};`).join('\n');
const no = (...names) => names.map((name) => `export const ${name} = () => false;`).join('\n');

/** Contents by path below node_modules. */
export const leanExeca = {
  'execa/index.js': `
    import { createExeca } from './lib/methods/create.js';
    export const execa = createExeca(() => ({}));`,
  'execa/lib/methods/main-sync.js': none('execaCoreSync'),
  'execa/lib/methods/template.js': `${no('isTemplateString')}\n${none('parseTemplates')}`,
  'execa/lib/methods/node.js': 'export const handleNodeOption = (...all) => all;',
  'execa/lib/ipc/methods.js': none('addIpcMethods'),
  'execa/lib/ipc/ipc-input.js': none('validateIpcInputOption', 'sendIpcInput'),
  'execa/lib/ipc/buffer-messages.js': `
    export const waitForIpcOutput = async () => [];
    export const getBufferedIpcOutput = async (_promise, output) => output;`,
  'execa/lib/terminate/graceful.js': `
    ${none('validateGracefulCancel')}
    export const throwOnGracefulCancel = () => [];`,
  'execa/lib/pipe/setup.js': none('pipeToSubprocess'),
  'execa/lib/convert/add.js': none('addConvertedStreams'),
  'execa/lib/transform/normalize.js': 'export const normalizeTransforms = (items) => items;',
  'execa/lib/transform/generator.js': none('generatorToStream'),
  'execa/lib/verbose/start.js': none('logCommand'),
  'execa/lib/verbose/info.js': none('getVerboseInfo'),
  'execa/lib/verbose/values.js': no('isFullVerbose'),
  'execa/lib/verbose/output.js': `${no('shouldLogOutput')}\n${none('logLines')}`,
  'execa/lib/verbose/complete.js': none('logResult'),
  // Only `preferLocal` and `node` ask for it.
  'npm-run-path/index.js': none('npmRunPathEnv'),
  // Only of Windows does it change anything.
  'cross-spawn/index.js': `
    export default { _parse: (command, args = [], options = {}) => ({ command, args: [...args], options: { ...options } }) };`,
  // Words for a signal in a message that nobody here is shown.
  'human-signals/build/src/main.js': `
    export const signalsByName = new Proxy({}, { get: (_, name) => ({ description: name }) });`,
};
