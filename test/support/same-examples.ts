import fc from 'fast-check';

// The same examples each time: a commit that passed passes again, on any machine. New ones are for who looks for
// faults: `EXAMPLES=7 npm test -- test/ui`, with any number; a failure is reported with that seed.
fc.configureGlobal({ seed: Number(process.env.EXAMPLES ?? 1) });
