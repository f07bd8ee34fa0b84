/** Notices that a file of dialogues or texts has changed on this machine. */
import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { createSoon } from '../people/shared-runs.js'

/** An editor writes a file in several steps, and whoever copies a folder many files. */
const SETTLE_MS = 300

export interface DialogueWatch {
  start(): void
  stop(): void
}

/**
 * @param root holds `flows/` and `locales/`
 * @param onFailure hears why nothing can be noticed: a file system or a system limit that does not allow it
 */
export function watchDialogues(
  root: string,
  onChange: () => Promise<void>,
  onFailure: (error: unknown) => void,
  settleMs = SETTLE_MS,
): DialogueWatch {
  const changed = createSoon(() => onChange().catch(onFailure), settleMs)
  const watchers: { close(): void }[] = []
  function stop(): void {
    changed.cancel()
    for (const watcher of watchers.splice(0)) watcher.close()
  }
  function watchFolder(folder: string): void {
    const watcher = watch(join(root, folder), { persistent: false }, (_event, name) => {
      if (name?.endsWith('.yaml')) changed.ask()
    })
    watchers.push(watcher.on('error', onFailure))
  }
  return {
    start() {
      try {
        for (const folder of ['flows', ...languagesIn(root)]) watchFolder(folder)
      } catch (error) {
        stop()
        onFailure(error)
      }
    },
    stop,
  }
}

const languagesIn = (root: string): string[] => readdirSync(join(root, 'locales')).map((language) => join('locales', language))
