import { describe, expect, it } from 'vitest';
import document from '../../flows/ladder.yaml';
import { UserError } from '../../src/errors.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { loadPolicy } from '../../src/ladder/load-policy.js';

const schema = 'musl-wizard.ladder/1';

describe('loadPolicy', () => {
  it('reads the ladder that comes with the program', () => {
    expect(defaultPolicy).toMatchObject(loadPolicy(document, 'flows/ladder.yaml'));
    expect(defaultPolicy.order).toEqual(['native-musl', 'pkgs-musl', 'alpine', 'glibc-static']);
  });

  it('fills in what is left out', () => {
    expect(loadPolicy({ schema, requiredLibc: 'musl' }, 'mine.yaml')).toEqual({
      order: defaultPolicy.order,
      side: defaultPolicy.side,
      forbidden: [],
      requiredLibc: 'musl',
      upx: false,
      offline: false,
    });
  });

  it.each([
    ['nothing', null],
    ['no schema', { order: ['zig'] }],
    ['another schema', { schema: 'musl-wizard.ladder/2' }],
    ['an unknown rung', { schema, order: ['cosmopolitan'] }],
    ['a rung twice', { schema, order: ['zig', 'zig'] }],
    ['an empty order', { schema, order: [] }],
    ['an unknown key', { schema, oder: ['zig'] }],
    ['another libc', { schema, requiredLibc: 'bionic' }],
  ])('refuses %s', (_, given) => {
    expect(() => loadPolicy(given, 'mine.yaml')).toThrow(UserError);
  });

  it('names the fault by its path', () => {
    try {
      loadPolicy({ schema, order: ['cosmopolitan'] }, 'mine.yaml');
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).evidence.join()).toContain('/order/0');
    }
  });
});
