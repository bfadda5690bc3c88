/** What one row of docs/dependencies.md says that a capability weighs. */
export interface CapabilitySize {
  name: string;
  paths: string[];
  before: { minified: number; packed: number };
  packed: number;
}
export const capabilitiesIn: (page: string) => CapabilitySize[];
