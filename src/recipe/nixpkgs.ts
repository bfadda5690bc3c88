/** nixpkgs by one commit and its hash, so that a recipe means the same tomorrow. nixos-25.05. */
export const pinnedNixpkgs = {
  branch: 'nixos-25.05',
  rev: 'ac62194c3917d5f474c1a844b6fd6da2db95077d',
  narHash: 'sha256-16KkgfdYqjaeRGBaYsNrhPRRENs0qzkQVUooNHtoy2w=',
} as const;
