/** What is read of a chunk of rolldown's output. */
interface SplitChunk {
  type: 'chunk';
  name: string;
  facadeModuleId: string | null;
  fileName: string;
  isEntry: boolean;
  isDynamicEntry: boolean;
  imports: string[];
  modules: Record<string, unknown>;
  code: string;
}
export declare const chunkGroups: (
  output: readonly SplitChunk[],
  often?: readonly { readonly weight: number; readonly loads: readonly string[] }[],
) => (id: string) => string | null;
