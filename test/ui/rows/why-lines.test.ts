import { expect, it } from 'vitest';
import { judgeMachine } from '../../../src/engine/judge-machine.js';
import { initialSession } from '../../../src/engine/session-state.js';
import { defaultPolicy } from '../../../src/ladder/default-policy.js';
import { explainVerdict } from '../../../src/ladder/why.js';
import { whyLines } from '../../../src/ui/rows/why-lines.js';
import { someFacts } from '../../support/facts.js';

it('says commands of this program as they are called here', () => {
  const facts = someFacts({ nix: { nixpkgs: { source: 'none', path: null } } });
  const why = explainVerdict('pkgs-musl', { captures: {}, ...judgeMachine(facts, {}, defaultPolicy) });
  const text = whyLines(initialSession, why, 200, 'npx musl-wizard').map((line) =>
    line.map((span) => span.text).join(''),
  );
  expect(text.join('\n')).toContain('$ npx musl-wizard canary pkgs-musl --nixpkgs FOLDER_OR_TARBALL');
});

it('counts changes of the machine only where there are any', () => {
  const facts = someFacts({ nix: { nixpkgs: { source: 'none', path: null } } });
  const why = explainVerdict('pkgs-musl', { captures: {}, ...judgeMachine(facts, {}, defaultPolicy) });
  const text = (changes: typeof why.counterfactual.changes) =>
    whyLines(initialSession, { ...why, counterfactual: { ...why.counterfactual, changes } }, 200, 'musl-wizard')
      .flatMap((line) => line.map((span) => span.text))
      .join('\n');
  expect(text(why.counterfactual.changes)).toContain('It would be ready if one thing changed');
  expect(text([])).not.toContain('It would be ready');
  expect(text(null)).toContain('No known change would make it ready here.');
});
