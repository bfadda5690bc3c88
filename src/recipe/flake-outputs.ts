/** The systems that may run the build of a flake. */
export const builderSystems = ['x86_64-linux', 'aarch64-linux'] as const;

/**
 * The `outputs` of a flake: its packages for each system that may run the build.
 * @param inputs the names of its inputs, without self
 * @param body the bindings of `let` and, after `in`, the set of packages; may use `system`
 */
export const flakeOutputs = (inputs: readonly string[], body: string): string => `  outputs =
${parameters(inputs)}
    let
      systems = [
${builderSystems.map((system) => `        "${system}"\n`).join('')}      ];
    in
    {
      packages = nixpkgs.lib.genAttrs systems (
        system:
        let
${body}
      );
    };
}
`;

// As nixfmt has it: a set of more than two names takes a line for each.
const parameters = (inputs: readonly string[]): string => {
  const names = ['self', ...inputs];
  return names.length <= 2
    ? `    { ${names.join(', ')} }:`
    : `    {\n${names.map((name) => `      ${name},\n`).join('')}    }:`;
};
