import { expect, it } from 'vitest';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { filesOf } from './files-of.js';

const refusal = (...names: string[]) => {
  try {
    return chooseBuild(detectProject(filesOf(Object.fromEntries(names.map((name) => [name, '']))))).build.system;
  } catch (error) {
    return error;
  }
};

it.each([
  ['dune-project', 'Dune', 'can', '-ccopt -static'],
  ['app.nimble', 'Nim', 'can', 'musl-gcc'],
  ['Package.swift', 'Swift', 'can', 'swift build'],
  ['app.csproj', '.NET', 'can', 'dotnet publish'],
  ['pom.xml', 'Java', 'can', 'native-image --static'],
  ['pyproject.toml', 'Python', 'cannot', 'container'],
  ['package.json', 'Node', 'cannot', 'container'],
  ['bun.lock', 'Bun', 'cannot', 'container'],
  ['deno.json', 'Deno', 'cannot', 'container'],
  ['shard.yml', 'Crystal', 'can', 'shards build'],
  ['v.mod', 'V', 'can', 'v -prod'],
])('a project with %s is one of %s, which %s be static, with the next step', (file, name, can, next) => {
  expect(refusal(file)).toMatchObject({
    message: expect.stringContaining(name),
    evidence: [file, expect.stringMatching(new RegExp(`^${can} be linked statically: .`)), expect.any(String)],
    nextSteps: [expect.stringContaining(next)],
  });
});

it('does not take a C program for that of a tool beside it', () => {
  expect(refusal('Makefile', 'main.c', 'package.json')).toBe('make');
  expect(refusal('deno.json', 'bun.lock', 'package.json')).toMatchObject({ message: expect.stringContaining('Deno') });
});

it('names a project below it first', () => {
  expect(refusal('package.json', 'core/Cargo.toml')).toMatchObject({
    nextSteps: ['cd ./core && musl-wizard build', expect.stringContaining('container')],
  });
});
