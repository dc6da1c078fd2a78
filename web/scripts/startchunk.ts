/**
 * All that the first screen needs goes into one piece. By itself the bundler gives each module that a later screen needs
 * too a file of its own: dozens of small requests before anything is seen, which compress badly.
 */

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Names the chunk of a module, for a group of `codeSplitting`. `entry`: the file that the page starts, a piece of its own. */
export function startChunk(entry: string): (id: string, modules: Modules) => string | null {
  const needed = new Set<string>();
  return (id, modules) => {
    if (needed.size === 0) collect(entry, modules, needed);
    return needed.has(id) && id !== entry ? "start" : null;
  };
}

/** Adds a module and everything that it imports before it can run. */
function collect(entry: string, modules: Modules, needed: Set<string>): void {
  const queue = [entry];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    queue.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
}
