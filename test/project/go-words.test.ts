import { expect, it } from 'vitest';
import { goWordsIn, withGoWords } from '../../src/project/go-words.js';

it.each([
  ['go build -tags "sandbox" -ldflags "-X main.version=1.2.3" -o app .', ['sandbox'], ['main.version=1.2.3']],
  ['CGO_ENABLED=0 /usr/bin/go build --tags=a,b -ldflags=\'-s -w -X "main.v=a b"\' ./...', ['a', 'b'], ['main.v=a b']],
  ['cd cmd && go install -tags "a b" .', ['a', 'b'], []],
  ['go build \\\n  -tags x \\\n  .', ['x'], []],
  ['go vet ./...\necho go build -o app', [], []],
  // What only one of several programs is given is not for all.
  ['go build -tags "a b" ./one\ngo build -tags "b c" ./two', ['b'], []],
  // No word of the makefile becomes a word of a shell or another flag.
  ['go build -tags "$(evil) -toolexec=x a" -ldflags "-X main.v=`id` -extld=evil" .', ['a'], ['main.v=`id`']],
])('reads %s', (commands, tags, values) => {
  expect(goWordsIn(commands)).toEqual({ tags, values });
});

it('adds them to those that are there', () => {
  const plain = ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', 'bin/', '.'];
  expect(withGoWords(plain, { tags: [], values: [] })).toEqual(plain);
  expect(withGoWords(plain, { tags: ['a'], values: ['main.v=a b'] })).toEqual([
    'go',
    'build',
    '-trimpath',
    '-tags=a',
    "-ldflags=-s -w -X 'main.v=a b'",
    '-o',
    'bin/',
    '.',
  ]);
  const cgo = ['go', 'build', '-tags=netgo,osusergo', '-ldflags=-linkmode external', '.'];
  expect(withGoWords(cgo, { tags: ['a'], values: [] })).toContain('-tags=netgo,osusergo,a');
});
